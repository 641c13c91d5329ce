import { orRefuse } from "#app/refusals.ts"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { exportMyData } from "#server/services/my-data.ts"
import { downloadOf } from "../../../download.ts"

export async function GET() {
  const [deps, actor] = await Promise.all([getDeps(), getActor()])
  return downloadOf(await orRefuse(exportMyData(deps, actor), "/account"))
}

"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { attempt } from "#app/problem-of.ts"
import type { MaintenanceProblem } from "#components/admin/maintenance-action.ts"
import { Reason } from "#server/domain/livestream.ts"
import { StrandedError } from "#server/errors.ts"
import { setMaintenance } from "#server/services/gateways.ts"

const Order = z.object({ gatewayId: z.string().min(1).max(64), reason: Reason.nullable() })

export async function setGatewayMaintenance(
  gatewayId: string,
  reason: string | null,
): Promise<MaintenanceProblem> {
  const order = Order.safeParse({ gatewayId, reason })
  if (!order.success) return { code: "invalid" }
  const { refusal } = await attempt(async (deps, actor) => {
    await setMaintenance(deps, actor, order.data)
    revalidatePath("/admin", "layout")
  })
  if (!refusal) return null
  return refusal instanceof StrandedError ? { stranded: refusal.stranded } : { code: refusal.code }
}

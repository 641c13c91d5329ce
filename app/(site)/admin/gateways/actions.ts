"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import type { MaintenanceProblem } from "#components/admin/maintenance-action.ts"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { AppError, StrandedError } from "#server/errors.ts"
import { setMaintenance } from "#server/services/gateways.ts"

const Order = z.object({
  gatewayId: z.string().min(1).max(64),
  reason: z.string().trim().min(1).max(500).nullable(),
})

export async function setGatewayMaintenance(
  gatewayId: string,
  reason: string | null,
): Promise<MaintenanceProblem> {
  const order = Order.safeParse({ gatewayId, reason })
  if (!order.success) return { code: "invalid" }
  try {
    const [deps, actor] = await Promise.all([getDeps(), getActor()])
    await setMaintenance(deps, actor, order.data)
    revalidatePath("/admin", "layout")
    return null
  } catch (error) {
    if (error instanceof StrandedError) return { stranded: error.stranded }
    if (error instanceof AppError) return { code: error.code }
    throw error
  }
}

"use server"

import { revalidatePath } from "next/cache"
import { z } from "zod"
import { attempt, problemOf } from "#app/problem-of.ts"
import type { AdminFormState } from "#components/admin/admin-form-state.ts"
import {
  type BroadcasterDraft,
  broadcasterFormOf,
  checkBroadcasterDraft,
  readBroadcasterDraft,
} from "#components/admin/broadcaster-draft.ts"
import { readGatewayForm } from "#components/admin/gateway-draft.ts"
import { type GatewayTest, TEST_FAILURES } from "#components/admin/gateway-test.ts"
import type { Deps } from "#server/deps.ts"
import type { GatewayForm } from "#server/domain/gateway.ts"
import type { Actor } from "#server/domain/policy.ts"
import { AppError, UpstreamError } from "#server/errors.ts"
import {
  deleteBroadcaster,
  deleteGateway,
  identifyGateway,
  saveBroadcaster,
  saveGateway,
} from "#server/services/gateways.ts"
import { answer } from "./answer.ts"

export async function saveGatewayForm(
  gatewayId: string | null,
  before: AdminFormState<GatewayForm>,
  data: FormData,
): Promise<AdminFormState<GatewayForm>> {
  const answered = await answer({
    before,
    data,
    read: readGatewayForm,
    save: async (deps, actor, { draft, loaded }) => {
      const saved = await saveGateway(deps, actor, { gatewayId, form: draft, loaded })
      return saved.gatewayId
    },
  })
  // A secret goes in and never comes back, not even to who typed it.
  return { ...answered, values: { ...answered.values, token: "" } }
}

export async function saveBroadcasterForm(
  broadcasterId: string | null,
  before: AdminFormState<BroadcasterDraft>,
  data: FormData,
): Promise<AdminFormState<BroadcasterDraft>> {
  return answer({
    before,
    data,
    read: readBroadcasterDraft,
    save: async (deps, actor, { draft, loaded }) => {
      const fields = checkBroadcasterDraft(draft)
      if (Object.keys(fields).length > 0) throw new AppError("invalid", "bad broadcaster", { fields })
      const form = broadcasterFormOf(draft)
      const sent = { broadcasterId, form, loaded: loaded && broadcasterFormOf(loaded) }
      return (await saveBroadcaster(deps, actor, sent)).broadcasterId
    },
  })
}

export async function deleteGatewayForm(gatewayId: string) {
  return problemOf(async (deps, actor) => {
    await deleteGateway(deps, actor, { gatewayId })
    revalidatePath("/admin", "layout")
  })
}

export async function deleteBroadcasterForm(broadcasterId: string) {
  return problemOf(async (deps, actor) => {
    await deleteBroadcaster(deps, actor, { broadcasterId })
    revalidatePath("/admin", "layout")
  })
}

/** An action and not tRPC, whose errors tell that an outside system failed but not how. */
export async function testGateway(gatewayId: string): Promise<GatewayTest> {
  const asked = await attempt((deps, actor) => askGateway(deps, actor, gatewayId))
  return asked.refusal ? { outcome: "refused", code: asked.refusal.code } : asked.result
}

async function askGateway(deps: Deps, actor: Actor, gatewayId: string): Promise<GatewayTest> {
  try {
    return { outcome: "answered", ...(await identifyGateway(deps, actor, { gatewayId })) }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    deps.log.info({ gateway: gatewayId, err: error }, "gateway test failed")
    return { outcome: "failed", failure: Failure.parse(error.reason) }
  }
}

const Failure = z.enum(TEST_FAILURES).catch("bad_answer")

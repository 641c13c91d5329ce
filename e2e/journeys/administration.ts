import { fileURLToPath } from "node:url"
import { createClient } from "@libsql/client"
import { expect, type Page } from "@playwright/test"

// What administrators set up for a journey.

export const DEMO_GATEWAYS = ["Gateway 1", "Gateway 2"]

export type NewGateway = {
  name: string
  url: string
  /** SIPMediaGW 1.5–1.7 asks for a token, 1.8 for a slot's gw_id. */
  access: { token: string } | { gwId: string }
  streamName: string
  /** A media server of the university's own instead of Amphi's. */
  outside?: { hlsUrl: string; rtmpUrl: string }
}

/** With its broadcaster. */
export async function addGateway(admin: Page, gateway: NewGateway) {
  await admin.goto("/admin/gateways/new")
  await admin.getByLabel(/^Name/).fill(gateway.name)
  await admin.getByLabel(/^Server address/).fill(gateway.url)
  if ("token" in gateway.access) await admin.getByLabel(/^Bearer token/).fill(gateway.access.token)
  else {
    await admin.getByLabel(/^Version/).selectOption("gateway")
    await admin.getByLabel(/^gw_id/).fill(gateway.access.gwId)
  }
  await admin.getByRole("button", { name: "Create a broadcaster" }).click()
  const dialog = admin.getByRole("dialog", { name: "Create a broadcaster" })
  await dialog.getByLabel(/^Name/).fill(`${gateway.name} out`)
  if (gateway.outside) {
    await dialog.getByLabel(/^Plays from/).selectOption("other")
    await dialog.getByLabel(/^HLS address/).fill(gateway.outside.hlsUrl)
  } else await dialog.getByLabel(/^Stream name/).fill(gateway.streamName)
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(dialog).toBeHidden()
  if (gateway.outside) await admin.getByLabel(/^RTMP address/).fill(gateway.outside.rtmpUrl)
  await admin.getByRole("button", { name: "Save" }).click()
  await expect(admin).toHaveURL(/\/admin\/gateways$/)
}

async function openGateway(admin: Page, name: string) {
  await admin.goto("/admin/gateways")
  await admin.getByRole("link", { name, exact: true }).first().click()
  await expect(admin.getByRole("heading", { level: 1, name: `Edit “${name}”` })).toBeVisible()
}

/** Correct a gateway's token, or take it out of use. */
export async function changeGateway(
  admin: Page,
  name: string,
  change: { token?: string; enabled?: boolean },
) {
  await openGateway(admin, name)
  if (change.token !== undefined) await admin.getByLabel(/^Bearer token/).fill(change.token)
  const enabled = admin.getByRole("switch", { name: "Enabled" })
  if (change.enabled !== undefined) await enabled.setChecked(change.enabled)
  await admin.getByRole("button", { name: "Save" }).click()
  await expect(admin).toHaveURL(/\/admin\/gateways$/)
}

/** Straight in the database: the form rightly refuses while other journeys' webinars are promised these gateways. */
export async function putInService(names: readonly string[], enabled: boolean) {
  const file = fileURLToPath(new URL("../../.amphi/test/amphi.db", import.meta.url))
  const database = createClient({ url: `file:${file}`, timeout: 10_000 })
  for (const name of names)
    await database.execute({
      sql: "update gateways set enabled = ? where name = ?",
      args: [enabled ? 1 : 0, name],
    })
  database.close()
}

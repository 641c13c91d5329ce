import { expect, type Page } from "@playwright/test"

// What administrators set up for a journey.

export type NewGateway = {
  name: string
  url: string
  token: string
  streamName: string
  /** A media server of the university's own instead of Amphi's. */
  outside?: { hlsUrl: string; rtmpUrl: string }
}

/** A gateway of SIPMediaGW 1.5–1.7 with its broadcaster. */
export async function addGateway(admin: Page, gateway: NewGateway) {
  await admin.goto("/admin/gateways/new")
  await admin.getByLabel(/^Name/).fill(gateway.name)
  await admin.getByLabel(/^Server address/).fill(gateway.url)
  await admin.getByLabel(/^Bearer token/).fill(gateway.token)
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

export function gatewayRow(admin: Page, name: string) {
  return admin.getByRole("row").filter({ has: admin.getByRole("link", { name, exact: true }) })
}

export async function openGateway(admin: Page, name: string) {
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

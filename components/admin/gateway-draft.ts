import { Dialect, type GatewayForm } from "#server/domain/gateway.ts"
import type { GatewayRow } from "#server/domain/views.ts"
import { textOf } from "./admin-form-state.ts"

export const NEW_GATEWAY: GatewayForm = {
  name: "",
  dialect: "classic",
  sipmediagwUrl: "",
  token: "",
  gatewayRef: "",
  rtmpUrl: "",
  broadcasterId: "",
  enabled: true,
}

/** The token stays empty and the RTMP address has its key hidden; sent back like this, both are kept as stored. */
export function gatewayDraftOf(row: GatewayRow): GatewayForm {
  return {
    name: row.name,
    dialect: row.dialect,
    sipmediagwUrl: row.sipmediagwUrl,
    token: "",
    gatewayRef: row.gatewayRef ?? "",
    rtmpUrl: row.rtmpUrl ?? "",
    broadcasterId: row.broadcaster.id,
    enabled: row.enabled,
  }
}

export function readGatewayForm(data: FormData): GatewayForm {
  const dialect = Dialect.catch("classic").parse(data.get("dialect"))
  return {
    name: textOf(data, "name"),
    dialect,
    sipmediagwUrl: textOf(data, "sipmediagwUrl"),
    token: textOf(data, "token"),
    gatewayRef: dialect === "gateway" ? textOf(data, "gatewayRef") : "",
    rtmpUrl: textOf(data, "rtmpUrl"),
    broadcasterId: textOf(data, "broadcasterId"),
    enabled: data.has("enabled"),
  }
}

export function gatewayFieldId(field: string) {
  return `gateway-${field}`
}

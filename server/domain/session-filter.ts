import type { Order } from "./table-order.ts"

export const SESSION_STATES = ["all", "open", "failed"] as const
export type SessionState = (typeof SESSION_STATES)[number]

export const SESSION_COLUMNS = ["webinar", "gateway", "state", "started"] as const
export type SessionColumn = (typeof SESSION_COLUMNS)[number]

/** Days are the institution's, of the request; `to` is the last one shown. */
export type SessionFilter = {
  /** In the webinar's title, its owner's name and the gateway's. */
  query: string
  state: SessionState
  gatewayId?: string | undefined
  from?: string | undefined
  to?: string | undefined
  order?: Order<SessionColumn> | undefined
}

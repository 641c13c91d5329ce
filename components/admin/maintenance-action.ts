import type { Stranded } from "./admin-form-state.ts"

/** The error's key in the `errors` messages, or the webinars that no other gateway is free for; null when it is done. */
export type MaintenanceProblem = { code: string } | { stranded: readonly Stranded[] } | null
/** A reason takes the gateway out of service, null puts it back. */
export type MaintenanceAction = (gatewayId: string, reason: string | null) => Promise<MaintenanceProblem>

export type Dependency =
  | { state: "ok"; durationMs: number; facts?: Record<string, number> }
  | { state: "failed"; durationMs: number; error: string }

export type Health = {
  ok: boolean
  database: Dependency
  bbb: Dependency
  realtime: Dependency
  media: Dependency
  gateways: Dependency
  worker: Dependency
}

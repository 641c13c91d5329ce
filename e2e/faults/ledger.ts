// What the database says, read from outside.
import { type Client, createClient, type Row } from "@libsql/client"
import { z } from "zod"

const Livestream = z.object({
  id: z.string(),
  state: z.string(),
  room_key: z.string(),
  gateway: z.string().nullable(),
  gateway_engaged: z.number(),
  failure: z.string().nullable(),
  stop_reason: z.string().nullable(),
})
export type LivestreamFacts = z.infer<typeof Livestream>

const Webinar = z.object({
  id: z.string(),
  slug: z.string(),
  meeting_id: z.string(),
  callback_key: z.string(),
})
export type WebinarFacts = z.infer<typeof Webinar>

/** A job that nobody took for this long is lost. */
const OVERDUE_MS = 30_000
const RESERVED_MS = 4 * 60 * 60_000

export class Ledger {
  private readonly client: Client
  /** How far the product's clock is ahead of ours. */
  clockAheadMs = 0

  constructor(url: string) {
    this.client = createClient({ url })
  }

  async webinar(): Promise<WebinarFacts> {
    const sql =
      "select w.id, e.slug, w.meeting_id, w.callback_key from webinars w join events e on e.id = w.event_id"
    return Webinar.parse((await this.rows(sql))[0])
  }

  async latest(): Promise<LivestreamFacts | null> {
    const sql = `select l.id, l.state, l.room_key, g.name as gateway, l.gateway_engaged, l.failure, l.stop_reason
      from livestreams l left join gateways g on g.id = l.gateway_id order by l.requested_at desc limit 1`
    const row = (await this.rows(sql))[0]
    return row ? Livestream.parse(row) : null
  }

  /** Of the gateways in the order of their names. */
  async reservedIndex() {
    const sql = `select (select count(*) from gateways other where other.name < g.name) as place
      from reservations r join gateways g on g.id = r.gateway_id`
    return Number((await this.rows(sql))[0]?.place ?? -1)
  }

  /** As if the webinar had been saved when only this gateway was free: the next start takes it. */
  async reserve(webinarId: string, index: number) {
    const gatewayId = (await this.gatewayIds())[index] ?? null
    const now = Date.now()
    await this.rows(
      "insert into reservations (webinar_id, gateway_id, from_at, to_at) values (?, ?, ?, ?) on conflict (webinar_id) do update set gateway_id = excluded.gateway_id, from_at = excluded.from_at, to_at = excluded.to_at",
      [webinarId, gatewayId, now - RESERVED_MS, now + RESERVED_MS],
    )
  }

  async gatewayIds() {
    return (await this.rows("select id from gateways order by name")).map(({ id }) => String(id))
  }

  async history(livestreamId: string) {
    const sql = "select to_state, reason from livestream_log where livestream_id = ? order by id"
    const lines = await this.rows(sql, [livestreamId])
    return lines.map(({ to_state, reason }) => `${to_state}${reason ? ` (${reason})` : ""}`)
  }

  /** What would keep a gateway from its next webinar, and work that is not done. */
  async complaints(since: number): Promise<string[]> {
    const waiting = await this.rows(
      "select g.name from jobs j join gateways g on g.id = json_extract(j.payload, '$.gatewayId') where j.kind = 'gateway.release' and j.state = 'ready'",
    )
    const engaged = await this.rows(
      "select g.name, l.state from livestreams l join gateways g on g.id = l.gateway_id where l.gateway_engaged = 1 and l.state in ('ended', 'failed') and l.requested_at >= ? and not exists (select 1 from jobs j where j.kind = 'gateway.release' and j.state = 'done' and json_extract(j.payload, '$.livestreamId') = l.id)",
      [since],
    )
    const now = Date.now() + this.clockAheadMs
    const overdue = await this.rows(
      "select kind, last_error from jobs where state = 'ready' and run_at < ? and (lease_until is null or lease_until < ?)",
      [now - OVERDUE_MS, now],
    )
    const dead = await this.rows(
      "select kind, last_error from jobs where state = 'dead' and finished_at >= ?",
      [since],
    )
    return [
      ...waiting.map(({ name }) => `${name} still owes the confirmation of a stop`),
      ...engaged.map(({ name }) => `${name} counts as engaged for a closed livestream`),
      ...overdue.map(({ kind, last_error }) => `job ${kind} is overdue: ${last_error}`),
      ...dead.map(({ kind, last_error }) => `job ${kind} is dead: ${last_error}`),
    ]
  }

  close() {
    this.client.close()
  }

  private async rows(sql: string, args: (string | number | null)[] = []): Promise<Row[]> {
    return (await this.client.execute({ sql, args })).rows
  }
}

import { sql } from "drizzle-orm"
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core"
import { DIALECTS } from "#server/domain/gateway.ts"
import type { GatewayHealth, Preflight } from "#server/domain/health.ts"
import { FAILURES, LIVESTREAM_STATES, STOP_REASONS } from "#server/domain/livestream.ts"
import { CALL_OUTCOMES, CALLS } from "#server/domain/livestream-call.ts"
import { GUEST_POLICIES, type Locks, type RecordOptions } from "#server/domain/webinar.ts"
import { flag, id, moment } from "./columns.ts"

export const users = sqliteTable("users", {
  id: id(),
  email: text("email").notNull().unique(),
  name: text("name").notNull(),
  /** argon2id; null for people who sign in elsewhere. */
  passwordHash: text("password_hash"),
  isAdmin: flag("is_admin").notNull().default(false),
  affiliations: text("affiliations", { mode: "json" }).$type<string[]>().notNull().default([]),
  groups: text("groups", { mode: "json" }).$type<string[]>().notNull().default([]),
  disabledAt: moment("disabled_at"),
  createdAt: moment("created_at").notNull(),
})

export const broadcasters = sqliteTable("broadcasters", {
  id: id(),
  name: text("name").notNull().unique(),
  /** An outside HLS URL, or null where Amphi's own origin plays `streamName`. */
  hlsUrl: text("hls_url"),
  streamName: text("stream_name").unique(),
  /** What an encoder shows to publish here, sealed; null: nobody has made a key yet. */
  encoderKeySealed: text("encoder_key_sealed"),
  encoderKeyAt: moment("encoder_key_at"),
  listed: flag("listed").notNull().default(true),
  restricted: flag("restricted").notNull().default(false),
  createdAt: moment("created_at").notNull(),
})

export const gateways = sqliteTable("gateways", {
  id: id(),
  name: text("name").notNull().unique(),
  dialect: text("dialect", { enum: DIALECTS }).notNull(),
  sipmediagwUrl: text("sipmediagw_url").notNull(),
  /** Encrypted with the application secret. */
  tokenSealed: text("token_sealed").notNull(),
  gatewayRef: text("gateway_ref"),
  /** An outside RTMP server, sealed because it may hold a key; null pushes to Amphi's own origin. */
  rtmpUrlSealed: text("rtmp_url_sealed"),
  streamKeySealed: text("stream_key_sealed").notNull(),
  broadcasterId: text("broadcaster_id")
    .notNull()
    .unique()
    .references(() => broadcasters.id),
  enabled: flag("enabled").notNull().default(true),
  /** Why nobody may be sent there for now; null: in service. */
  maintenance: text("maintenance"),
  /** What the last probe found. */
  health: text("health", { mode: "json" }).$type<GatewayHealth>(),
  healthCheckedAt: moment("health_checked_at"),
  createdAt: moment("created_at").notNull(),
})

export const events = sqliteTable(
  "events",
  {
    id: id(),
    slug: text("slug").notNull().unique(),
    title: text("title").notNull(),
    description: text("description").notNull().default(""),
    startAt: moment("start_at").notNull(),
    endAt: moment("end_at").notNull(),
    ownerId: text("owner_id")
      .notNull()
      .references(() => users.id),
    broadcasterId: text("broadcaster_id").references(() => broadcasters.id),
    published: flag("published").notNull().default(true),
    listed: flag("listed").notNull().default(true),
    restricted: flag("restricted").notNull().default(false),
    /** What the presenters chose; `restricted` is that or the broadcaster's rule. */
    restrictedChoice: flag("restricted_choice").notNull().default(false),
    /** Somebody ended everything at this moment; the next start clears it. */
    endedAt: moment("ended_at"),
    listeners: integer("listeners").notNull().default(0),
    listenersPeak: integer("listeners_peak").notNull().default(0),
    /** The last number given to a message, and to a change of one that has a number. */
    chatSeq: integer("chat_seq").notNull().default(0),
    chatRev: integer("chat_rev").notNull().default(0),
    questionRev: integer("question_rev").notNull().default(0),
    version: integer("version").notNull().default(1),
    createdAt: moment("created_at").notNull(),
    updatedAt: moment("updated_at").notNull(),
  },
  (table) => [
    index("events_by_end").on(table.published, table.listed, table.endAt),
    index("events_by_broadcaster").on(table.broadcasterId, table.endAt),
  ],
)

export const webinars = sqliteTable("webinars", {
  id: id(),
  eventId: text("event_id")
    .notNull()
    .unique()
    .references(() => events.id, { onDelete: "cascade" }),
  isWebinar: flag("is_webinar").notNull().default(true),
  enableChat: flag("enable_chat").notNull().default(false),
  chatInPicture: flag("chat_in_picture").notNull().default(false),
  welcomeText: text("welcome_text").notNull().default(""),
  maxParticipants: integer("max_participants").notNull(),
  guestPolicy: text("guest_policy", { enum: GUEST_POLICIES }).notNull(),
  lock: text("lock", { mode: "json" }).$type<Locks>().notNull(),
  record: text("record", { mode: "json" }).$type<RecordOptions>().notNull(),
  /** BBB's external id; starts with a letter outside a–f (wire/bigbluebutton.md §2.0.5). */
  meetingId: text("meeting_id").notNull().unique(),
  /** The speakers' part of /join/…; unguessable. */
  joinKey: text("join_key").notNull().unique(),
  /** Names the webinar in BBB's unsigned end callback; unguessable. */
  callbackKey: text("callback_key").notNull().unique(),
  /** The planned end of which presenters were warned, so that they are warned once. */
  endWarnedFor: moment("end_warned_for"),
  /** The last pre-flight check, and the start it was made for by itself. */
  preflight: text("preflight", { mode: "json" }).$type<Preflight>(),
  preflightFor: moment("preflight_for"),
  /** The running incarnation of the meeting, as BBB told it; null when there is none. */
  meetingCreatedAt: moment("meeting_created_at"),
  meetingRunning: flag("meeting_running").notNull().default(false),
  /** The incarnation that was ordered to end, until BBB no longer has it: no other one is made meanwhile. */
  meetingEndingAt: moment("meeting_ending_at"),
  createdAt: moment("created_at").notNull(),
  updatedAt: moment("updated_at").notNull(),
})

export const webinarPresenters = sqliteTable(
  "webinar_presenters",
  {
    webinarId: text("webinar_id")
      .notNull()
      .references(() => webinars.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
  },
  (table) => [primaryKey({ columns: [table.webinarId, table.userId] })],
)

export const slides = sqliteTable("slides", {
  id: id(),
  webinarId: text("webinar_id")
    .notNull()
    .unique()
    .references(() => webinars.id, { onDelete: "cascade" }),
  filename: text("filename").notNull(),
  /** Unguessable part of the address from which BBB fetches a big file. */
  fetchKey: text("fetch_key").notNull().unique(),
  sizeBytes: integer("size_bytes").notNull(),
  createdAt: moment("created_at").notNull(),
})

export const reservations = sqliteTable(
  "reservations",
  {
    webinarId: text("webinar_id")
      .primaryKey()
      .references(() => webinars.id, { onDelete: "cascade" }),
    gatewayId: text("gateway_id")
      .notNull()
      .references(() => gateways.id),
    fromAt: moment("from_at").notNull(),
    toAt: moment("to_at").notNull(),
  },
  (table) => [index("reservations_by_gateway").on(table.gatewayId, table.fromAt)],
)

export const livestreams = sqliteTable(
  "livestreams",
  {
    id: id(),
    webinarId: text("webinar_id")
      .notNull()
      .references(() => webinars.id, { onDelete: "cascade" }),
    gatewayId: text("gateway_id").references(() => gateways.id),
    state: text("state", { enum: LIVESTREAM_STATES }).notNull(),
    stopReason: text("stop_reason", { enum: STOP_REASONS }),
    failure: text("failure", { enum: FAILURES }),
    /** Log-grade detail of the failure, without secrets. */
    failureDetail: text("failure_detail"),
    /** The streaming user's part of /join/…, the gateway's room and the run of its RTMP address. */
    roomKey: text("room_key").notNull().unique(),
    /** Gateways that failed in this livestream: a failover doesn't come back to them, until they are forgiven. */
    failedGatewayIds: text("failed_gateway_ids", { mode: "json" }).$type<string[]>().notNull().default([]),
    /** Turns of gateways that are forgiven: each turn's browser has a name of its own in the meeting. */
    forgivenTurns: integer("forgiven_turns").notNull().default(0),
    requestedById: text("requested_by_id").references(() => users.id),
    stoppedById: text("stopped_by_id").references(() => users.id),
    /** What an administrator gave as the reason for a stop, a restart or a move. */
    stopNote: text("stop_note"),
    /** A start command may have reached the gateway: it must be told to stop before it is free. */
    gatewayEngaged: flag("gateway_engaged").notNull().default(false),
    /** When it was last sent one. */
    gatewayOrderedAt: moment("gateway_ordered_at"),
    /** What a SIPMediaGW proxy calls the gateway it gave us; null elsewhere, and until its answer is stored. */
    gatewayHandle: text("gateway_handle"),
    /** When the gateway first confirmed a stop that its picture outlived. */
    stopAnsweredAt: moment("stop_answered_at"),
    automaticRestarts: integer("automatic_restarts").notNull().default(0),
    requestedAt: moment("requested_at").notNull(),
    stateAt: moment("state_at").notNull(),
    meetingReadyAt: moment("meeting_ready_at"),
    /** When the gateway's browser first asked for its way into the meeting. */
    browserCameAt: moment("browser_came_at"),
    gatewayJoinedAt: moment("gateway_joined_at"),
    pictureAt: moment("picture_at"),
    liveAt: moment("live_at"),
    interruptedAt: moment("interrupted_at"),
    endedAt: moment("ended_at"),
    /** Last media sequence seen and when it last advanced. */
    mediaSequence: integer("media_sequence"),
    mediaAdvancedAt: moment("media_advanced_at"),
    meetingCheckedAt: moment("meeting_checked_at"),
  },
  (table) => [
    uniqueIndex("livestreams_one_open_per_webinar")
      .on(table.webinarId)
      .where(sql`state not in ('ended', 'failed')`),
    uniqueIndex("livestreams_one_open_per_gateway")
      .on(table.gatewayId)
      .where(sql`state not in ('ended', 'failed') and gateway_id is not null`),
    index("livestreams_by_webinar").on(table.webinarId, table.requestedAt),
  ],
)

/** Every move and incident of a livestream, for the control room and the session's timeline. */
export const livestreamLog = sqliteTable(
  "livestream_log",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    livestreamId: text("livestream_id")
      .notNull()
      .references(() => livestreams.id, { onDelete: "cascade" }),
    at: moment("at").notNull(),
    from: text("from_state", { enum: LIVESTREAM_STATES }),
    to: text("to_state", { enum: LIVESTREAM_STATES }).notNull(),
    reason: text("reason"),
    actorId: text("actor_id"),
  },
  (table) => [index("livestream_log_by_livestream").on(table.livestreamId, table.at)],
)

/** What was asked of others for a livestream, or by them, and what was answered; repeats are one line. */
export const livestreamCalls = sqliteTable(
  "livestream_calls",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    livestreamId: text("livestream_id")
      .notNull()
      .references(() => livestreams.id, { onDelete: "cascade" }),
    call: text("call", { enum: CALLS }).notNull(),
    outcome: text("outcome", { enum: CALL_OUTCOMES }).notNull(),
    /** As it was called then. */
    gatewayName: text("gateway_name"),
    actorId: text("actor_id"),
    at: moment("at").notNull(),
    lastAt: moment("last_at").notNull(),
    times: integer("times").notNull(),
    /** These two are of the last time. */
    durationMs: integer("duration_ms"),
    answer: text("answer"),
  },
  (table) => [index("livestream_calls_by_livestream").on(table.livestreamId, table.lastAt)],
)

/** What the media origin last said of each stream; a hint that the watchdog checks. */
export const streams = sqliteTable("streams", {
  name: text("name").primaryKey(),
  run: text("run"),
  session: text("session").notNull(),
  /** "refused": whoever holds its key knocks for a run that may not publish. */
  state: text("state", { enum: ["playing", "stalled", "off", "refused"] }).notNull(),
  changedAt: moment("changed_at").notNull(),
})

/** The picture of a broadcaster as events without a webinar see it: told by the origin, and looked after by the worker. */
export const pictures = sqliteTable("pictures", {
  broadcasterId: text("broadcaster_id")
    .primaryKey()
    .references(() => broadcasters.id, { onDelete: "cascade" }),
  playing: flag("playing").notNull(),
  /** Since when it plays, or plays no more; null while there never was one. */
  since: moment("since"),
  /** When the stretch began that it is in, or was in last: short gaps don't end one. */
  stretchAt: moment("stretch_at"),
  lookedAt: moment("looked_at"),
  /** Last media sequence seen and when it last advanced. */
  mediaSequence: integer("media_sequence"),
  mediaAdvancedAt: moment("media_advanced_at"),
})

/** What BBB was asked to tell us of a webinar's running meeting. */
export const meetingHooks = sqliteTable("meeting_hooks", {
  webinarId: text("webinar_id")
    .primaryKey()
    .references(() => webinars.id, { onDelete: "cascade" }),
  /** The unguessable part of the address that BBB calls. */
  key: text("key").notNull().unique(),
  /** What BBB calls the hook; null while none is registered. */
  hookId: text("hook_id"),
  /** The incarnation of the meeting it was registered for. */
  meetingCreatedAt: moment("meeting_created_at"),
  /** BBB answered that it has no webhooks. */
  missing: flag("missing").notNull().default(false),
  checkedAt: moment("checked_at"),
  deliveredAt: moment("delivered_at"),
})

export const jobs = sqliteTable(
  "jobs",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    kind: text("kind").notNull(),
    payload: text("payload", { mode: "json" }).$type<unknown>().notNull(),
    /** Jobs of one lane run one at a time, in the order of their ids. */
    lane: text("lane").notNull(),
    /** At most one waiting job per key; null = no limit. */
    dedupeKey: text("dedupe_key"),
    state: text("state", { enum: ["ready", "done", "dead"] })
      .notNull()
      .default("ready"),
    runAt: moment("run_at").notNull(),
    attempts: integer("attempts").notNull().default(0),
    leaseOwner: text("lease_owner"),
    leaseUntil: moment("lease_until"),
    lastError: text("last_error"),
    createdAt: moment("created_at").notNull(),
    finishedAt: moment("finished_at"),
  },
  (table) => [
    index("jobs_ready").on(table.state, table.runAt),
    index("jobs_by_lane").on(table.lane, table.state, table.id),
    uniqueIndex("jobs_one_waiting")
      .on(table.dedupeKey)
      .where(sql`state = 'ready' and dedupe_key is not null`),
  ],
)

/** Who did what to which thing, when, from where; never changed, never without its act (same transaction). */
export const audit = sqliteTable(
  "audit",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    at: moment("at").notNull(),
    actorId: text("actor_id"),
    actorName: text("actor_name").notNull(),
    action: text("action").notNull(),
    thingKind: text("thing_kind").notNull(),
    thingId: text("thing_id").notNull(),
    thingName: text("thing_name").notNull(),
    detail: text("detail", { mode: "json" }).$type<Record<string, string>>().notNull().default({}),
    address: text("address"),
  },
  (table) => [
    index("audit_by_time").on(table.at),
    index("audit_by_thing").on(table.thingKind, table.thingId),
  ],
)

/** Each process that carries out jobs says every few seconds that it lives. */
export const workers = sqliteTable("workers", {
  id: id(),
  seenAt: moment("seen_at").notNull(),
})

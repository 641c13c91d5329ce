// What people write beside an event: its chat, its rules, its questions, and how listeners follow.
import { sql } from "drizzle-orm"
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core"
import { CHAT_ORIGINS, DELIVERIES, HOLD_REASONS, MESSAGE_STATES } from "#server/domain/chat.ts"
import { LINK_POLICIES, SANCTIONS } from "#server/domain/chat-rules.ts"
import { PULSES } from "#server/domain/pulse.ts"
import { QUESTION_STATES } from "#server/domain/question.ts"
import { flag, id, moment } from "./columns.ts"
import { events, users } from "./schema.ts"

export const chatMessages = sqliteTable(
  "chat_messages",
  {
    id: id(),
    eventId: text("event_id")
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    /** Its place for everybody; null until it is shown, so that what waits for review leaves no hole. */
    seq: integer("seq"),
    /** Number of its last change; 0: it is as it was first shown. */
    rev: integer("rev").notNull().default(0),
    clientId: text("client_id").notNull(),
    authorId: text("author_id").references(() => users.id),
    /** As everybody reads it: the author's name, or the pseudonym; empty: its author erased it. */
    authorName: text("author_name").notNull(),
    underAlias: flag("under_alias").notNull().default(false),
    origin: text("origin", { enum: CHAT_ORIGINS }).notNull(),
    /** What BBB calls a message that was written in the meeting. */
    sourceId: text("source_id"),
    text: text("text").notNull(),
    state: text("state", { enum: MESSAGE_STATES }).notNull().default("shown"),
    heldBecause: text("held_because", { enum: HOLD_REASONS }),
    delivery: text("delivery", { enum: DELIVERIES }).notNull(),
    /** Pieces of a long message that reached the meeting already, so that a retry repeats none. */
    deliveredPieces: integer("delivered_pieces").notNull().default(0),
    /** Of the piece after these: lines that a gateway has typed already, which takes shorter ones. */
    deliveredLines: integer("delivered_lines").notNull().default(0),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("chat_messages_by_seq").on(table.eventId, table.seq),
    uniqueIndex("chat_messages_once").on(table.eventId, table.authorId, table.clientId),
    uniqueIndex("chat_messages_by_source").on(table.eventId, table.sourceId),
    index("chat_messages_by_rev").on(table.eventId, table.rev),
    index("chat_messages_by_state").on(table.eventId, table.state),
    index("chat_messages_by_author").on(table.authorId),
    index("chat_messages_erased")
      .on(table.authorName, table.eventId)
      .where(sql`author_name = '' and author_id is not null`),
  ],
)

/** How an event's chat is kept; none: the defaults of `ChatRules`. */
export const chatRules = sqliteTable("chat_rules", {
  eventId: text("event_id")
    .primaryKey()
    .references(() => events.id, { onDelete: "cascade" }),
  version: integer("version").notNull().default(1),
  paused: flag("paused").notNull().default(false),
  slowModeSeconds: integer("slow_mode_seconds").notNull().default(0),
  holdForReview: flag("hold_for_review").notNull().default(false),
  blockedWords: text("blocked_words", { mode: "json" }).$type<string[]>().notNull().default([]),
  links: text("links", { enum: LINK_POLICIES }).notNull().default("allow"),
  allowAliases: flag("allow_aliases").notNull().default(false),
  /** What moderators pinned above the chat. */
  announcement: text("announcement"),
  announcedAt: moment("announced_at"),
  /** Id of the message whose words it has, if it has somebody's. */
  announcementOf: text("announcement_of"),
  /** Days after the event's end until messages and questions are deleted; null: kept. */
  keepDays: integer("keep_days"),
})

/** People whom presenters trust with the chat; presenters and administrators need no row. */
export const chatModerators = sqliteTable(
  "chat_moderators",
  {
    eventId: text("event_id")
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.userId] })],
)

/** Who may not write in an event: muted until a time, or banned for as long as the event lasts. */
export const chatSanctions = sqliteTable(
  "chat_sanctions",
  {
    eventId: text("event_id")
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    kind: text("kind", { enum: SANCTIONS }).notNull(),
    until: moment("until_at"),
    /** As everybody read it beside what they were excluded for; null: no longer kept. */
    shownName: text("shown_name"),
    byId: text("by_id").references(() => users.id),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.userId] })],
)

/** A listener's pseudonym in one event; whose it is only moderators are told. */
export const chatAliases = sqliteTable(
  "chat_aliases",
  {
    eventId: text("event_id")
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    alias: text("alias").notNull(),
    /** Compared by it, so that nobody takes a pseudonym that only looks different. */
    folded: text("folded").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.eventId, table.userId] }),
    uniqueIndex("chat_aliases_once").on(table.eventId, table.folded),
  ],
)

export const questions = sqliteTable(
  "questions",
  {
    id: id(),
    eventId: text("event_id")
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    clientId: text("client_id").notNull(),
    authorId: text("author_id").references(() => users.id),
    authorName: text("author_name").notNull(),
    underAlias: flag("under_alias").notNull().default(false),
    text: text("text").notNull(),
    state: text("state", { enum: QUESTION_STATES }).notNull().default("open"),
    answer: text("answer"),
    answeredAt: moment("answered_at"),
    answeredByName: text("answered_by_name"),
    votes: integer("votes").notNull().default(0),
    /** Number of its last change in the event, from 1. */
    rev: integer("rev").notNull(),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [
    index("questions_by_rev").on(table.eventId, table.rev),
    uniqueIndex("questions_once").on(table.eventId, table.authorId, table.clientId),
    index("questions_by_author").on(table.authorId),
    index("questions_erased")
      .on(table.authorName, table.eventId)
      .where(sql`author_name = '' and author_id is not null`),
  ],
)

export const questionVotes = sqliteTable(
  "question_votes",
  {
    questionId: text("question_id")
      .notNull()
      .references(() => questions.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
  },
  (table) => [
    primaryKey({ columns: [table.questionId, table.userId] }),
    index("question_votes_by_user").on(table.userId),
  ],
)

/** How listeners follow, for a minute each; the key doesn't tell who they are. */
export const pulseVotes = sqliteTable(
  "pulse_votes",
  {
    eventId: text("event_id")
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    voterKey: text("voter_key").notNull(),
    value: text("value", { enum: PULSES }).notNull(),
    at: moment("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.eventId, table.voterKey] }),
    index("pulse_votes_by_time").on(table.at),
  ],
)

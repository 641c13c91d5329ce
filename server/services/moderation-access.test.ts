// Who may moderate: every procedure over every role.
import { describe, expect, test } from "vitest"
import { appRouter } from "#server/api/router.ts"
import type { Actor } from "#server/domain/policy.ts"
import { moderationChannel } from "#server/domain/signals.ts"
import { AppError } from "#server/errors.ts"
import { type Chat, makeChat, rowOf, say, saySeq } from "#server/test-chat.ts"
import { ANYBODY, emailOf, makeTeacher, makeUser } from "#server/test-factories.ts"
import { changeRules } from "./chat-settings.ts"
import { channelOfPerson } from "./chat-standing.ts"
import { authorizeChannel } from "./realtime-access.ts"

type World = Chat & { seq: number; heldId: string; email: string }
type Caller = ReturnType<typeof appRouter.createCaller>["moderation"]
type Call = (caller: Caller, world: World) => Promise<unknown>

const of = ({ eventId, seq }: World) => ({ eventId, message: { seq } })
const held = ({ eventId, heldId }: World) => ({ eventId, messageId: heldId })

const MODERATORS: Record<string, Call> = {
  delete: (caller, world) => caller.delete(of(world)),
  restore: (caller, world) => caller.restore(of(world)),
  mute: (caller, world) => caller.mute({ ...of(world), minutes: 5 }),
  ban: (caller, world) => caller.ban(of(world)),
  lift: (caller, world) => caller.lift(of(world)),
  lookUp: (caller, world) => caller.lookUp(of(world)),
  sanctioned: (caller, { eventId }) => caller.sanctioned({ eventId }),
  queue: (caller, { eventId }) => caller.queue({ eventId }),
  letThrough: (caller, world) => caller.letThrough(held(world)),
  turnDown: (caller, world) => caller.turnDown(held(world)),
  rules: (caller, { eventId }) => caller.rules({ eventId, change: { paused: true } }),
  pin: (caller, { eventId }) => caller.pin({ eventId, text: "hello" }),
  blockedWords: (caller, { eventId }) => caller.blockedWords({ eventId }),
}

const PRESENTERS: Record<string, Call> = {
  moderators: (caller, { eventId }) => caller.moderators({ eventId }),
  addModerator: (caller, { eventId, email }) => caller.addModerator({ eventId, email }),
  removeModerator: (caller, { eventId, email }) => caller.removeModerator({ eventId, email }),
}

async function makeWorld() {
  const chat = await makeChat()
  const { deps, moderator, eventId, ada } = chat
  const seq = await saySeq(chat, ada, "shown")
  await changeRules(deps, moderator, { eventId, change: { holdForReview: true } })
  await say(chat, ada, "held")
  const email = emailOf(await makeUser(deps))
  const world: World = { ...chat, seq, heldId: (await rowOf(chat, "held")).id, email }
  const other = await makeChat()
  const actors = {
    anonymous: ANYBODY,
    listener: ada,
    teacher: await makeTeacher(deps),
    /** Of another event. */
    otherModerator: { ...other.moderator, id: (await makeUser(deps)).id },
    moderator,
    copresenter: chat.copresenter,
    owner: chat.owner,
    admin: chat.admin,
  }
  return { world, actors }
}

/** "allowed" means that nothing was said about rights: another answer than a refusal is one too. */
async function verdict(call: Call, world: World, actor: Actor) {
  try {
    await call(appRouter.createCaller({ deps: world.deps, actor }).moderation, world)
    return "allowed"
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof AppError ? error.cause : error
    if (!(cause instanceof AppError)) throw error
    return cause.code === "forbidden" || cause.code === "unauthenticated" ? cause.code : "allowed"
  }
}

async function verdicts(call: Call) {
  const { world, actors } = await makeWorld()
  const answers: [string, string][] = []
  for (const [role, actor] of Object.entries(actors)) answers.push([role, await verdict(call, world, actor)])
  return Object.fromEntries(answers)
}

const NOBODY = {
  anonymous: "unauthenticated",
  listener: "forbidden",
  teacher: "forbidden",
  otherModerator: "forbidden",
}

describe("moderators, presenters and administrators may, and nobody else", () => {
  test.each(Object.entries(MODERATORS))("%s", async (_name, call) => {
    expect(await verdicts(call)).toEqual({
      ...NOBODY,
      moderator: "allowed",
      copresenter: "allowed",
      owner: "allowed",
      admin: "allowed",
    })
  })
})

describe("presenters and administrators may, and moderators may not", () => {
  test.each(Object.entries(PRESENTERS))("%s", async (_name, call) => {
    expect(await verdicts(call)).toEqual({
      ...NOBODY,
      moderator: "forbidden",
      copresenter: "allowed",
      owner: "allowed",
      admin: "allowed",
    })
  })
})

test("no procedure of moderation is left out of these tables", () => {
  const names = Object.keys(appRouter._def.procedures).filter((name) => name.startsWith("moderation."))
  const listed = Object.keys({ ...MODERATORS, ...PRESENTERS }).map((name) => `moderation.${name}`)
  expect(names.sort()).toEqual(listed.sort())
})

describe("a private channel", () => {
  async function whoMay(channel: (world: World) => string) {
    const { world, actors } = await makeWorld()
    const allowed: string[] = []
    for (const [role, actor] of Object.entries(actors))
      if (await authorizeChannel(world.deps, actor, { socketId: "1.1", channel: channel(world) }))
        allowed.push(role)
    return allowed
  }

  test("of moderation is for moderators", async () => {
    expect(await whoMay(({ eventId }) => moderationChannel(eventId))).toEqual([
      "moderator",
      "copresenter",
      "owner",
      "admin",
    ])
  })

  test("of one person is theirs alone, not even an administrator's", async () => {
    const own = ({ deps, eventId, ada }: World) => channelOfPerson(deps.config, eventId, ada.id)
    expect(await whoMay(own)).toEqual(["listener"])
  })

  test("of one person in another event is nobody's in this one", async () => {
    const elsewhere = ({ deps, eventId, ada }: World) =>
      channelOfPerson(deps.config, "another", ada.id).replace("another", eventId)
    expect(await whoMay(elsewhere)).toEqual([])
  })
})

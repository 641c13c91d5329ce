// Who may call what: every service that takes an actor, and every tRPC procedure, over every role.
import { describe, expect, test } from "vitest"
import { appRouter } from "#server/api/router.ts"
import type { Actor } from "#server/domain/policy.ts"
import { AppError } from "#server/errors.ts"
import type { TestDeps } from "#server/test-deps.ts"
import {
  ANYBODY,
  directForm,
  emailOf,
  makeAdmin,
  makeTeacher,
  makeUser,
  webinarForm,
} from "#server/test-factories.ts"
import { makeStage, start } from "#server/test-live.ts"
import { ask } from "#server/test-questions.ts"
import { getDirectEvent, newDirectEventForm } from "./direct-event-view.ts"
import { deleteDirectEvent, saveDirectEvent } from "./direct-events.ts"
import {
  deleteBroadcaster,
  deleteGateway,
  identifyGateway,
  listBroadcasters,
  listGateways,
  saveBroadcaster,
  saveGateway,
  setMaintenance,
} from "./gateways.ts"
import { endEverything, getControlView, restartLive, setChat, startLive, stopLive } from "./livestreams.ts"
import { enterMeeting, listParticipants } from "./meetings.ts"
import { authorizeChannel } from "./realtime-access.ts"
import { stopSession } from "./session-control.ts"
import { getSession, listSessions } from "./sessions.ts"
import { deleteWebinar, getWebinarEdit, listWebinars, rescheduleWebinar, saveWebinar } from "./webinars.ts"

type World = {
  deps: TestDeps
  webinarId: string
  livestreamId: string
  gatewayId: string
  questionId: string
  email: string
}
type Call = (world: World, actor: Actor) => Promise<unknown>

const DATES = { startDate: "2026-11-23", startTime: "11:00", durationMinutes: 60 }
const GATEWAY = {
  name: "New one",
  dialect: "classic",
  sipmediagwUrl: "https://new.test",
  token: "token",
  gatewayRef: "",
  rtmpUrl: "",
  broadcasterId: "nothing",
  enabled: true,
} as const
const BROADCASTER = { name: "New one", hlsUrl: "", streamName: "new-one", listed: true, restricted: false }

/** For owner, co-presenters and administrators. */
const CONTROL: Record<string, Call> = {
  getWebinarEdit: ({ deps, webinarId }, actor) => getWebinarEdit(deps, actor, { webinarId }),
  saveWebinar: ({ deps, webinarId, email }, actor) =>
    saveWebinar(deps, actor, { webinarId, form: webinarForm({ presenterEmails: [email] }) }),
  rescheduleWebinar: ({ deps, webinarId }, actor) => rescheduleWebinar(deps, actor, { webinarId, ...DATES }),
  getControlView: ({ deps, webinarId }, actor) => getControlView(deps, actor, { webinarId }),
  listParticipants: ({ deps, webinarId }, actor) => listParticipants(deps, actor, { webinarId }),
  enterMeeting: ({ deps, webinarId }, actor) => enterMeeting(deps, actor, { webinarId, locale: "fr" }),
  startLive: ({ deps, webinarId }, actor) => startLive(deps, actor, { webinarId }),
  restartLive: ({ deps, webinarId }, actor) => restartLive(deps, actor, { webinarId }),
  stopLive: ({ deps, webinarId }, actor) => stopLive(deps, actor, { webinarId }),
  endEverything: ({ deps, webinarId }, actor) => endEverything(deps, actor, { webinarId }),
  setChat: ({ deps, webinarId }, actor) => setChat(deps, actor, { webinarId, enabled: true }),
}

const PROCEDURES: Record<string, Call> = {
  "control.get": (world, actor) => callerOf(world, actor).control.get({ webinarId: world.webinarId }),
  "control.participants": (world, actor) =>
    callerOf(world, actor).control.participants({ webinarId: world.webinarId }),
  "control.start": (world, actor) => callerOf(world, actor).control.start({ webinarId: world.webinarId }),
  "control.restart": (world, actor) => callerOf(world, actor).control.restart({ webinarId: world.webinarId }),
  "control.stop": (world, actor) => callerOf(world, actor).control.stop({ webinarId: world.webinarId }),
  "control.endAll": (world, actor) => callerOf(world, actor).control.endAll({ webinarId: world.webinarId }),
  "control.setChat": (world, actor) =>
    callerOf(world, actor).control.setChat({ webinarId: world.webinarId, enabled: true }),
  "control.preflight": (world, actor) =>
    callerOf(world, actor).control.preflight({ webinarId: world.webinarId }),
  "control.extend": (world, actor) =>
    callerOf(world, actor).control.extend({ webinarId: world.webinarId, minutes: 15 }),
  "control.reschedule": (world, actor) =>
    callerOf(world, actor).control.reschedule({ webinarId: world.webinarId, ...DATES }),
  "questions.move": (world, actor) =>
    callerOf(world, actor).questions.move({ questionId: world.questionId, to: "dismissed" }),
  "questions.answer": (world, actor) =>
    callerOf(world, actor).questions.answer({ questionId: world.questionId, text: "because" }),
  "pulse.get": (world, actor) => callerOf(world, actor).pulse.get({ webinarId: world.webinarId }),
  "webinar.availability": (world, actor) =>
    callerOf(world, actor).webinar.availability({ webinarId: world.webinarId, ...DATES }),
}

const ADMIN: Record<string, Call> = {
  listGateways: ({ deps }, actor) => listGateways(deps, actor),
  saveGateway: ({ deps }, actor) => saveGateway(deps, actor, { gatewayId: null, form: GATEWAY }),
  deleteGateway: ({ deps, gatewayId }, actor) => deleteGateway(deps, actor, { gatewayId }),
  identifyGateway: ({ deps, gatewayId }, actor) => identifyGateway(deps, actor, { gatewayId }),
  listBroadcasters: ({ deps }, actor) => listBroadcasters(deps, actor),
  saveBroadcaster: ({ deps }, actor) =>
    saveBroadcaster(deps, actor, { broadcasterId: null, form: BROADCASTER }),
  deleteBroadcaster: ({ deps, gatewayId }, actor) =>
    deleteBroadcaster(deps, actor, { broadcasterId: `broadcaster-${gatewayId}` }),
  listSessions: ({ deps }, actor) => listSessions(deps, actor, { query: "", state: "all", page: 1 }),
  stopSession: ({ deps, livestreamId }, actor) =>
    stopSession(deps, actor, { livestreamId, reason: "fire drill" }),
  "admin.stopSession": (world, actor) =>
    callerOf(world, actor).admin.stopSession({ livestreamId: world.livestreamId, reason: "fire drill" }),
  getSession: ({ deps, livestreamId }, actor) => getSession(deps, actor, { livestreamId }),
  "admin.restartSession": (world, actor) =>
    callerOf(world, actor).admin.restartSession({ livestreamId: world.livestreamId, reason: "fire drill" }),
  "admin.moveSession": (world, actor) =>
    callerOf(world, actor).admin.moveSession({
      livestreamId: world.livestreamId,
      gatewayId: null,
      reason: "noise",
    }),
  "admin.probeGateway": (world, actor) =>
    callerOf(world, actor).admin.probeGateway({ gatewayId: world.gatewayId }),
  setMaintenance: ({ deps, gatewayId }, actor) => setMaintenance(deps, actor, { gatewayId, reason: null }),
  "admin.endEvent": (world, actor) => callerOf(world, actor).admin.endEvent({ eventId: "nothing" }),
  "admin.makeEncoderKey": (world, actor) =>
    callerOf(world, actor).admin.makeEncoderKey({ broadcasterId: `broadcaster-${world.gatewayId}` }),
  newDirectEventForm: ({ deps }, actor) => newDirectEventForm(deps, actor),
  getDirectEvent: ({ deps }, actor) => getDirectEvent(deps, actor, { eventId: "nothing" }),
  saveDirectEvent: ({ deps, gatewayId }, actor) =>
    saveDirectEvent(deps, actor, {
      eventId: null,
      form: directForm({ id: "nobody" }, { id: `broadcaster-${gatewayId}` }),
    }),
  deleteDirectEvent: ({ deps }, actor) => deleteDirectEvent(deps, actor, { eventId: "nothing" }),
  "admin.retryJob": (world, actor) => callerOf(world, actor).admin.retryJob({ jobId: 1_000_000 }),
  "admin.discardJob": (world, actor) => callerOf(world, actor).admin.discardJob({ jobId: 1_000_000 }),
  "admin.checkBbb": (world, actor) => callerOf(world, actor).admin.checkBbb(),
}

function callerOf({ deps }: World, actor: Actor) {
  return appRouter.createCaller({ deps, actor })
}

async function makeWorld() {
  const stage = await makeStage()
  const { deps, owner, webinarId } = stage
  const copresenter = await makeUser(deps)
  const email = emailOf(copresenter)
  await saveWebinar(deps, owner, { webinarId, form: webinarForm({ presenterEmails: [email] }) })
  const livestreamId = await start(stage)
  const { id: questionId } = await ask(stage, owner, "why")
  const world: World = { deps, webinarId, livestreamId, gatewayId: stage.gateway.id, questionId, email }
  const actors = {
    owner,
    copresenter,
    admin: await makeAdmin(deps),
    stranger: await makeTeacher(deps),
    student: await makeUser(deps, { affiliations: ["student"] }),
    anonymous: ANYBODY,
  }
  return { world, actors }
}

type Role = keyof Awaited<ReturnType<typeof makeWorld>>["actors"]

/** "allowed" means that nothing was said about rights: another answer than a refusal is one too. */
async function verdict(call: Call, world: World, actor: Actor) {
  try {
    await call(world, actor)
    return "allowed"
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof AppError ? error.cause : error
    if (!(cause instanceof AppError)) throw error
    return cause.code === "forbidden" || cause.code === "unauthenticated" ? cause.code : "allowed"
  }
}

async function verdicts(call: Call) {
  const { world, actors } = await makeWorld()
  const answers: Partial<Record<Role, string>> = {}
  for (const role of ["anonymous", "student", "stranger", "copresenter", "owner", "admin"] as const)
    answers[role] = await verdict(call, world, actors[role])
  return answers
}

describe("the people of a webinar may, and nobody else", () => {
  test.each(Object.entries({ ...CONTROL, ...PROCEDURES }))("%s", async (_name, call) => {
    expect(await verdicts(call)).toEqual({
      anonymous: "unauthenticated",
      student: "forbidden",
      stranger: "forbidden",
      copresenter: "allowed",
      owner: "allowed",
      admin: "allowed",
    })
  })
})

describe("administrators may, and nobody else", () => {
  test.each(Object.entries(ADMIN))("%s", async (_name, call) => {
    expect(await verdicts(call)).toEqual({
      anonymous: "unauthenticated",
      student: "forbidden",
      stranger: "forbidden",
      copresenter: "forbidden",
      owner: "forbidden",
      admin: "allowed",
    })
  })
})

test("only the owner and administrators delete a webinar", async () => {
  const remove: Call = ({ deps, webinarId }, actor) => deleteWebinar(deps, actor, { webinarId })
  expect(await verdicts(remove)).toEqual({
    anonymous: "unauthenticated",
    student: "forbidden",
    stranger: "forbidden",
    copresenter: "forbidden",
    owner: "allowed",
    admin: "allowed",
  })
})

test("one's own list needs a signed-in person and nothing more", async () => {
  const list: Call = ({ deps }, actor) => listWebinars(deps, actor)
  const answers = await verdicts(list)
  expect(answers.anonymous).toBe("unauthenticated")
  expect(answers.student).toBe("allowed")
})

test("a webinar that is not there is not found", async () => {
  const { world, actors } = await makeWorld()
  await expect(startLive(world.deps, actors.owner, { webinarId: "nothing" })).rejects.toMatchObject({
    code: "not_found",
  })
})

test("no procedure is left out of these tables", () => {
  const listed = [...Object.keys(PROCEDURES), ...Object.keys(ADMIN)].filter((name) => name.includes("."))
  const forEverybody = ["live.get", "chat.since", "chat.before", "chat.send", "chat.retry"]
  forEverybody.push("chat.standing", "chat.alias")
  const ofListeners = ["since", "mine", "ask", "vote", "withdraw"].map((name) => `questions.${name}`)
  // Those of moderation have tables of their own.
  const names = Object.keys(appRouter._def.procedures).filter((name) => !name.startsWith("moderation."))
  expect(names.sort()).toEqual([...listed, ...forEverybody, ...ofListeners, "pulse.set"].sort())
})

describe("a private channel", () => {
  async function may(channel: (world: World, eventId: string) => string, restricted = false) {
    const { world, actors } = await makeWorld()
    const { deps, webinarId } = world
    const form = webinarForm({ restricted, presenterEmails: [world.email] })
    await saveWebinar(deps, actors.owner, { webinarId, form })
    const { event } = await getControlView(deps, actors.owner, { webinarId })
    const allowed: Role[] = []
    for (const role of ["anonymous", "student", "stranger", "copresenter", "owner", "admin"] as const) {
      const input = { socketId: "1.1", channel: channel(world, event.id) }
      if (await authorizeChannel(deps, actors[role], input)) allowed.push(role)
    }
    return allowed
  }

  test("of a webinar is for its people", async () => {
    const allowed = await may(({ webinarId }) => `private-webinar-${webinarId}`)
    expect(allowed).toEqual(["copresenter", "owner", "admin"])
  })

  test("of a restricted event is for everybody who signed in", async () => {
    const allowed = await may((_world, eventId) => `private-event-${eventId}`, true)
    expect(allowed).toEqual(["student", "stranger", "copresenter", "owner", "admin"])
  })

  test("of an event that is public is nobody's: who joined it would go on listening once it is restricted", async () => {
    expect(await may((_world, eventId) => `private-event-${eventId}`)).toEqual([])
  })

  test.each(["private-webinar-nothing", "private-nonsense-1", "audience-1", "private-event-"])(
    "%s is nobody's",
    async (channel) => expect(await may(() => channel)).toEqual([]),
  )
})

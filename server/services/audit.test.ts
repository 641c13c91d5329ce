import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { audit } from "#db/schema.ts"
import type { UserActor } from "../domain/policy.ts"
import { createTestDeps, type TestDeps } from "../test-deps.ts"
import {
  ANYBODY,
  emailOf,
  makeAdmin,
  makeTeacher,
  makeUser,
  makeWebinar,
  webinarForm,
} from "../test-factories.ts"
import { makeLive, makeStage, start } from "../test-live.ts"
import { exportAudit, listAudit, record } from "./audit.ts"
import { sendMessage } from "./chat.ts"
import { csvLine } from "./csv.ts"
import { saveBroadcaster, saveGateway, setMaintenance } from "./gateways.ts"
import { endEverything, restartLive, setChat, startLive, stopLive } from "./livestreams.ts"
import { stopSession } from "./session-control.ts"
import { signIn } from "./users.ts"
import { deleteWebinar, rescheduleWebinar, saveWebinar } from "./webinars.ts"

async function actionsIn(deps: TestDeps) {
  const rows = await deps.db.select().from(audit).orderBy(audit.id)
  return rows.map((row) => row.action)
}

function read(deps: TestDeps, admin: UserActor, filter: Partial<Parameters<typeof listAudit>[2]> = {}) {
  return listAudit(deps, admin, { query: "", page: 1, ...filter })
}

async function fileOf(deps: TestDeps, admin: UserActor) {
  const pieces: string[] = []
  for await (const piece of await exportAudit(deps, admin, { query: "" })) pieces.push(piece)
  return pieces.join("")
}

describe("the audit", () => {
  test("holds each of a presenter's acts, with who, what, when and from where", async () => {
    const { deps, webinarId } = await makeStage()
    const admin = { ...(await makeAdmin(deps)), name: "Grace", address: "192.0.2.7" }
    await setChat(deps, admin, { webinarId, enabled: false })
    await startLive(deps, admin, { webinarId })
    await stopLive(deps, admin, { webinarId })
    await restartLive(deps, admin, { webinarId })
    await endEverything(deps, admin, { webinarId })
    expect(await actionsIn(deps)).toEqual([
      "webinar.created",
      "webinar.chat",
      "live.started",
      "live.stopped",
      "live.started",
      "live.ended",
    ])
    const { rows } = await read(deps, admin)
    expect(rows[0]).toMatchObject({
      at: deps.clock.now(),
      actorId: admin.id,
      actorName: "Grace",
      action: "live.ended",
      thing: { kind: "webinar", id: webinarId, name: "Thermodynamics" },
      address: "192.0.2.7",
    })
  })

  test("tells a new plan from other changes, and outlives what was deleted", async () => {
    const { deps, owner, webinarId } = await makeStage()
    const admin = await makeAdmin(deps)
    await saveWebinar(deps, owner, { webinarId, form: webinarForm({ title: "Optics" }) })
    const dates = { startDate: "2026-11-24", startTime: "11:00", durationMinutes: 30 }
    await rescheduleWebinar(deps, owner, { webinarId, ...dates })
    await deleteWebinar(deps, owner, { webinarId })
    const { rows } = await read(deps, admin, { thing: { kind: "webinar", id: webinarId } })
    expect(rows.map((row) => [row.action, row.thing.name])).toEqual([
      ["webinar.deleted", "Optics"],
      ["webinar.rescheduled", "Optics"],
      ["webinar.saved", "Optics"],
      ["webinar.created", "Thermodynamics"],
    ])
    expect(rows[1]?.detail).toEqual({ start: "2026-11-24T10:00:00.000Z", end: "2026-11-24T10:30:00.000Z" })
  })

  test("keeps an administrator's reason", async () => {
    const stage = await makeLive()
    const admin = await makeAdmin(stage.deps)
    await stopSession(stage.deps, admin, { livestreamId: stage.id, reason: "the room is needed" })
    const { rows } = await read(stage.deps, admin, { query: "session" })
    expect(rows).toMatchObject([
      { action: "session.stopped", detail: { session: stage.id, reason: "the room is needed" } },
    ])
  })

  test("has no line of an act that failed", async () => {
    const deps = await createTestDeps()
    const teacher = await makeTeacher(deps)
    await expect(makeWebinar(deps, teacher)).rejects.toMatchObject({ code: "no_gateway" })
    const failing = write(deps.db, async (tx) => {
      const thing = { kind: "webinar", id: "w", name: "W" } as const
      await record(tx, teacher, { at: deps.clock.now(), action: "webinar.saved", thing })
      throw new Error("on purpose")
    })
    await expect(failing).rejects.toThrow("on purpose")
    expect(await actionsIn(deps)).toEqual([])
  })

  test("never holds a token, a key, a password or what was said", async () => {
    const stage = await makeStage()
    const { deps, eventId, gateway } = stage
    const admin = await makeAdmin(deps)
    const broadcaster = {
      name: "Backup origin",
      hlsUrl: "https://m.test/b.m3u8",
      streamName: "",
      listed: true,
      restricted: false,
    }
    const { broadcasterId } = await saveBroadcaster(deps, admin, { broadcasterId: null, form: broadcaster })
    const form = {
      name: "Gateway five",
      dialect: "classic" as const,
      sipmediagwUrl: "https://g.test",
      token: "token-secret",
      gatewayRef: "",
      broadcasterId,
      rtmpUrl: "rtmp://m.test/live/rtmp-secret",
      enabled: true,
    }
    const { gatewayId } = await saveGateway(deps, admin, { gatewayId: null, form })
    await setMaintenance(deps, admin, { gatewayId, reason: "new disks" })
    await start(stage)
    const listener = await makeUser(deps)
    await sendMessage(deps, listener, { eventId, clientId: "c", text: "chat-secret" })
    await signIn(deps, { email: emailOf(listener), password: "password-secret", address: "192.0.2.1" })
    await signIn(deps, { email: "mistyped-secret", password: "x", address: "192.0.2.2" })
    const file = await fileOf(deps, admin)
    expect(file).toContain("gateway.maintenance")
    expect(file).toContain("new disks")
    expect(file.split("sign_in.refused")).toHaveLength(3)
    expect(file).not.toContain("secret")
    expect(file).not.toContain(gateway.key)
  })

  test("is for administrators", async () => {
    const deps = await createTestDeps()
    const teacher = await makeTeacher(deps)
    await expect(exportAudit(deps, teacher, { query: "" })).rejects.toMatchObject({ code: "forbidden" })
    await expect(read(deps, teacher)).rejects.toMatchObject({ code: "forbidden" })
    await expect(listAudit(deps, ANYBODY, { query: "", page: 1 })).rejects.toMatchObject({
      code: "unauthenticated",
    })
  })

  test("is searched by days of the institution, person and thing", async () => {
    const deps = await createTestDeps()
    const admin = await makeAdmin(deps)
    const ada = await makeUser(deps, { name: "Ada" })
    const at = [
      "2026-11-22T22:59:00Z",
      "2026-11-22T23:00:00Z",
      "2026-11-23T22:59:00Z",
      "2026-11-23T23:00:00Z",
    ]
    for (const [index, moment] of at.entries()) {
      const thing = { kind: index === 1 ? "gateway" : "event", id: String(index), name: "T" } as const
      const who = index === 2 ? ada : admin
      await write(deps.db, (tx) => record(tx, who, { at: new Date(moment), action: "event.saved", thing }))
    }
    const idsOf = async (filter: Parameters<typeof read>[2]) =>
      (await read(deps, admin, filter)).rows.map((row) => row.thing.id)
    expect(await idsOf({ from: "2026-11-23", to: "2026-11-23" })).toEqual(["2", "1"])
    expect(await idsOf({ actorId: ada.id })).toEqual(["2"])
    expect(await idsOf({ query: "ada" })).toEqual(["2"])
    expect(await idsOf({ thing: { kind: "gateway" } })).toEqual(["1"])
    expect(await idsOf({ order: { column: "at", desc: false } })).toEqual(["0", "1", "2", "3"])
  })

  test("is exported whole, however long", async () => {
    const deps = await createTestDeps()
    const admin = await makeAdmin(deps)
    const thing = { kind: "event", id: "e", name: "E" } as const
    await write(deps.db, async (tx) => {
      for (let index = 0; index < 1_001; index++)
        await record(tx, admin, { at: deps.clock.now(), action: "event.saved", thing })
    })
    expect((await fileOf(deps, admin)).trimEnd().split("\r\n")).toHaveLength(1_003)
  })
})

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1"])(
  "a spreadsheet doesn't run %j as a formula",
  (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`)
  },
)

test.each([
  ["hello;=1+1", "hello;'=1+1"],
  ["hello\n=1+1", "hello\n'=1+1"],
  ["hello\t@SUM(A1)", "hello\t'@SUM(A1)"],
  ["a; -1", "a;' -1"],
])("nor one of %j where cells end at a semicolon, as in French", (text, inert) => {
  expect(csvLine(["1", text])).toBe(`"1","${inert}"\r\n`)
})

test("nor one behind a quotation mark", () => {
  expect(csvLine(['hello;"=1+1'])).toBe(`"hello;'""=1+1"\r\n`)
})

test("what is no formula stays as it was written", () => {
  expect(csvLine(["a - b; 2 + 2 = 4", "me@univ.fr", "two\n\nparagraphs"])).toBe(
    '"a - b; 2 + 2 = 4","me@univ.fr","two\n\nparagraphs"\r\n',
  )
})

test("quotes and line ends stay inside their cell", () => {
  expect(csvLine(['say "hi"\nnow', "é"])).toBe('"say ""hi""\nnow","é"\r\n')
})

import { describe, expect, test } from "vitest"
import { checksumOf } from "./checksum.ts"
import {
  ask,
  createMeeting,
  get,
  type Params,
  rawUrl,
  SECRET,
  signedUrl,
  testSim,
  textOf,
} from "./testing.ts"

const ANNA = { fullName: "Anna", meetingID: "webinar-42", role: "VIEWER" }

async function meetingSim(create: Params = {}) {
  const sim = await testSim()
  await createMeeting(sim, create)
  return { sim, join: (params: Params) => ask(sim, "join", { ...ANNA, ...params }) }
}

describe("join", () => {
  test("46 sends the browser to the client with a cookie; the meeting does not run yet", async () => {
    const { sim, join } = await meetingSim()
    const answer = await join({})
    expect(answer.status).toBe(302)
    expect(answer.location).toMatch(/\/html5client\/\?sessionToken=[a-z0-9]{16}$/)
    expect(answer.cookie).toContain("JSESSIONID=")
    expect(textOf((await ask(sim, "isMeetingRunning", { meetingID: "webinar-42" })).xml, "running")).toBe(
      "false",
    )
  })

  test("47 a role beats a wrong password, in any case", async () => {
    const { sim, join } = await meetingSim()
    expect((await join({ role: "moderator", password: "nonsense" })).status).toBe(302)
    expect(sim.control.meetings()[0]?.users[0]?.role).toBe("MODERATOR")
  })

  test("49, 50 an unknown meeting redirects to the logout page, also with redirect=false", async () => {
    const { join } = await meetingSim()
    for (const redirect of ["true", "false"]) {
      const answer = await join({ meetingID: "nothing", redirect })
      expect(answer).toMatchObject({ status: 302, errorKey: "meetingForciblyEnded" })
      expect(answer.location).toContain(
        "/?errors=[%7B%22message%22:%22You%20can%20not%20join%20a%20meeting%20that%20has%20already%20been%20forcibly%20ended%22,%22key%22:%22meetingForciblyEnded%22%7D]",
      )
    }
  })

  test("errors go to errorRedirectUrl, whose own query is decoded with loss", async () => {
    const { join } = await meetingSim()
    const errorRedirectUrl = "https://app.example.org/back?a=%26b&n=%C3%A4"
    const { location } = await join({
      meetingID: "nothing",
      errorRedirectUrl,
      logoutURL: "https://no.example.org",
    })
    expect(location).toContain("https://app.example.org/back?a=&b&n=ä&errors=[%7B")
  })

  test("52, 53, 58 bad checksum, empty name, odd createTime redirect with their key", async () => {
    const { sim, join } = await meetingSim()
    const bad = await get(rawUrl(sim, "join", `fullName=A&meetingID=webinar-42&checksum=${"0".repeat(64)}`))
    expect(bad).toMatchObject({ status: 302, errorKey: "checksumError" })
    expect(await join({ fullName: "" })).toMatchObject({ status: 302, errorKey: "missingParamFullName" })
    expect(await join({ createTime: "abc" })).toMatchObject({ status: 302, errorKey: "validationError" })
    expect((await join({ createTime: "" })).status).toBe(500)
  })

  test("55 neither role nor password", async () => {
    const { join } = await meetingSim()
    expect(await join({ role: "" })).toMatchObject({
      status: 200,
      key: "Params required",
      message: "You must either send the valid role of the user, or the password, sould the meeting has one.",
    })
    expect(await join({ role: "", password: "wrong" })).toMatchObject({
      status: 200,
      message: "You must enter a valid password",
    })
  })

  test("56 a password gives its role", async () => {
    const { sim, join } = await meetingSim({ moderatorPW: "mp", attendeePW: "ap" })
    for (const password of ["mp", "ap"]) expect((await join({ role: "", password })).status).toBe(302)
    expect(sim.control.meetings()[0]?.users.map((user) => user.role)).toEqual(["MODERATOR", "VIEWER"])
  })

  test("59 a full meeting refuses others, not the same person and not a bot", async () => {
    const { sim, join } = await meetingSim({ maxParticipants: "1" })
    sim.control.connect({ sessionToken: (await join({ userID: "u-1" })).sessionToken })
    expect((await join({ userID: "u-2" })).errorKey).toBe("maxParticipantsReached")
    expect((await join({ userID: "u-2", redirect: "false" })).key).toBe("maxParticipantsReached")
    expect((await join({ userID: "u-1" })).sessionToken).not.toBe("")
    expect((await join({ userID: "u-3", bot: "true" })).sessionToken).not.toBe("")
  })

  test("61 userdata keys have exactly two parts", async () => {
    const { sim, join } = await meetingSim()
    const { sessionToken } = await join({ "userdata-bbb_x": "1", "userdata-a-b": "1" })
    sim.control.connect({ sessionToken })
    const { xml } = await ask(sim, "getMeetingInfo", { meetingID: "webinar-42" })
    expect(xml).toContain("<customdata><bbb_x>1</bbb_x></customdata>")
  })

  test("62 a POST is refused", async () => {
    const { sim } = await meetingSim()
    expect((await fetch(signedUrl(sim, "join", ANNA), { method: "POST" })).status).toBe(405)
  })

  test("68 a link of the meeting before is refused", async () => {
    const { sim, join } = await meetingSim()
    const createTime = String(sim.control.meetings()[0]?.createTime)
    await ask(sim, "end", { meetingID: "webinar-42" })
    await sim.clock.advance(1000)
    await createMeeting(sim)
    expect((await join({ createTime })).errorKey).toBe("mismatchCreateTimeParam")
    expect((await join({ createTime, redirect: "false" })).key).toBe("mismatchCreateTimeParam")
  })

  test("guests meet the guest policy", async () => {
    const denied = await meetingSim({ guestPolicy: "ALWAYS_DENY" })
    expect((await denied.join({ guest: "true" })).errorKey).toBe("guestDeniedAccess")
    expect((await denied.join({})).sessionToken).not.toBe("")
    const asked = await meetingSim({ guestPolicy: "ASK_MODERATOR" })
    const { xml } = await asked.join({ guest: "true", redirect: "false" })
    expect(textOf(xml, "guestStatus")).toBe("WAIT")
  })

  test("redirect=false answers with the session", async () => {
    const { join } = await meetingSim()
    const answer = await join({ redirect: "false" })
    expect(answer).toMatchObject({ status: 200, key: "successfullyJoined" })
    expect(textOf(answer.xml, "url")).toContain(`sessionToken=${textOf(answer.xml, "session_token")}`)
  })

  test("a session belongs to the browser that joined, unless the meeting allows others", async () => {
    const { join } = await meetingSim()
    const { location, cookie } = await join({})
    expect((await get(location)).status).toBe(401)
    const page = await get(location, { cookie: cookie.split(";")[0] ?? "" })
    expect(page).toMatchObject({ status: 200 })
    expect(page.xml).toContain("message-input")
    const open = await meetingSim({ allowRequestsWithoutSession: "true" })
    expect((await get((await open.join({})).location)).status).toBe(200)
  })

  test("2.7 has the older client path; a balancer sends on to its node", async () => {
    const old = await testSim({ profile: "bbb27" })
    await createMeeting(old)
    expect((await ask(old, "join", ANNA)).location).toContain("/html5client/join?sessionToken=")
    const balancer = await testSim({ profile: "scalelite" })
    await createMeeting(balancer)
    const first = await ask(balancer, "join", ANNA)
    expect(first.location).toContain("/node1/bigbluebutton/api/join?")
    expect((await get(first.location)).location).toContain("/html5client/?sessionToken=")
    expect((await ask(balancer, "join", { ...ANNA, meetingID: "nothing" })).key).toBe("notFound")
  })

  test("names may hold anything that is encoded well", async () => {
    const { sim } = await meetingSim()
    const query = "fullName=J%C3%BCrgen%20O%27Neil&meetingID=webinar-42&role=VIEWER"
    const checksum = checksumOf("sha256", "join", query, SECRET)
    expect((await get(rawUrl(sim, "join", `${query}&checksum=${checksum}`))).status).toBe(302)
    expect(sim.control.meetings()[0]?.users[0]?.name).toBe("Jürgen O'Neil")
  })
})

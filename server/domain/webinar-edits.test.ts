import { describe, expect, test } from "vitest"
import { mergeEdits } from "./webinar-edits.ts"

const loaded = {
  title: "Heat",
  description: "one\r\ntwo",
  startDate: "2026-11-23",
  startTime: "10:00",
  durationMinutes: "60",
  isWebinar: true,
  enableChat: true,
  chatInPicture: false,
  restricted: false,
  presenterEmails: ["ada@univ.test", "bob@univ.test"],
  welcomeText: "",
  maxParticipants: "150",
  guestPolicy: "always_accept",
  lock: { cam: false, mic: false, privateChat: false, publicChat: false, notes: false, userList: false },
  record: { enabled: false, autoStart: false, allowStartStop: true },
}
type Form = typeof loaded

function merge(mine: Partial<Form>, stored: Partial<Form>) {
  return mergeEdits({ loaded, mine: { ...loaded, ...mine }, stored: { ...loaded, ...stored } })
}

describe("two people's changes of one form", () => {
  test("to different fields are both kept", () => {
    expect(merge({ title: "Cold" }, { enableChat: false, maxParticipants: "20" })).toEqual({
      merged: { ...loaded, title: "Cold", enableChat: false, maxParticipants: "20" },
      conflicts: [],
    })
  })

  test("to one field are a conflict, and the one who saves keeps what is typed", () => {
    const { merged, conflicts } = merge({ title: "Cold", welcomeText: "Hi" }, { title: "Warm" })
    expect(conflicts).toEqual(["title"])
    expect(merged).toMatchObject({ title: "Cold", welcomeText: "Hi" })
  })

  test("to the same value are none, and a browser's line ends are no change", () => {
    expect(merge({ title: "Cold" }, { title: "Cold" }).conflicts).toEqual([])
    expect(merge({ description: "one\ntwo" }, { description: "three" })).toMatchObject({
      merged: { description: "three" },
      conflicts: [],
    })
  })

  test("to date, time and duration belong together", () => {
    expect(merge({ startTime: "14:00" }, { startDate: "2026-11-24" }).conflicts).toEqual(["startDate"])
    expect(merge({ startTime: "14:00" }, { durationMinutes: "90" }).conflicts).toEqual(["durationMinutes"])
    expect(merge({ title: "Cold" }, { durationMinutes: "90" })).toMatchObject({
      merged: { title: "Cold", durationMinutes: "90" },
      conflicts: [],
    })
  })

  test("to lists and ticks are taken one by one", () => {
    const { merged, conflicts } = merge(
      { presenterEmails: ["bob@univ.test", "Eve@univ.test"], lock: { ...loaded.lock, cam: true } },
      {
        presenterEmails: ["ada@univ.test", "bob@univ.test", "eve@univ.test", "joe@univ.test"],
        lock: { ...loaded.lock, mic: true },
      },
    )
    expect(conflicts).toEqual([])
    expect(merged.presenterEmails).toEqual(["bob@univ.test", "eve@univ.test", "joe@univ.test"])
    expect(merged.lock).toMatchObject({ cam: true, mic: true, notes: false })
  })
})

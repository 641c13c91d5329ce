import { describe, expect, test } from "vitest"
import {
  type Actor,
  canControlWebinar,
  canCreateWebinar,
  canDeleteWebinar,
  eventAccess,
  isAdmin,
  type UserActor,
} from "./policy.ts"

const settings = { enabled: true, affiliations: ["faculty", "staff"], adminGroup: "webinar admin" }
const owners = { ownerId: "owner", presenterIds: ["friend"] }

function person(id: string, given: Partial<UserActor> = {}): UserActor {
  return { kind: "user", id, name: id, isAdmin: false, affiliations: [], groups: [], ...given }
}

const anonymous: Actor = { kind: "anonymous" }
const system: Actor = { kind: "system", job: "test" }
const admin = person("admin", { isAdmin: true })

test.each<[string, Actor, boolean]>([
  ["an administrator", admin, true],
  ["a member of an affiliation", person("a", { affiliations: ["student", "staff"] }), true],
  ["a member of the group", person("a", { groups: ["webinar admin"] }), true],
  ["a student", person("a", { affiliations: ["student"] }), false],
  ["somebody of another group", person("a", { groups: ["webinar admins"] }), false],
  ["nobody", anonymous, false],
  ["a job", system, false],
])("%s creating webinars: %o → %s", (_who, actor, may) => {
  expect(canCreateWebinar(actor, settings)).toBe(may)
  expect(canCreateWebinar(actor, { ...settings, enabled: false })).toBe(false)
})

test.each<[string, Actor, boolean, boolean]>([
  ["the owner", person("owner"), true, true],
  ["a co-presenter", person("friend"), true, false],
  ["an administrator", admin, true, true],
  ["a job", system, true, true],
  ["a stranger", person("stranger"), false, false],
  ["nobody", anonymous, false, false],
])("%s runs and deletes a webinar: %o", (_who, actor, control, remove) => {
  expect(canControlWebinar(actor, owners)).toBe(control)
  expect(canDeleteWebinar(actor, owners)).toBe(remove)
})

describe("watching an event", () => {
  const event = (restricted: boolean, published: boolean) => ({ restricted, published })

  test("that is public is for everybody", () => {
    expect(eventAccess(anonymous, event(false, true), owners)).toBe("allowed")
  })

  test("that is restricted needs a sign-in", () => {
    expect(eventAccess(anonymous, event(true, true), owners)).toBe("sign_in")
    expect(eventAccess(person("stranger"), event(true, true), owners)).toBe("allowed")
  })

  test("that is not published is for its people, and hidden from all others", () => {
    for (const actor of [anonymous, person("stranger")])
      expect(eventAccess(actor, event(false, false), owners)).toBe("hidden")
    for (const actor of [person("owner"), person("friend"), admin])
      expect(eventAccess(actor, event(true, false), owners)).toBe("allowed")
    expect(eventAccess(person("owner"), event(false, false), null)).toBe("hidden")
  })
})

test("administrators are people with that mark, and jobs", () => {
  expect([admin, system, person("a"), anonymous].map(isAdmin)).toEqual([true, true, false, false])
})

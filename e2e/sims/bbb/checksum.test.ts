import { describe, expect, test } from "vitest"
import { checksumOf, checksumVerdict, withoutChecksum } from "./checksum.ts"
import { internalMeetingId } from "./meeting.ts"
import { type ChecksumAlgorithm, PROFILES } from "./profile.ts"

const S1 = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
const S2 = "0123456789abcdefSECRET"
const CREATE = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"

const VECTORS: [string, ChecksumAlgorithm, string, string, string, string][] = [
  ["V1", "sha1", S1, "create", CREATE, "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"],
  ["V2", "sha256", S1, "create", CREATE, "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e"],
  [
    "V3",
    "sha384",
    S1,
    "create",
    CREATE,
    "891ac633df39d0a1b4f8d597f3e190833216c4b29c4fb51ea3ca72757eeb958d6e7b49a845cf29f5c6019c7d29d029d1",
  ],
  [
    "V4",
    "sha512",
    S1,
    "create",
    CREATE,
    "de73ad61d11a5c801b68d4bd6ec5248546085cefb0b25c85f3c46249ea93a3a4b120f92c0a8a58d7512cb77821884951a3b01245f3435dbbef49fff3cc3988b4",
  ],
  ["V7", "sha1", S2, "getMeetings", "", "a6b5e586094060eb6e0eea9ff65f8997c727b452"],
  ["V8", "sha256", S2, "getMeetings", "", "6f494d6714251e96b0e1edee943d5b8fc59448c855235993b90da31eaa5fb254"],
  [
    "V11",
    "sha256",
    S2,
    "join",
    "fullName=J%C3%BCrgen+O%27Neil&meetingID=webinar-42&role=VIEWER&userID=u-1&redirect=true&userdata-bbb_hide_nav_bar=true",
    "f90781f0c161a04522137796304888192bd1e5ee5c0a2a571adc3377d5cf12e2",
  ],
  [
    "V17",
    "sha256",
    S2,
    "hooks/create",
    "callbackURL=https%3A%2F%2Fapp.example.org%2Fbbb%2Fhook&meetingID=webinar-42",
    "3067a26d38adb86ddc90e3fc22273c6d5b0ce037b6f097c7b39a348425f78a3d",
  ],
  ["V18", "sha1", S2, "hooks/list", "", "d9e5f9f08c4cf6ad91f5abec23db4aa304e80d36"],
  [
    "AFFE",
    "sha256",
    "AFFE",
    "getMeetings",
    "foo=bar&baz=bazinga",
    "e93a022a742425259bf3acec803ad8b4e428e7653b66bfecfa60d935a04bcc3b",
  ],
]

describe("checksum", () => {
  test.each(VECTORS)("vector %s", (_, algorithm, secret, call, query, expected) => {
    expect(checksumOf(algorithm, call, query, secret)).toBe(expected)
    const signed = { call, rawQuery: `${query}&checksum=${expected}`, checksums: [expected] }
    expect(checksumVerdict(signed, secret, PROFILES.bbb30)).toBe("ok")
  })

  test("8 is removed wherever it stands", () => {
    expect(withoutChecksum("checksum=c0&a=1&b=2", "c0")).toBe("a=1&b=2")
    expect(withoutChecksum("a=1&checksum=c0&b=2", "c0")).toBe("a=1&b=2")
    expect(withoutChecksum("a=1&b=2&checksum=c0", "c0")).toBe("a=1&b=2")
    expect(withoutChecksum("checksum=c0", "c0")).toBe("")
  })

  test("a length that belongs to no algorithm is refused", () => {
    const signed = { call: "getMeetings", rawQuery: "checksum=abc", checksums: ["abc"] }
    expect(checksumVerdict(signed, S2, PROFILES.bbb30)).toBe("mismatch")
  })

  test("the internal meeting id is the hash of the external one and the create time", () => {
    expect(internalMeetingId("webinar-42", 5)).toBe("6cc8207fd5239f620653b4026835ebaa60314742-5")
  })
})

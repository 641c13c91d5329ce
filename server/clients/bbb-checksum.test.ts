import { describe, expect, test } from "vitest"
import {
  bbbChecksum,
  bbbQuery,
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  signedUrl,
} from "#server/clients/bbb-checksum.ts"

const S1 = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
const S2 = "0123456789abcdefSECRET"
const CREATE = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"

type Vector = [
  name: string,
  algorithm: ChecksumAlgorithm,
  secret: string,
  call: string,
  query: string,
  expected: string,
]

/** wire/bigbluebutton.md §1.4, and those of littleredbutton/bigbluebutton-api-php. */
const VECTORS: Vector[] = [
  ["V1 create", "sha1", S1, "create", CREATE, "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"],
  [
    "V2 create",
    "sha256",
    S1,
    "create",
    CREATE,
    "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e",
  ],
  [
    "V3 create",
    "sha384",
    S1,
    "create",
    CREATE,
    "891ac633df39d0a1b4f8d597f3e190833216c4b29c4fb51ea3ca72757eeb958d6e7b49a845cf29f5c6019c7d29d029d1",
  ],
  [
    "V4 create",
    "sha512",
    S1,
    "create",
    CREATE,
    "de73ad61d11a5c801b68d4bd6ec5248546085cefb0b25c85f3c46249ea93a3a4b120f92c0a8a58d7512cb77821884951a3b01245f3435dbbef49fff3cc3988b4",
  ],
  [
    "V5 create",
    "sha256",
    S1,
    "create",
    "name=Test%20Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444",
    "99ef8fb30893e29923a002b11e48b0be4fecfd3d72b69fa7201808775d4f7059",
  ],
  [
    "V6 create",
    "sha256",
    S1,
    "create",
    "meetingID=abc123&name=Test+Meeting&attendeePW=111222&moderatorPW=333444",
    "9de559c4f2720c6a06c67501fdf67e1ee97017e98ef2e1c4ad0d2432a587cb9e",
  ],
  ["V7 getMeetings", "sha1", S2, "getMeetings", "", "a6b5e586094060eb6e0eea9ff65f8997c727b452"],
  [
    "V8 getMeetings",
    "sha256",
    S2,
    "getMeetings",
    "",
    "6f494d6714251e96b0e1edee943d5b8fc59448c855235993b90da31eaa5fb254",
  ],
  [
    "V9 create (POST, all params in form body)",
    "sha256",
    S2,
    "create",
    "",
    "5c591852effb2f20fed1c8ce698072508509698b986ec063bf9ad8e0332b4829",
  ],
  [
    "V10 create",
    "sha256",
    S2,
    "create",
    "name=%C3%9Cbung+%26+Caf%C3%A9+%F0%9F%8E%A5&meetingID=webinar-42&duration=60&record=false&meta_endCallbackUrl=https%3A%2F%2Fapp.example.org%2Fbbb%2Fend%3Ft%3Dabc%252F1%26x%3D2",
    "bc230dd9b1dc9754c91b04731d0787b295319f5776c3580b7e303dd90a00e710",
  ],
  [
    "V11 join",
    "sha256",
    S2,
    "join",
    "fullName=J%C3%BCrgen+O%27Neil&meetingID=webinar-42&role=VIEWER&userID=u-1&redirect=true&userdata-bbb_hide_nav_bar=true",
    "f90781f0c161a04522137796304888192bd1e5ee5c0a2a571adc3377d5cf12e2",
  ],
  [
    "V12 join",
    "sha256",
    S2,
    "join",
    "fullName=J%C3%BCrgen%20O%27Neil&meetingID=webinar-42&role=VIEWER&userID=u-1&redirect=true&userdata-bbb_hide_nav_bar=true",
    "e1d227c812e97183ba4bc78c0a17696777f610f454f9df6408f86a608f557c31",
  ],
  [
    "V13 isMeetingRunning",
    "sha256",
    S2,
    "isMeetingRunning",
    "meetingID=webinar-42",
    "20d53542af47ca840eb288387a520a0de30745677f2714fa1d135f5a0790ecdf",
  ],
  [
    "V14 getMeetingInfo",
    "sha256",
    S2,
    "getMeetingInfo",
    "meetingID=webinar-42",
    "4ecf2e8fd11e06c7f02fe24071537df821fc4462e9d4b8812560174355d915b5",
  ],
  [
    "V15 end",
    "sha256",
    S2,
    "end",
    "meetingID=webinar-42",
    "664d375e236db8752a1ed614c4009be4b6cd0bf1425541ee5ae521c794c3bf59",
  ],
  [
    "V16 sendChatMessage",
    "sha256",
    S2,
    "sendChatMessage",
    "meetingID=webinar-42&message=Hello+%3Cb%3Eworld%3C%2Fb%3E&userName=Anna+%28Stream%29",
    "4851f3576867b40ee991e9262fc361ce65072f446fa752fad55efe4bdaf53817",
  ],
  [
    "V17 hooks/create",
    "sha256",
    S2,
    "hooks/create",
    "callbackURL=https%3A%2F%2Fapp.example.org%2Fbbb%2Fhook&meetingID=webinar-42",
    "3067a26d38adb86ddc90e3fc22273c6d5b0ce037b6f097c7b39a348425f78a3d",
  ],
  ["V18 hooks/list", "sha1", S2, "hooks/list", "", "d9e5f9f08c4cf6ad91f5abec23db4aa304e80d36"],
  [
    "V19 insertDocument (POST, XML body not hashed)",
    "sha256",
    S2,
    "insertDocument",
    "meetingID=webinar-42",
    "5a9b7358f43962c3f4202b973846a237db942aa60241f30fa75983bc7ec821a4",
  ],
  [
    "V20 getRecordings",
    "sha256",
    S2,
    "getRecordings",
    "meetingID=webinar-42&state=any",
    "bb6ec1a4b77a341aff1b0c3944d117ba7141c5ce9fda3402e797725d511009e3",
  ],
  [
    "PHP getMeetings sha1",
    "sha1",
    "AFFE",
    "getMeetings",
    "foo=bar&baz=bazinga",
    "8c313ec566a91bb9a409b51a0f515f53216a43ae",
  ],
  [
    "PHP getMeetings sha256",
    "sha256",
    "AFFE",
    "getMeetings",
    "foo=bar&baz=bazinga",
    "e93a022a742425259bf3acec803ad8b4e428e7653b66bfecfa60d935a04bcc3b",
  ],
  ["PHP getMeetings empty", "sha1", "AFFE", "getMeetings", "", "e0a2f45a343479c590e64a9bdd673331adff2a75"],
]

describe("the published checksum vectors", () => {
  test.each(VECTORS)("%s", (_name, algorithm, secret, call, query, expected) => {
    expect(bbbChecksum(call, query, secret, algorithm)).toBe(expected)
  })
})

describe("what is signed is what is sent", () => {
  const awkward = "O'Neil d’Été & Cie + 100% “Übung” 🎥 a=b;c#d?e/f\\g ~!*()"

  test.each([...CHECKSUM_ALGORITHMS])("%s over names with apostrophes, accents and emoji", (algorithm) => {
    const signing = { apiUrl: "https://bbb.example.org/bigbluebutton/api/", secret: S2, algorithm }
    // What fetch does to an address before it sends it.
    const { pathname, search } = new URL(signedUrl(signing, "join", { fullName: awkward, meetingID: "w-1" }))
    const [query, checksum] = search.slice(1).split("&checksum=")
    expect(pathname).toBe("/bigbluebutton/api/join")
    expect(bbbChecksum("join", query ?? "", S2, algorithm)).toBe(checksum)
    expect(new URLSearchParams(query).get("fullName")).toBe(awkward)
  })

  test("the query of the vectors comes out byte for byte", () => {
    const parameters = {
      fullName: "Jürgen O'Neil",
      meetingID: "webinar-42",
      role: "VIEWER",
      userID: "u-1",
      redirect: true,
      absent: undefined,
      "userdata-bbb_hide_nav_bar": true,
    }
    expect(bbbQuery(parameters)).toBe(
      "fullName=J%C3%BCrgen+O%27Neil&meetingID=webinar-42&role=VIEWER&userID=u-1&redirect=true&userdata-bbb_hide_nav_bar=true",
    )
  })

  test("a call without parameters, and the root", () => {
    const signing = { apiUrl: "https://b/bigbluebutton/api", secret: S2, algorithm: "sha256" as const }
    const meetings = bbbChecksum("getMeetings", "", S2, "sha256")
    expect(signedUrl(signing, "getMeetings", {})).toBe(
      `https://b/bigbluebutton/api/getMeetings?checksum=${meetings}`,
    )
    expect(signedUrl(signing, "", {})).toMatch(/^https:\/\/b\/bigbluebutton\/api\?checksum=[0-9a-f]{64}$/)
  })
})

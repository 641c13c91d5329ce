// What differs between the servers this stand-in can play.

export type BbbProfile = "bbb27" | "bbb30" | "bbb30-new" | "scalelite"

export type ChecksumAlgorithm = "sha1" | "sha256" | "sha384" | "sha512"

export type Traits = {
  balancer: boolean
  graphql: boolean
  chatApi: boolean
  hooks: "2.x" | "3.4+" | "none"
  algorithms: readonly ChecksumAlgorithm[]
  exactChecksumCase: boolean
  refusesTwoChecksums: boolean
  /** Absent or empty parameters that older builds answer with HTTP 500. */
  guardsNulls: boolean
  /** New builds call only public addresses unless the administrator allows local ones. */
  checksCallbackHosts: boolean
  followsCallbackRedirects: boolean
  clientPath: string
}

const BBB30: Traits = {
  balancer: false,
  graphql: true,
  chatApi: true,
  hooks: "3.4+",
  algorithms: ["sha1", "sha256", "sha384", "sha512"],
  exactChecksumCase: false,
  refusesTwoChecksums: false,
  guardsNulls: false,
  checksCallbackHosts: false,
  followsCallbackRedirects: true,
  clientPath: "/html5client/",
}

export const PROFILES: Record<BbbProfile, Traits> = {
  bbb27: { ...BBB30, graphql: false, chatApi: false, hooks: "2.x", clientPath: "/html5client/join" },
  bbb30: BBB30,
  "bbb30-new": {
    ...BBB30,
    refusesTwoChecksums: true,
    guardsNulls: true,
    checksCallbackHosts: true,
    followsCallbackRedirects: false,
  },
  scalelite: {
    ...BBB30,
    balancer: true,
    graphql: false,
    chatApi: false,
    hooks: "none",
    algorithms: ["sha1", "sha256", "sha512"],
    exactChecksumCase: true,
    guardsNulls: true,
  },
}

// Who is asking. Everything that knows next-auth is here; the token holds the user's id and nothing else.
import "server-only"
import { headers } from "next/headers"
import { getServerSession, type NextAuthOptions } from "next-auth"
import CredentialsProvider from "next-auth/providers/credentials"
import { cache } from "react"
import { getDeps } from "./deps.ts"
import { type Actor, canCreateWebinar } from "./domain/policy.ts"
import type { Viewer } from "./domain/views.ts"
import { addressOf } from "./request.ts"
import { findActor, signIn } from "./services/users.ts"

const SESSION_SECONDS = 30 * 24 * 60 * 60

export async function authOptions(): Promise<NextAuthOptions> {
  const deps = await getDeps()
  return {
    secret: deps.config.secret,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(credentials, request) {
          const address = addressOf(new Headers(request.headers), deps.config.trustProxy)
          const email = credentials?.email ?? ""
          const answer = await signIn(deps, { email, password: credentials?.password ?? "", address })
          if (answer === "too_many") throw new Error("too_many_requests")
          if (answer === "busy") throw new Error("busy")
          return answer === "refused" ? null : answer
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => ({ sub: user?.id ?? token.sub ?? "" }),
      session: ({ session, token }) => ({ expires: session.expires, user: { id: token.sub ?? "" } }),
      redirect: ({ url, baseUrl }) =>
        url.startsWith("/") ? `${baseUrl}${url}` : url.startsWith(`${baseUrl}/`) ? url : baseUrl,
    },
  }
}

const SESSION_COOKIE = "next-auth.session-token"

export const getActor = cache(async (): Promise<Actor> => {
  // Most of a full house is not signed in, and next-auth takes its time to find that out.
  if (!(await headers()).get("cookie")?.includes(SESSION_COOKIE)) return { kind: "anonymous" }
  const session = await getServerSession(await authOptions())
  if (!session?.user.id) return { kind: "anonymous" }
  const deps = await getDeps()
  const actor = await findActor(deps, session.user.id)
  if (actor.kind !== "user") return actor
  return { ...actor, address: addressOf(await headers(), deps.config.trustProxy) }
})

export async function getViewer(): Promise<Viewer> {
  const actor = await getActor()
  if (actor.kind !== "user") return null
  const { config } = await getDeps()
  return {
    id: actor.id,
    name: actor.name,
    isAdmin: actor.isAdmin,
    canCreateWebinars: canCreateWebinar(actor, config.webinars.settings),
  }
}

// Somebody in front of a screen: signs in as browsers do and asks what the pages ask.
import superjson from "superjson"
import { z } from "zod"
import { APP_URL } from "./places.ts"

const Answer = z.object({
  result: z.object({ data: z.custom<Parameters<typeof superjson.deserialize>[0]>() }),
})
const Csrf = z.object({ csrfToken: z.string() })
const PATIENCE_MS = 20_000

export class Person {
  private readonly cookies = new Map<string, string>()

  constructor(private readonly baseUrl = APP_URL) {}

  async signIn({ email, password }: { email: string; password: string }) {
    const csrf = Csrf.parse(await (await this.fetch("/api/auth/csrf")).json())
    const body = new URLSearchParams({ ...csrf, email, password, json: "true" })
    await this.fetch("/api/auth/callback/credentials", { method: "POST", body })
    if (![...this.cookies.keys()].some((name) => name.endsWith("session-token")))
      throw new Error(`${email} could not sign in`)
  }

  async ask<T>(path: string, input: unknown, shape: z.ZodType<T>): Promise<T> {
    const query = new URLSearchParams({ input: JSON.stringify(superjson.serialize(input)) })
    return shape.parse(await this.read(await this.fetch(`/api/trpc/${path}?${query}`), path))
  }

  async order(path: string, input: unknown) {
    const headers = { "content-type": "application/json" }
    const body = JSON.stringify(superjson.serialize(input))
    await this.read(await this.fetch(`/api/trpc/${path}`, { method: "POST", headers, body }), path)
  }

  async page(path: string) {
    const response = await this.fetch(path)
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return response.text()
  }

  private async read(response: Response, path: string) {
    const text = await response.text()
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 200)}`)
    return superjson.deserialize(Answer.parse(JSON.parse(text)).result.data)
  }

  private async fetch(path: string, init: RequestInit = {}) {
    const headers = new Headers(init.headers)
    headers.set("accept-language", "en")
    headers.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "))
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const response = await fetch(`${this.baseUrl}${path}`, { ...init, headers, signal, redirect: "manual" })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";")
      const at = pair.indexOf("=")
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }
}

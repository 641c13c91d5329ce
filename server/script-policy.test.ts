import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, onTestFinished, test } from "vitest"
import { withScriptPolicy } from "./script-policy.ts"

const HEADER = "content-security-policy"

/** What the answer's header says, and what Next was told. */
async function policiesOf(path: string, headers: Record<string, string> = {}) {
  let told = ""
  const pages = withScriptPolicy((request, response) => {
    told = String(request.headers[HEADER])
    response.end()
  }, false)
  const server = createServer(pages).listen(0, "127.0.0.1")
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once("listening", resolve))
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
  return { said: answer.headers.get(HEADER) ?? "", told }
}

function numberIn(policy: string) {
  return /'nonce-([^']+)'/.exec(policy)?.[1]
}

test("each answer has a number of its own, which Next is told and nobody can choose", async () => {
  const chosen = { [HEADER]: "script-src 'nonce-chosen'" }
  const [first, second] = await Promise.all([policiesOf("/", chosen), policiesOf("/", chosen)])
  expect(first.told).toBe(first.said)
  expect(first.said).not.toContain("chosen")
  expect(numberIn(first.said)).toMatch(/^[A-Za-z0-9+/]{22}==$/)
  expect(numberIn(first.said)).not.toBe(numberIn(second.said))
})

test.each([
  ["/events/chemistry/embed?chat=1", "frame-ancestors *"],
  ["/events/chemistry/embed", "frame-ancestors *"],
  ["/events/chemistry", "frame-ancestors 'none'"],
  ["/webinars/1/embed", "frame-ancestors 'none'"],
  ["/sign-in?next=/events/chemistry/embed", "frame-ancestors 'none'"],
])("only the embedded player may stand in another site's frame: %s", async (path, rule) => {
  expect((await policiesOf(path)).said).toContain(rule)
})

import { expect, test } from "vitest"
import { gatewayEnv, nginxProxy, proxyEnv } from "./setup-snippets.ts"

test("a gateway is given this installation's join page, as JSON that its shell keeps whole", () => {
  const line = gatewayEnv({ joinDomain: "amphi.univ.fr/join" }).split("\n")[1] ?? ""
  const json = /^WEBRTC_DOMAINS='(.*)'$/.exec(line)?.[1] ?? ""
  expect(JSON.parse(json)).toEqual({ bigbluebutton: { name: "Amphi", domain: "amphi.univ.fr/join" } })
})

test("the reverse proxy passes pages, socket and picture to this installation's ports", () => {
  const text = nginxProxy({
    publicUrl: "https://amphi.univ.fr",
    port: 4000,
    realtimePort: 4003,
    mediaPort: 4001,
  })
  expect(text).toContain("server_name amphi.univ.fr;")
  const targets = [...text.matchAll(/location (\S+) \{\n {4}proxy_pass http:\/\/127\.0\.0\.1:(\d+);/g)]
  expect(targets.map(([, path, port]) => [path, port])).toEqual([
    ["/", "4000"],
    ["/app/", "4003"],
    ["/hls/", "4001"],
  ])
  expect(text).toContain("proxy_set_header Upgrade $http_upgrade;")
  // The address of a picture is the key to it.
  expect(text.slice(text.indexOf("location /hls/"))).toContain("access_log off;")
  expect(proxyEnv({ publicUrl: "http://amphi.univ.fr" })).toContain("PUBLIC_URL=https://amphi.univ.fr\n")
  expect(text).toContain('add_header Strict-Transport-Security "max-age=31536000" always;')
})

test("whoever believes a proxy's word for the client's address is reached through that proxy alone", () => {
  const lines = proxyEnv({ publicUrl: "https://amphi.univ.fr" }).split("\n")
  expect(lines).toEqual(
    expect.arrayContaining(["TRUST_PROXY=true", "HOST=127.0.0.1", "MEDIA_HOST=127.0.0.1"]),
  )
})

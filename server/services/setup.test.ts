import { expect, test } from "vitest"
import { createTestDeps, TEST_ENVIRONMENT } from "#server/test-deps.ts"
import { ANYBODY, makeAdmin, makeTeacher } from "#server/test-factories.ts"
import { checkBbb, getSetup } from "./setup.ts"

test("the set-up guide is for administrators and holds no secret", async () => {
  const deps = await createTestDeps({ PUSHER_SECRET: "another-secret-of-sixteen" })
  const teacher = await makeTeacher(deps)
  for (const read of [getSetup, checkBbb]) {
    await expect(read(deps, ANYBODY)).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(read(deps, teacher)).rejects.toMatchObject({ code: "forbidden" })
  }
  const facts = await getSetup(deps, await makeAdmin(deps))
  expect(facts).toMatchObject({
    joinDomain: "amphi.test/join",
    rtmpUrl: "rtmp://amphi.test:1935/live",
    bbbApiUrl: TEST_ENVIRONMENT.BBB_API_URL,
    callbackUrl: "https://amphi.test/api/bbb/ended/",
    hookUrl: "https://amphi.test/api/bbb/hooks/",
    isHttps: true,
  })
  const text = JSON.stringify(facts)
  for (const secret of [deps.config.secret, deps.config.bbb.secret, "another-secret-of-sixteen"])
    expect(text).not.toContain(secret)
})

test("the check of BigBlueButton tells what it can do, or why it didn't answer", async () => {
  const deps = await createTestDeps()
  const admin = await makeAdmin(deps)
  expect(await checkBbb(deps, admin)).toMatchObject({ state: "ok", capabilities: { chatApi: true } })
  for (const failure of ["unauthorized", "unreachable", "timeout", "tls"] as const) {
    deps.bbb.trouble = failure
    expect(await checkBbb(deps, admin)).toEqual({ state: "failed", failure })
  }
})

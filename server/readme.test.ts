import { existsSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { VARIABLES } from "./config.ts"

const readme = readFileSync("README.md", "utf8")

test("the README explains every variable that the server reads", () => {
  expect(VARIABLES.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})

test("every path that the README names exists", () => {
  const paths = [...readme.matchAll(/`((?:app|components|server|db|e2e|public)(?:\/[\w.()-]+)*)`/g)].flatMap(
    ([, path]) => path ?? [],
  )
  expect(paths.length).toBeGreaterThan(10)
  expect(paths.filter((path) => !existsSync(path))).toEqual([])
})

test("every npm script that the README names exists", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"))
  const named = [...readme.matchAll(/`(?:AMPHI_PORT=\d+ )?npm run ([\w:]+)/g)].flatMap(
    ([, name]) => name ?? [],
  )
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

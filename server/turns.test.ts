import { expect, test } from "vitest"
import { createTurns } from "./turns.ts"

/** Work that is done when the test says so. */
function work(name: string, log: string[]) {
  let finish = () => undefined as undefined
  const done = new Promise<string>((resolve) => {
    finish = () => void resolve(name)
  })
  const start = () => {
    log.push(name)
    return done
  }
  return { start, finish: () => finish() }
}

test("so many run at once, the others wait in order, and past that nobody is kept", async () => {
  const turns = createTurns({ runningMax: 2, waitingMax: 2 })
  const log: string[] = []
  const works = ["a", "b", "c", "d", "e"].map((name) => work(name, log))
  const answers = works.map(({ start }) => turns.run(start))
  expect(log).toEqual(["a", "b"])
  expect(await answers[4]).toBe("busy")
  works[1]?.finish()
  expect(await answers[1]).toBe("b")
  await expect.poll(() => log).toEqual(["a", "b", "c"])
  for (const { finish } of works) finish()
  expect(await Promise.all(answers)).toEqual(["a", "b", "c", "d", "busy"])
})

test("work that fails gives its turn on", async () => {
  const turns = createTurns({ runningMax: 1, waitingMax: 1 })
  const failing = turns.run(() => Promise.reject(new Error("no")))
  const next = turns.run(async () => "next")
  await expect(failing).rejects.toThrow("no")
  expect(await next).toBe("next")
  expect(await turns.run(async () => "later")).toBe("later")
})

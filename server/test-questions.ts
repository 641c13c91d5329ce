// Questions of one event, asked and told in one line each.
import type { Actor, UserActor } from "./domain/policy.ts"
import { joinRanges } from "./domain/rev-ranges.ts"
import { askQuestion } from "./services/questions.ts"
import type { TestDeps } from "./test-deps.ts"
import { makeUser } from "./test-factories.ts"
import type { Stage } from "./test-live.ts"

export async function ask({ deps, eventId }: Stage, actor: Actor, text: string, underAlias = false) {
  return askQuestion(deps, actor, { eventId, clientId: clientIdOf(text), text, underAlias })
}

export function clientIdOf(text: string) {
  return `client-${text.replaceAll(/[^a-z0-9]/gi, "-")}`
}

export async function makePeople(deps: TestDeps, count: number) {
  const people: UserActor[] = []
  for (let index = 0; index < count; index++) people.push(await makeUser(deps))
  return people
}

/** The signals about questions so far, each with how many questions it tells of. */
export async function toldOf({ deps }: Stage) {
  await deps.ticker.idle()
  const signals = deps.realtime.published
    .flatMap((published) => published.signals)
    .filter((signal) => signal.type === "question.changed")
  return {
    signals,
    changes: signals.flatMap(({ changes }) => changes),
    revs: joinRanges(signals.flatMap(({ revs }) => revs)),
  }
}

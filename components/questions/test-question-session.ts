import {
  isHidden,
  QUESTION_UPDATE_LIMIT,
  type Question,
  type QuestionsOpening,
} from "#server/domain/question.ts"
import { QuestionSession, type QuestionTransport } from "./question-session.ts"
import { readable, voteOf } from "./question-store.ts"
import { NOBODY, opening, question } from "./test-questions.ts"

/** A server's side of the questions, with a network that can be cut. */
export function setUp() {
  const stored = new Map<string, Question>([["q1", question(1)]])
  const votes = new Set<string>()
  const dials = { isOffline: false, refusal: null as string | null, isModerator: false, answersAfterMs: 0 }
  let rev = 1
  const calls: string[] = []
  const reach = (call: string) => {
    calls.push(call)
    if (dials.isOffline) throw new TypeError("offline")
    if (dials.refusal) throw new Error(dials.refusal)
  }
  function change(id: string, changes: Partial<Question>): Question {
    rev++
    const changed = { ...(stored.get(id) ?? question(rev, { id })), ...changes, rev }
    stored.set(id, changed)
    return changed
  }
  const mayRead = ({ state }: Question) => !isHidden(state) || dials.isModerator
  const transport: QuestionTransport = {
    async since(afterRev) {
      reach("since")
      const changed = [...stored.values()].filter((known) => known.rev > afterRev)
      const told = changed.map((known) => (mayRead(known) ? known : { ...known, asked: null }))
      const changes = told.sort((a, b) => a.rev - b.rev).slice(0, QUESTION_UPDATE_LIMIT)
      const update = { changes, rev }
      if (dials.answersAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, dials.answersAfterMs))
      return update
    },
    async mine() {
      reach("mine")
      return { ...NOBODY, votes: [...votes], isModerator: dials.isModerator }
    },
    async ask({ text }) {
      reach("ask")
      const asked = change(`q${rev + 1}`, {})
      return { ...asked, asked: { ...asked.asked, text } }
    },
    async vote(id, wanted) {
      reach(`vote ${wanted}`)
      if (votes.has(id) !== wanted) change(id, { votes: (stored.get(id)?.votes ?? 0) + (wanted ? 1 : -1) })
      if (wanted) votes.add(id)
      else votes.delete(id)
      return { change: { ...(stored.get(id) ?? question(1)), asked: null }, voted: wanted }
    },
    withdraw: async (id) => change(id, { state: "withdrawn" }),
    move: async (id, to) => change(id, { state: to }),
    answer: async (id, answer) => change(id, { state: "answered_in_writing", answer }),
    refusalOf: (error) => (error instanceof TypeError ? null : error instanceof Error ? error.message : null),
  }
  const { session, texts } = open(transport, opening([question(1)]))
  const vote = () => {
    const state = session.getSnapshot()
    const known = state.known.get("q1")
    if (!known) throw new Error("the question is gone")
    return { ...voteOf(state, known), refusal: state.refusals.get("q1") ?? null }
  }
  return { session, transport, stored, dials, calls, change, texts, vote, votes }
}

export function open(transport: QuestionTransport, initial: QuestionsOpening) {
  const session = new QuestionSession({ initial, transport, random: () => 0.5 })
  session.start()
  return { session, texts: () => readable(session.getSnapshot()).map(({ asked }) => asked.text) }
}

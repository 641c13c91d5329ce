/** What a page knows of an event's questions: nothing older over newer, nothing missed. Pure; `question-session.ts` talks. */
import {
  isHidden,
  type MyQuestions,
  newestOf,
  type Question,
  type QuestionChange,
  type QuestionsOpening,
  type QuestionUpdate,
} from "#server/domain/question.ts"
import { joinRanges, type RevRange } from "#server/domain/rev-ranges.ts"

/** What somebody pressed and the server hasn't answered yet. */
type Wish = {
  wanted: boolean
  /** Of the question when it was pressed: a later count may have this vote in it. */
  rev: number
}

export type QuestionsState = {
  /** By id, also those that this reader may not read (any more): an older change must not bring them back. */
  known: ReadonlyMap<string, QuestionChange>
  /** Every change up to this number is in `known`, and so are those of `laterRevs`. */
  contiguousRev: number
  laterRevs: readonly RevRange[]
  mine: MyQuestions
  /** There are others that the page opened without. */
  hasMore: boolean
  wishes: ReadonlyMap<string, Wish>
  /** Why a vote was taken back, by question: keys in the `errors` messages. */
  refusals: ReadonlyMap<string, string>
}

export type QuestionAction =
  | { type: "heard"; changes: readonly QuestionChange[]; revs: readonly RevRange[] }
  /** `isWhole`: nothing more is to be asked for. */
  | { type: "caught_up"; update: QuestionUpdate; isWhole: boolean }
  | { type: "known_mine"; mine: MyQuestions }
  | { type: "rest_loaded" }
  | { type: "vote_pressed"; id: string; wanted: boolean }
  | { type: "vote_answered"; change: QuestionChange; voted: boolean }
  /** The server has what was pressed last. */
  | { type: "vote_settled"; id: string }
  | { type: "vote_refused"; id: string; reason: string }

export function openQuestions({ questions, rev, mine, hasMore }: QuestionsOpening): QuestionsState {
  return {
    known: new Map(questions.map((question) => [question.id, question])),
    contiguousRev: rev,
    laterRevs: [],
    mine,
    hasMore,
    wishes: new Map(),
    refusals: new Map(),
  }
}

export function questionReducer(state: QuestionsState, action: QuestionAction): QuestionsState {
  switch (action.type) {
    case "heard":
      return hear(state, action.changes, action.revs)
    case "caught_up":
      return catchUp(state, action.update, action.isWhole)
    case "known_mine":
      return knowMine(state, action.mine)
    case "rest_loaded":
      return { ...state, hasMore: false }
    case "vote_pressed":
      return press(state, action.id, action.wanted)
    case "vote_answered":
      return answerVote(state, action.change, action.voted)
    case "vote_settled":
      return { ...state, wishes: without(state.wishes, action.id) }
    case "vote_refused":
      return {
        ...state,
        wishes: without(state.wishes, action.id),
        refusals: new Map(state.refusals).set(action.id, action.reason),
      }
    default:
      return action satisfies never
  }
}

/** True when changes were announced beyond one that is missing, or of a question that isn't here. */
export function hasHole(state: QuestionsState) {
  return state.laterRevs.length > 0 || [...state.known.values()].some((change) => isUnread(state, change))
}

/** Whether the server has more than this page knows of. */
export function isBehind(state: QuestionsState, rev: number) {
  return rev > (state.laterRevs.at(-1)?.[1] ?? state.contiguousRev)
}

/** Those that this page has the words of, whatever became of them; unchanged ones are the same objects. */
export function readable({ known }: Pick<QuestionsState, "known">): Question[] {
  return [...known.values()].filter(isReadable)
}

function isReadable(change: QuestionChange): change is Question {
  return change.asked !== null && change.state !== "withdrawn"
}

/** As the person sees it at once; the count is the server's as soon as it may have their vote in it. */
export function voteOf({ wishes, mine }: Pick<QuestionsState, "wishes" | "mine">, question: QuestionChange) {
  const voted = mine.votes.includes(question.id)
  const wish = wishes.get(question.id)
  if (!wish) return { isPressed: voted, count: question.votes }
  const added = wish.rev === question.rev ? Number(wish.wanted) - Number(voted) : 0
  return { isPressed: wish.wanted, count: question.votes + added }
}

/** What the server is still to be told; null: nothing. */
export function nextVote({ wishes, mine }: QuestionsState, id: string) {
  const wish = wishes.get(id)
  return wish && wish.wanted !== mine.votes.includes(id) ? wish.wanted : null
}

function hear(
  state: QuestionsState,
  changes: readonly QuestionChange[],
  revs: readonly RevRange[],
): QuestionsState {
  const heard = learn(state, changes)
  const isUnderstood = !changes.some(({ id }) => isUnread(heard, heard.known.get(id)))
  // A change that tells too little counts as missed: asking for it brings the question's words.
  return isUnderstood ? noteRevs(heard, revs) : heard
}

function learn(state: QuestionsState, changes: readonly QuestionChange[]): QuestionsState {
  const known = new Map(state.known)
  for (const change of changes) {
    const before = known.get(change.id)
    known.set(change.id, before ? newestOf(before, change) : change)
  }
  return { ...state, known }
}

/** Somebody may read it, and this page has no words of it. */
function isUnread({ mine }: QuestionsState, change: QuestionChange | undefined) {
  if (!change || change.asked) return false
  return !isHidden(change.state) || (change.state === "dismissed" && mine.isModerator)
}

function noteRevs(state: QuestionsState, revs: readonly RevRange[]): QuestionsState {
  const known: RevRange = [0, state.contiguousRev]
  const [first, ...later] = joinRanges([known, ...state.laterRevs, ...revs])
  return { ...state, contiguousRev: first?.[1] ?? state.contiguousRev, laterRevs: later }
}

function catchUp(state: QuestionsState, { changes, rev }: QuestionUpdate, isWhole: boolean): QuestionsState {
  const heard = learn(state, changes)
  const upTo = isWhole ? rev : (changes.at(-1)?.rev ?? rev)
  const noted = noteRevs(heard, [[0, Math.max(upTo, heard.contiguousRev)]])
  // What the server doesn't tell even now isn't for this reader.
  return isWhole ? { ...noted, known: filtered(noted.known, (change) => !isUnread(noted, change)) } : noted
}

/** Who becomes a moderator may read what was left out for them so far: all of it is to be asked for once more. */
function knowMine(state: QuestionsState, mine: MyQuestions): QuestionsState {
  const isNamed = mine.isModerator && !state.mine.isModerator
  return isNamed ? { ...state, mine, contiguousRev: 0, hasMore: false } : { ...state, mine }
}

function press(state: QuestionsState, id: string, wanted: boolean): QuestionsState {
  const question = state.known.get(id)
  if (!question) return state
  const wishes = new Map(state.wishes).set(id, { wanted, rev: question.rev })
  return { ...state, wishes, refusals: without(state.refusals, id) }
}

function answerVote(state: QuestionsState, change: QuestionChange, voted: boolean): QuestionsState {
  const others = state.mine.votes.filter((id) => id !== change.id)
  const mine = { ...state.mine, votes: voted ? [...others, change.id] : others }
  return hear({ ...state, mine }, [change], [[change.rev, change.rev]])
}

function without<Value>(map: ReadonlyMap<string, Value>, id: string) {
  const rest = new Map(map)
  rest.delete(id)
  return rest
}

function filtered<Value>(map: ReadonlyMap<string, Value>, keeps: (value: Value) => boolean) {
  return new Map([...map].filter(([, value]) => keeps(value)))
}

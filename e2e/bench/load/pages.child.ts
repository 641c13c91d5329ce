/** Listeners and authors with the product's own client. */
import { answerOrders } from "./answering.ts"
import { openApi, Page, type Place, readOpening } from "./page.ts"
import { Delays, judge } from "./reception.ts"

/** At once: what a page costs at its opening isn't measured. */
const OPENING_MAX = 25

const pages: Page[] = []
const authors: Page[] = []
let delays = new Delays()
const shared = { add: (ms: number) => delays.add(ms) }

answerOrders({
  async open({ count, authors: cookies = [], ...place }: Place & { count: number; authors?: string[] }) {
    const initial = await readOpening(openApi(place, null), place)
    for (let left = count; left > 0; left -= OPENING_MAX) {
      const opened = Array.from(
        { length: Math.min(left, OPENING_MAX) },
        () => new Page(place, openApi(place, null), initial, shared),
      )
      pages.push(...opened)
      await connected(opened)
    }
    for (const cookie of cookies) authors.push(new Page(place, openApi(place, cookie), initial, shared))
    await connected(authors)
  },
  begin() {
    delays = new Delays()
  },
  /** The smallest audience that one of them has heard of. */
  audience: () => Math.min(...pages.map(({ listeners }) => listeners)),
  write({ number, text }: { number: number; text: string }) {
    authors[number % authors.length]?.write(text)
  },
  questions: () => pages.reduce((sum, page) => sum + page.questions, 0),
  unsent: () => authors.reduce((sum, author) => sum + author.unsent.length, 0),
  refused: () =>
    authors.flatMap(({ unsent }) => unsent.flatMap((own) => (own.status === "refused" ? [own.text] : []))),
  /** For each who is connected again and has everything up to `seq`: since when. */
  back: ({ since, seq }: { since: number; seq: number }) =>
    pages.flatMap(({ connectedAt, shownAt }) => {
      const completeAt = shownAt.get(seq)
      return connectedAt > since && completeAt !== undefined ? [Math.max(connectedAt, completeAt)] : []
    }),
  report: (wanted: number[]) => ({ ...judge(pages, wanted), delays }),
})

async function connected(opened: readonly Page[]) {
  while (opened.some(({ connectedAt }) => connectedAt === 0))
    await new Promise((resolve) => setTimeout(resolve, 20))
}

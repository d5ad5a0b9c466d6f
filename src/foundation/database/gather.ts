/**
 * Alike work asked for at the same time, done together: one statement, one commit and one flush for many.
 * Nothing waits while there is room, so with little to do everything goes by itself at once. Read next: database.ts.
 */
import { DatabaseError } from 'pg'
import type { Database } from './database.ts'

/** Pieces of one family on their way; more of them would be smaller and cost as much each. */
const AT_ONCE = 2
/** For so long the second waits for the first, which is mostly back by then; behind one that is held up others go on. */
const PATIENCE_MS = 10
/** In one piece; a larger one keeps the others waiting. */
const TOGETHER_MOST = 32

type Work = (together: readonly unknown[]) => Promise<readonly unknown[]>

interface Waiting {
  asked: unknown
  work: Work
  resolve(answer: unknown): void
  reject(fault: unknown): void
}

/** What shares the room: how much of it is on its way, and what waits, by kind, longest first. */
interface Family {
  running: number
  waiting: Map<string, Waiting[]>
  /** When the newest piece was sent, milliseconds of the process. */
  sentAt: number
  patience: NodeJS.Timeout | undefined
}

/** @returns what `Database.gather` is, and how many wait in it; kinds that begin with the same word are one family */
export function gatherer(): Pick<Database, 'gather' | 'waiting'> {
  const families = new Map<string, Family>()

  const gather: Database['gather'] = async (kind, asked, work) => {
    const name = kind.split(' ')[0] ?? ''
    const family = families.get(name) ?? { running: 0, waiting: new Map(), sentAt: 0, patience: undefined }
    families.set(name, family)
    const answer = new Promise<unknown>((resolve, reject) => {
      const alike = family.waiting.get(kind) ?? []
      alike.push({ asked, work: work as Work, resolve, reject })
      family.waiting.set(kind, alike)
    })
    if (family.running === 0) {
      family.running += 1
      // what the same turn of the loop still reads goes along: who was answered together asks together
      setImmediate(() => void run(family))
    } else family.patience ??= setTimeout(() => hurry(family), PATIENCE_MS)
    return (await answer) as never
  }
  const waiting = () =>
    [...families.values()].reduce(
      (sum, family) => [...family.waiting.values()].reduce((all, alike) => all + alike.length, sum),
      0,
    )
  return { gather, waiting }
}

/** Another piece goes beside one that takes long, when something waits. */
function hurry(family: Family): void {
  family.patience = undefined
  if (family.waiting.size === 0 || family.running >= AT_ONCE) return
  const left = family.sentAt + PATIENCE_MS - performance.now()
  if (left > 0) family.patience = setTimeout(() => hurry(family), left)
  else {
    family.running += 1
    void run(family)
  }
}

/** Sends what waits, piece after piece, as long as nobody else does. */
async function run(family: Family): Promise<void> {
  const { waiting } = family
  for (let [next] = waiting; next; [next] = waiting) {
    const [kind, alike] = next
    const together = alike.splice(0, TOGETHER_MOST)
    // what is left stands behind the other kinds
    waiting.delete(kind)
    if (alike.length > 0) waiting.set(kind, alike)
    family.sentAt = performance.now()
    await done(together)
    if (family.running > 1) break
  }
  family.running -= 1
}

async function done(together: readonly Waiting[]): Promise<void> {
  // the newest knows the time best
  const last = together.at(-1)
  if (!last) return
  try {
    const answers = await last.work(together.map(({ asked }) => asked))
    for (const [place, { resolve }] of together.entries()) resolve(answers[place])
  } catch (fault) {
    // after a refused statement the connection stands; any other fault would meet each of them again
    if (together.length > 1 && fault instanceof DatabaseError && fault.severity === 'ERROR') {
      for (const one of together) await done([one])
    } else for (const { reject } of together) reject(fault)
  }
}

/**
 * Alike work asked for at the same time, done together: one statement, one commit and one flush for many.
 * Nothing waits while there is room, so with little to do everything goes by itself at once. Read next: database.ts.
 */
import { DatabaseError } from 'pg'
import type { Database } from './database.ts'

/** Pieces of one family on their way; more of them would be smaller and cost as much each. */
const AT_ONCE = 2
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
}

/** @returns what `Database.gather` is, and how many wait in it; kinds that begin with the same word are one family */
export function gatherer(): Pick<Database, 'gather' | 'waiting'> {
  const families = new Map<string, Family>()

  const gather: Database['gather'] = async (kind, asked, work) => {
    const name = kind.split(' ')[0] ?? ''
    const family = families.get(name) ?? { running: 0, waiting: new Map() }
    families.set(name, family)
    const answer = new Promise<unknown>((resolve, reject) => {
      const alike = family.waiting.get(kind) ?? []
      alike.push({ asked, work: work as Work, resolve, reject })
      family.waiting.set(kind, alike)
    })
    if (family.running < AT_ONCE) {
      family.running += 1
      // what the same turn of the loop still reads goes along: who was answered together asks together
      setImmediate(() => void run(family))
    }
    return (await answer) as never
  }
  const waiting = () =>
    [...families.values()].reduce(
      (sum, family) => [...family.waiting.values()].reduce((all, alike) => all + alike.length, sum),
      0,
    )
  return { gather, waiting }
}

/** Sends what waits, piece after piece. */
async function run(family: Family): Promise<void> {
  const { waiting } = family
  for (let [next] = waiting; next; [next] = waiting) {
    const [kind, alike] = next
    const together = alike.splice(0, TOGETHER_MOST)
    // what is left stands behind the other kinds
    waiting.delete(kind)
    if (alike.length > 0) waiting.set(kind, alike)
    await done(together)
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

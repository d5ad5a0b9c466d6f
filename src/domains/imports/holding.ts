/**
 * What imports keep of a person: the rows of lists that named them. A list is no matter of theirs, so there is nothing to
 * settle or to take along; when they leave, their rows go with them.
 * Read next: foundation/people/holding.ts, and forgetOne() in work.ts.
 */
import { sql } from 'kysely'
import type { Holding } from '#foundation/people/holding.ts'
import { forgetPerson } from './store.ts'

const none = { matters: 0, files: 0 }

export const importsHolding: Holding = {
  listMatters: async () => [],
  countMatters: async () => ({ all: 0, open: 0, lastClosedAt: null }),
  isInside: async () => false,
  listOpen: async () => [],
  settle: async () => {},
  async erasePerson(tx, personId) {
    await forgetPerson(tx, personId)
    return none
  },
  needs: () => sql`false`,
  eraseOld: async () => none,
}

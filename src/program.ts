/**
 * The composition: which domains the program has, and what they are given. The only place that names them all.
 */

import { admin } from '#domains/admin/index.ts'
import { credits } from '#domains/credits/index.ts'
import { places } from '#domains/divisions/index.ts'
import { honours } from '#domains/honours/index.ts'
import { imports } from '#domains/imports/index.ts'
import { insight } from '#domains/insight/index.ts'
import type { DomainModule } from '#domains/module.ts'
import { open311 } from '#domains/open311/index.ts'
import { proof } from '#domains/proof/index.ts'
import { register } from '#domains/register/index.ts'
import { requests } from '#domains/requests/index.ts'
import { rights } from '#domains/rights/index.ts'
import { shifts } from '#domains/shifts/index.ts'
import { staff } from '#domains/staff/index.ts'
import { volunteers } from '#domains/volunteers/index.ts'
import { declareLedger } from '#engines/ledger/index.ts'
import type { Database } from '#foundation/database/database.ts'
import { declarePolicies, Rules } from '#foundation/policy/policy.ts'
import type { Service, Settings } from '#foundation/service.ts'
import type { Clock } from '#lib/clock.ts'
import type { Seals } from '#lib/seal.ts'
import en from './shells/staff/words.en.ts'
import zh from './shells/staff/words.zh.ts'

export const domains: readonly DomainModule[] = [
  register,
  requests,
  rights,
  staff,
  admin,
  places,
  imports,
  open311,
  proof,
  insight,
  credits,
  volunteers,
  honours,
  shifts,
]

/** Every kind of matter the program runs. */
export const specs = domains.flatMap((domain) => domain.matters.map((matter) => matter.spec))

/** What is on disk and belongs to rows of the database. */
export const keptFiles = domains.flatMap(({ files }) => files ?? [])

/** Writes the policy defaults and kinds of accounts that are missing and refuses states the program does not know. */
export async function prepare(database: Database): Promise<void> {
  for (const { policies, ledger } of domains) {
    await declarePolicies(database, policies)
    if (ledger) await database.transact((tx) => declareLedger(tx, ledger))
  }
  for (const spec of specs) {
    const states = Object.keys(spec.states)
    const strange = await database.db
      .selectFrom('matter')
      .select('state')
      .where('kind', '=', spec.kind)
      .where('state', 'not in', states)
      .limit(1)
      .executeTakeFirst()
    if (strange)
      throw new Error(`the database holds a ${spec.kind} in state ${strange.state}, which this program does not know`)
  }
}

export function makeService(database: Database, clock: Clock, seals: Seals, settings: Settings): Service {
  const rules = new Rules(database, settings.environment === 'test' ? 0 : 3000)
  return { database, clock, seals, settings, rules, words: { zh, en } }
}

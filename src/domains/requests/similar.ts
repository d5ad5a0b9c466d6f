/**
 * Requests that may be about one thing. For a desk: others of the building, and alike ones of the community. It suggests; a
 * person merges. Read next: lib/text/likeness.ts for how alike, grouping.ts for merging.
 */
import { legalStates, type Matter } from '#engines/matter/index.ts'
import type { Database } from '#foundation/database/database.ts'
import type { Policies } from '#foundation/policy/policy.ts'
import { DAY } from '#lib/days.ts'
import { withCheckDigit } from '#lib/number.ts'
import { likenesses } from '#lib/text/likeness.ts'
import type { RequestDetail } from './contract.ts'
import { placeWords } from './present.ts'
import { likenessWord } from './rules.ts'
import { type RequestForm, request } from './spec.ts'
import * as store from './store.ts'

/** How long a building's others are shown. */
const BUILDING_DAYS = 90
/** Newest ones of a community that are compared. */
const COMPARED_MOST = 300
/** Alike ones of the community that are shown. */
const ALIKE_MOST = 5

type Nearby = RequestDetail['nearby'][number]

const sinceDays = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY)
const mayMerge = legalStates(request, 'merge')

/** Others of the same building, newest first, then alike ones of the community, most alike first. */
export async function listSimilar(
  database: Database,
  { id, path, state, form }: Matter<string, RequestForm>,
  now: Date,
  policies: Policies,
): Promise<Nearby[]> {
  const days = policies.number('request.alike_days')
  const [building, community] = await Promise.all([
    form.building_id ? store.listNearby(database, id, form.building_id, sinceDays(now, BUILDING_DAYS)) : [],
    // only what can still be merged is compared with the community
    mayMerge.includes(state)
      ? store.listOfCommunity(database, id, path.slice(0, 12), form.category, sinceDays(now, days), COMPARED_MOST)
      : [],
  ])
  const known = new Set(building.map((row) => row.id))
  const rows = [...building, ...community.filter((row) => !known.has(row.id))]
  const shares = likenesses(
    form.words,
    rows.map(({ words }) => words),
  )
  const found = rows.map((row, at) => ({
    share: shares[at] ?? 0,
    shown: present(row, at < building.length ? 'building' : 'community', shares[at] ?? 0),
  }))
  const alike = found
    .filter(({ shown }) => shown.at === 'community' && shown.alike !== null)
    .sort((a, b) => b.share - a.share)
    .slice(0, ALIKE_MOST)
  return [...found.slice(0, building.length), ...alike].map(({ shown }) => shown)
}

function present(row: store.NearbyRow, at: Nearby['at'], share: number): Nearby {
  return {
    id: row.id,
    number: withCheckDigit(row.number),
    title: row.title,
    state: row.state as Nearby['state'],
    openedAt: row.opened_at.toISOString(),
    open: row.closed_at === null,
    at,
    place: placeWords(row),
    alike: likenessWord(share),
  }
}

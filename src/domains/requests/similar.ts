/**
 * Requests that may be about one thing. For a desk: others of the building, and alike ones of the community. For a resident who
 * writes: open ones of the same theme that may be joined. It suggests; a person merges or joins.
 * Read next: lib/text/likeness.ts for how alike, grouping.ts for merging.
 */
import type { Static } from 'typebox'
import { legalStates, type Matter } from '#engines/matter/index.ts'
import type { Database } from '#foundation/database/database.ts'
import type { Policies } from '#foundation/policy/policy.ts'
import type { Context } from '#foundation/service.ts'
import { findBuilding } from '#foundation/territory/territory.ts'
import { DAY, dayOf } from '#lib/days.ts'
import { withCheckDigit } from '#lib/number.ts'
import { gramsOf, signsOf } from '#lib/text/grams.ts'
import { containment, likenesses } from '#lib/text/likeness.ts'
import type { RequestDetail, requestsContract } from './contract.ts'
import { placeWords } from './present.ts'
import { type CategoryWords, likenessWord, mayShowCount } from './rules.ts'
import { type RequestForm, request } from './spec.ts'
import * as store from './store.ts'

/** Newest ones of a building that are shown. */
const BUILDING_MOST = 10
/** Newest ones of a community that are compared. */
const COMPARED_MOST = 300
/** Alike ones of the community that are shown. */
const ALIKE_MOST = 5

type Nearby = RequestDetail['nearby'][number]
type Similar = Pick<RequestDetail, 'nearby' | 'ofBuilding'>

/** For whom neighbours' requests are not. */
export const nothingSimilar: Similar = { nearby: [], ofBuilding: { count: 0, days: 0 } }

const sinceDays = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY)
const mayMerge = legalStates(request, 'merge')

/** Others of the same building, newest first, then alike ones of the community, most alike first. */
export async function listSimilar(
  database: Database,
  { id, path, state, form }: Matter<string, RequestForm>,
  now: Date,
  policies: Policies,
): Promise<Similar> {
  const days = policies.number('request.alike_days')
  // as long as what comes back at one building is counted together
  const buildingDays = policies.number('insight.repeat_days')
  const [{ rows: building, total }, community] = await Promise.all([
    form.building_id
      ? store.listNearby(database, id, form.building_id, sinceDays(now, buildingDays), BUILDING_MOST)
      : { rows: [], total: 0 },
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
  return {
    nearby: [...found.slice(0, building.length), ...alike].map(({ shown }) => shown),
    ofBuilding: { count: total, days: buildingDays },
  }
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

type Joinable = Static<(typeof requestsContract)['suggestCategories']['reply']>['similar'][number]

/** Open ones of a community that are looked through. */
const JOINABLE_MOST = 100
const JOINABLE_SHOWN = 3

/**
 * What neighbours reported that may be the same, while somebody writes: same estate first, then by how much of what is typed
 * the other says too. Only words of the catalogue are compared, so that trying texts finds out nothing that somebody wrote.
 */
export async function listJoinable(
  typed: { words: string; community?: string; buildingId?: string },
  categories: readonly CategoryWords[],
  { database, actor, clock, rules }: Context,
): Promise<Joinable[]> {
  if (!typed.community || categories.length === 0) return []
  const { policies } = await rules.on(dayOf(clock.now()))
  const building = typed.buildingId ? await findBuilding(database, typed.buildingId) : undefined
  const rows = await store.listJoinable(
    database,
    typed.community,
    categories.map(({ code }) => code),
    actor?.personId ?? null,
    await store.findHome(database, actor?.personId),
    JOINABLE_MOST,
  )

  const known2 = new Set(categories.flatMap(({ words }) => words.flatMap((word) => gramsOf(signsOf(word), 2))))
  const few = policies.number('public.count_min')
  return rows
    .map((row) => ({
      row,
      near: building && row.estate === building.estate ? 1 : 0,
      share: containment(typed.words, row.words, (piece) => known2.has(piece)),
    }))
    .sort((a, b) => b.near - a.near || b.share - a.share)
    .slice(0, JOINABLE_SHOWN)
    .map(({ row }) => ({
      id: row.id,
      category: row.category,
      place: row.estate ?? row.community,
      since: dayOf(row.opened_at),
      joined: mayShowCount(row.joined, few) ? row.joined : null,
      few,
      state: row.state as Joinable['state'],
    }))
}

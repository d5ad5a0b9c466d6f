/**
 * The routes of what the records show. Places stand by what came to them, people are never compared.
 * Read next: rules.ts for what a cluster and a season are, what-if.ts for trying a rule, leads.ts for the daily job.
 */
import { allow, grantFor, scopeOf } from '#foundation/authority.ts'
import { record } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { addDays, dayOf } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import type { insightContract } from './contract.ts'
import {
  changeOf,
  clustersOf,
  growthOf,
  handledClasses,
  isSeason,
  isWithinYear,
  meanOf,
  seasonsBefore,
  spanBeside,
  windowsBefore,
} from './rules.ts'
import { insightPermissions } from './spec.ts'
import * as store from './store.ts'
import { whatIfHandlers } from './what-if.ts'

const CLUSTERS_SHOWN = 60

/** The place asked for, or the reader's first. */
async function placeOf(context: Context, permission: keyof typeof insightPermissions, path: string | undefined) {
  const actor = signedIn(context.actor)
  const here = path ?? scopeOf(actor, insightPermissions[permission])[0] ?? ''
  allow(actor, insightPermissions[permission], { path: here })
  const now = context.clock.now()
  const { name } = await getTerritory(context.database, here)
  return { actor, path: here, name, now, today: dayOf(now), ...(await context.rules.on(dayOf(now))) }
}

const STREET = 9

/** Where it is asked since when anything is known: a quiet community is known for as long as its street. */
const knownOf = (path: string): string[] => [path.slice(0, STREET)]

const presentHandled = (row: store.HandledRow | undefined) =>
  row ? { n: row.n, meanHours: row.mean, medianHours: row.median } : null

export const insightHandlers: Handlers<typeof insightContract> = {
  ...whatIfHandlers,

  async listClusters({ query }, context) {
    const { path, name, now, today, policies } = await placeOf(context, 'insight.read', query.path)
    const days = policies.number('insight.cluster_days')
    const min = policies.number('insight.cluster_min')
    const windows = windowsBefore(today, days, 1 + policies.number('insight.cluster_past'))
    const [counts, since, leads] = await Promise.all([
      store.countByPlace(context.database, path, windows),
      store.findFirstDay(context.database, knownOf(path)),
      store.listLeads(context.database, path, today),
    ])

    const found = clustersOf(counts, min, windows.length)
    const names = await store.nameOfPlaces(
      context.database,
      found.filter(({ kind }) => kind !== 'grid').map(({ place }) => place),
      found.filter(({ kind }) => kind === 'grid').map(({ place }) => place),
    )
    const clusters = found
      .flatMap(({ counts: [count = 0, ...before], ...cluster }) => {
        const named = names.find(({ id }) => id === cluster.place)
        if (!named) return []
        const past = before
          .map((one, place) => ({ ...(windows[place + 1] ?? { from: '', to: '' }), count: one }))
          .filter(({ from }) => since !== null && from >= since)
        const growth = growthOf(
          count,
          past.map((one) => one.count),
        )
        return [{ ...cluster, name: named.name, community: named.community, path: named.path, count, growth, past }]
      })
      .sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1))
    return {
      path,
      name,
      at: now.toISOString(),
      window: windows[0] ?? { from: today, to: today },
      days,
      min,
      clusters: clusters.slice(0, CLUSTERS_SHOWN).map(({ path: _, ...cluster }) => cluster),
      leftOff: Math.max(0, clusters.length - CLUSTERS_SHOWN),
      repeatDays: policies.number('insight.repeat_days'),
      repeatMin: policies.number('insight.repeat_min'),
      leads: leads.map(({ building_id, from_on, found_on, ...lead }) => ({
        ...lead,
        buildingId: building_id,
        from: from_on,
        foundOn: found_on,
      })),
    }
  },

  async compareHandling({ query }, context) {
    if (query.from > query.to) throw new Refusal('overview.days', 422)
    if (!isWithinYear(query)) throw new Refusal('efficiency.days', 422)
    const { path, name, now, policies } = await placeOf(context, 'insight.read', query.path)
    const least = policies.number('public.rate_n_min')
    const before = spanBeside(query, query.beside)
    const [counted, since, unanswered] = await Promise.all([
      store.countHandled(context.database, path, [query, before], now),
      store.findFirstDay(context.database, knownOf(path)),
      store.countUnanswered(context.database, path, now),
    ])

    const beforeKnown = since !== null && since <= before.from
    const countedIn = (span: number, of: string) => counted.find((one) => one.span === span && one.class === of)
    return {
      path,
      name,
      at: now.toISOString(),
      nMin: least,
      target: policies.number('insight.efficiency_percent'),
      before,
      since,
      beforeKnown,
      rows: handledClasses.flatMap((of) => {
        const [here, there] = [countedIn(0, of), beforeKnown ? countedIn(1, of) : undefined]
        if (!here && !there && of !== 'all') return []
        const change = here && there ? changeOf(here, there, least) : null
        return [{ class: of, now: presentHandled(here), before: presentHandled(there), change }]
      }),
      unanswered: { n: unanswered.n, meanHours: unanswered.hours },
    }
  },

  async listSeasons({ query }, context) {
    const { path, name, now, today, policies } = await placeOf(context, 'insight.look', query.path)
    const days = policies.number('insight.season_days')
    const min = policies.number('insight.season_min')
    const percent = policies.number('insight.season_percent')
    const since = await store.findFirstDay(context.database, knownOf(path))
    const years = seasonsBefore(today, days, policies.number('insight.season_years')).filter(
      ({ year }) => since !== null && since <= year.from,
    )
    const [counts, looks] = await Promise.all([
      store.countBySpan(
        context.database,
        [path],
        years.flatMap(({ coming, year }) => [coming, year]),
      ),
      store.listLooks(context.database, [path], today),
    ])

    const themes = [...Map.groupBy(counts, (one) => `${one.path} ${one.category}`).values()]
    const seasons = themes.flatMap((inside) => {
      const [first] = inside
      const countOf = (span: number) => inside.find((one) => one.span === span)?.count ?? 0
      const known = years.map(({ coming }, place) => ({
        ...coming,
        count: countOf(place * 2),
        year: countOf(place * 2 + 1),
      }))
      const means = known.map(({ count, year }) => ({ coming: count, year }))
      if (!first || !isSeason(means, days, min, percent)) return []
      const look = looks.find((one) => one.path === first.path && one.category === first.category)
      return [
        {
          path: first.path,
          community: first.community,
          category: first.category,
          ...meanOf(means, days),
          years: known,
          looked: look ? { at: look.at.toISOString(), by: look.by, words: look.words } : null,
        },
      ]
    })
    return {
      path,
      name,
      at: now.toISOString(),
      coming: { from: addDays(today, 1), to: addDays(today, days) },
      since,
      yearsKnown: years.length,
      min,
      percent,
      seasons,
    }
  },

  async lookAtSeason({ body }, context) {
    const { actor, path, now, today, policies } = await placeOf(context, 'insight.look', body.path)
    const { id, category } = body
    await context.database
      .transact(async (tx) => {
        const deed = {
          id,
          at: now,
          actor,
          role: grantFor(actor, insightPermissions['insight.look'], { path })?.role ?? '',
          kind: 'season.looked',
          subjectId: id,
          path,
          facts: { category },
          words: { words: body.words.trim() },
          input: body,
        }
        if (!(await record(tx, deed))) return
        const until = addDays(today, policies.number('insight.season_days'))
        await store.insertLook(tx, { id, path, category, at: now, by: actor.personId, until })
      })
      .catch((error: { constraint?: string }) => {
        if (error.constraint === 'season_look_category_fkey') throw new Refusal('season.unknown', 422)
        throw error
      })
    return { id }
  },
}

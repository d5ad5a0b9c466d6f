/**
 * The three rates of a place: what they are made of, how sure they are, who was left out.
 * No place is ranked: those one level down stand in the order of their codes, each beside the whole (bandOf in rules.ts).
 * Read next: rates-store.ts for what each counts, exclusions.ts for what is left out.
 */
import { allow, scopeOf } from '#foundation/authority.ts'
import type { Policies } from '#foundation/policy/policy.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory, pathLength } from '#foundation/territory/territory.ts'
import { dayOf, endOfDay, startOfDay } from '#lib/days.ts'
import { Refusal } from '#lib/refusal.ts'
import { presentRate } from './present.ts'
import type { RateBeside, RateInFull, ratesContract } from './rates-contract.ts'
import { type Counted, countRates, countRatesOfAreas, countRatesOfUnits } from './rates-store.ts'
import { bandOf, type RateName, rateNames } from './rules.ts'
import { requestPermissions } from './spec.ts'

interface Asked {
  path?: string
  from: string
  to: string
}

/** The place and the period asked for. @throws {Refusal} overview.days (422), access.not-yours (403), territory.unknown (404) */
async function askedOf(query: Asked, context: Context) {
  const actor = signedIn(context.actor)
  if (query.from > query.to) throw new Refusal('overview.days', 422)
  const path = query.path ?? scopeOf(actor, requestPermissions['requests.overview'])[0] ?? ''
  allow(actor, requestPermissions['requests.overview'], { path })
  const territory = await getTerritory(context.database, path)
  const now = context.clock.now()
  const { policies } = await context.rules.on(dayOf(now))
  return { path, territory, now, policies, from: startOfDay(query.from), to: endOfDay(query.to) }
}

export const ratesHandlers: Handlers<Pick<typeof ratesContract, 'listRates' | 'listUnitRates'>> = {
  async listRates({ query }, context) {
    const { path, territory, now, policies, from, to } = await askedOf(query, context)
    const lengths: number[] = Object.values(pathLength)
    const below = lengths.find((length) => length > path.length) ?? path.length
    const [counted, areas] = await Promise.all([
      countRates(context.database, path, from, to, now),
      countRatesOfAreas(context.database, path, below, from, to, now),
    ])

    const rates = rateNames.map((name) => inFull(name, counted[name], policies))
    return {
      path,
      name: territory.name,
      level: territory.level,
      at: now.toISOString(),
      nMin: policies.number('public.rate_n_min'),
      rates,
      areas: areas.map((area) => ({
        path: area.path,
        name: area.name,
        rates: rates.map((whole) => presentBeside(area[whole.name], whole, policies)),
      })),
    }
  },

  async listUnitRates({ query }, context) {
    const { path, now, policies, from, to } = await askedOf(query, context)
    const units = await countRatesOfUnits(context.database, path, from, to, now)
    return {
      kinds: [...Map.groupBy(units, ({ kind }) => kind)].map(([kind, alike]) => {
        const rates = rateNames.map((name) => {
          const sum = (part: 'hits' | 'n') => alike.reduce((all, unit) => all + unit[name][part], 0)
          return { name, ...presentRate(sum('hits'), sum('n'), policies) }
        })
        return {
          kind,
          rates,
          units: alike.map((unit) => ({
            id: unit.id,
            name: unit.name,
            // one that is alone of its kind is the whole
            rates: rates.map((whole) =>
              presentBeside(unit[whole.name], alike.length > 1 ? whole : { ...whole, share: null }, policies),
            ),
          })),
        }
      }),
    }
  },
}

function presentBeside(counted: Counted | undefined, whole: Whole, policies: Policies): RateBeside {
  const { hits, n, excluded } = counted ?? { hits: 0, n: 0, excluded: 0 }
  const rate = presentRate(hits, n, policies)
  return { name: whole.name, ...rate, excluded, band: bandOf(rate, whole) }
}

type Whole = Parameters<typeof bandOf>[1] & { name: RateName }

function inFull(name: RateName, { hits, n, due, excluded, excludedHits }: Counted, policies: Policies): RateInFull {
  return {
    name,
    ...presentRate(hits, n, policies),
    due,
    unknown: due - n - excluded,
    excluded,
    withAll: presentRate(hits + excludedHits, n + excluded, policies),
  }
}

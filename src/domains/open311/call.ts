/**
 * What every call is given: who calls, in which language, under which rules of today. A key is looked up once, counted, and
 * held to its client's limits; a call without one sees what anybody may see.
 * @source OPEN311-KEY @source OPEN311-ERRORS
 */
import { createHash } from 'node:crypto'
import type { Policies } from '#foundation/policy/policy.ts'
import type { Context } from '#foundation/service.ts'
import { listChildren } from '#foundation/territory/territory.ts'
import { type Day, dayOf } from '#lib/days.ts'
import { withCheckDigit } from '#lib/number.ts'
import type { DoorCall } from '../module.ts'
import type { Params } from './input.ts'
import { Problem } from './problem.ts'
import { type Locale, localeOf, type Say, sayIn } from './say.ts'
import * as store from './store.ts'

export interface Calling {
  context: Context
  params: Params
  locale: Locale
  say: Say
  now: Date
  today: Day
  policies: Policies
  client: store.ClientRow | undefined
  view: store.View
  header(name: string): string | undefined
}

/** Opens the test endpoint to everybody, and nothing else. */
export const TEST_KEY = 'test'

export const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest()

export async function beginCall(call: DoorCall, params: Params, context: Context, trial: boolean): Promise<Calling> {
  const { database, clock } = context
  const now = clock.now()
  const today = dayOf(now)
  const { policies } = await context.rules.on(today)
  const locale = localeOf(params.get('locale'), call.header('accept-language'))
  const key = params.get('api_key')
  const client = key === undefined || (trial && key === TEST_KEY) ? undefined : await openKey(key, context, now, today)
  await checkJurisdiction(params, call, context)
  return {
    context,
    params,
    locale,
    say: sayIn(locale),
    now,
    today,
    policies,
    client,
    view: { clientId: client?.id, today, objectionDays: policies.number('request.objection_days') },
    header: (name) => call.header(name),
  }

  async function openKey(given: string, { database: { db } }: Context, at: Date, day: Day) {
    const found = await store.findClientByKey(db, hashOfKey(given))
    if (!found) throw new Problem('open311.key-wrong', 403)
    if (found.suspended_at) throw new Problem('open311.key-suspended', 403)
    const { minute, today: calls } = await store.countCall(database.db, found.id, at, day)
    if (minute > found.per_minute || calls > found.per_day) {
      await store.countRefused(db, found.id)
      if (calls > found.per_day) throw new Problem('open311.day-full', 429, { most: found.per_day })
      throw new Problem('open311.minute-full', 429, { most: found.per_minute, seconds: 60 - at.getUTCSeconds() })
    }
    return found
  }
}

/** The one jurisdiction is left out, or named by the city's code or the host. */
async function checkJurisdiction(params: Params, call: DoorCall, { database, origin }: Context): Promise<void> {
  const id = params.get('jurisdiction_id')
  if (id === undefined) return
  const city = (await listChildren(database, ''))[0]?.path ?? ''
  const { host, hostname } = new URL(origin)
  if (![city, host, hostname, call.header('host') ?? ''].includes(id.toLowerCase()))
    throw new Problem('open311.jurisdiction', 404, { id: id.slice(0, 80) })
}

/** @throws {Problem} 403 */
export function getClient({ client, params }: Calling): store.ClientRow {
  if (client) return client
  throw params.get('api_key') === undefined
    ? new Problem('open311.key-missing', 403)
    : new Problem('open311.key-wrong', 403)
}

/** Eight digits and a check digit, in groups. */
export const spoken = (number: number): string => {
  const digits = withCheckDigit(number)
  return `${digits.slice(0, 4)} ${digits.slice(4, 8)} ${digits.slice(8)}`
}

/** W3C date-time with the city's zone, to the second. */
export function stamp(at: Date): string {
  return `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
}

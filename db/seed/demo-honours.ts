/**
 * What neighbours of the demo did and are honoured for: 陈佳’s certificate over what demo-credits.ts recorded, a neighbour’s certificate from the desk and a
 * star on public notice, another star that waits for review, and the governance star of last quarter, awarded and published with consent.
 */
import { issueCertificate } from '#domains/honours/certificate-handlers.ts'
import * as store from '#domains/honours/honour-store.ts'
import { dayAfter, quarterBefore } from '#domains/honours/rules.ts'
import { honour } from '#domains/honours/spec.ts'
import { type Activity, recordService } from '#domains/volunteers/index.ts'
import { act, type EngineContext, open } from '#engines/matter/index.ts'
import type { Database } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import { addDays, addWorkdays, DAY, type Day, dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import type { Seals } from '#lib/seal.ts'
import { actorOf, type People, type Person, type Staff } from './demo-people.ts'

export interface HonoursSeed {
  database: Database
  rules: Rules
  seals: Seals
  seed: number
  people: People
  now: Date
}

const reason = '把 12 幢的电梯停运从头跟到尾：记时间、约物业、开了两次楼道会，牵头定下每月检修公示。'

export async function seedHonours({ database, rules, seals, seed, people, now }: HonoursSeed): Promise<void> {
  const { chenJia, staff, residents } = people
  const path = chenJia.path.slice(0, 12)
  const [desk, head] = ['linxiao', 'xu'].map((login) => staff.find((one) => one.login === login))
  const [helper, leader, steady] = residents.filter((one) => one.path.startsWith(path) && !one.old && one !== chenJia)
  if (!desk || !head || !helper || !leader || !steady) throw new Error('the demo has nobody to honour')
  const today = dayOf(now)
  const at = (day: Day, hour: number) => new Date(+startOfDay(day) + (hour / 24) * DAY)
  const idOf = (...parts: string[]) => idFrom('demo', String(seed), 'honours', ...parts)

  async function served(person: Person, by: Staff, on: Day, minutes: number, activity: Activity): Promise<void> {
    const actionId = idOf('service', person.id, on)
    const confirmedAt = at(on, 20)
    const service = {
      personId: person.id,
      minutes,
      servedOn: on,
      activity,
      path: person.path,
      source: 'import',
    } as const
    await database.transact(async (tx) => {
      const fresh = await record(tx, {
        id: actionId,
        at: confirmedAt,
        actor: actorOf(by),
        role: by.role,
        kind: 'service.confirmed',
        subjectId: actionId,
        path,
        input: service,
      })
      if (!fresh) return
      const who = { recordedBy: by.id, confirmedBy: by.id, confirmedAt, actionId }
      await recordService(tx, rules, { ...service, ...who, sourceId: actionId, earns: null })
    })
  }

  async function certify(person: Person, by: Person | Staff, day: Day): Promise<void> {
    const issuing = { database, seals, clock: { now: () => at(day, 10) } }
    const role = 'role' in by ? by.role : 'resident'
    const asked = { id: idOf('certificate', person.id) }
    await issueCertificate(issuing, actorOf(by), person.id, asked, role, path)
  }

  await certify(chenJia, chenJia, addDays(today, -8))
  for (let week = 1; week <= 26; week += 1)
    await served(helper, head, addDays(today, -7 * week), 240, week % 3 === 0 ? 'errands' : 'company')
  for (let week = 1; week <= 26; week += 1) await served(steady, head, addDays(today, -7 * week - 2), 240, 'patrol')
  await certify(helper, desk, addDays(today, -5))

  const contextAt = (instant: Date): EngineContext => ({ run: database.pool, clock: { now: () => instant }, rules })
  const show = async (id: string, person: Person, by: Staff, instant: Date, row: Shown) =>
    await open(contextAt(instant), honour, {
      id,
      input: {
        honour: row.honour,
        personId: person.id,
        ...(row.level ? { level: row.level } : { roundId: row.round_id ?? '', reason: row.reason }),
      },
      actor: actorOf(by),
      path,
      requesterId: person.id,
      visibility: 'handler',
      row: { requester_id: person.id, ...row, chosen_by: by.id, handler_id: by.id, consent: 'asked' },
      tells: [{ person: person.id, key: 'notice.honour-shown' }],
      facts: { honour: row.honour, level: row.level, quarter: row.quarter },
    })

  const shownAt = at(addDays(today, -1), 9.5)
  await database.transact(async (tx) => {
    const proposals = [helper, steady].map(({ id }) => ({ personId: id, level: 1, path, minutes: 26 * 240 }))
    await store.insertProposals(tx, proposals, at(addDays(today, -3), 1))
  })
  const star = idOf('star')
  const nothing = { level: null, minutes: null, round_id: null, quarter: null, reason: '' }
  await show(star, helper, desk, shownAt, { ...nothing, honour: 'star', level: 1, minutes: 26 * 240 })
  await database.transact(async (tx) => await store.setShown(tx, helper.id, 1, star))

  const { calendar } = await rules.on(today)
  const quarter = quarterBefore(today)
  const begun = dayAfter(quarter)
  // early in a quarter the round of the one before is not over yet
  const decided = addWorkdays(begun, 8, calendar)
  const until = addWorkdays(decided, 6, calendar)
  if (addDays(until, 2) >= today) return
  const round = idFrom('governance', path, quarter)
  await database.transact(async (tx) => {
    await store.insertRound(tx, { id: round, path, quarter, at: at(begun, 9), by: desk.id, until: addDays(begun, 10) })
  })
  const governance = idOf('governance')
  await show(governance, leader, head, at(decided, 10), {
    ...nothing,
    honour: 'governance',
    round_id: round,
    quarter,
    reason,
  })
  const steps = [
    { action: 'consent', by: leader, instant: at(addDays(decided, 1), 19), input: { how: 'screen' } },
    { action: 'end_notice', by: undefined, instant: at(until, 0.1), input: {} },
    { action: 'award', by: head, instant: at(addDays(until, 1), 10), input: {} },
  ]
  for (const [seen, { action, by, instant, input }] of steps.entries())
    await act(contextAt(instant), honour, {
      id: idOf('governance', action),
      matterId: governance,
      action,
      seen: seen + 1,
      input,
      actor: by && actorOf(by),
    })
  await database.transact(async (tx) => {
    await store.setClosed(tx, round, head.id, at(addDays(until, 1), 11))
  })
}

interface Shown {
  honour: 'star' | 'governance'
  level: 1 | null
  minutes: number | null
  round_id: string | null
  quarter: string | null
  reason: string
}

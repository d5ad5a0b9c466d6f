/**
 * What is promised, when it is late, what the clocks do by themselves. Instants are written in Shanghai time.
 * Holidays are the published ones: 1–5 May 2026 are off and Saturday 9 May is worked; 2027 is not published.
 */
import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { fireDue } from '#engines/matter/index.ts'
import type { Database } from '#foundation/database/database.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, clockOf, detail, fullReply, journalOf, refusedAct, report, takeUp } from '#tests/support/requests.ts'
import { sharedWorld, type World, world } from '#tests/support/world.ts'
import { specs } from '../../program.ts'

/** '2026-05-11 24:00' in Shanghai as an instant. */
function shanghai(words: string): string {
  const [day = '', time = ''] = words.split(' ')
  return new Date(
    Date.parse(`${day}T00:00:00+08:00`) + Number(time.slice(0, 2)) * 3_600_000 + Number(time.slice(3)) * 60_000,
  ).toISOString()
}

const shared = sharedWorld({ now: '2025-12-01T00:00:00Z' })

/** The shared world at an instant in Shanghai; what tests before left behind has happened by then. */
function at(words: string): World {
  shared().setNow(shanghai(words))
  return shared()
}

const kindsOf = async (of: World, id: string): Promise<string[]> => (await journalOf(of, id)).map(({ kind }) => kind)

/** What the clocks did by themselves: 'warn answer 50', 'escalate answer' … */
async function doneByClocks(of: World, id: string): Promise<string[]> {
  const steps = await journalOf(of, id)
  return steps
    .filter(({ role }) => role === 'system')
    .map(({ kind, facts }) => [kind, facts.clock, facts.percent].filter((part) => part !== undefined).join(' '))
}

async function accepted(zhou: Client, id: string, of: 'urgent' | 'key' | 'long_term'): Promise<void> {
  await act(zhou, id, 'accept', { kind: 'help', category: 'elevator' })
  await act(zhou, id, 'classify', { class: of })
}

describe('the promise of a first contact', () => {
  test('[BJ-15] is 24 wall-clock hours, weekends and holidays included, and only reaching the requester keeps it', async () => {
    const of = at('2026-05-01 15:30')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)

    const first = clockOf(await detail(chen, id), 'firstContact')
    expect(Date.parse(first.dueAt) - Date.parse(first.startedAt)).toBe(24 * 3_600_000)
    expect(first.promiseAt).toBe(first.dueAt)

    await act(zhou, id, 'contact', { way: 'phone', reached: false })
    await act(zhou, id, 'accept')
    const tried = await detail(chen, id)
    expect(clockOf(tried, 'firstContact').endedAt).toBeNull()
    expect(tried.firstContactAt).toBeNull()

    await act(zhou, id, 'contact', { way: 'visit', reached: true })
    const reached = await detail(chen, id)
    expect(clockOf(reached, 'firstContact').outcome).toBe('met')
    expect(reached.firstContactAt).not.toBeNull()
  })

  test('[BJ-15] a contact after its hours is kept as late and the time of the first one stays', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const { id } = await report(chen)
    await of.pass(25)
    const zhou = await of.staff('zhou')
    await act(zhou, id, 'contact', { way: 'phone', reached: true })
    const { firstContactAt } = await detail(chen, id)
    await of.pass(1)
    await act(zhou, id, 'contact', { way: 'phone', reached: true })

    const seen = await detail(chen, id)
    expect(clockOf(seen, 'firstContact').outcome).toBe('late')
    expect(seen.firstContactAt).toBe(firstContactAt)
  })
})

describe('the promise of an answer', () => {
  test('[WF-20] [BJ-13] [U12] is five working days: May holidays do not count, the make-up Saturday does', async () => {
    const of = at('2026-04-30 16:00')
    const chen = await of.resident()
    const { id } = await report(chen)

    const answer = clockOf(await detail(chen, id), 'answer')
    expect(answer).toMatchObject({
      dueAt: shanghai('2026-05-11 24:00'),
      promiseAt: shanghai('2026-05-11 18:00'),
      unsure: false,
      policy: 'request.answer_workdays',
      source: 'WF-20',
    })
    expect(answer.specialDays.map(({ day, kind }) => `${day} ${kind}`)).toEqual([
      '2026-05-01 off',
      '2026-05-02 off',
      '2026-05-03 off',
      '2026-05-04 off',
      '2026-05-05 off',
      '2026-05-09 work',
    ])
  })

  test('[U37] it is late from 24:00 in Shanghai of its last day, not before', async () => {
    const of = at('2026-04-30 16:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await act(zhou, id, 'contact', { way: 'phone', reached: true })

    of.setNow(shanghai('2026-05-11 23:59'))
    await of.tick()
    expect((await detail(chen, id)).promise).toMatchObject({ clock: 'answer', state: 'today', late: null })
    expect(await doneByClocks(of, id)).not.toContain('escalate answer')

    of.setNow(shanghai('2026-05-12 00:00'))
    await of.tick()
    expect((await detail(chen, id)).promise).toMatchObject({ state: 'late', late: { count: 1, unit: 'workdays' } })
    expect(await doneByClocks(of, id)).toContain('escalate answer')
  })

  test('[U12] a promise that ends in a year without a published calendar says so', async () => {
    const of = at('2026-12-21 10:00')
    const chen = await of.resident()
    const preview = async () => await chen.done('GET', '/api/requests/promise')

    const sure = await report(chen)
    expect(clockOf(await detail(chen, sure.id), 'answer')).toMatchObject({
      dueAt: shanghai('2026-12-28 24:00'),
      unsure: false,
    })
    expect(await preview()).toMatchObject({ workdays: 5, unsure: false })

    of.setNow(shanghai('2026-12-29 10:00'))
    const unsure = await report(chen)
    expect((await detail(chen, unsure.id)).promise).toMatchObject({ clock: 'firstContact', unsure: false })
    expect(clockOf(await detail(chen, unsure.id), 'answer')).toMatchObject({
      dueAt: shanghai('2027-01-05 24:00'),
      unsure: true,
    })
    expect(await preview()).toMatchObject({ at: shanghai('2027-01-05 18:00'), unsure: true })
  })

  test('[U12] a pause that moves a promise into such a year says so too', async () => {
    const of = at('2026-12-17 10:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    await act(zhou, id, 'reply', fullReply)
    await act(chen, id, 'reopen', { words: '又停了' })
    await act(zhou, id, 'start')
    await act(zhou, id, 'wait', { reason: '等配件', until: '2027-01-04' })
    expect(clockOf(await detail(chen, id), 'answer').unsure).toBe(false)

    of.setNow(shanghai('2027-01-04 09:00'))
    await act(await of.staff('zhou'), id, 'resume')
    expect(clockOf(await detail(chen, id), 'answer')).toMatchObject({
      dueAt: shanghai('2027-01-11 24:00'),
      unsure: true,
    })
  })
})

describe('the promise of a class', () => {
  test('[S2-15] [BJ-13] counts from classification: 7 natural days, 1 month clipped to its end, the end of the plan year', async () => {
    const of = at('2026-01-28 09:00')
    const chen = await of.resident()
    const reports = [await report(chen), await report(chen), await report(chen), await report(chen)]
    const [key, urgent, thisYear, nextYear] = reports.map(({ id }) => id) as [string, string, string, string]

    of.setNow(shanghai('2026-01-31 20:00'))
    await accepted(await of.staff('zhou'), key, 'key')
    of.setNow(shanghai('2026-03-05 11:00'))
    const zhou = await of.staff('zhou')
    await accepted(zhou, urgent, 'urgent')
    await accepted(zhou, thisYear, 'long_term')
    await act(zhou, nextYear, 'accept')
    expect(await refusedAct(zhou, nextYear, 'classify', { class: 'long_term', planYear: 2028 })).toEqual([
      422,
      'request.plan-year',
    ])
    await act(zhou, nextYear, 'classify', { class: 'long_term', planYear: 2027 })

    const seen = await Promise.all(reports.map(async ({ id }) => await detail(chen, id)))
    expect(seen.map(({ class: named }) => named)).toEqual(['key', 'urgent', 'long_term', 'long_term'])
    expect(clockOf(seen[0] as never, 'key')).toMatchObject({ dueAt: shanghai('2026-02-28 24:00'), amount: 1 })
    expect(clockOf(seen[1] as never, 'urgent')).toMatchObject({
      dueAt: shanghai('2026-03-12 24:00'),
      promiseAt: shanghai('2026-03-12 18:00'),
      source: 'S2-15',
    })
    expect(clockOf(seen[2] as never, 'longTerm').dueAt).toBe(shanghai('2026-12-31 24:00'))
    expect(clockOf(seen[3] as never, 'longTerm').dueAt).toBe(shanghai('2027-12-31 24:00'))
    expect(seen.map((one) => clockOf(one, 'answer').outcome)).toEqual(['replaced', 'replaced', 'replaced', 'replaced'])
  })

  test('[S2-15] reclassifying needs a reason, is told to the requester, and counts from the first classification', async () => {
    const of = at('2026-03-05 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await accepted(zhou, id, 'urgent')
    of.setNow(shanghai('2026-03-05 20:00'))

    expect(await refusedAct(zhou, id, 'reclassify', { class: 'key' })).toEqual([400, 'input.wrong'])
    expect(await refusedAct(zhou, id, 'reclassify', { class: 'key', reason: ' \n　' })).toEqual([400, 'input.wrong'])
    expect(await refusedAct(zhou, id, 'reclassify', { class: 'urgent', reason: '一样' })).toEqual([
      422,
      'request.same-class',
    ])
    of.setNow(shanghai('2026-03-09 10:00'))
    await act(await of.staff('zhou'), id, 'reclassify', { class: 'key', reason: '要换整套门机，七天不够' })

    const seen = await detail(chen, id)
    expect(clockOf(seen, 'urgent').outcome).toBe('replaced')
    expect(clockOf(seen, 'key')).toMatchObject({ dueAt: shanghai('2026-04-05 24:00'), outcome: null })
    expect(seen.steps.at(-1)).toMatchObject({
      kind: 'reclassify',
      facts: { class: 'key', before: 'urgent' },
      words: { reason: '要换整套门机，七天不够' },
    })
  })

  test('[S2-15] what becomes long-term in the new year is due at the end of that year, not of the one before', async () => {
    const of = at('2025-12-30 09:00')
    const chen = await of.resident()
    const { id } = await report(chen)
    await accepted(await of.staff('zhou'), id, 'key')
    of.setNow(shanghai('2026-01-06 10:00'))
    await act(await of.staff('zhou'), id, 'reclassify', { class: 'long_term', reason: '列入加装计划' })

    const seen = await detail(chen, id)
    expect(seen.planYear).toBe(2026)
    expect(clockOf(seen, 'longTerm').dueAt).toBe(shanghai('2026-12-31 24:00'))
  })

  test('[S2-15] a class that ran out and is taken again is not escalated a second time, and the worker comes to rest', async () => {
    const of = at('2026-03-05 09:00')
    const chen = await of.resident()
    const { id } = await report(chen)
    await accepted(await of.staff('zhou'), id, 'urgent')
    of.setNow(shanghai('2026-03-13 09:00'))
    await of.tick()
    const zhou = await of.staff('zhou')
    await act(zhou, id, 'reclassify', { class: 'key', reason: '换整套门机' })
    await act(zhou, id, 'reclassify', { class: 'urgent', reason: '老人被困过' })

    expect(await fireDue(of.service, specs, 100)).toBeLessThanOrEqual(1)
    expect(await fireDue(of.service, specs, 100)).toBe(0)
    expect((await doneByClocks(of, id)).filter((step) => step === 'escalate urgent')).toHaveLength(1)
    expect((await detail(chen, id)).promise).toMatchObject({ clock: 'firstContact', state: 'late' })
  })
})

describe('waiting', () => {
  test('[BJ-15] stops the answer clock only; going on moves the promise and the old one is kept', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou, 'urgent')
    expect(await refusedAct(zhou, id, 'wait', { until: '2026-05-18' })).toEqual([400, 'input.wrong'])
    expect(await refusedAct(zhou, id, 'wait', { reason: '等配件', until: '2026-05-14' })).toEqual([
      422,
      'request.wait-day',
    ])
    await act(zhou, id, 'wait', { reason: '等配件', until: '2026-05-18' })

    const waiting = await detail(chen, id)
    expect(waiting).toMatchObject({ state: 'waiting', waitReason: '等配件', waitUntil: '2026-05-18' })
    expect(clockOf(waiting, 'urgent').pausedAt).not.toBeNull()
    expect(clockOf(waiting, 'firstContact').pausedAt).toBeNull()

    of.setNow(shanghai('2026-05-15 09:30'))
    await of.tick()
    expect(await doneByClocks(of, id)).toContain('escalate firstContact')
    expect((await detail(chen, id)).promise).toMatchObject({ clock: 'firstContact', state: 'late' })

    of.setNow(shanghai('2026-05-17 10:00'))
    const again = await of.staff('zhou')
    await act(again, id, 'contact', { way: 'phone', reached: true })
    expect((await detail(chen, id)).promise).toMatchObject({ clock: 'waitEnd', state: 'paused' })
    await act(again, id, 'resume')

    const seen = await detail(chen, id)
    expect(clockOf(seen, 'urgent')).toMatchObject({
      dueAt: shanghai('2026-05-24 24:00'),
      promiseAt: shanghai('2026-05-24 18:00'),
      pausedAt: null,
    })
    expect(seen.pauses).toHaveLength(1)
    expect(seen.pauses[0]).toMatchObject({
      clock: 'urgent',
      oldDue: shanghai('2026-05-21 24:00'),
      newDue: shanghai('2026-05-24 24:00'),
    })
    await of.pass(24 * 3)
    expect(await doneByClocks(of, id)).not.toContain('escalate urgent')
  })

  test('[U12] a pause of working days keeps what was left, whatever weekend or holiday lay between', async () => {
    const of = at('2026-04-28 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    await act(zhou, id, 'reply', fullReply)
    await act(chen, id, 'reopen', { words: '又停了' })
    expect(clockOf(await detail(chen, id), 'answer').dueAt).toBe(shanghai('2026-05-08 24:00'))

    of.setNow(shanghai('2026-04-29 09:00'))
    const next = await of.staff('zhou')
    await act(next, id, 'start')
    await act(next, id, 'wait', { reason: '等配件', until: '2026-05-07' })
    of.setNow(shanghai('2026-05-06 09:00'))
    await act(await of.staff('zhou'), id, 'resume')

    // four of five were left on 29 April; the next four after 6 May are 7, 8, 9 (worked) and 11 May
    expect(clockOf(await detail(chen, id), 'answer').dueAt).toBe(shanghai('2026-05-11 24:00'))
  })

  test('[S2-15] the yearly plan does not wait, and what was late stays late', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const planned = await report(chen)
    const late = await report(chen)
    await takeUp(zhou, planned.id, of.staffIds.zhou, 'long_term')
    await takeUp(zhou, late.id, of.staffIds.zhou, 'urgent')
    of.setNow(shanghai('2026-05-22 09:00'))
    await of.tick()
    const later = await of.staff('zhou')
    for (const { id } of [planned, late]) await act(later, id, 'wait', { reason: '等配件', until: '2026-05-29' })
    of.setNow(shanghai('2026-05-29 09:00'))
    const last = await of.staff('zhou')
    for (const { id } of [planned, late]) await act(last, id, 'resume')
    await of.tick()

    expect(clockOf(await detail(chen, planned.id), 'longTerm').dueAt).toBe(shanghai('2026-12-31 24:00'))
    expect(clockOf(await detail(chen, late.id), 'urgent').dueAt).toBe(shanghai('2026-05-21 24:00'))
    expect((await doneByClocks(of, late.id)).filter((step) => step === 'escalate urgent')).toHaveLength(1)
  })

  test('[BJ-15] the handler is reminded once when the day it was to go on is over', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    await act(zhou, id, 'contact', { way: 'phone', reached: true })
    await act(zhou, id, 'wait', { reason: '等配件', until: '2026-05-18' })
    of.setNow(shanghai('2026-05-18 23:59'))
    await of.tick()
    expect(await kindsOf(of, id)).not.toContain('remind')
    of.setNow(shanghai('2026-05-19 00:01'))
    await of.tick()
    await of.pass(48)
    expect((await kindsOf(of, id)).filter((kind) => kind === 'remind')).toHaveLength(1)
  })
})

describe('when a promise runs out', () => {
  test('[WF-26] each clock escalates exactly once, however many workers look and however often', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const ids: string[] = []
    for (let made = 0; made < 6; made++) ids.push((await report(chen)).id)
    for (const id of ids.slice(0, 3)) await accepted(zhou, id, 'urgent')
    of.setNow(shanghai('2026-05-22 09:00'))

    for (let round = 0; round < 3; round++) {
      await Promise.all(Array.from({ length: 6 }, async () => await fireDue(of.service, specs, 100)))
    }
    await of.pass(24)
    await of.pass(24 * 30)

    for (const id of ids.slice(0, 3)) {
      expect(await doneByClocks(of, id)).toEqual(['escalate firstContact', 'escalate urgent'])
    }
    for (const id of ids.slice(3))
      expect(await doneByClocks(of, id)).toEqual(['escalate firstContact', 'escalate answer'])
  })

  test('[S2-15] its handler is warned at 50 and 80 %, once each, and not after the end', async () => {
    const of = at('2026-03-05 11:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await act(zhou, id, 'contact', { way: 'phone', reached: true })
    await accepted(zhou, id, 'urgent')
    const { startedAt, dueAt } = clockOf(await detail(chen, id), 'urgent')
    const share = (percent: number, more: number): string =>
      new Date(
        Date.parse(startedAt) + ((Date.parse(dueAt) - Date.parse(startedAt)) * percent) / 100 + more,
      ).toISOString()

    of.setNow(share(50, -60_000))
    await of.tick()
    expect(await doneByClocks(of, id)).toEqual([])
    of.setNow(share(50, 1000))
    await Promise.all(Array.from({ length: 6 }, async () => await fireDue(of.service, specs, 100)))
    expect(await doneByClocks(of, id)).toEqual(['warn urgent 50'])
    of.setNow(share(80, 1000))
    await of.tick()
    await of.tick()
    expect(await doneByClocks(of, id)).toEqual(['warn urgent 50', 'warn urgent 80'])

    const slept = await report(chen)
    await of.pass(24 * 40)
    expect(await doneByClocks(of, slept.id)).toEqual(['escalate firstContact', 'escalate answer'])
  })

  test('[S2-15] after a pause a warning still ahead is given at its share of the time, one already given is not repeated', async () => {
    const of = at('2026-03-05 11:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await act(zhou, id, 'contact', { way: 'phone', reached: true })
    await takeUp(zhou, id, of.staffIds.zhou, 'urgent')
    of.setNow(shanghai('2026-03-09 12:00'))
    await of.tick()
    const later = await of.staff('zhou')
    await act(later, id, 'wait', { reason: '等配件', until: '2026-03-20' })
    // two days later by the calendar, not yet by the hour
    of.setNow(shanghai('2026-03-11 01:00'))
    await act(await of.staff('zhou'), id, 'resume')
    of.setNow(shanghai('2026-03-13 11:30'))
    await of.tick()
    expect(await doneByClocks(of, id)).toEqual(['warn urgent 50'])
    of.setNow(shanghai('2026-03-13 12:00'))
    await of.tick()

    expect(await doneByClocks(of, id)).toEqual(['warn urgent 50', 'warn urgent 80'])
  })

  test('[U11] a warning or an escalation does not make what somebody is deciding stale', async () => {
    const of = at('2026-03-05 11:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await act(zhou, id, 'contact', { way: 'phone', reached: true })
    const seen = await detail(zhou, id)
    for (let day = 0; day < 8; day++) await of.pass(24)
    expect(await doneByClocks(of, id)).toEqual(['warn answer 50', 'warn answer 80', 'escalate answer'])
    const again = await of.staff('zhou')
    const before = await detail(again, id)
    expect(before.version).toBeGreaterThan(seen.version)

    const answer = await again.call('POST', `/api/requests/${id}/actions/accept`, { id: newId(), seen: seen.version })
    expect(answer).toMatchObject({ status: 200, body: { state: 'accepted', version: before.version + 1 } })
  })

  test('[S2-15] a worker whose first attempt fails tries again later instead of forgetting the clock', async () => {
    const of = await world()
    const chen = await of.resident()
    const { id } = await report(chen)
    await of.database.pool.query(
      `create function fail_once() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`,
    )
    await of.database.pool.query(
      `create trigger fail_once before insert on action for each row when (new.kind = 'request.escalate') execute function fail_once()`,
    )
    of.clock.advance(25 * 3_600_000)
    const faults: unknown[] = []
    await fireDue({ ...of.service, onFault: (fault) => faults.push(fault) }, specs, 100)
    expect(faults).toHaveLength(1)
    await of.database.pool.query('drop trigger fail_once on action')

    await of.pass(1)
    expect(await doneByClocks(of, id)).toEqual(['escalate firstContact'])
  })

  test('[S2-15] [U32] a connection lost while clocks fire fails that look alone, and the next one fires them', async () => {
    const of = await world()
    const chen = await of.resident()
    const { id } = await report(chen)
    of.clock.advance(25 * 3_600_000)
    const unawaited: unknown[] = []
    const hear = (fault: unknown) => unawaited.push(fault)
    process.on('unhandledRejection', hear)
    const losing: Database = {
      ...of.database,
      transactTogether: async (work) =>
        await of.database.transactTogether(async (run) => {
          const query = run.query.bind(run) as (asked: unknown) => Promise<unknown>
          const loses = async (asked: { name?: string }) => {
            const answer = await query(asked)
            if (asked.name === 'fire-claim') {
              await query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined)
              await setTimeout(50)
            }
            return answer
          }
          return await work(Object.assign(Object.create(run) as pg.PoolClient, { query: loses }))
        }),
    }
    const looking = fireDue({ ...of.service, database: losing }, specs, 100)
    await expect(looking).rejects.toThrow(/connection|Connection/)
    await setTimeout(50)
    process.off('unhandledRejection', hear)
    expect(unawaited).toEqual([])

    await of.pass(1)
    expect(await doneByClocks(of, id)).toEqual(['escalate firstContact'])
  })
})

describe('when nobody answers', () => {
  test('[S4-99] [U35] whoever said nothing is told for how many days that was, as it was promised then', async () => {
    const of = await world({ now: shanghai('2026-05-14 09:00') })
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const value = { key: 'request.silence_days', unit: 'days', source: 'house' }
    await of.database.db
      .insertInto('policy_value')
      .values([
        { ...value, from_on: '2026-05-14', value: '10' },
        { ...value, from_on: '2026-05-20', value: '30' },
      ])
      .execute()
    of.setNow(shanghai('2026-05-14 09:01'))
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    await act(zhou, id, 'reply', fullReply)

    of.setNow(shanghai('2026-05-25 00:00'))
    await of.tick()
    expect((await journalOf(of, id)).at(-1)).toMatchObject({ kind: 'confirm_by_silence', facts: { days: 10 } })
    const { notices } = await chen.done<{ notices: { key: string; facts: object }[] }>('GET', '/api/me/notices')
    expect(notices[0]).toMatchObject({ key: 'notice.silent', facts: { n: 10 } })
  })

  test('[S4-99] silence confirms after seven days with that reason, and closes three days later', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    await act(zhou, id, 'reply', fullReply)

    of.setNow(shanghai('2026-05-21 23:59'))
    await of.tick()
    expect((await detail(chen, id)).state).toBe('replied')
    of.setNow(shanghai('2026-05-22 00:00'))
    await of.tick()
    expect(await detail(chen, id)).toMatchObject({
      state: 'confirmed',
      confirmedBy: 'silence',
      solved: null,
      service: null,
    })
    expect((await journalOf(of, id)).at(-1)).toMatchObject({
      kind: 'confirm_by_silence',
      role: 'system',
      facts: { confirmedBy: 'silence', days: 7 },
    })
    of.setNow(shanghai('2026-05-25 23:59'))
    await of.tick()
    expect((await detail(chen, id)).state).toBe('confirmed')
    of.setNow(shanghai('2026-05-26 00:00'))
    await of.tick()
    expect(await detail(chen, id)).toMatchObject({ state: 'closed', promise: null, reopenUntil: '2026-06-25' })
    expect(clockOf(await detail(chen, id), 'answer').outcome).toBe('replaced')
  })

  test('[S4-99] a closed request can be reopened until the end of the thirtieth day, not later', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const made = [await report(chen), await report(chen)]
    for (const { id } of made) {
      await takeUp(zhou, id, of.staffIds.zhou)
      await act(zhou, id, 'reply', fullReply)
      await act(chen, id, 'confirm', { solved: 'yes' })
    }
    of.setNow(shanghai('2026-05-18 00:00'))
    await of.tick()
    const [inTime, tooLate] = made.map(({ id }) => id) as [string, string]
    expect((await detail(chen, inTime)).reopenUntil).toBe('2026-06-17')

    of.setNow(shanghai('2026-06-17 23:59'))
    await act(chen, inTime, 'reopen', { words: '又停了' })
    expect(await detail(chen, inTime)).toMatchObject({ state: 'reopened', closedAt: null, solved: 'no' })
    expect(clockOf(await detail(chen, inTime), 'answer')).toMatchObject({
      dueAt: shanghai('2026-06-25 24:00'),
      outcome: null,
    })

    of.setNow(shanghai('2026-06-18 00:00'))
    expect(await refusedAct(chen, tooLate, 'reopen', { words: '又停了' })).toEqual([422, 'request.reopen-too-late'])
    const reopening = (await detail(chen, tooLate)).actions.find(({ action }) => action === 'reopen')
    expect(reopening).toEqual({
      action: 'reopen',
      allowed: false,
      why: { code: 'request.reopen-too-late', facts: { last: '2026-06-17' } },
    })
  })

  test('[WF-19] [BJ-11] a referral says why and where to go; within three days the requester can object, not later', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const made = [await report(chen), await report(chen)]
    const where = { reason: '电梯归市场监管部门检验', place: '区市场监管局', phone: '0574-55500009' }
    for (const missing of ['reason', 'place', 'phone']) {
      const { [missing]: _, ...rest } = where as Record<string, string>
      expect(await refusedAct(zhou, made[0]?.id ?? '', 'refer', rest)).toEqual([400, 'input.wrong'])
    }
    expect(await refusedAct(zhou, made[0]?.id ?? '', 'refer', { ...where, grounds: 'busy' })).toEqual([
      400,
      'input.wrong',
    ])
    for (const { id } of made) await act(zhou, id, 'refer', where)
    const [inTime, tooLate] = made.map(({ id }) => id) as [string, string]
    expect(await detail(chen, inTime)).toMatchObject({ state: 'referred', refer: where, promise: null })

    of.setNow(shanghai('2026-05-17 23:59'))
    await act(chen, inTime, 'object', { words: '检验局说是物业的事' })
    const seen = await detail(chen, inTime)
    expect(seen).toMatchObject({ state: 'submitted', closedAt: null })
    expect(clockOf(seen, 'answer')).toMatchObject({ dueAt: shanghai('2026-05-22 24:00'), endedAt: null })
    of.setNow(shanghai('2026-05-18 00:00'))
    expect(await refusedAct(chen, tooLate, 'object', { words: '不服' })).toEqual([422, 'request.objection-too-late'])
  })

  test('[BJ-11] [BJ-11.1] [BJ-11.2] [BJ-11.4] [BJ-11.5] [BJ-11.6] on which of the grounds of the law it is referred is kept, told apart from the words', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const where = { reason: '要走法定程序', place: '区人民法院', phone: '12368' }
    for (const grounds of ['elsewhere', 'lawful', 'emergency', 'answered', 'secret', 'unlawful', undefined]) {
      const { id } = await report(chen)
      await act(zhou, id, 'refer', { ...where, ...(grounds && { grounds }) })
      const own = await detail(chen, id)
      expect(own).toMatchObject({ state: 'referred', refer: where })
      expect(own.steps.at(-1)).toMatchObject({ kind: 'refer', facts: { grounds: grounds ?? 'elsewhere' } })
      expect(own.actions.find(({ action }) => action === 'object')?.allowed).toBe(true)
    }
  })

  test('[WF-19] [BJ-11.3] who was joined to a neighbour’s request sees where it was sent, and may object within three days of that', async () => {
    const of = at('2026-05-14 09:00')
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    const zhou = await of.staff('zhou')
    const main = await report(chen)
    const [joined, late] = [await report(wang), await report(wang)]
    for (const { id } of [joined, late]) await act(zhou, id, 'merge', { into: main.id })
    const where = { reason: '电梯归市场监管部门检验', place: '区市场监管局', phone: '0574-55500009' }
    of.setNow(shanghai('2026-05-20 09:00'))
    await act(await of.staff('zhou'), main.id, 'accept')
    await act(await of.staff('zhou'), main.id, 'refer', where)
    expect(await detail(wang, joined.id)).toMatchObject({ mergedInto: { state: 'referred', refer: where } })

    of.setNow(shanghai('2026-05-23 23:59'))
    await act(wang, joined.id, 'object', { words: '我家是门禁坏了，不是电梯' })
    expect(await detail(wang, joined.id)).toMatchObject({ state: 'submitted', mergedInto: null, closedAt: null })
    expect((await detail(await of.staff('zhou'), main.id)).merged.map(({ id }) => id)).toEqual([late.id])
    of.setNow(shanghai('2026-05-24 00:00'))
    expect(await refusedAct(wang, late.id, 'object', { words: '不服' })).toEqual([422, 'request.objection-too-late'])
  })

  test('[BJ-11.3] what neighbours wait for is not withdrawn; who objects to being joined goes on alone at once', async () => {
    const of = at('2026-05-14 09:00')
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    const zhou = await of.staff('zhou')
    const [main, joined] = [await report(chen), await report(wang)]
    await act(zhou, joined.id, 'merge', { into: main.id })
    expect(await refusedAct(chen, main.id, 'withdraw')).toEqual([422, 'request.others-wait'])

    await act(wang, joined.id, 'object', { words: '不是同一部电梯' })
    expect(clockOf(await detail(wang, joined.id), 'firstContact').endedAt).toBeNull()
    await act(chen, main.id, 'withdraw')
    expect(await detail(chen, main.id)).toMatchObject({ state: 'withdrawn' })
  })

  test('[S2-15] a request that was late and answered is not late any more when it is reopened', async () => {
    const of = at('2026-05-14 09:00')
    const chen = await of.resident()
    const { id } = await report(chen)
    of.setNow(shanghai('2026-05-22 09:00'))
    await of.tick()
    const zhou = await of.staff('zhou')
    await act(zhou, id, 'explain_late', { reason: 'hands', words: '人手不够' })
    await act(zhou, id, 'accept')
    await act(zhou, id, 'reply', { ...fullReply, answered: [0, 1, 2, 3] })
    expect((await detail(zhou, id)).escalatedAt).not.toBeNull()
    await act(chen, id, 'reopen', { words: '又停了' })
    expect(await detail(zhou, id)).toMatchObject({ escalatedAt: null, lateReason: null, promise: { state: 'running' } })
  })
})

describe('a rule number that an official changes', () => {
  test('[U35] holds for clocks that start from that day on; those that run keep what they were promised', async () => {
    const of = await world({ now: shanghai('2026-05-14 09:00') })
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const before = await report(chen)
    await accepted(zhou, before.id, 'urgent')
    const row = { from_on: '2026-05-20', source: 'house' }
    await of.database.db
      .insertInto('policy_value')
      .values([
        { ...row, key: 'matter.urgent_due_days', value: '3', unit: 'days' },
        { ...row, key: 'request.first_contact_hours', value: '2', unit: 'hours' },
        { ...row, key: 'request.answer_workdays', value: '2', unit: 'workdays' },
      ])
      .execute()

    of.setNow(shanghai('2026-05-19 09:00'))
    const between = await report(chen)
    expect(clockOf(await detail(chen, between.id), 'firstContact').amount).toBe(24)
    of.setNow(shanghai('2026-05-20 09:00'))
    const after = await report(chen)
    await accepted(await of.staff('zhou'), after.id, 'urgent')

    expect(clockOf(await detail(chen, before.id), 'urgent')).toMatchObject({
      amount: 7,
      dueAt: shanghai('2026-05-21 24:00'),
    })
    expect(clockOf(await detail(chen, after.id), 'urgent')).toMatchObject({
      amount: 3,
      dueAt: shanghai('2026-05-23 24:00'),
    })
    expect(clockOf(await detail(chen, after.id), 'firstContact').amount).toBe(2)
    const used = (await journalOf(of, after.id)).map(({ policy }) => policy)
    const kept = { 'matter.warn_percent': [50, 80], 'request.promise_hour': 18 }
    expect(used).toEqual([
      { 'request.first_contact_hours': 2, 'request.answer_workdays': 2, ...kept },
      {},
      { 'matter.urgent_due_days': 3, ...kept },
    ])
  })
})

/**
 * The three rates by hand on 34 requests: each number opens exactly what it counts, and what is left out is decided above.
 *
 * Now is Friday 22 May 2026, 10:00.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, detail, report } from '#tests/support/requests.ts'
import { addUnits, officer, type UnitName, units } from '#tests/support/units.ts'
import { places, sharedWorld } from '#tests/support/world.ts'
import type { Exclusion, RateInFull } from './rates-contract.ts'

interface Rates {
  name: string
  nMin: number
  rates: RateInFull[]
  areas: { path: string; rates: { name: string; n: number; share: number | null; band: string | null }[] }[]
}

const period = 'from=2026-05-11&to=2026-05-31'
const at = (day: number, time: string): string => new Date(`2026-05-${day}T${time}:00+08:00`).toISOString()
const reply = { words: '已修好', answered: [0, 1, 2, 3, 4, 5], omitted: [] }

const shared = sharedWorld()
const ids: string[] = []
const numbers: string[] = []

beforeAll(async () => {
  const of = shared()
  of.setNow(at(11, '09:00'))
  const chen = await of.resident()
  for (let place = 0; place < 32; place += 1) await made(chen)
  of.setNow(at(11, '11:00'))
  const zhou = await of.staff('zhou')
  for (const id of ids.slice(0, 28)) await act(zhou, id, 'contact', { way: 'phone', reached: true })
  of.setNow(at(12, '16:00'))
  const [again, xu] = [await of.staff('lin'), await of.staff('xu')]
  for (const id of ids.slice(28)) await act(again, id, 'contact', { way: 'phone', reached: true })
  for (const id of ids) {
    await act(again, id, 'accept')
    await act(again, id, 'reply', reply)
  }
  for (const id of ids.slice(0, 20)) await act(chen, id, 'confirm', { solved: 'yes', service: 5 })
  for (const id of ids.slice(20, 24)) await act(chen, id, 'confirm', { solved: 'partly', service: 3 })
  for (const id of ids.slice(24, 28)) await act(chen, id, 'confirm', { solved: 'yes' })
  for (const id of ids.slice(28, 30)) await act(xu, id, 'call_back', { reached: true, solved: 'yes', service: 4 })
  await act(chen, ids[30] ?? '', 'reopen', { words: '又停了', service: 1 })
  of.setNow(at(21, '20:00'))
  for (let place = 0; place < 2; place += 1) await made(chen)
  of.setNow(at(22, '10:00'))
})

async function made(client: Client): Promise<void> {
  const { id, number } = await report(client)
  ids.push(id)
  numbers.push(number)
}

const rates = async (reader: Client, path?: string): Promise<Rates> =>
  await reader.done<Rates>('GET', `/api/rates?${period}${path ? `&path=${path}` : ''}`)

async function rate(reader: Client, name: RateInFull['name']): Promise<RateInFull> {
  const found = (await rates(reader)).rates.find((one) => one.name === name)
  if (!found) throw new Error(`no rate ${name}`)
  return found
}

async function listed(reader: Client, figure: string): Promise<number[]> {
  const query = `view=all&figure=${figure}&${period}&limit=100`
  const { rows, total } = await reader.done<{ rows: { id: string }[]; total: number }>(
    'GET',
    `/api/desk/requests?${query}`,
  )
  expect(rows).toHaveLength(total)
  return rows.map(({ id }) => ids.indexOf(id)).sort((a, b) => a - b)
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, place) => from + place)

const proposal = (place: number, more: Record<string, unknown> = {}) => ({
  id: newId(),
  number: numbers[place],
  rate: 'solved',
  reason: 'impossible',
  words: '要等整栋楼的管子一起换',
  ...more,
})

async function exclusions(reader: Client, list: string): Promise<Exclusion[]> {
  return (await reader.done<{ rows: Exclusion[] }>('GET', `/api/rates/exclusions?list=${list}`)).rows
}

describe('the three rates', () => {
  test('[BJ-32] [GB39734] are what 34 requests say by hand, with n, coverage and a Wilson interval', async () => {
    const xu = await shared().staff('xu')
    const { rates: seen, nMin } = await rates(xu)
    expect(nMin).toBe(30)
    expect(seen).toMatchObject([
      { name: 'responded', hits: 28, n: 32, due: 34, unknown: 2, excluded: 0, share: 28 / 32 },
      { name: 'solved', hits: 26, n: 31, due: 32, unknown: 1, excluded: 0, share: 26 / 31 },
      // 27 of 32 rated: too few for a headline
      { name: 'satisfied', hits: 26, n: 27, due: 32, unknown: 5, share: null, low: null, high: null },
    ])
    // Wilson, 95 %: 28 of 32
    expect(seen[0]?.low).toBeCloseTo(0.719, 3)
    expect(seen[0]?.high).toBeCloseTo(0.95, 2)
  })

  test('[BJ-32] [S3-45] each number opens exactly its requests: counted, good, not known, left out', async () => {
    const xu = await shared().staff('xu')
    const opens: [string, number[]][] = [
      ['first_response', range(0, 34)],
      ['first_contact_counted', range(0, 32)],
      ['first_contact_met', range(0, 28)],
      ['responded_pending', [32, 33]],
      ['responded_excluded', []],
      ['answered', range(0, 32)],
      ['solved_counted', range(0, 31)],
      ['solved', [...range(0, 20), ...range(24, 30)]],
      ['silent', [31]],
      ['satisfied_counted', [...range(0, 24), ...range(28, 31)]],
      ['satisfied', [...range(0, 24), ...range(28, 30)]],
      ['unrated', [...range(24, 28), 31]],
    ]
    for (const [figure, expected] of opens) expect([figure, await listed(xu, figure)]).toEqual([figure, expected])
  })

  test('[GH66-RANK] places stand in the order of their codes, each in a band beside the whole and never in a rank', async () => {
    const of = shared()
    const [xu, shen] = [await of.staff('xu'), await of.staff('shen')]
    const { areas } = await rates(xu)
    expect(areas.map(({ path }) => path)).toEqual([places.grid, places.otherGrid])
    expect(areas[0]?.rates).toMatchObject([
      { name: 'responded', n: 32, band: 'same' },
      { name: 'solved', n: 31, band: 'same' },
      { name: 'satisfied', n: 27, share: null, band: null },
    ])
    expect(areas[1]?.rates.map(({ n, share, band }) => [n, share, band])).toEqual([
      [0, null, null],
      [0, null, null],
      [0, null, null],
    ])
    expect((await rates(shen)).rates).toEqual((await rates(xu)).rates)
  })

  test('[BJ-32] are read by those above, each inside the own place', async () => {
    const of = shared()
    expect(await of.visitor().refused('GET', `/api/rates?${period}`)).toEqual([401, 'access.signed-out'])
    const [chen, zhou, xu] = [await of.resident(), await of.staff('zhou'), await of.staff('xu')]
    expect(await chen.refused('GET', `/api/rates?${period}`)).toEqual([403, 'access.not-yours'])
    expect(await zhou.refused('GET', `/api/rates?${period}`)).toEqual([403, 'access.not-yours'])
    expect(await xu.refused('GET', `/api/rates?${period}&path=${places.street}`)).toEqual([403, 'access.not-yours'])
    expect(await xu.refused('GET', '/api/rates?from=2026-05-02&to=2026-05-01')).toEqual([422, 'overview.days'])
  })
})

describe('rates of units', () => {
  interface Units {
    kinds: {
      kind: string
      rates: { name: string; hits: number; n: number; share: number | null }[]
      units: { id: string; name: string; rates: { name: string; hits: number; n: number; band: string | null }[] }[]
    }[]
  }
  const of = sharedWorld()
  const path = `/api/rates/units?${period}`

  // the bureau and the station are departments, the firm is not: 34 of the bureau solved, 30 of the station not, one of the firm
  beforeAll(async () => {
    await addUnits(of())
    of().setNow(at(11, '09:00'))
    const chen = await of().resident()
    const made: string[] = []
    for (let place = 0; place < 65; place += 1) made.push((await report(chen)).id)
    const zhou = await of().staff('zhou')
    for (const [place, id] of made.entries()) {
      await act(zhou, id, 'accept')
      await act(zhou, id, 'reply', reply)
      await act(chen, id, 'confirm', { solved: place < 34 || place === 64 ? 'yes' : 'partly' })
    }
    // to lead: what the form of giving writes, without walking 65 requests through it
    const give = async (unit: UnitName, ids: readonly string[]) =>
      await of().database.pool.query(
        'update request set unit_id = $2, dispatched_at = $3 where matter_id = any($1::uuid[])',
        [ids, units[unit], of().clock.now()],
      )
    await give('bureau', made.slice(0, 34))
    await give('station', made.slice(34, 64))
    await give('firm', made.slice(64))
    of().setNow(at(22, '10:00'))
  })

  test('[BJ-32] [GH66-RANK] stand beside the whole of their own kind, by name, and each opens its own requests', async () => {
    const shen = await of().staff('shen')
    const { kinds } = await shen.done<Units>('GET', path)
    expect(kinds.map(({ kind, units: alike }) => [kind, alike.map(({ name }) => name)])).toEqual([
      ['department', ['市城管局', '白云环卫所'].sort()],
      ['property', ['宏远物业']],
    ])
    const [departments, firms] = kinds
    expect(departments?.rates[1]).toMatchObject({ name: 'solved', hits: 34, n: 64, share: 34 / 64 })
    const solvedOf = (id: string) => departments?.units.find((unit) => unit.id === id)?.rates[1]
    expect(solvedOf(units.bureau)).toMatchObject({ hits: 34, n: 34, band: 'above' })
    expect(solvedOf(units.station)).toMatchObject({ hits: 0, n: 30, band: 'below' })
    // alone of its kind: compared with nobody
    expect(firms?.units[0]?.rates[1]).toMatchObject({ hits: 1, n: 1, band: null })
    for (const [unit, total] of [
      ['bureau', 34],
      ['station', 30],
      ['firm', 1],
    ] as const) {
      const list = `/api/desk/requests?view=all&figure=solved_counted&${period}&unit=${units[unit]}`
      expect(await shen.done<{ total: number }>('GET', list)).toMatchObject({ total })
    }
  })

  test('[BJ-32] are read by those above, each inside the own place', async () => {
    expect(await of().visitor().refused('GET', path)).toEqual([401, 'access.signed-out'])
    for (const who of ['zhou', 'lin'] as const)
      expect(await (await of().staff(who)).refused('GET', path)).toEqual([403, 'access.not-yours'])
    expect(await (await officer(of(), 'bureau')).refused('GET', path)).toEqual([403, 'access.not-yours'])
    const xu = await of().staff('xu')
    expect(await xu.refused('GET', `${path}&path=${places.street}`)).toEqual([403, 'access.not-yours'])
    expect(await xu.refused('GET', '/api/rates/units?from=2026-05-02&to=2026-05-01')).toEqual([422, 'overview.days'])
    // nobody of another street sees anything by their ids
    const sun = await of().staff('sun')
    expect(await sun.refused('GET', path)).toEqual([403, 'access.not-yours'])
    expect(await sun.done<{ total: number }>('GET', `/api/desk/requests?view=all&unit=${units.bureau}`)).toMatchObject({
      total: 0,
    })
  })
})

describe('leaving a request out of a rate', () => {
  test('[BJ-32] [GH66-RANK] is proposed with a reason, approved above, shown with both, and taken back', async () => {
    const of = shared()
    const [zhou, xu] = [await of.staff('zhou'), await of.staff('xu')]
    const body = proposal(30)
    expect(await of.visitor().refused('POST', '/api/rates/exclusions', body)).toEqual([401, 'access.signed-out'])
    expect(await (await of.resident()).refused('POST', '/api/rates/exclusions', body)).toEqual([
      403,
      'access.not-yours',
    ])
    const qian = await of.staff('qian')
    expect(await qian.refused('POST', '/api/rates/exclusions', body)).toEqual([403, 'access.not-yours'])
    expect(await zhou.refused('POST', '/api/rates/exclusions', { ...body, number: '111111111' })).toEqual([
      404,
      'matter.unknown',
    ])
    expect(await zhou.refused('POST', '/api/rates/exclusions', { ...body, reason: 'ugly' })).toEqual([
      400,
      'input.wrong',
    ])
    expect(await zhou.refused('POST', '/api/rates/exclusions', proposal(31))).toEqual([422, 'exclusion.not-counted'])

    await zhou.done('POST', '/api/rates/exclusions', body)
    await zhou.done('POST', '/api/rates/exclusions', body)
    expect(await zhou.refused('POST', '/api/rates/exclusions', { ...body, words: '别的' })).toEqual([
      409,
      'action.reused',
    ])
    expect(await zhou.refused('POST', '/api/rates/exclusions', proposal(30))).toEqual([409, 'exclusion.there'])
    // proposed is not yet left out
    expect(await rate(xu, 'solved')).toMatchObject({ hits: 26, n: 31, excluded: 0 })
    expect(await exclusions(zhou, 'waiting')).toMatchObject([
      {
        number: numbers[30],
        reason: 'impossible',
        words: body.words,
        proposedBy: '周敏',
        mayDecide: false,
        mayEnd: true,
      },
    ])

    // while it waits whoever may decide refuses it; taking it back is the proposer's
    expect(await exclusions(xu, 'waiting')).toMatchObject([{ mayDecide: true, mayEnd: false }])
    const away = { id: newId(), words: '不用' }
    expect(await xu.refused('POST', `/api/rates/exclusions/${body.id}/end`, away)).toEqual([403, 'access.not-yours'])

    const decision = `/api/rates/exclusions/${body.id}/decision`
    const yes = { id: newId(), approves: true }
    expect(await zhou.refused('POST', decision, yes)).toEqual([403, 'access.not-yours'])
    expect(await xu.refused('POST', `/api/rates/exclusions/${newId()}/decision`, yes)).toEqual([
      404,
      'exclusion.unknown',
    ])
    await xu.done('POST', decision, yes)
    await xu.done('POST', decision, yes)
    expect(await xu.refused('POST', decision, { id: newId(), approves: false })).toEqual([409, 'exclusion.decided'])

    expect(await rate(xu, 'solved')).toMatchObject({
      hits: 26,
      n: 30,
      share: 26 / 30,
      due: 32,
      unknown: 1,
      excluded: 1,
      withAll: { hits: 26, n: 31, share: 26 / 31 },
    })
    expect(await listed(xu, 'solved_counted')).toEqual(range(0, 30))
    expect(await listed(xu, 'solved_excluded')).toEqual([30])
    // the other rates still have it
    expect(await listed(xu, 'satisfied_counted')).toContain(30)
    expect(await exclusions(xu, 'holding')).toMatchObject([
      { number: numbers[30], approved: true, decidedBy: '徐建国', proposedBy: '周敏' },
    ])

    const end = { id: newId(), words: '管子已经换了' }
    expect(await qian.refused('POST', `/api/rates/exclusions/${body.id}/end`, end)).toEqual([403, 'access.not-yours'])
    await xu.done('POST', `/api/rates/exclusions/${body.id}/end`, end)
    expect(await xu.refused('POST', `/api/rates/exclusions/${body.id}/end`, { ...end, id: newId() })).toEqual([
      409,
      'exclusion.ended',
    ])
    expect(await rate(xu, 'solved')).toMatchObject({ hits: 26, n: 31, excluded: 0 })
    expect(await exclusions(xu, 'past')).toMatchObject([{ number: numbers[30], endedBy: '徐建国' }])
    const kinds = await of.database.db
      .selectFrom('action')
      .select(['kind', 'actor_role as role'])
      .where('subject_id', '=', body.id)
      .orderBy('version')
      .execute()
    expect(kinds).toEqual([
      { kind: 'exclusion.proposed', role: 'grid_worker' },
      { kind: 'exclusion.approved', role: 'community_head' },
      { kind: 'exclusion.ended', role: 'community_head' },
    ])
  })

  test('[BJ-32] is never decided by who proposed it, by who has the request, or from the same height', async () => {
    const of = shared()
    const [zhou, xu, shen] = [await of.staff('zhou'), await of.staff('xu'), await of.staff('shen')]
    const id = ids[30] ?? ''
    await act(xu, id, 'assign', { handlerId: of.staffIds.xu })
    const [byZhou, byXu] = [proposal(30), proposal(29)]
    await zhou.done('POST', '/api/rates/exclusions', byZhou)
    await xu.done('POST', '/api/rates/exclusions', byXu)
    const decide = async (who: Client, one: { id: string }) =>
      await who.refused('POST', `/api/rates/exclusions/${one.id}/decision`, { id: newId(), approves: true })

    expect(await decide(xu, byZhou)).toEqual([403, 'exclusion.handler'])
    expect(await decide(xu, byXu)).toEqual([403, 'exclusion.own'])
    const byLin = proposal(28)
    await (await of.staff('lin')).done('POST', '/api/rates/exclusions', byLin)
    expect(await decide(xu, byLin)).toEqual([403, 'exclusion.not-above'])
    expect(await exclusions(xu, 'waiting')).toMatchObject([
      { whyNot: 'exclusion.not-above' },
      { whyNot: 'exclusion.own' },
      { whyNot: 'exclusion.handler' },
    ])
    // the street refuses one, and it can be proposed again
    await shen.done('POST', `/api/rates/exclusions/${byLin.id}/decision`, {
      id: newId(),
      approves: false,
      words: '能办',
    })
    expect(await exclusions(xu, 'past')).toMatchObject([{ approved: false, decidedBy: '沈立' }, {}])
    await zhou.done('POST', '/api/rates/exclusions', proposal(28))
    // and the table rules it out whatever the program does
    const { db } = of.database
    const by = (person: string, path: string) =>
      db
        .updateTable('rate_exclusion')
        .set({ approved: true, decided_at: of.clock.now(), decided_by: person, decided_path: path })
        .where('id', '=', byZhou.id)
        .execute()
    await expect(by(of.staffIds.xu, places.community)).rejects.toMatchObject({
      constraint: 'rate_exclusion_not_by_handler',
    })
    await expect(by(of.staffIds.zhou, places.community)).rejects.toMatchObject({
      constraint: 'rate_exclusion_by_another',
    })
    await expect(by(of.staffIds.lin, places.grid)).rejects.toMatchObject({ constraint: 'rate_exclusion_from_above' })
  })

  test('[BJ-32] whoever may decide nearest above is told once that one waits, and who proposed it what became of it', async () => {
    const of = shared()
    const [zhou, xu, shen] = [await of.staff('zhou'), await of.staff('xu'), await of.staff('shen')]
    const told = async (since: string[]) => {
      const { rows } = await of.database.pool.query<{ id: string; name: string; key: string }>(
        `select n.id, p.name, n.key from notice n join person p on p.id = n.person_id where n.key like 'notice.exclusion-%'`,
      )
      const fresh = rows.filter(({ id }) => !since.includes(id))
      since.push(...fresh.map(({ id }) => id))
      return fresh.map(({ name, key }) => `${name} ${key.slice('notice.exclusion-'.length)}`).sort()
    }
    const seen: string[] = []
    await told(seen)

    const byZhou = proposal(1)
    await zhou.done('POST', '/api/rates/exclusions', byZhou)
    await zhou.done('POST', '/api/rates/exclusions', byZhou)
    expect(await told(seen)).toEqual(['徐建国 waits'])
    const { notices } = await xu.done<{ notices: { key: string; number: string }[] }>('GET', '/api/me/notices')
    expect(notices[0]).toMatchObject({ key: 'notice.exclusion-waits', number: numbers[1] })
    const yes = { id: newId(), approves: true }
    await xu.done('POST', `/api/rates/exclusions/${byZhou.id}/decision`, yes)
    await xu.done('POST', `/api/rates/exclusions/${byZhou.id}/decision`, yes)
    expect(await told(seen)).toEqual(['周敏 approved'])
    await xu.done('POST', `/api/rates/exclusions/${byZhou.id}/end`, { id: newId(), words: '又能办了' })
    expect(await told(seen)).toEqual(['周敏 ended'])

    // what the community proposes waits for the street, and so does what the head handles
    const byXu = proposal(2)
    await xu.done('POST', '/api/rates/exclusions', byXu)
    expect(await told(seen)).toEqual(['沈立 waits'])
    await shen.done('POST', `/api/rates/exclusions/${byXu.id}/decision`, { id: newId(), approves: false })
    expect(await told(seen)).toEqual(['徐建国 refused'])
    await act(xu, ids[33] ?? '', 'accept')
    await act(xu, ids[33] ?? '', 'classify', { class: 'urgent' })
    await act(xu, ids[33] ?? '', 'assign', { handlerId: of.staffIds.xu })
    await act(xu, ids[33] ?? '', 'contact', { way: 'phone', reached: true })
    const handled = proposal(33, { rate: 'responded' })
    await zhou.done('POST', '/api/rates/exclusions', handled)
    expect(await told(seen)).toEqual(['沈立 waits'])
    // taken back by oneself: nobody is told
    await zhou.done('POST', `/api/rates/exclusions/${handled.id}/end`, { id: newId(), words: '不提了' })
    expect(await told(seen)).toEqual([])
  })

  test('[BJ-32] what is sealed to all others is decided by nobody who cannot read it', async () => {
    const of = shared()
    const [zhou, xu] = [await of.staff('zhou'), await of.staff('xu')]
    const body = proposal(3)
    await zhou.done('POST', '/api/rates/exclusions', body)
    const seal = async (visibility: 'sealed' | 'handler') =>
      await of.database.pool.query('update matter set visibility = $2 where id = $1', [ids[3], visibility])
    await seal('sealed')
    for (const [path, more] of [
      ['decision', { approves: true }],
      ['end', { words: '不提了' }],
    ] as const)
      expect(await xu.refused('POST', `/api/rates/exclusions/${body.id}/${path}`, { id: newId(), ...more })).toEqual([
        403,
        'access.not-yours',
      ])
    await seal('handler')
    await zhou.done('POST', `/api/rates/exclusions/${body.id}/end`, { id: newId(), words: '不提了' })
  })

  test('[BJ-32] its words go when those of the request are erased', async () => {
    const of = shared()
    const shen = await of.staff('shen')
    const body = proposal(5)
    await (await of.staff('zhou')).done('POST', '/api/rates/exclusions', body)
    const { eraseExclusionWords } = await import('./exclusions-store.ts')
    await eraseExclusionWords(of.database.db, [ids[5] ?? ''])
    const found = (await exclusions(shen, 'waiting')).find(({ number }) => number === numbers[5])
    expect(found).toMatchObject({ words: null, reason: 'impossible' })
    expect((await detail(shen, ids[5] ?? '')).state).toBe('confirmed')
  })
})

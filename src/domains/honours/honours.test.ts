/** Stars and governance stars: proposed by rule, shown, objected to, awarded, and named only with consent. */
import { beforeAll, describe, expect, test } from 'vitest'
import { award } from '#domains/credits/index.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import {
  actHonour,
  attachedTo,
  honourOf,
  issues,
  people,
  refusedHonour,
  serves,
  servesHours,
  shows,
} from '#tests/support/honours.ts'
import { places, type World, world } from '#tests/support/world.ts'

interface Stars {
  proposals: { personId: string; name: string; level: number; minutes: number }[]
  rows: { id: string; name: string; state: string; unanswered: number }[]
}
interface Public {
  onNotice: { id: string; name: string; level: number | null }[]
  stars: { name: string; level: number }[]
  governance: { name: string; quarter: string; reason: string | null }[]
  nominating: { quarter: string; until: string } | null
}

let of: World
let chen: Client
let wang: Client
let li: Client
let lin: Client
let xu: Client

beforeAll(async () => {
  of = await world({ shared: true })
  chen = await of.resident()
  wang = await of.resident('wang')
  li = await of.resident('li')
  lin = await of.staff('lin')
  xu = await of.staff('xu')
  return of.close
})

/** Workers sign in again after the time that passed. */
async function comeBack(): Promise<void> {
  lin = await of.staff('lin')
  xu = await of.staff('xu')
}

const starsOf = async (client: Client, list = 'open') => await client.done<Stars>('GET', `/api/desk/stars?list=${list}`)
const publicOf = async (client: Client) =>
  await client.done<Public>('GET', `/api/honours/public?community=${places.community}`)
const noticesOf = async (client: Client): Promise<string[]> =>
  (await client.done<{ notices: { key: string }[] }>('GET', '/api/me/notices')).notices.map(({ key }) => key)

describe('the star of a volunteer', () => {
  let id: string

  test('[S1-50] is proposed by the hours that are confirmed, for the highest level that is reached, and once', async () => {
    await servesHours(of, people.chen, 310, 2025)
    await servesHours(of, people.wang, 99, 2025)
    await of.chores()
    const { proposals } = await starsOf(lin)
    expect(proposals).toMatchObject([{ personId: people.chen, name: '陈*', level: 2, minutes: 310 * 60 }])
    await of.pass(24)
    await of.chores()
    await comeBack()
    expect((await starsOf(lin)).proposals).toHaveLength(1)
    // another street's desk has none of them
    expect((await starsOf(await of.staff('sun'))).proposals).toEqual([])
    expect(await chen.refused('GET', '/api/desk/stars?list=open')).toEqual([403, 'access.not-yours'])
  })

  test('[S1-50] is shown by the desk, never by the volunteer, with the name masked and everybody free to object', async () => {
    const form = { honour: 'star', personId: people.chen, level: 2 }
    expect(await chen.refused('POST', '/api/honours', { id: newId(), ...form })).toEqual([403, 'honour.own'])
    expect(await wang.refused('POST', '/api/honours', { id: newId(), ...form })).toEqual([403, 'access.not-yours'])
    expect(await lin.refused('POST', '/api/honours', { id: newId(), ...form, level: 3 })).toEqual([404, 'star.unknown'])
    const record = { id: newId(), personId: people.chen, purpose: 'verify' }
    const opened = await lin.done<{ name: string; rows: unknown[] }>('POST', '/api/desk/stars/record', record)
    expect(opened.name).toBe('陈佳')
    expect(opened.rows).toHaveLength(31)
    const { rows: read } = await of.database.pool.query('select count(*)::int as n from reading where person_id = $1', [
      people.chen,
    ])
    expect(read).toEqual([{ n: 1 }])

    const body = { id: newId(), ...form }
    const shown = await lin.done<{ id: string; state: string }>('POST', '/api/honours', body)
    expect(await lin.done('POST', '/api/honours', body)).toEqual(shown)
    expect(shown.state).toBe('on_notice')
    id = shown.id
    expect((await starsOf(lin)).proposals).toEqual([])
    expect(await noticesOf(chen)).toContain('notice.honour-shown')
    expect((await publicOf(of.visitor())).onNotice).toMatchObject([{ id, name: '陈*', level: 2 }])
    expect(JSON.stringify(await publicOf(of.visitor()))).not.toContain('陈佳')
  })

  test('[S1-50] waits for an answer to each objection, and nobody but the desk knows who objected', async () => {
    expect(
      await of.visitor().refused('POST', `/api/honours/${id}/objections`, { id: newId(), words: '我有话说' }),
    ).toEqual([401, 'access.signed-out'])
    const body = { id: newId(), words: '三月那几天他在外地，请再核一核。' }
    await li.done('POST', `/api/honours/${id}/objections`, body)
    await li.done('POST', `/api/honours/${id}/objections`, body)
    expect(await noticesOf(xu)).toContain('notice.honour-objected')
    expect((await honourOf(chen, id)).objections).toEqual([])
    expect(await refusedHonour(xu, id, 'award')).toEqual([409, 'matter.not-now'])

    // Friday 15 May and five working days: over by the evening of the 22nd
    await of.pass(24 * 8)
    await comeBack()
    expect((await honourOf(xu, id)).state).toBe('notice_over')
    expect(await li.refused('POST', `/api/honours/${id}/objections`, { id: newId(), words: '还有' })).toEqual([
      409,
      'honour.not-shown',
    ])
    expect(await refusedHonour(xu, id, 'award')).toEqual([422, 'honour.objected'])
    const [objection] = (await honourOf(lin, id)).objections
    const answer = { id: newId(), words: '查过签到，那几天都有人一起确认。' }
    expect(await li.refused('POST', `/api/honours/objections/${objection?.id}/answer`, answer)).toEqual([
      403,
      'access.not-yours',
    ])
    await lin.done('POST', `/api/honours/objections/${objection?.id}/answer`, answer)
    expect(
      await lin.refused('POST', `/api/honours/objections/${objection?.id}/answer`, { ...answer, id: newId() }),
    ).toEqual([409, 'honour.answered'])
    expect(await noticesOf(li)).toContain('notice.honour-objection-answered')
  })

  test('[S1-50] is awarded by the head, and the name is published only while the person agrees; silence is none', async () => {
    expect(await refusedHonour(lin, id, 'deny', { words: '不' })).toEqual([403, 'access.not-yours'])
    expect((await actHonour(xu, id, 'award')).state).toBe('awarded')
    expect(await publicOf(of.visitor())).toMatchObject({ onNotice: [], stars: [] })

    expect(await refusedHonour(chen, id, 'consent', { how: 'paper' })).toEqual([422, 'honour.consent-how'])
    expect(await refusedHonour(lin, id, 'consent', { how: 'screen' })).toEqual([422, 'honour.consent-how'])
    await actHonour(chen, id, 'consent', { how: 'screen' })
    expect((await publicOf(of.visitor())).stars).toMatchObject([{ name: '陈佳', level: 2 }])
    await actHonour(chen, id, 'refuse_consent', { how: 'screen' })
    expect((await publicOf(of.visitor())).stars).toEqual([])
    expect(await chen.done('GET', '/api/me/honours')).toMatchObject({
      minutes: 310 * 60,
      next: { level: 3, minutes: 600 * 60 },
      rows: [{ id, state: 'awarded', consent: 'withdrawn', level: 2 }],
    })
    expect(await wang.done('GET', '/api/me/honours')).toMatchObject({ rows: [] })
    expect(await wang.refused('GET', `/api/honours/${id}`)).toEqual([404, 'matter.unknown'])
  })

  test('[S4-88] stands on the certificates that are issued from then on, as the mark of a star volunteer', async () => {
    const { id: certificate } = await issues(chen)
    const paper = await chen.call<Buffer>('GET', `/api/me/certificates/${certificate}/paper?format=pdf`)
    expect(attachedTo(paper.body).certificate).toMatchObject({ star: 2, name: '陈佳' })
  })

  test('[S1-50] is not shown once records were taken back, and can be left for now with a reason', async () => {
    const deed = await serves(of, people.wang, { minutes: 120, on: '2026-05-01' })
    await of.pass(24)
    await of.chores()
    const proposed = { personId: people.wang, level: 1 }
    expect((await starsOf(await of.staff('lin'))).proposals).toMatchObject([proposed])
    await of.database.pool.query(
      `insert into service_minutes select gen_random_uuid(), person_id, -minutes, served_on, activity, path, source, source_id,
         earned, recorded_by, confirmed_by, confirmed_at, action_id, id from service_minutes where id = $1`,
      [deed.id],
    )
    const desk = await of.staff('lin')
    expect(await desk.refused('POST', '/api/honours', { id: newId(), honour: 'star', ...proposed })).toEqual([
      422,
      'star.not-reached',
    ])
    const body = { id: newId(), ...proposed, words: '有一条记录收回了' }
    await desk.done('POST', '/api/desk/stars/dismissals', body)
    await desk.done('POST', '/api/desk/stars/dismissals', body)
    expect((await starsOf(desk)).proposals).toEqual([])
    expect(await desk.refused('POST', '/api/desk/stars/dismissals', { ...body, id: newId() })).toEqual([
      404,
      'star.unknown',
    ])
  })
})

describe('the governance star of a quarter', () => {
  test('[S2-20] is shortlisted from the quarter’s points and suggestions, nominated, shown, awarded, and published only with consent', async () => {
    const city = await world()
    const [head, desk] = [await city.staff('xu'), await city.staff('lin')]
    const [neighbour, mother, friend] = [await city.resident(), await city.resident('wang'), await city.resident('li')]
    // 王秀英 had a suggestion carried out in the first quarter; 李海 earned ten points, 陈佳 sixty in this one
    const earned = async (personId: string, rule: 'meeting' | 'suggestion', at: string) => {
      const { id, actionId } = await serves(city, personId, { minutes: 1, on: at.slice(0, 10) })
      const evidence = { table: 'service_minutes', id } as const
      const by = { personId: city.staffIds.lin, actionId }
      await city.database.transact(async (tx) => {
        await award(tx, city.service.rules, rule, { personId, evidence, at: new Date(at), by })
      })
    }
    await earned(people.wang, 'suggestion', '2026-02-10T02:00:00Z')
    await earned(people.li, 'meeting', '2026-02-11T02:00:00Z')
    for (let day = 1; day <= 6; day += 1) await earned(people.chen, 'meeting', `2026-04-0${day}T02:00:00Z`)

    expect(await desk.done('GET', `/api/desk/governance?community=${places.community}`)).toMatchObject({
      quarter: '2026Q1',
      rounds: [],
      mayDecide: false,
    })
    const opening = { id: newId(), community: places.community }
    expect(await neighbour.refused('POST', '/api/desk/governance/rounds', opening)).toEqual([403, 'access.not-yours'])
    const { id: round } = await desk.done<{ id: string }>('POST', '/api/desk/governance/rounds', opening)
    expect(await desk.refused('POST', '/api/desk/governance/rounds', { ...opening, id: newId() })).toEqual([
      409,
      'governance.there',
    ])

    // the list is for the jury: who is on it, what they did, no points to compare, and a reading of each
    const listing = `/api/desk/governance/rounds/${round}/shortlist`
    expect(await neighbour.refused('POST', listing, { id: newId() })).toEqual([403, 'access.not-yours'])
    const shortlist = await head.done<{ rows: object[] }>('POST', listing, { id: newId() })
    expect(shortlist.rows).toEqual([{ personId: people.wang, name: '王秀英', meetings: 0, suggestions: 1, minutes: 0 }])
    const { rows: read } = await city.database.pool.query(`select person_id from reading where subject_id = $1`, [
      round,
    ])
    expect(read).toEqual([{ person_id: people.wang }])

    expect((await publicOf(friend)).nominating).toEqual({ quarter: '2026Q1', until: '2026-05-24' })
    const words = '谁家有事都去搭把手'
    const nomination = { id: newId(), community: places.community, name: '李海', words }
    expect(await city.visitor().refused('POST', '/api/honours/nominations', nomination)).toEqual([
      401,
      'access.signed-out',
    ])
    await neighbour.done('POST', '/api/honours/nominations', nomination)
    await friend.done('POST', '/api/honours/nominations', { ...nomination, id: newId() })
    const seen = await desk.done<{ nominations: { id: string; personId: string | null }[] }>(
      'GET',
      `/api/desk/governance?community=${places.community}`,
    )
    const [first, own] = seen.nominations
    const naming = (one: string | undefined) => `/api/desk/governance/nominations/${one}/person`
    await desk.done('POST', naming(first?.id), { id: newId(), personId: people.li })
    expect(await desk.refused('POST', naming(own?.id), { id: newId(), personId: people.li })).toEqual([
      409,
      'governance.own-nominee',
    ])
    const atDesk = { id: newId(), roundId: round, personId: people.wang, words }
    await desk.done('POST', '/api/desk/governance/nominations', atDesk)
    expect(await desk.refused('POST', '/api/desk/governance/nominations', { ...atDesk, id: newId() })).toEqual([
      409,
      'governance.nominated',
    ])

    const choice = {
      honour: 'governance',
      roundId: round,
      personId: people.wang,
      reason: '提的长椅建议落实了，老人有地方歇脚。',
    }
    expect(await desk.refused('POST', '/api/honours', { id: newId(), ...choice })).toEqual([403, 'access.not-yours'])
    expect(await head.refused('POST', '/api/honours', { id: newId(), ...choice, reason: undefined })).toEqual([
      422,
      'governance.reason',
    ])
    const { id } = await shows(head, choice)
    expect(await head.refused('POST', '/api/honours', { id: newId(), ...choice })).toEqual([409, 'honour.there'])
    const { onNotice } = await publicOf(friend)
    expect(onNotice).toMatchObject([{ name: '王*英', reason: null }])
    await head.done('POST', `/api/desk/governance/rounds/${round}/end`, { id: newId() })
    expect(await friend.refused('POST', '/api/honours/nominations', { ...nomination, id: newId() })).toEqual([
      409,
      'governance.closed',
    ])

    await city.pass(24 * 8)
    await actHonour(await city.staff('xu'), id, 'award')
    expect((await publicOf(friend)).governance).toEqual([])
    await actHonour(await city.staff('lin'), id, 'consent', { how: 'paper' })
    expect((await publicOf(friend)).governance).toMatchObject([
      { name: '王秀英', quarter: '2026Q1', reason: choice.reason },
    ])
    expect(JSON.stringify(await publicOf(friend))).not.toMatch(/"(points|minutes|meetings)"/)
    await actHonour(mother, id, 'refuse_consent', { how: 'screen' })
    expect((await publicOf(friend)).governance).toEqual([])
  })

  test('[S2-20] who is chosen can decline, and the notice is over', async () => {
    const city = await world()
    const head = await city.staff('xu')
    const { id: round } = await head.done<{ id: string }>('POST', '/api/desk/governance/rounds', {
      id: newId(),
      community: places.community,
    })
    const choice = { honour: 'governance', roundId: round, personId: people.chen, reason: '牵头修好电梯' }
    const { id } = await shows(head, choice)
    const person = await city.resident()
    expect(await refusedHonour(head, id, 'decline')).toEqual([403, 'access.not-yours'])
    expect((await actHonour(person, id, 'decline')).state).toBe('declined')
    expect((await publicOf(person)).onNotice).toEqual([])
    // chosen again in the same round, if the person changes their mind
    expect((await shows(head, choice)).state).toBe('on_notice')
  })
})

describe('what is kept of a person', () => {
  test('[S1-49] [PIPL-47] goes with the account: the name leaves certificates and pages, the paper’s serial stays', async () => {
    const city = await world()
    const person = await city.resident()
    await serves(city, people.chen, { minutes: 60, on: '2026-04-01' })
    const { id } = await issues(person)
    const { rows: before } = await city.database.pool.query('select name from certificate where id = $1', [id])
    expect(before).toEqual([{ name: '陈佳' }])
    const { erasePersons } = await import('#foundation/people/erasing.ts')
    const { domains } = await import('../../program.ts')
    const holdings = domains.flatMap(({ holding }) => holding ?? [])
    const copy = await Promise.all(
      holdings.map(async (one) => await city.database.transact((tx) => one.listMatters(tx, people.chen))),
    )
    expect(copy.flat()).toMatchObject([{ kind: 'certificate', state: 'valid' }])
    await city.database.transact(async (tx) => await erasePersons(tx, holdings, [people.chen], city.clock.now()))
    const { rows } = await city.database.pool.query('select name, minutes from certificate where id = $1', [id])
    expect(rows).toEqual([{ name: '', minutes: 60 }])
  })
})

/** Residents and their own data: seeing, putting right, taking along, another phone, closing the account. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Sealer } from '#foundation/journal/seals.ts'
import { verifyJournal } from '#foundation/journal/verify.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { keepPhoto } from '#tests/support/files.ts'
import { act, detail, fullReply, journalOf, report, takeUp } from '#tests/support/requests.ts'
import { buildings, phones, places, type World, world } from '#tests/support/world.ts'

interface Data {
  name: string
  phone: string
  home: { buildingId: string; building: string; unit: number; room: string } | null
  requests: number
  openRequests: number
  readings: number
  retentionYears: number
  consents: { about: string }[]
}

const NEW_PHONE = '12800000999'

async function codeTo(client: Client, phone?: string): Promise<{ codeId: string; code: string }> {
  const { codeId, demoCode } = await client.done<{ codeId: string; demoCode: string }>(
    'POST',
    '/api/me/codes',
    phone ? { phone } : {},
  )
  return { codeId, code: demoCode }
}

const wrong = (code: string): string => code.replace(/^./, (digit) => String((Number(digit) + 1) % 10))

async function deedsOf({ database }: World, kind: string) {
  const { rows } = await database.pool.query<{ actor_role: string; facts: Record<string, unknown> }>(
    'select actor_role, facts from action where kind = $1 order by at',
    [kind],
  )
  return rows
}

async function close(client: Client, more: Record<string, unknown> = {}) {
  return await client.done<{ erasedRequests: number; goOn: number }>('POST', '/api/me/closing', {
    id: newId(),
    ...(await codeTo(client)),
    ...more,
  })
}

/** Every place of the database where a text is found: `table.column`. */
async function placesOf({ database }: World, words: string): Promise<string[]> {
  const { rows: columns } = await database.pool.query<{ t: string; c: string }>(
    `select table_name as t, column_name as c from information_schema.columns
     where table_schema = current_schema() and data_type in ('text', 'jsonb', 'json', 'ARRAY', 'character varying')`,
  )
  const found: string[] = []
  for (const { t, c } of columns) {
    const { rows } = await database.pool.query(`select 1 from "${t}" where "${c}"::text like $1 limit 1`, [
      `%${words}%`,
    ])
    if (rows.length > 0) found.push(`${t}.${c}`)
  }
  return found
}

/** Seals the journal as the worker does. */
async function sealJournal({ database, service, clock }: World): Promise<void> {
  const sealer = new Sealer(database, service.seals)
  await sealer.look(clock.now())
  await sealer.look(clock.now())
}

/** What is wrong with the journal. */
async function faultsOf({ database, service }: World) {
  return (await verifyJournal({ database, seals: service.seals, heads: {}, say: () => {} })).faults
}

async function personIdOf(client: Client): Promise<string> {
  return (await client.done<{ actor: { personId: string } }>('GET', '/api/session')).actor.personId
}

describe('what is held about me', () => {
  test('[PIPL-45] [PIPL-46] [PIPL-47] holds where I am registered and lived; a new home ends the one before, the end of the account ends all', async () => {
    const of = await world()
    const chen = await of.resident()
    const personId = await personIdOf(chen)
    await of.database.pool.query(
      `insert into residence (id, person_id, kind, path, address, from_on, source, recorded_at) values
         ($1, $3, 'registered', null, '外省某县独一无二路 1 号', '2001-02-03', 'import', now()),
         ($2, $3, 'actual', $4, '', '2020-05-06', 'staff', now())`,
      [newId(), newId(), personId, places.grid],
    )
    const residences = async () =>
      (await chen.done<{ residences: { kind: string; from: string; to: string | null }[] }>('GET', '/api/me/data'))
        .residences
    expect(await residences()).toMatchObject([
      { kind: 'actual', from: '2020-05-06', to: null, source: 'staff' },
      { kind: 'registered', address: '外省某县独一无二路 1 号', from: '2001-02-03', to: null, source: 'import' },
    ])

    const home = { community: places.community, buildingId: buildings.otherGrid, unit: 1, room: '101' }
    await chen.done('PUT', '/api/me/data', { id: newId(), home: { ...home, room: '102' } })
    await chen.done('PUT', '/api/me/data', { id: newId(), home })
    expect((await residences()).map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['actual', '2026-05-14', null],
      ['actual', '2020-05-06', '2026-05-13'],
      ['registered', '2001-02-03', null],
    ])
    const copy = await chen.done<{ person: { residences: unknown } }>('GET', '/api/me/copy')
    expect(copy.person.residences).toEqual(await residences())

    await close(chen)
    expect(await placesOf(of, '独一无二')).toEqual([])
    const { rows } = await of.database.pool.query('select from residence where person_id = $1', [personId])
    expect(rows).toEqual([])
  })

  test('[PIPL-44] [PIPL-45] is shown to me whole and to nobody else', async () => {
    const of = await world()
    const [chen, zhou] = [await of.resident(), await of.staff('zhou')]
    await report(chen)

    for (const path of ['/api/me/data', '/api/me/copy', '/api/me/closing']) {
      expect(await of.visitor().refused('GET', path)).toEqual([401, 'access.signed-out'])
      expect(await zhou.refused('GET', path)).toEqual([403, 'access.not-yours'])
    }
    expect(await chen.done<Data>('GET', '/api/me/data')).toMatchObject({
      name: '陈佳',
      phone: phones.chen,
      home: { buildingId: buildings.twelve, building: '牡丹新村 12 幢', unit: 2, room: '502' },
      requests: 1,
      openRequests: 1,
      readings: 0,
      retentionYears: 3,
      wordsUntil: null,
      consents: [{ about: 'privacy' }],
    })
  })

  test('[PIPL-46] is put right by me: name and home, once, recorded without the words', async () => {
    const of = await world()
    const chen = await of.resident()
    const body = {
      id: newId(),
      name: '陈佳佳',
      home: { community: places.community, buildingId: buildings.otherGrid, unit: 1, room: '101' },
    }

    expect(await of.visitor().refused('PUT', '/api/me/data', body)).toEqual([401, 'access.signed-out'])
    expect(await (await of.staff('zhou')).refused('PUT', '/api/me/data', body)).toEqual([403, 'access.not-yours'])
    const far = { id: newId(), home: { community: places.community, buildingId: buildings.far } }
    expect(await chen.refused('PUT', '/api/me/data', far)).toEqual([422, 'building.unknown'])
    const nowhere = { id: newId(), home: { community: '990101001999' } }
    expect(await chen.refused('PUT', '/api/me/data', nowhere)).toEqual([404, 'territory.unknown'])

    const right = await chen.done<Data>('PUT', '/api/me/data', body)
    expect(right).toMatchObject({ name: '陈佳佳', home: { building: '牡丹新村 20 幢', unit: 1, room: '101' } })
    expect(await chen.done('PUT', '/api/me/data', body)).toEqual(right)
    expect(await chen.refused('PUT', '/api/me/data', { ...body, name: '佳佳' })).toEqual([409, 'action.reused'])
    expect(await deedsOf(of, 'person.corrected')).toEqual([
      { actor_role: 'resident', facts: { fields: ['name', 'home'] } },
    ])
    expect((await placesOf(of, '陈佳佳')).sort()).toEqual(['person.name'])
    // home can be given up, too
    await chen.done('PUT', '/api/me/data', { id: newId(), home: { community: places.otherCommunity } })
    expect(await chen.done<Data>('GET', '/api/me/data')).toMatchObject({ home: { buildingId: null, room: null } })
  })

  test('[PIPL-45] can be taken along: requests with their words, steps and files, consents, readings, messages; nothing of others', async () => {
    const of = await world()
    const [chen, wang, zhou] = [await of.resident(), await of.resident('wang'), await of.staff('zhou')]
    const photo = await keepPhoto(chen)
    const mine = await report(chen, { files: [photo] })
    await report(wang, { words: '王家楼上漏水。' })
    await takeUp(zhou, mine.id, of.staffIds.zhou)
    await act(zhou, mine.id, 'note', { words: '内部记一笔' })
    await act(zhou, mine.id, 'reply', fullReply)
    await zhou.done('POST', `/api/requests/${mine.id}/reveal`, { id: newId(), purpose: 'contact' })

    const copy = await chen.done<Record<string, unknown>>('GET', '/api/me/copy')

    expect(copy).toMatchObject({
      person: { name: '陈佳', phone: phones.chen },
      matters: [
        {
          number: mine.number,
          state: 'replied',
          place: '牡丹新村 12 幢 – 2 – 502',
          reply: fullReply.words,
          files: [{ id: photo, kind: 'photo' }],
        },
      ],
      consents: [{ about: 'privacy', how: 'screen' }],
      readings: [{ reader: '周敏', purpose: 'contact' }],
    })
    const [matter] = copy.matters as { steps: { kind: string; words: unknown }[] }[]
    expect(matter?.steps.map(({ kind }) => kind)).toEqual(['opened', 'accept', 'classify', 'assign', 'start', 'reply'])
    expect(matter?.steps[0]?.words).toMatchObject({ words: expect.stringContaining('电梯') })
    expect((copy.notices as unknown[]).length).toBeGreaterThan(3)
    const text = JSON.stringify(copy)
    for (const not of ['王家', '内部记一笔', phones.wang, 'person_id', 'sealed']) expect(text).not.toContain(not)
  })
})

describe('another phone', () => {
  test('[PIPL-46] [U01] needs a code to the new one and a code to the old one, and then the new one signs me in', async () => {
    const of = await world()
    const chen = await of.resident()
    expect(await of.visitor().refused('POST', '/api/me/codes', {})).toEqual([401, 'access.signed-out'])
    expect(await (await of.staff('zhou')).refused('POST', '/api/me/codes', {})).toEqual([403, 'access.not-yours'])
    expect(await chen.refused('POST', '/api/me/codes', { phone: '123456' })).toEqual([422, 'sign-in.phone'])
    expect(await chen.refused('POST', '/api/me/codes', { phone: phones.chen })).toEqual([422, 'phone.same'])
    expect(await chen.refused('POST', '/api/me/codes', { phone: phones.wang })).toEqual([409, 'phone.taken'])
    const [fresh, own] = [await codeTo(chen, NEW_PHONE), await codeTo(chen)]
    const form = {
      id: newId(),
      phone: NEW_PHONE,
      codeId: fresh.codeId,
      code: fresh.code,
      oldCodeId: own.codeId,
      oldCode: own.code,
    }
    expect(await of.visitor().refused('POST', '/api/me/phone', form)).toEqual([401, 'access.signed-out'])
    expect(await chen.refused('POST', '/api/me/phone', { ...form, code: wrong(form.code) })).toEqual([
      422,
      'sign-in.code-wrong',
    ])
    // a code to the new phone is none to the old one
    expect(
      await chen.refused('POST', '/api/me/phone', { ...form, oldCodeId: form.codeId, oldCode: form.code }),
    ).toEqual([422, 'sign-in.code-old'])
    // which of the two is wrong is said by the end of its phone, and the other one is not used up
    const old = { ...form, oldCode: wrong(form.oldCode) }
    expect((await chen.call('POST', '/api/me/phone', old)).body).toMatchObject({
      refusal: { code: 'sign-in.code-wrong', facts: { to: '0316' } },
    })
    const right = form

    const changed = await chen.done<Data>('POST', '/api/me/phone', right)

    expect(changed.phone).toBe(NEW_PHONE)
    expect(await chen.done('POST', '/api/me/phone', right)).toEqual(changed)
    expect(await chen.refused('POST', '/api/me/phone', { ...right, phone: '12800000998' })).toEqual([
      409,
      'action.reused',
    ])
    expect(await deedsOf(of, 'person.phone-changed')).toEqual([{ actor_role: 'resident', facts: {} }])
    const newly = await of.visitor().signInResident(NEW_PHONE)
    expect((await newly.done<Data>('GET', '/api/me/data')).name).toBe('陈佳')
    const stranger = await of.visitor().signInResident(phones.chen)
    expect((await stranger.done<Data>('GET', '/api/me/data')).name).toBe('居民')
    expect(await placesOf(of, NEW_PHONE)).toEqual([])
  })
})

describe('closing the account', () => {
  test('[PIPL-47] leaves nothing of the words in any table, and every row of the journal as it was', async () => {
    const of = await world()
    const [chen, zhou] = [await of.resident(), await of.staff('zhou')]
    const photo = await keepPhoto(chen)
    const unused = await keepPhoto(chen)
    const answered = await report(chen, { words: '独一无二的电梯。', files: [photo] })
    await takeUp(zhou, answered.id, of.staffIds.zhou)
    await act(chen, answered.id, 'add', { words: '独一无二的补充。' })
    await act(zhou, answered.id, 'reply', { words: '独一无二的答复。', answered: [0], omitted: [] })
    await act(chen, answered.id, 'confirm', { solved: 'yes', service: 5, words: '独一无二的评价。' })
    await act(zhou, answered.id, 'publish', {
      words: '独一无二的公开。',
      reply: '独一无二的公开答复。',
      photos: [photo],
    })
    await of.pass(24 * 5)
    await report(chen, {
      words: '独一无二的在办。',
      place: { community: places.community, words: '独一无二的门口', longitude: 121.535, latitude: 29.868 },
    })
    const journal = async () =>
      (await of.database.pool.query('select * from action order by place_in_log')).rows as { kind: string }[]
    await sealJournal(of)
    const before = await journal()
    const figures = async () => await (await of.staff('xu')).done('GET', '/api/overview?from=2026-05-01&to=2026-05-31')
    const counted = (await figures()) as { satisfied: unknown; firstResponse: unknown }

    const preview = await chen.done<{ requests: number; open: { mayWithdraw: boolean; contact: string }[] }>(
      'GET',
      '/api/me/closing',
    )
    expect(preview).toMatchObject({ requests: 2, phoneTail: '0316', open: [{ mayWithdraw: true, contact: '周敏' }] })
    expect(await close(chen, { open: 'withdraw' })).toEqual({ erasedRequests: 2, goOn: 0 })

    expect(await placesOf(of, '独一无二')).toEqual([])
    expect(await placesOf(of, '陈佳')).toEqual([])
    expect(await placesOf(of, '502')).toEqual([])
    expect((await journal()).slice(0, before.length)).toEqual(before)
    expect((await journal()).slice(before.length).map(({ kind }) => kind)).toEqual([
      'person.closed',
      'request.withdraw',
    ])
    expect(await figures()).toMatchObject({ satisfied: counted.satisfied })
    const passer = of.visitor()
    expect((await passer.done<{ cards: unknown[] }>('GET', `/api/board?path=${places.community}`)).cards).toEqual([])
    expect(await (await of.staff('lin')).refused('GET', `/api/files/${photo}`)).toEqual([404, 'file.unknown'])
    // the journal of each step is still shown, its words are not
    const later = await of.staff('lin')
    const left = await detail(later, answered.id)
    expect(left).toMatchObject({
      title: '已删除',
      words: '',
      reply: null,
      reporter: { name: '已注销', mayReveal: false },
    })
    expect(left.steps.every(({ words }) => words === null)).toBe(true)
    expect(await journalOf(of, answered.id)).toHaveLength(10)

    // bytes go with the next look of the worker, and looking again does no harm
    const { filesFolder } = of.service.settings
    const onDisk = () =>
      readdirSync(filesFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        [photo, unused].some((id) => name.includes(id)),
      )
    expect(existsSync(filesFolder)).toBe(true)
    expect(onDisk()).toHaveLength(2)
    await of.chores()
    await of.chores()
    expect(onDisk()).toEqual([])
    for (const name of readdirSync(filesFolder, { recursive: true, encoding: 'utf8' })) {
      const file = join(filesFolder, name)
      if (statSync(file).isFile()) expect(readFileSync(file).includes('独一无二')).toBe(false)
    }

    // what was sealed before is as it was, and what the end added is sealed like everything else
    await sealJournal(of)
    expect(await faultsOf(of)).toEqual([])
  })

  test('[PIPL-47] a report that is sent in the same moment is either taken in before and erased, or not taken in', async () => {
    const of = await world()
    const zhou = await of.staff('zhou')
    for (let round = 0; round < 4; round += 1) {
      const client = await of.visitor().signInResident(`1280000090${round}`, '独一无二')
      const known = await report(client, { words: '独一无二的先前。' })
      const own = await codeTo(client)
      const outcomes = await Promise.all([
        client.call('POST', '/api/me/closing', { id: newId(), ...own, open: 'withdraw' }),
        ...[1, 2, 3].map(
          async (n) =>
            await client.call('POST', '/api/requests', {
              id: newId(),
              words: `独一无二的同时 ${n}。`,
              place: { community: places.community, buildingId: buildings.twelve },
              visibility: 'handler',
            }),
        ),
        zhou.call('POST', `/api/requests/${known.id}/actions/accept`, {
          id: newId(),
          seen: 1,
          kind: 'help',
          category: 'elevator',
        }),
      ])
      const [closed, ...others] = outcomes.map(({ status }) => status)
      expect(closed).toBe(200)
      for (const status of others) expect([200, 401, 409]).toContain(status)
    }
    expect(await placesOf(of, '独一无二')).toEqual([])
    const { rows } = await of.database.pool.query(
      `select from request r join person p on p.id = r.requester_id where p.erased_at is not null and r.erased_at is null`,
    )
    expect(rows).toEqual([])
  })

  test('[PIPL-47] is not confirmed by a code that was sent to somebody else', async () => {
    const of = await world()
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    const theirs = await codeTo(wang)
    expect(await chen.refused('POST', '/api/me/closing', { id: newId(), ...theirs })).toEqual([422, 'sign-in.code-old'])
    expect(await wang.done('GET', '/api/me/data')).toMatchObject({ name: '王秀英' })
    expect(await close(wang)).toEqual({ erasedRequests: 0, goOn: 0 })
    expect(await chen.done('GET', '/api/me/data')).toMatchObject({ name: '陈佳' })
  })

  test('[PIPL-47] ends every session; whoever signs in with the phone again is new', async () => {
    const of = await world()
    const [chen, other] = [await of.resident(), await of.resident()]
    const before = await chen.done<{ actor: { personId: string } }>('GET', '/api/session')
    await close(chen)

    for (const client of [chen, other]) expect(await client.done('GET', '/api/session')).toMatchObject({ actor: null })
    const again = await of.visitor().signInResident(phones.chen)
    const after = await again.done<{ actor: { personId: string; name: string } }>('GET', '/api/session')
    expect(after.actor.name).toBe('居民')
    expect(after.actor.personId).not.toBe(before.actor.personId)
    expect(await again.done<Data>('GET', '/api/me/data')).toMatchObject({ requests: 0, home: null })
    expect(await deedsOf(of, 'person.closed')).toEqual([{ actor_role: 'resident', facts: { open: 0, how: null } }])
  })

  test('[PIPL-47] is refused without the code, without a word on what is open, and to a worker', async () => {
    const of = await world()
    const chen = await of.resident()
    const own = await codeTo(chen)
    expect(await of.visitor().refused('POST', '/api/me/closing', { id: newId(), ...own })).toEqual([
      401,
      'access.signed-out',
    ])
    expect(await (await of.staff('zhou')).refused('POST', '/api/me/closing', { id: newId(), ...own })).toEqual([
      403,
      'access.not-yours',
    ])
    expect(
      await chen.refused('POST', '/api/me/closing', { id: newId(), codeId: own.codeId, code: wrong(own.code) }),
    ).toEqual([422, 'sign-in.code-wrong'])
    expect(await chen.refused('POST', '/api/me/closing', { id: newId(), codeId: newId(), code: own.code })).toEqual([
      422,
      'sign-in.code-old',
    ])
    await report(chen)
    expect(await chen.refused('POST', '/api/me/closing', { id: newId(), ...own })).toEqual([
      422,
      'account.open-requests',
    ])
    await of.database.pool.query(
      `insert into role_grant (person_id, role, path, from_on) select id, 'grid_worker', $1, '2026-01-01' from person where name = '陈佳'`,
      [places.grid],
    )
    expect(await chen.refused('POST', '/api/me/closing', { id: newId(), ...own, open: 'go_on' })).toEqual([
      409,
      'account.worker',
    ])
    expect(await chen.done<Data>('GET', '/api/me/data')).toMatchObject({ name: '陈佳', requests: 1 })
  })

  test('[PIPL-47] what is open can go on with a worker as contact, and its words go when it is finished', async () => {
    const of = await world()
    const [chen, wang, zhou] = [await of.resident(), await of.resident('wang'), await of.staff('zhou')]
    const one = await report(chen, { words: '独一无二的漏水。' })
    const joined = await report(wang)
    await takeUp(zhou, one.id, of.staffIds.zhou)
    await act(zhou, joined.id, 'merge', { into: one.id })

    // a neighbour waits for it too, so it cannot be withdrawn
    expect(await chen.done('GET', '/api/me/closing')).toMatchObject({ open: [{ mayWithdraw: false, contact: '周敏' }] })
    expect(await close(chen, { open: 'withdraw' })).toEqual({ erasedRequests: 0, goOn: 1 })

    expect(await detail(zhou, one.id)).toMatchObject({ words: '独一无二的漏水。', mayPublish: false })
    const told = await zhou.done<{ notices: { key: string }[] }>('GET', '/api/me/notices')
    expect(told.notices[0]?.key).toBe('notice.contact-yours')
    expect(await placesOf(of, '陈佳')).toEqual([])
    await act(zhou, one.id, 'reply', { words: '独一无二的修好。', answered: [0], omitted: [] })
    await of.pass(24 * 8)
    await of.pass(24 * 4)
    expect(await detail(await of.staff('zhou'), one.id)).toMatchObject({ state: 'closed', confirmedBy: 'silence' })
    expect(await placesOf(of, '独一无二')).not.toEqual([])

    await of.chores()

    expect(await placesOf(of, '独一无二')).toEqual([])
  })
})

describe('what is over its time', () => {
  const shown = (body: Record<string, unknown>) => `${body.title}/${body.words}`

  test('[U33] [PIPL-19] [PIPL-47] goes by itself once a day: words of requests years after closing, persons when nothing is left', async () => {
    const of = await world()
    const [chen, wang] = [await of.resident(), await of.resident('wang')]
    const photo = await keepPhoto(chen)
    const old = await report(chen, { words: '独一无二的旧事。', files: [photo] })
    await act(chen, old.id, 'withdraw')
    await of.chores()
    expect(await deedsOf(of, 'privacy.purged')).toMatchObject([
      { actor_role: 'system', facts: { matters: 0, files: 0, people: 0 } },
    ])

    expect(await chen.done('GET', '/api/me/data')).toMatchObject({ wordsUntil: '2029-05-14' })

    // to the last day of the third year it is there
    of.setNow('2029-05-13T15:00:00Z')
    await of.chores()
    expect(await placesOf(of, '独一无二')).not.toEqual([])
    const again = await of.visitor().signInResident(phones.chen)
    const open = await report(again, { words: '还没办完的事。' })
    expect(await again.refused('GET', `/api/requests/${old.id}`)).not.toEqual([404, 'matter.unknown'])

    of.setNow('2029-05-15T15:00:00Z')
    await of.chores()
    await of.chores()

    expect(await placesOf(of, '独一无二')).toEqual([])
    expect(shown(await again.done('GET', `/api/requests/${old.id}`))).toBe('已删除/')
    expect(shown(await again.done('GET', `/api/requests/${open.id}`))).toBe('还没办完的事/还没办完的事。')
    // 王秀英 and 李海 were not here for three years; 陈佳 was
    expect(await placesOf(of, '陈佳')).toEqual(['person.name'])
    expect(await placesOf(of, '王秀英')).toEqual([])
    expect(await wang.done('GET', '/api/session')).toMatchObject({ actor: null })
    expect(await placesOf(of, '周敏')).toEqual(['person.name'])
    const deeds = await deedsOf(of, 'privacy.purged')
    expect(deeds.map(({ facts }) => [facts.matters, facts.files, facts.people])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [1, 1, 2],
    ])
  })
})

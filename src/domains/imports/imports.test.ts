/** Lists of people and places through HTTP: what is read, shown, decided, written and undone, and by whom. */
import { describe, expect, test } from 'vitest'
import { record } from '#foundation/journal/journal.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { gbk, peopleHeader, type SheetRow, table, workbook } from '#tests/support/sheets.ts'
import { buildings, places, sharedWorld, type World, world } from '#tests/support/world.ts'
import { domains } from '../../program.ts'
import type { ImportReply, RowReply } from './contract.ts'
import { advance, importsChore, kindsOf } from './work.ts'

const shared = sharedWorld()

async function settleAll({ service }: World): Promise<void> {
  while (await importsChore.look(service, domains));
}

async function begin(client: Client, kind = 'people', path: string = places.community): Promise<string> {
  const id = newId()
  await client.done('POST', '/api/imports', { id, kind, path, name: '居民信息表.xlsx' })
  return id
}

const octets = { 'content-type': 'application/octet-stream' }

async function send(client: Client, importId: string, bytes: Buffer): Promise<ImportReply> {
  const answer = await client.call<ImportReply>('POST', `/api/imports/${importId}/file?id=${newId()}`, bytes, octets)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

const mappingOf = (one: ImportReply) => Object.entries(one.mapping).map(([column, at]) => ({ column, at }))

const mapBody = (one: ImportReply, more: Record<string, unknown> = {}) => ({
  id: newId(),
  seen: one.version,
  mapping: mappingOf(one),
  asOf: '2026-05-01',
  basis: 'duty',
  basisWords: '《浙江省居住登记条例》，社区日常走访',
  ...more,
})

/** From a file to its dry run. */
async function checked(of: World, client: Client, bytes: Buffer, kind = 'people'): Promise<ImportReply> {
  const one = await send(client, await begin(client, kind), bytes)
  await client.done(
    'POST',
    `/api/imports/${one.id}/mapping`,
    mapBody(one, kind === 'people' ? {} : { basis: null, basisWords: '' }),
  )
  await settleAll(of)
  return await read(client, one.id)
}

const read = async (client: Client, id: string) => await client.done<ImportReply>('GET', `/api/imports/${id}`)

async function takes(
  of: World,
  client: Client,
  one: ImportReply,
  step: 'writing' | 'undoing' | 'dropping',
): Promise<ImportReply> {
  await client.done('POST', `/api/imports/${one.id}/${step}`, { id: newId(), seen: one.version })
  await settleAll(of)
  return await read(client, one.id)
}

async function rowsOf(client: Client, id: string, query = ''): Promise<RowReply[]> {
  return (await client.done<{ rows: RowReply[] }>('GET', `/api/imports/${id}/rows${query}`)).rows
}

async function decide(client: Client, one: ImportReply, rows: number[], decision: string): Promise<ImportReply> {
  return await client.done('POST', `/api/imports/${one.id}/decisions`, {
    id: newId(),
    seen: one.version,
    rows,
    decision,
  })
}

const who = (row: SheetRow): SheetRow => row

/** Row 4 and on: new with a day as text and digits of full width, known, two wrong, blank, a rare name. */
const messy: readonly SheetRow[] = [
  who([
    1,
    '张　伟',
    '１２８００００１００１',
    '',
    '浙江省宁波市鄞州区',
    '牡丹新村',
    '１２栋',
    '二单元',
    '１０１室',
    '2020年5月2日',
  ]),
  who([2, '陈佳', '128 0000 0316', '', '', '牡丹新村', '12幢', '2', '502', '2019.1.1']),
  who(['', '', '', '', '', '', '', '', '', '']),
  who([3, '李娜', '1.28E+10', '', '', '牡丹新村', '12', '1', '102', '']),
  who([4, '赵敏', '12800001004', '330203199001011234', '', '玫瑰园', '12', '1', '103', '2030-01-01']),
  who([5, '𠮷田·阿卜杜拉', '12800001005', '', '', '牡丹新村', '5#', '3', '601', new Date(Date.UTC(2021, 2, 4))]),
]

const rowsAfter = { counts: { new: 2, changed: 0, same: 1, wrong: 2, perhaps: 0, undecided: 0 } }

async function personOf({ database, service }: World, phone: string) {
  const { rows } = await database.pool.query(
    `select p.id, p.name, p.path, p.building_id, p.unit, p.room, p.phone_tail,
       (select json_agg(json_build_object('kind', kind, 'address', address, 'from', from_on, 'to', to_on, 'source', source) order by kind, from_on)
        from residence r where r.person_id = p.id) as residences
     from person p where phone_mark = $1`,
    [service.seals.mark(phone)],
  )
  return rows[0]
}

async function countsOf({ database }: World) {
  const { rows } = await database.pool.query(
    'select (select count(*)::int from person where erased_at is null) people, (select count(*)::int from residence) residences, (select count(*)::int from dwelling) dwellings, (select count(*)::int from building) buildings, (select count(*)::int from estate) estates',
  )
  return rows[0]
}

/** Everything the tables of imports and the journal of them say. */
async function textsOf({ database }: World): Promise<string> {
  const { rows } = await database.pool.query<{ all: string }>(`
    select concat(
      (select string_agg(i::text, '') from import i), (select string_agg(b::text, '') from import_batch b),
      (select string_agg(r::text, '') from import_row r), (select string_agg(m::text, '') from import_mapping m),
      (select string_agg(a::text || coalesce(c::text, ''), '') from action a left join content c on c.action_id = a.id
        where a.kind like 'import.%')) as all`)
  return rows[0]?.all ?? ''
}

/** What is kept of a list, opened. */
async function keptOf({ database, service }: World, importId: string): Promise<string> {
  const { rows } = await database.pool.query<{ sealed: string }>(
    `select rows_sealed as sealed from import_batch where import_id = $1
     union all select head_sealed from import where id = $1 and head_sealed is not null`,
    [importId],
  )
  return rows.map(({ sealed }) => service.seals.open(sealed)).join()
}

async function leaves(client: Client): Promise<void> {
  const { codeId, demoCode } = await client.done<{ codeId: string; demoCode: string }>('POST', '/api/me/codes', {})
  await client.done('POST', '/api/me/closing', { id: newId(), codeId, code: demoCode })
}

describe('who may import', () => {
  test('[U30] community desk, head and street officer bring lists for their own communities; nobody else does', async () => {
    const of = shared()
    const body = (path: string) => ({ id: newId(), kind: 'people', path, name: '名单.xlsx' })
    expect(await of.visitor().refused('POST', '/api/imports', body(places.community))).toEqual([
      401,
      'access.signed-out',
    ])
    expect(await (await of.resident()).refused('GET', '/api/imports')).toEqual([403, 'access.not-yours'])
    for (const name of ['zhou', 'he', 'system', 'audit'] as const)
      expect([name, await (await of.staff(name)).refused('POST', '/api/imports', body(places.community))]).toEqual([
        name,
        [403, 'access.not-yours'],
      ])
    const lin = await of.staff('lin')
    expect(await lin.refused('POST', '/api/imports', body(places.otherCommunity))).toEqual([403, 'access.not-yours'])
    const shen = await of.staff('shen')
    expect(await shen.refused('POST', '/api/imports', body(places.street))).toEqual([422, 'import.not-a-community'])
    expect(await shen.refused('POST', '/api/imports', body(places.farCommunity))).toEqual([403, 'access.not-yours'])
    await shen.done('POST', '/api/imports', body(places.community))
    const made = await begin(lin)
    const sun = await of.staff('sun')
    const calls = [
      ['GET', ''],
      ['GET', '/rows'],
      ['GET', '/errors?format=csv'],
    ] as const
    for (const [method, path] of calls)
      expect(await sun.refused(method, `/api/imports/${made}${path}`)).toEqual([403, 'access.not-yours'])
    for (const step of ['writing', 'undoing', 'dropping'])
      expect(await sun.refused('POST', `/api/imports/${made}/${step}`, { id: newId(), seen: 1 })).toEqual([
        403,
        'access.not-yours',
      ])
    expect((await sun.done<{ rows: unknown[] }>('GET', '/api/imports')).rows).toEqual([])
    expect(await lin.refused('GET', `/api/imports/${newId()}`)).toEqual([404, 'import.unknown'])
  })
})

describe('reading a file', () => {
  test('[U30] [U38] title rows, blank lines and totals are no data, in XLSX, UTF-8 and GBK alike, and headers find their columns', async () => {
    const of = shared()
    const lin = await of.staff('lin')
    const text = table(
      peopleHeader,
      messy.filter((row) => row[1] !== '𠮷田·阿卜杜拉'),
    )
    const files = [
      await workbook(peopleHeader, messy),
      Buffer.from(text),
      Buffer.from(`\uFEFF${text}`),
      gbk(text),
      Buffer.from(table(peopleHeader, messy, '\t')),
    ]
    for (const [at, bytes] of files.entries()) {
      const one = await send(lin, await begin(lin), bytes)
      expect([at, one.headerRow, one.rows, one.header[1], one.sample[0]?.[1]]).toEqual([
        at,
        3,
        at === 0 || at === 4 ? 5 : 4,
        '姓名*',
        '张 伟',
      ])
      expect(one.mapping).toEqual({
        name: 1,
        phone: 2,
        identity: 3,
        registered: 4,
        estate: 5,
        building: 6,
        unit: 7,
        room: 8,
        since: 9,
      })
      expect([one.state, one.can]).toEqual(['read', ['map', 'drop']])
    }
  })

  test('[U30] what is no spreadsheet, too old, empty, broken or in an unknown encoding is refused and leaves nothing', async () => {
    const of = shared()
    const lin = await of.staff('lin')
    const id = await begin(lin)
    const tries = async (bytes: Buffer) => {
      const { status, body } = await lin.call<{ refusal: { code: string } }>(
        'POST',
        `/api/imports/${id}/file?id=${newId()}`,
        bytes,
        octets,
      )
      return [status, body.refusal?.code]
    }
    const good = await workbook(peopleHeader, messy)
    expect(await tries(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toEqual([415, 'sheet.old-format'])
    expect(await tries(good.subarray(0, good.length / 2))).toEqual([422, 'sheet.broken'])
    expect(await tries(Buffer.from([0xff, 0xff, 0x00, 0x81]))).toEqual([422, 'sheet.encoding'])
    expect(await tries(Buffer.from('姓名,电话\r\n'))).toEqual([422, 'sheet.empty'])
    expect(await tries(Buffer.alloc(21_000_000, 32))).toEqual([413, 'import.file-big'])
    expect((await read(lin, id)).state).toBe('made')
    await send(lin, id, good)
    expect(await tries(good)).toEqual([409, 'import.not-now'])
  })

  test('[U30] a mapping is remembered for the next file with the same header', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const header = ['称呼', '号码', '哪里']
    const file = Buffer.from(table(header, [['王小明', '12800002001', '牡丹新村东门']]))
    const one = await send(lin, await begin(lin), file)
    expect([one.mapping, one.remembered]).toEqual([{}, false])
    const path = `/api/imports/${one.id}/mapping`
    expect(await lin.refused('POST', path, mapBody(one, { mapping: [{ column: 'phone', at: 1 }] }))).toEqual([
      422,
      'import.column-missing',
    ])
    const mapping = [
      { column: 'name', at: 0 },
      { column: 'phone', at: 1 },
      { column: 'address', at: 2 },
    ]
    expect(await lin.refused('POST', path, mapBody(one, { mapping: [...mapping, { column: 'home', at: 2 }] }))).toEqual(
      [422, 'import.mapping'],
    )
    expect(await lin.refused('POST', path, mapBody(one, { mapping, basis: null }))).toEqual([422, 'import.basis'])
    expect(await lin.refused('POST', path, mapBody(one, { mapping, asOf: '2026-05-20' }))).toEqual([
      422,
      'import.as-of',
    ])
    const body = mapBody(one, { mapping })
    await lin.done('POST', path, body)
    expect((await lin.done<ImportReply>('POST', path, body)).state).toBe('checking')
    expect(await lin.refused('POST', path, { ...body, asOf: '2026-04-01' })).toEqual([409, 'action.reused'])
    const again = await send(lin, await begin(lin), file)
    expect([again.mapping, again.remembered]).toEqual([{ name: 0, phone: 1, address: 2 }, true])
  })
})

describe('people', () => {
  test('[U30] [U06] [U38] the dry run says new, same and wrong by row, column and text, and writes nobody', async () => {
    const of = shared()
    const lin = await of.staff('lin')
    const before = await countsOf(of)
    const one = await checked(of, lin, await workbook(peopleHeader, messy))
    expect(one).toMatchObject({ state: 'checked', rows: 5, ...rowsAfter })
    expect(await countsOf(of)).toEqual(before)
    const wrong = await rowsOf(lin, one.id, '?outcome=wrong')
    expect(wrong.map(({ row, problems }) => [row, problems])).toEqual([
      [7, [{ column: 'phone', code: 'cell.phone-rounded', text: '1.28E+10' }]],
      [8, [{ column: 'identity', code: 'cell.identity-digit', text: '330203199001011234' }]],
    ])
    const csv = await lin.call('GET', `/api/imports/${one.id}/errors?format=csv`)
    expect(String(csv.body)).toMatch(/李娜,1\.28E\+10/)
    expect((await lin.call('GET', `/api/imports/${one.id}/errors?format=xlsx`)).status).toBe(200)
    // nothing of a person is readable in the tables of imports
    expect(await textsOf(of)).not.toMatch(/李娜|张伟|12800001005/)
  })

  test('[U30] [PIPL-47] what a file, its sheet and its columns are called is nowhere readable, and goes with the rows', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const id = newId()
    const body = { id, kind: 'people', path: places.community, name: '王秀英家庭情况.xlsx' }
    await lin.done('POST', '/api/imports', body)
    // without a header the first person stands where it would be
    const bytes = Buffer.from('李娜,12800003009,牡丹新村东门\r\n张伟,12800003010,牡丹新村西门')
    const one = await send(lin, id, bytes)
    expect([one.name, one.header]).toEqual(['王秀英家庭情况.xlsx', ['李娜', '12800003009', '牡丹新村东门']])
    expect((await lin.done<{ rows: { name: string }[] }>('GET', '/api/imports')).rows[0]?.name).toBe(body.name)
    expect(await textsOf(of)).not.toMatch(/王秀英|李娜|张伟|12800003|东门/)

    await lin.done('POST', '/api/imports', body)
    expect(await lin.refused('POST', '/api/imports', { ...body, name: '别的.xlsx' })).toEqual([409, 'action.reused'])
    expect(await takes(of, lin, one, 'dropping')).toMatchObject({
      state: 'dropped',
      name: null,
      header: [],
      erased: true,
    })
    const { rows } = await of.database.pool.query('select name_sealed, head_sealed from import')
    expect(rows).toEqual([{ name_sealed: null, head_sealed: null }])
  })

  test('[U30] [S4-04] [U38] written rows are people with registered address and actual residence, found by their phone; undoing takes them away', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const before = await countsOf(of)
    const one = await checked(of, lin, await workbook(peopleHeader, messy))
    const done = await takes(of, lin, one, 'writing')
    expect(done).toMatchObject({
      state: 'written',
      results: { made: 2, kept: 1, moved: 0 },
      writtenBy: '林晓',
      can: ['undo'],
    })
    expect(await personOf(of, '12800001001')).toMatchObject({
      name: '张伟',
      path: places.grid,
      building_id: buildings.twelve,
      unit: 2,
      room: '101',
      phone_tail: '1001',
      residences: [
        { kind: 'actual', from: '2020-05-02', to: null, source: 'import' },
        { kind: 'registered', address: '浙江省宁波市鄞州区', from: '2026-05-01' },
      ],
    })
    expect(await personOf(of, '12800001005')).toMatchObject({
      name: '𠮷田·阿卜杜拉',
      room: '601',
      residences: [{ from: '2021-03-04' }],
    })
    const deeds = await of.database.pool.query(
      'select kind, actor_role as role, facts from action where subject_id = $1 order by place_in_log',
      [one.id],
    )
    expect(deeds.rows.map(({ kind, role }) => [kind, role])).toEqual([
      ['import.made', 'community_desk'],
      ['import.read', 'community_desk'],
      ['import.mapped', 'community_desk'],
      ['import.checked', 'system'],
      ['import.confirmed', 'community_desk'],
      ['import.written', 'system'],
    ])
    expect(deeds.rows.at(-1)?.facts).toMatchObject({ list: 'people', made: 2, kept: 1 })

    const undone = await takes(of, lin, done, 'undoing')
    expect(undone).toMatchObject({ state: 'undone', results: { undone: 2, stays: 0 }, undoneBy: '林晓' })
    expect(await countsOf(of)).toEqual(before)
    // nothing is left of them but an id, which nobody can begin to use
    const { rows: ids } = await of.database.pool.query(
      `select id, name, phone_mark, path, room, pinyin from person where erased_at is not null`,
    )
    expect(ids).toHaveLength(2)
    expect(ids[0]).toMatchObject({ name: '已注销', phone_mark: null, path: null, room: null, pinyin: '' })
    const account = { person_id: ids[0].id, kind: 'resident' as const, created_at: of.clock.now() }
    await expect(of.database.db.insertInto('account').values(account).execute()).rejects.toThrow('the person is erased')
    const again = await checked(of, lin, await workbook(peopleHeader, messy))
    expect(again).toMatchObject(rowsAfter)
  })

  test('[U06] the same name in the same home waits for a decision; the phone of another name too; nothing is written before', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const rows: SheetRow[] = [
      [1, '王秀英', '', '', '', '牡丹新村', '12', '2', '301', ''],
      [2, '陈小弟', '12800000316', '', '', '牡丹新村', '12', '2', '502', ''],
      [3, '钱一', '12800003001', '', '', '牡丹新村', '12', '1', '201', ''],
      [4, '钱二', '12800003001', '', '', '牡丹新村', '12', '1', '201', ''],
      [5, '钱一', '12800003001', '', '', '牡丹新村', '12', '1', '201', ''],
    ]
    let one = await checked(of, lin, await workbook(peopleHeader, rows))
    expect(one.counts).toEqual({ new: 1, changed: 0, same: 0, wrong: 1, perhaps: 3, undecided: 3, skipped: 0 })
    const open = await rowsOf(lin, one.id, '?outcome=perhaps')
    expect(open.map(({ row, problems, known }) => [row, problems[0]?.code, known])).toEqual([
      [4, 'person.same-home', { name: '王*英', tail: '0078' }],
      [5, 'person.other-name', { name: '陈*', tail: '0316' }],
      [7, 'person.phone-in-file', null],
    ])
    const path = `/api/imports/${one.id}`
    expect(await lin.refused('POST', `${path}/writing`, { id: newId(), seen: one.version })).toEqual([
      409,
      'import.undecided',
    ])
    expect(
      await lin.refused('POST', `${path}/decisions`, { id: newId(), seen: one.version, rows: [7], decision: 'same' }),
    ).toEqual([422, 'import.cannot-same'])
    expect(
      await lin.refused('POST', `${path}/decisions`, { id: newId(), seen: one.version, rows: [6], decision: 'new' }),
    ).toEqual([422, 'import.row-unknown'])
    const old = one.version
    one = await decide(lin, one, [4], 'same')
    expect(
      await lin.refused('POST', `${path}/decisions`, { id: newId(), seen: old, rows: [5], decision: 'new' }),
    ).toEqual([409, 'import.moved'])
    one = await decide(lin, one, [], 'new')
    expect(one.counts.undecided).toBe(0)
    const done = await takes(of, lin, one, 'writing')
    expect(done.results).toMatchObject({ made: 3, kept: 1, moved: 0 })
    expect(await personOf(of, '12800000316')).toMatchObject({ name: '陈佳' })
    const { rows: named } = await of.database.pool.query(
      `select name, phone_tail, room from person where name in ('陈小弟', '钱一', '钱二') order by name`,
    )
    expect(named).toEqual(
      expect.arrayContaining([
        { name: '陈小弟', phone_tail: null, room: '502' },
        { name: '钱一', phone_tail: '3001', room: '201' },
        { name: '钱二', phone_tail: null, room: '201' },
      ]),
    )
  })

  test('[U06] [S4-04] a move is shown as a change and ends the residence before; what is known later than the list is never overwritten', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const moved = (room: string, since: string): SheetRow[] => [
      [1, '陈佳', '12800000316', '', '宁波市江北区', '牡丹新村', '5', '1', room, since],
    ]
    const one = await checked(of, lin, await workbook(peopleHeader, moved('101', '2026-03-01')))
    expect(one.counts).toMatchObject({ changed: 1 })
    expect((await rowsOf(lin, one.id))[0]?.fields).toEqual(['home', 'registered'])
    const first = await takes(of, lin, one, 'writing')
    expect(await personOf(of, '12800000316')).toMatchObject({ building_id: buildings.five, room: '101' })
    const second = await takes(
      of,
      lin,
      await checked(of, lin, await workbook(peopleHeader, moved('202', '2026-04-01'))),
      'writing',
    )
    const actual = (await personOf(of, '12800000316')).residences.filter(
      ({ kind }: { kind: string }) => kind === 'actual',
    )
    expect(actual).toMatchObject([
      { from: '2026-03-01', to: '2026-03-31' },
      { from: '2026-04-01', to: null },
    ])

    const late = await checked(of, lin, await workbook(peopleHeader, moved('303', '2026-03-15')))
    expect((await rowsOf(lin, late.id))[0]?.problems).toMatchObject([{ code: 'person.newer-known' }])
    expect(await lin.refused('POST', `/api/imports/${late.id}/writing`, { id: newId(), seen: late.version })).toEqual([
      409,
      'import.nothing',
    ])

    // the first cannot be undone while the second lies upon it
    const stays = await takes(of, lin, first, 'undoing')
    expect(stays.results).toMatchObject({ undone: 0, stays: 1 })
    expect((await rowsOf(lin, stays.id, '?result=stays'))[0]).toMatchObject({ row: 4, stays: 'changed-since' })
    await takes(of, lin, second, 'undoing')
    expect(await personOf(of, '12800000316')).toMatchObject({ building_id: buildings.five, room: '101' })
  })

  test('[U30] somebody who came to use an imported person keeps them from being undone', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const done = await takes(of, lin, await checked(of, lin, await workbook(peopleHeader, messy)), 'writing')
    const zhang = await personOf(of, '12800001001')
    await of.database.db
      .insertInto('account')
      .values({ person_id: zhang.id, kind: 'resident', created_at: of.clock.now() })
      .execute()
    // one who was only spoken of, in the journal, is used as well
    const rare = await personOf(of, '12800001005')
    await of.database.transact(async (tx) => {
      const deed = { id: newId(), at: of.clock.now(), actor: undefined, role: 'system', kind: 'person.named' }
      await record(tx, { ...deed, subjectId: rare.id, path: places.community, input: {} })
    })
    const undone = await takes(of, lin, done, 'undoing')
    expect(undone.results).toMatchObject({ undone: 0, stays: 2 })
    expect((await rowsOf(lin, undone.id, '?result=stays')).map(({ row, stays }) => [row, stays])).toEqual([
      [4, 'used'],
      [9, 'used'],
    ])
    expect(await personOf(of, '12800001001')).toBeTruthy()
  })

  test('[U30] a person of another community is refused by row, and so is a list of another community', async () => {
    const of = await world()
    await of.database.db
      .updateTable('person')
      .set({ path: places.farCommunity, building_id: buildings.far })
      .where('name', '=', '李海')
      .execute()
    const lin = await of.staff('lin')
    const rows: SheetRow[] = [[1, '李海', '12800000421', '', '', '牡丹新村', '12', '1', '101', '']]
    const one = await checked(of, lin, await workbook(peopleHeader, rows))
    expect((await rowsOf(lin, one.id))[0]).toMatchObject({
      outcome: 'wrong',
      problems: [{ code: 'person.elsewhere' }],
      known: null,
    })
    const other = await checked(of, lin, Buffer.from(table(['姓名', '社区', '现住址'], [['孙一', '青林社区', '东门']])))
    expect((await rowsOf(lin, other.id))[0]?.problems).toMatchObject([{ code: 'address.other-community' }])
  })

  test('[U30] two who confirm at once do it once; a phone taken meanwhile is left out and said', async () => {
    const of = await world()
    const [lin, xu] = [await of.staff('lin'), await of.staff('xu')]
    const one = await checked(of, lin, await workbook(peopleHeader, messy))
    const path = `/api/imports/${one.id}/writing`
    const answers = await Promise.all(
      [lin, xu].map(
        async (client) =>
          await client.call<{ refusal?: { code: string } }>('POST', path, { id: newId(), seen: one.version }),
      ),
    )
    expect(answers.map(({ status, body }) => [status, body.refusal?.code]).sort()).toEqual([
      [200, undefined],
      [409, 'import.moved'],
    ])
    const { seals, clock } = of.service
    const phone = '12800001001'
    await of.database.db
      .insertInto('person')
      .values({
        name: '别人',
        phone_mark: seals.mark(phone),
        phone_sealed: seals.seal(phone),
        phone_tail: '1001',
        created_at: clock.now(),
      })
      .execute()
    await settleAll(of)
    const done = await read(lin, one.id)
    expect(done.results).toMatchObject({ made: 1, moved: 1 })
    expect((await rowsOf(lin, one.id, '?result=moved'))[0]?.row).toBe(4)
  })

  test('[U30] two workers and a stop in the middle write every row once', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const many = Array.from(
      { length: 1700 },
      (_, n): SheetRow => [
        n,
        `人${'甲乙丙丁戊己庚辛'[n % 8]}`,
        `128000${20_000 + n}`,
        '',
        '',
        '牡丹新村',
        '12',
        '1',
        String(1000 + n),
        '',
      ],
    )
    const one = await checked(of, lin, Buffer.from(table(peopleHeader, many)))
    expect(one.counts).toMatchObject({ new: 1700 })
    await lin.done('POST', `/api/imports/${one.id}/writing`, { id: newId(), seen: one.version })
    const kinds = kindsOf(domains)
    await advance(of.service, kinds)
    expect((await read(lin, one.id)).done).toBe(500)
    const broken = kinds.map((kind) => ({ ...kind, write: async () => Promise.reject(new Error('stopped')) }))
    await expect(advance(of.service, broken)).rejects.toThrow('stopped')
    expect((await read(lin, one.id)).done).toBe(500)
    of.clock.advance(61_000)
    const both = async () => {
      while (await advance(of.service, kinds));
    }
    await Promise.all([both(), both()])
    await settleAll(of)
    expect((await read(lin, one.id)).results).toMatchObject({ made: 1700, moved: 0 })
    const { rows } = await of.database.pool.query(`select count(*)::int n from person where name like '人%'`)
    expect(rows[0].n).toBe(1700)
  })

  test('[PIPL-47] [U30] who closes the account takes their rows of every list along: shown to nobody, not written, not kept', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const rows: SheetRow[] = [
      [1, '陈佳', '12800000316', '', '宁波市江北区', '牡丹新村', '12', '2', '502', ''],
      [2, '陈佳', '12800000316', '', '宁波市江北区', '牡丹新村', '12', '2', '502', ''],
      [3, '孙一', '12800003001', '', '', '牡丹新村', '12', '1', '201', ''],
    ]
    const bytes = await workbook(peopleHeader, rows)
    const written = await takes(of, lin, await checked(of, lin, bytes), 'writing')
    expect(written.results).toMatchObject({ made: 1, changed: 1 })
    const open = await checked(
      of,
      lin,
      await workbook(peopleHeader, [
        [1, '陈小弟', '12800000316', '', '', '牡丹新村', '12', '1', '202', ''],
        [2, '孙二', '12800003002', '', '', '牡丹新村', '12', '1', '202', ''],
      ]),
    )
    const decided = await decide(lin, open, [], 'new')
    expect(await keptOf(of, written.id)).toContain('江北区')

    await leaves(await of.resident())
    // at once: nobody is shown it any more, however soon the worker comes
    expect((await rowsOf(lin, written.id)).map(({ row, title }) => [row, title])).toEqual([
      [4, ''],
      [5, ''],
      [6, '孙一 牡丹新村 12 1 201'],
    ])
    expect((await rowsOf(lin, open.id, '?outcome=wrong'))[0]).toMatchObject({
      row: 4,
      title: '',
      problems: [{ code: 'person.left', text: '' }],
    })
    await settleAll(of)
    for (const id of [written.id, open.id]) expect(await keptOf(of, id)).not.toMatch(/陈|12800000316|江北/)
    expect(await keptOf(of, written.id)).toContain('孙一')
    expect((await read(lin, open.id)).sample.map((cells) => cells[1])).toEqual(['孙二'])

    const done = await takes(of, lin, decided, 'writing')
    expect(done.results).toMatchObject({ made: 1, moved: 0 })
    const undone = await takes(of, lin, written, 'undoing')
    expect(undone.results).toMatchObject({ undone: 1, stays: 1 })
    expect((await rowsOf(lin, undone.id, '?result=stays'))[0]).toMatchObject({ row: 4, stays: 'left' })
    const { rows: people } = await of.database.pool.query(
      `select count(*)::int as n from person where name in ('陈佳', '陈小弟') or phone_tail = '0316'`,
    )
    expect(people).toEqual([{ n: 0 }])
  })

  test('[U30] a batch that fails again and again is said with its rows and the next try, writes nothing, and goes on when it can', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const many = Array.from(
      { length: 700 },
      (_, n): SheetRow => [
        n,
        `人${'甲乙丙丁'[n % 4]}`,
        `128000${30_000 + n}`,
        '',
        '',
        '牡丹新村',
        '12',
        '1',
        `${1000 + n}`,
      ],
    )
    const one = await checked(of, lin, Buffer.from(table(peopleHeader, many)))
    expect(one).toMatchObject({ trouble: null, faults: 0 })
    await of.database.pool.query(`
      create function fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
      create trigger fails before insert on person for each row when (new.phone_tail = '0600') execute function fail()`)
    await lin.done('POST', `/api/imports/${one.id}/writing`, { id: newId(), seen: one.version })
    const fails = async () => await expect(settleAll(of)).rejects.toThrow(`import ${one.id}: the disk is full`)

    await fails()
    const first = await read(lin, one.id)
    expect(first).toMatchObject({ state: 'writing', done: 500, trouble: { times: 1, from: 504, to: 703 } })
    const rests = Date.parse(first.trouble?.againAt ?? '') - of.clock.now().getTime()
    expect([rests > 50_000, rests <= 60_000]).toEqual([true, true])
    // it rests until then
    await settleAll(of)
    of.clock.advance(61_000)
    await fails()
    expect((await read(lin, one.id)).trouble).toMatchObject({ times: 2 })
    expect((await lin.done<{ rows: { faults: number }[] }>('GET', '/api/imports')).rows[0]?.faults).toBe(2)
    const count = async () =>
      (await of.database.pool.query(`select count(*)::int as n from person where name like '人%'`)).rows[0].n
    expect(await count()).toBe(500)

    await of.database.pool.query('drop trigger fails on person')
    of.clock.advance(61_000)
    await settleAll(of)
    expect(await read(lin, one.id)).toMatchObject({
      state: 'written',
      trouble: null,
      faults: 0,
      results: { made: 700 },
    })
    expect(await count()).toBe(700)
  })

  test('[PIPL-13] [U30] texts are erased when their days are over, and then nothing is undone any more', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const done = await takes(of, lin, await checked(of, lin, await workbook(peopleHeader, messy)), 'writing')
    await of.pass(24 * 7)
    expect(await lin.refused('POST', `/api/imports/${done.id}/undoing`, { id: newId(), seen: done.version })).toEqual([
      401,
      'access.signed-out',
    ])
    const again = await of.staff('lin')
    expect(await again.refused('POST', `/api/imports/${done.id}/undoing`, { id: newId(), seen: done.version })).toEqual(
      [409, 'import.undo-late'],
    )
    await of.pass(24 * 24)
    await settleAll(of)
    const xu = await of.staff('xu')
    expect(await read(xu, done.id)).toMatchObject({
      erased: true,
      name: null,
      header: [],
      sample: [],
      basis: 'duty',
      results: { made: 2 },
    })
    const { rows } = await of.database.pool.query(
      'select rows_sealed, (select count(*)::int from import_row where undo is not null or mark is not null) as kept from import_batch',
    )
    expect(rows).toEqual([{ rows_sealed: null, kept: 0 }])
    expect(await xu.refused('GET', `/api/imports/${done.id}/errors?format=csv`)).toEqual([409, 'import.erased'])
  })
})

describe('places', () => {
  const header = ['小区名称', '楼号', '所属网格', '单元数', '层数', '经度', '纬度', '单元', '室号']
  const list: SheetRow[] = [
    ['桂花苑', '1号楼', '第一网格', 2, 18, 121.531, 29.861, '1', '101'],
    ['桂花苑', '1幢', '', '', '', '', '', '一单元', '102室'],
    ['桂花苑', '2号楼', '第九网格', 2, 18, 121.531, 29.861, '', ''],
    ['桂花苑', '3号楼', '1', 2, 18, 29.861, 121.531, '', ''],
    ['牡丹新村', '12', '', '', 7, '', '', '', ''],
    ['牡丹新村', '12', '', '', '', '', '', '9', '901'],
    ['牡丹新村', '５栋', '', '', '', '', '', '3', '301'],
  ]

  test('[U30] estates, buildings and dwellings are made and changed by row, and undone unless somebody lives there', async () => {
    const of = await world()
    const lin = await of.staff('lin')
    const before = await countsOf(of)
    const one = await checked(of, lin, await workbook(header, list), 'places')
    const rows = await rowsOf(lin, one.id)
    expect(
      rows.map(({ row, outcome, fields, problems }) => [row, outcome, fields, problems.map(({ code }) => code)]),
    ).toEqual([
      [4, 'new', ['estate', 'building', 'dwelling'], []],
      [5, 'new', ['dwelling'], []],
      [6, 'wrong', [], ['address.grid-unknown']],
      [7, 'wrong', [], ['cell.position', 'cell.position']],
      [8, 'changed', ['floors'], []],
      [9, 'wrong', [], ['address.unit-beyond']],
      [10, 'new', ['dwelling'], []],
    ])
    const done = await takes(of, lin, one, 'writing')
    expect(done.results).toMatchObject({ made: 3, changed: 1, moved: 0 })
    expect(await countsOf(of)).toMatchObject({
      estates: before.estates + 1,
      buildings: before.buildings + 1,
      dwellings: before.dwellings + 3,
    })
    const again = await checked(of, lin, await workbook(header, list.slice(0, 2)), 'places')
    expect(again.counts).toMatchObject({ same: 2, new: 0 })

    const five = await of.database.db
      .selectFrom('dwelling')
      .select('id')
      .where('building_id', '=', buildings.five)
      .executeTakeFirstOrThrow()
    const chen = await personOf(of, '12800000316')
    await of.database.db
      .insertInto('residence')
      .values({
        person_id: chen.id,
        kind: 'actual',
        dwelling_id: five.id,
        path: places.community,
        from_on: '2026-05-01',
        source: 'staff',
        recorded_at: of.clock.now(),
      })
      .execute()
    const undone = await takes(of, lin, done, 'undoing')
    expect(undone.results).toMatchObject({ undone: 3, stays: 1 })
    expect(await countsOf(of)).toMatchObject({
      estates: before.estates,
      buildings: before.buildings,
      dwellings: before.dwellings + 1,
    })
    const { rows: twelve } = await of.database.pool.query('select floors from building where id = $1', [
      buildings.twelve,
    ])
    expect(twelve[0].floors).toBe(6)
  })
})

/**
 * Changed codes through HTTP: a list is read, shown and applied whole; what belongs to a place follows it, what happened
 * stays where it happened, and who acts at the same time is refused or waits.
 */
import { describe, expect, test } from 'vitest'
import { pathsOf } from '#foundation/territory/history.ts'
import { keptTables, listPathColumns, listRewritten } from '#foundation/territory/recode.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, detail, report } from '#tests/support/requests.ts'
import { buildings, places, sharedWorld, type World, world } from '#tests/support/world.ts'
import type { PlaceReply } from './contract.ts'

const shared = sharedWorld()
const from = '2026-05-01'

interface Preview {
  errors: { line: number; code: string; about: string }[]
  changes: {
    line: number
    kind: string
    oldPath: string | null
    newPath: string | null
    into: string | null
    touches: object
  }[]
  lines: number
  follow: number
  touches: { people: number; requests: number; grants: number; buildings: number }
}
const preview = async (client: Client, lines: string) =>
  await client.done<Preview>('POST', '/api/territory-changes/preview', { lines, from })
const apply = async (client: Client, lines: string, id = newId()) =>
  await client.done<{ places: number }>('POST', '/api/territory-changes', { id, lines, from })
const place = async (client: Client, path: string) => await client.done<PlaceReply>('GET', `/api/territory/${path}`)
const idOf = async ({ database }: World, path: string): Promise<string> =>
  (await database.db.selectFrom('territory').select('id').where('path', '=', path).executeTakeFirstOrThrow()).id

/** Every row of every table that carries a code, to see that nothing moved. */
async function everything({ database }: World): Promise<string> {
  const parts = []
  for (const { table, column } of await listPathColumns(database.db)) {
    const { rows } = await database.pool.query(
      `select ${column}::text as path, count(*)::int as n from ${table} group by 1 order by 1`,
    )
    parts.push([table, rows])
  }
  return JSON.stringify(parts)
}

describe('a list of changed codes', () => {
  test('[U02] [GB22239-L2-ACCESS] is the system administrator’s alone', async () => {
    const of = shared()
    const body = { lines: `${places.community},,牡丹园社区,更名`, from }
    for (const path of ['/api/territory-changes/preview', '/api/territory-changes']) {
      const sent = path.endsWith('preview') ? body : { id: newId(), ...body }
      expect(await of.visitor().refused('POST', path, sent)).toEqual([401, 'access.signed-out'])
      for (const name of ['lin', 'shen', 'he', 'security', 'audit'] as const)
        expect(await (await of.staff(name)).refused('POST', path, sent)).toEqual([403, 'access.not-yours'])
    }
  })

  test.each([
    ['三个格', `${places.community},牡丹园`, 'cells'],
    ['没有这种变更', `${places.community},,牡丹园,改造`, 'kind'],
    ['代码不对', '99A1,990101001009,甲,划转', 'code'],
    ['没写旧代码', ',990101001009,甲,划转', 'old-missing'],
    ['旧代码没有', '990101001088,990101001009,甲,划转', 'old-unknown'],
    ['没写新代码', `${places.community},,甲,划转`, 'new-missing'],
    ['新代码有人用', `${places.community},${places.otherCommunity},,划转`, 'new-taken'],
    ['合到没有的地方', `${places.otherCommunity},990101001077,,合并`, 'new-gone'],
    ['没写名称', ',990101001009,,新设', 'name-missing'],
    ['名称没变', `${places.community},,牡丹社区,更名`, 'name-same'],
    ['级别不对', `${places.community},990101009,,划转`, 'level'],
    ['上级没有', `${places.community},990101077001,,划转`, 'parent-missing'],
    ['合到自己', `${places.community},${places.community},,合并`, 'itself'],
    ['市不能动', '9901,,,撤销', 'city'],
    ['里面还有东西', `${places.street},,,撤销`, 'not-empty'],
    ['还有人', `${places.grid},,,撤销`, 'not-empty'],
    ['没有这个网格', `${places.community},990101001009,新社区,拆分,第 9 网格`, 'carry-unknown'],
    ['小区分到两边', `${places.community},990101001009,新社区,拆分,第 1 网格`, 'estate-parted'],
  ])('[U02] %s: the line is named and nothing is done', async (_, lines, code) => {
    const of = shared()
    const system = await of.staff('system')
    const before = await everything(of)
    expect((await preview(system, lines)).errors[0]).toMatchObject({ line: 1, code })
    const answer = await system.call('POST', '/api/territory-changes', { id: newId(), lines, from })
    expect(answer).toMatchObject({
      status: 422,
      body: { refusal: { code: 'places.lines', facts: { rowError: code } } },
    })
    expect(await everything(of)).toBe(before)
  })

  test('[U02] that names a place twice, merges in a circle, is empty or holds from tomorrow is refused', async () => {
    const system = await shared().staff('system')
    const [a, b] = [places.community, places.otherCommunity]
    expect((await preview(system, `${a},,甲社区,更名\n${a},,乙社区,更名`)).errors).toEqual([
      { line: 2, code: 'twice', about: a },
    ])
    expect((await preview(system, `${a},${b},,合并\n${b},${a},,合并`)).errors.map(({ code }) => code)).toEqual([
      'new-gone',
      'new-gone',
    ])
    for (const path of ['/api/territory-changes/preview', '/api/territory-changes']) {
      const id = path.endsWith('preview') ? {} : { id: newId() }
      expect(await system.refused('POST', path, { ...id, lines: '旧代码,新代码,名称,变更\n\n', from })).toEqual([
        422,
        'places.empty',
      ])
      expect(await system.refused('POST', path, { ...id, lines: `${a},,甲,更名`, from: '2026-05-15' })).toEqual([
        422,
        'places.from',
      ])
    }
  })

  test('[U02] is shown with what each line touches before it is done, and done once', async () => {
    const of = await world()
    const system = await of.staff('system')
    await report(await of.resident())
    const lines = `旧代码\t新代码\t名称\t变更\n990101001000\t990102005000\t白云新街道\t划转\n${places.farCommunity}\t\t青林园社区\t更名`
    const seen = await preview(system, lines)
    expect(seen).toMatchObject({
      errors: [],
      lines: 2,
      follow: 4,
      changes: [
        {
          line: 2,
          kind: 'move',
          oldPath: places.street,
          newPath: '990102005',
          touches: { people: 3, requests: 1, grants: 5, buildings: 3 },
        },
        { line: 3, kind: 'rename', oldPath: places.farCommunity },
      ],
      touches: { people: 3, requests: 1, grants: 5, buildings: 3 },
    })
    const id = newId()
    expect(await apply(system, lines, id)).toEqual({ places: 6 })
    expect(await apply(system, lines, id)).toEqual({ places: 6 })
    expect(
      await system.refused('POST', '/api/territory-changes', { id, lines: `${places.farCommunity},,甲,更名`, from }),
    ).toEqual([409, 'action.reused'])
    const { rows } = await of.database.pool.query(`select facts, actor_role from action where kind = 'places.changed'`)
    expect(rows).toEqual([
      {
        actor_role: 'system_admin',
        facts: { from, lines: ['move|990101001|990102005|白云新街道', `rename|${places.farCommunity}||青林园社区`] },
      },
    ])
  })
})

describe('when codes change', () => {
  test('[U02] [U03] a moved street takes everything along: people, cases, roles, signed-in staff, phones that kept the old code', async () => {
    const of = await world()
    const [system, shen, zhou, chen] = [
      await of.staff('system'),
      await of.staff('shen'),
      await of.staff('zhou'),
      await of.resident(),
    ]
    const { id } = await report(chen)
    await act(zhou, id, 'accept', {})
    await apply(system, `${places.street},990102005,,划转`)

    expect(await place(shen, '990102005')).toMatchObject({
      name: '白云街道',
      above: [{ name: '试城' }, { name: '西区' }],
      holds: { grids: 2, buildings: 3, people: 3, requests: 1 },
      changes: [{ kind: 'move', oldPath: places.street, newPath: '990102005', from }],
    })
    expect(await place(zhou, '99010200500101')).toMatchObject({ name: '第 1 网格', changes: [{ kind: 'follow' }] })
    await act(zhou, id, 'note', { words: '照常办' })
    expect(await detail(chen, id)).toMatchObject({ state: 'accepted' })
    expect((await (await of.staff('sun')).refused('GET', `/api/requests/${id}`))[0]).toBe(403)
    const old = await of.visitor().done('GET', `/api/communities/${places.community}`)
    expect(old).toMatchObject({ path: '990102005001', name: '牡丹社区', street: '白云街道', workers: [{}, {}] })
    expect(await shen.done('GET', '/api/session')).toMatchObject({ actor: { grants: [{ path: '990102005' }] } })
    await report(chen)
  })

  test('[U02] two communities swap their codes in one list', async () => {
    const of = await world()
    const system = await of.staff('system')
    const [a, b] = [places.community, places.otherCommunity]
    await apply(system, `${a},${b},,划转\n${b},${a},,划转`)
    expect(await place(system, a)).toMatchObject({ name: '丽园社区', holds: { people: 0 } })
    expect(await place(system, b)).toMatchObject({ name: '牡丹社区', holds: { people: 3, grids: 2 } })
    expect(await (await of.staff('zhou')).done('GET', '/api/territory')).toMatchObject({ places: [{ path: `${b}01` }] })
  })

  test('[U02] a merged community brings its grids under free numbers, and its lists go on with the other', async () => {
    const of = await world()
    const system = await of.staff('system')
    await system.done('POST', `/api/territory/${places.otherCommunity}/grids`, { id: newId(), name: '丽园网格' })
    const list = { id: newId(), name: '东片', purpose: 'duty_area', paths: [places.community] }
    await system.done('POST', '/api/place-lists', list)
    const gone = await idOf(of, places.community)
    const { follow } = await preview(system, `${places.community},${places.otherCommunity},,合并`)
    expect(follow).toBe(2)
    await apply(system, `${places.community},${places.otherCommunity},,合并`)

    const other = await place(system, places.otherCommunity)
    expect(other).toMatchObject({ holds: { grids: 3, estates: 1, people: 3 }, lists: [{ name: '东片' }] })
    expect(other.changes).toMatchObject([{ kind: 'merge', oldName: '牡丹社区', newName: null, into: '丽园社区' }])
    const grids = await system.done<{ places: { name: string; path: string }[] }>(
      'GET',
      `/api/territory?inside=${places.otherCommunity}`,
    )
    expect(grids.places.map(({ name, path }) => `${path.slice(12)} ${name}`)).toEqual([
      '01 丽园网格',
      '02 第 2 网格',
      '03 第 1 网格',
    ])
    expect(await of.visitor().done('GET', `/api/communities/${places.community}`)).toMatchObject({ name: '丽园社区' })
    expect(await pathsOf(of.database, gone, '2026-04-30')).toBe(places.community)
    expect(await pathsOf(of.database, gone, '2026-05-02')).toBeUndefined()
    expect(await place(await of.staff('lin'), places.otherCommunity)).toMatchObject({ name: '丽园社区' })
  })

  test('[U02] a split says which grids go along, and their estates with them', async () => {
    const of = await world()
    const system = await of.staff('system')
    const { estateId } = await system.done<{ estateId: string }>('POST', `/api/territory/${places.community}/estates`, {
      id: newId(),
      name: '河滨苑',
    })
    const shape = { name: '1 幢', units: 1, floors: 6, longitude: 121.5, latitude: 29.8 }
    const { path } = await system.done<{ path: string }>('POST', `/api/territory/${places.community}/grids`, {
      id: newId(),
      name: '河滨网格',
    })
    await system.done('POST', `/api/estates/${estateId}/buildings`, { id: newId(), path, ...shape })
    const lines = `${places.community},990101001009,河滨社区,拆分,河滨网格`
    expect(await preview(system, lines)).toMatchObject({
      errors: [],
      changes: [
        { kind: 'split', newPath: '990101001009' },
        { kind: 'move', oldPath: path, newPath: '99010100100903' },
      ],
    })
    await apply(system, lines)
    expect(await place(system, '990101001009')).toMatchObject({
      name: '河滨社区',
      kind: 'committee',
      holds: { grids: 1, estates: 1, buildings: 1 },
      estates: [{ name: '河滨苑', buildings: [{ name: '1 幢', grid: '河滨网格' }] }],
    })
    expect(await place(system, places.community)).toMatchObject({ holds: { grids: 2, estates: 1, buildings: 3 } })
  })

  test('[U02] a place that has nobody is abolished, a new one begins, and a day tells which code held', async () => {
    const of = await world()
    const system = await of.staff('system')
    const id = await idOf(of, places.otherCommunity)
    await apply(system, `${places.otherCommunity},990101002003,,划转`)
    await apply(system, `990101002003,,,撤销\n,990101001003,新苑社区,新设`)
    expect(await place(system, '990101001003')).toMatchObject({ name: '新苑社区', changes: [{ kind: 'new' }] })
    expect(await pathsOf(of.database, id, '2026-04-30')).toBe(places.otherCommunity)
    expect(await pathsOf(of.database, await idOf(of, '990101001003'), '2026-04-30')).toBeUndefined()
    expect(await pathsOf(of.database, await idOf(of, places.community), '2020-01-01')).toBe(places.community)
  })

  test('[U02] [GB22239-L2-AUDIT] the journal keeps the code of its time, and a filter by the place of today finds it', async () => {
    const of = await world()
    const [system, audit] = [await of.staff('system'), await of.staff('audit')]
    const { id } = await report(await of.resident())
    of.clock.advance(60_000)
    const [a, b] = [places.community, places.otherCommunity]
    await apply(system, `${a},${b},,划转\n${b},${a},,划转`)
    of.clock.advance(60_000)
    await act(await of.staff('zhou'), id, 'accept', {})
    const { rows } = await of.database.pool.query(
      'select kind, path from action where subject_id = $1 order by version',
      [id],
    )
    expect(rows).toEqual([
      { kind: 'request.opened', path: places.grid },
      { kind: 'request.accept', path: `${b}01` },
    ])
    const found = async (path: string) =>
      (
        await audit.done<{ rows: { kind: string }[] }>(
          'GET',
          `/api/log/actions?from=2026-05-14&to=2026-05-14&path=${path}`,
        )
      ).rows.map(({ kind }) => kind)
    expect(await found(b)).toEqual(['request.accept', 'request.opened'])
    expect(await found(a)).toEqual([])
    expect(await found(`${b}01`)).toEqual(['request.accept', 'request.opened'])
    expect(await found(places.street)).toEqual(['request.accept', 'request.opened'])
  })

  test('[U02] every column that carries a code is rewritten or kept on purpose', async () => {
    const of = shared()
    const columns = await listPathColumns(of.database.db)
    const { rows } = await of.database.pool.query<{ name: string }>(
      `select c.relname || '.' || a.attname as name from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       join pg_collation k on k.oid = a.attcollation and k.collname = 'C'
       where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') order by 1`,
    )
    const known = columns.map(({ table, column }) => `${table}.${column}`)
    expect(known).toEqual(expect.arrayContaining(rows.map(({ name }) => name)))
    const rewritten = (await listRewritten(of.database.db)).map(({ table, column }) => `${table}.${column}`)
    expect(rewritten).toEqual([
      'building.path',
      'casual_help.path',
      'certificate.path',
      'credit_fund.path',
      'credit_question.path',
      'dwelling.path',
      'estate.path',
      'governance_round.path',
      'grant_proposal.paths',
      'import.path',
      'lead.path',
      'matter.path',
      'merchant.path',
      'organisation.path',
      'pairing.other_path',
      'pairing.path',
      'party_member.path',
      'person.path',
      'rate_exclusion.decided_path',
      'rate_exclusion.proposed_path',
      'residence.path',
      'reward.path',
      'role_grant.path',
      'season_look.path',
      'settlement.path',
      'shift.path',
      'star_proposal.path',
      'station.path',
      'team.path',
      'volunteer.path',
      'volunteer_project.path',
    ])
    expect(known.filter((one) => !rewritten.includes(one)).map((one) => one.split('.')[0])).toEqual([
      'action',
      'service_minutes',
      'territory',
      'territory_change',
      'territory_change',
    ])
    expect([...keptTables]).toEqual(['action', 'service_minutes', 'territory', 'territory_change'])
    const { rows: guarded } = await of.database.pool.query<{ name: string }>(
      `select c.relname || '.path' as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
       where t.tgname like '%_path_is_a_place' and c.relnamespace = current_schema()::regnamespace`,
    )
    expect(guarded.map(({ name }) => name).sort()).toEqual(rewritten.filter((one) => one.endsWith('.path')))
  })

  test('[U02] a stop in the middle leaves the old state, and the same list then works', async () => {
    const of = await world()
    const system = await of.staff('system')
    const before = await everything(of)
    const lines = `${places.street},990102005,,划转`
    // role_grant is rewritten after matter and person
    await of.database.pool.query(
      `create function stop_here() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`,
    )
    await of.database.pool.query(
      'create trigger stop before update on role_grant for each row execute function stop_here()',
    )
    const body = { id: newId(), lines, from }
    expect((await system.call('POST', '/api/territory-changes', body)).status).toBe(503)
    expect(await everything(of)).toBe(before)
    await of.database.pool.query('drop trigger stop on role_grant')
    await system.done('POST', '/api/territory-changes', body)
    expect(await place(system, '990102005')).toMatchObject({ holds: { people: 3 } })
  })

  test('[U02] who reports while codes change waits, and the report lies where the place is then', async () => {
    const of = await world()
    const [system, chen] = [await of.staff('system'), await of.resident()]
    const holder = await of.database.pool.connect()
    await holder.query('begin')
    await holder.query('lock table role_grant in row exclusive mode')
    // the change holds matter already and waits for role_grant
    const changing = apply(system, `${places.street},990102005,,划转`)
    await expect
      .poll(async () => (await of.database.pool.query(`select 1 from pg_locks where not granted`)).rowCount)
      .toBeGreaterThan(0)
    const reporting = chen.call('POST', '/api/requests', {
      id: newId(),
      words: '楼道灯不亮',
      place: { community: places.community, buildingId: buildings.twelve },
      visibility: 'handler',
    })
    await expect
      .poll(async () => (await of.database.pool.query(`select 1 from pg_locks where not granted`)).rowCount)
      .toBeGreaterThan(1)
    await holder.query('commit')
    holder.release()
    await changing
    expect(await reporting).toMatchObject({ status: 200 })
    const { rows } = await of.database.pool.query('select path from matter')
    expect(rows).toEqual([{ path: places.grid.replace(places.street, '990102005') }])
    const late = of.database.db.insertInto('organisation')
    await expect(late.values({ path: places.grid, kind: 'school', name: '小学' }).execute()).rejects.toMatchObject({
      constraint: 'path_is_a_place',
    })
  })

  test('[U02] ten thousand people of a community move within seconds', async () => {
    const of = await world()
    const system = await of.staff('system')
    await of.database.pool.query(
      `insert into person (name, path, building_id, created_at) select '居民' || n, $1, $2, now() from generate_series(1, 10000) n`,
      [places.grid, buildings.twelve],
    )
    const began = performance.now()
    await apply(system, `${places.community},990101002009,,划转`)
    expect(performance.now() - began).toBeLessThan(8000)
    expect((await place(system, '990101002009')).holds).toMatchObject({ people: 10_003 })
  })
})

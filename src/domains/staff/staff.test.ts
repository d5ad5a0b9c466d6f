/** Staff administration through HTTP: who may, what two must agree on, what holds from when to when, what the journal says. */
import { describe, expect, test } from 'vitest'
import { addDays, dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, report } from '#tests/support/requests.ts'
import { accepts, codeNow, type Invited, invites, type Needs } from '#tests/support/second-factor.ts'
import { addUnits, units } from '#tests/support/units.ts'
import { password, places, type StaffName, sharedWorld, type World, world } from '#tests/support/world.ts'

const shared = sharedWorld()
const today = (of: World): string => dayOf(of.clock.now())

interface Row {
  personId: string
  name: string
  login: string | null
  state: string
  grants: { id: string; role: string; path: string; from: string; to: string | null; holds: boolean }[]
  second: boolean | null
  proposed: number
}

interface Person extends Row {
  proposals: { id: string; role: string; decision: string | null; can: string[]; why: string | null }[]
  reset: { id: string; can: string[]; why: string | null } | null
  requests: { number: string; place: string }[]
  deeds: { kind: string; by: string | null; words: string | null; facts: object }[]
  can: string[]
  recoveryLeft: number | null
}

const person = async (client: Client, id: string): Promise<Person> =>
  await client.done<Person>('GET', `/api/staff/${id}`)

const wanted = (of: World, more: object = {}) => ({
  role: 'grid_worker',
  paths: [places.grid],
  from: today(of),
  to: null,
  phone: null,
  ...more,
})

const journal = async (of: World, subject: string) =>
  (
    await of.database.pool.query<{ kind: string; role: string; facts: Record<string, unknown> }>(
      'select kind, actor_role as role, facts from action where subject_id = $1 order by version',
      [subject],
    )
  ).rows

const list = { name: '东片', purpose: 'duty_area' }

/** A list of places. @returns its id */
const lists = async (of: World, more: object): Promise<string> =>
  (
    await (
      await of.staff('system')
    ).done<{ listId: string }>('POST', '/api/place-lists', {
      id: newId(),
      ...list,
      ...more,
    })
  ).listId

let logins = 0
const freshLogin = (): string => {
  logins += 1
  return `fangqing${logins}`
}

/** A colleague with an account and no role. */
async function colleague(of: World): Promise<{ id: string; login: string; client: Client; secret: string }> {
  const login = freshLogin()
  const { personId, link } = await invites(await of.staff('system'), login)
  const { client, secret } = await accepts(of, link)
  return { id: personId, login, client, secret }
}

async function signsInAgain(of: World, login: string, secret: string): Promise<{ actor: { grants: object[] } }> {
  const client = of.visitor()
  const { ticket } = await client.done<Needs>('POST', '/api/sign-in/password', {
    login,
    password: 'osmanthus in the rain',
  })
  await client.done('POST', '/api/sign-in/second', { ticket, code: codeNow(secret, of.clock.now()) })
  return await client.done('GET', '/api/session')
}

/** Proposes and confirms. */
async function gives(of: World, id: string, more: object = {}): Promise<void> {
  const [system, security] = [await of.staff('system'), await of.staff('security')]
  await system.done('POST', `/api/staff/${id}/proposals`, { id: newId(), ...wanted(of, more) })
  const open = (await person(security, id)).proposals.filter(({ decision }) => decision === null)
  for (const { id: proposal } of open)
    await security.done('POST', `/api/staff-proposals/${proposal}/decision`, { id: newId(), decision: 'confirm' })
}

describe('who may', () => {
  const some = '018f0000-0000-7000-8000-000000000001'
  const doors: { method: string; path: string; body?: object; open: StaffName[] }[] = [
    { method: 'GET', path: '/api/staff', open: ['system', 'security', 'audit', 'xu', 'shen'] },
    { method: 'GET', path: `/api/staff/${some}`, open: ['system', 'security', 'audit', 'xu', 'shen'] },
    { method: 'POST', path: '/api/staff', body: { id: some, name: '', login: 'x', roles: [] }, open: ['system'] },
    { method: 'POST', path: `/api/staff/${some}/link`, body: { id: some }, open: ['system'] },
    { method: 'POST', path: `/api/staff/${some}/suspension`, body: { id: some, words: '离职' }, open: ['system'] },
    { method: 'POST', path: `/api/staff/${some}/restoration`, body: { id: some }, open: ['system'] },
    {
      method: 'POST',
      path: `/api/staff/${some}/second-factor-resets`,
      body: { id: some, words: '丢了' },
      open: ['system', 'security'],
    },
    {
      method: 'POST',
      path: `/api/staff/second-factor-resets/${some}/decision`,
      body: { id: some, decision: 'confirm' },
      open: ['system', 'security'],
    },
    {
      method: 'POST',
      path: `/api/staff/${some}/proposals`,
      body: { id: some, role: 'city_officer', paths: [places.city], from: '2030-01-01', to: null, phone: null },
      open: ['system'],
    },
    { method: 'GET', path: '/api/staff-proposals', open: ['system', 'security', 'audit'] },
    {
      method: 'POST',
      path: `/api/staff-proposals/${some}/decision`,
      body: { id: some, decision: 'confirm' },
      open: ['system', 'security', 'audit'],
    },
    {
      method: 'POST',
      path: `/api/staff-grants/${some}/end`,
      body: { id: some, day: '2030-01-01' },
      open: ['system', 'security'],
    },
    { method: 'GET', path: '/api/staff-tasks', open: ['system', 'security', 'audit'] },
    { method: 'GET', path: '/api/organisations', open: ['system', 'security', 'audit'] },
    {
      method: 'POST',
      path: '/api/organisations',
      body: { id: some, kind: 'school', name: '', path: places.city, phone: null },
      open: ['system'],
    },
    {
      method: 'POST',
      path: `/api/organisations/${some}`,
      body: { id: some, name: '一小', phone: null },
      open: ['system'],
    },
    { method: 'POST', path: `/api/organisations/${some}/end`, body: { id: some, day: '2030-01-01' }, open: ['system'] },
  ]
  const names: StaffName[] = ['zhou', 'lin', 'xu', 'shen', 'he', 'system', 'security', 'audit']

  test.each(doors)(
    '[GB22239-L2-ROLES] [U03] $method $path is open to $open and to nobody else',
    async ({ method, path, body, open }) => {
      const of = shared()
      expect((await of.visitor().call(method, path, body)).status).toBe(
        body && method === 'POST' && 'name' in body && body.name === '' ? 400 : 401,
      )
      expect((await (await of.resident()).call(method, path, body)).status).toSatisfy((status) =>
        [400, 403].includes(status),
      )
      for (const name of names) {
        const { status } = await (await of.staff(name)).call(method, path, body)
        if (open.includes(name)) expect([name, [200, 400, 404].includes(status)]).toEqual([name, true])
        else expect([name, [400, 403].includes(status)]).toEqual([name, true])
      }
    },
  )

  test('[GB22239-L2-PI] heads see the staff of their place, without sign-in names and what was done', async () => {
    const of = await world()
    const rows = async (name: StaffName) =>
      (await (await of.staff(name)).done<{ rows: Row[] }>('GET', '/api/staff')).rows
    expect((await rows('xu')).map(({ name }) => name).sort()).toEqual(['周敏', '徐建国', '林晓', '钱伟'])
    expect((await rows('shen')).map(({ name }) => name)).not.toContain('孙丽')
    expect((await rows('audit')).map(({ name }) => name)).toContain('孙丽')
    expect(new Set((await rows('xu')).flatMap(({ login, second }) => [login, second]))).toEqual(new Set([null]))
    expect((await rows('audit')).every(({ login }) => login !== null)).toBe(true)
    const xu = await of.staff('xu')
    expect(await xu.refused('GET', `/api/staff/${of.staffIds.sun}`)).toEqual([404, 'staff.unknown'])
    expect(await person(xu, of.staffIds.zhou)).toMatchObject({ login: null, deeds: [], can: [], name: '周敏' })
    expect((await xu.done<{ rows: Row[] }>('GET', '/api/staff?words=zhou')).rows).toMatchObject([{ name: '周敏' }])
    expect((await xu.done<{ rows: Row[] }>('GET', `/api/staff?path=${places.otherGrid}`)).rows).toMatchObject([
      { name: '钱伟' },
    ])
    expect((await xu.done<{ rows: Row[] }>('GET', '/api/staff?role=community_desk')).rows).toMatchObject([
      { name: '林晓' },
    ])
    const audit = await of.staff('audit')
    expect((await audit.done<{ rows: Row[] }>('GET', '/api/staff?words=system')).rows).toMatchObject([
      { name: '许国平' },
    ])
    expect((await xu.done<{ rows: Row[] }>('GET', '/api/staff?words=lin')).rows).toMatchObject([{ name: '林晓' }])
    expect(await xu.refused('GET', '/api/staff?after=x')).toEqual([400, 'list.after'])
    expect(await xu.refused('GET', '/api/staff?role=king')).toEqual([400, 'input.wrong'])
  })
})

describe('inviting', () => {
  test('[U01] [GB22239-L2-ACCESS] makes a link that works once and for seven days; nobody has a default password', async () => {
    const of = await world()
    const system = await of.staff('system')
    const body = { id: newId(), name: ' 方晴 ', login: 'fang.qing', roles: [wanted(of)] }
    const made = await system.done<Invited>('POST', '/api/staff', body)
    expect(made.link).toMatch(/\/desk\/invitation#[\w-]{43}$/)
    expect(made.expiresAt.slice(0, 10)).toBe(addDays(of.clock.now().toISOString().slice(0, 10), 7))
    const token = made.link.split('#')[1] ?? ''
    const kept = await of.database.pool.query(
      'select i.*, p.name from invitation i join person p on p.id = i.person_id',
    )
    expect(kept.rows).toMatchObject([{ login: 'fang.qing', name: '方晴', made_by: of.staffIds.system, used_at: null }])
    expect(JSON.stringify(kept.rows)).not.toContain(token)
    expect(await person(system, made.personId)).toMatchObject({ state: 'invited', grants: [], proposed: 1 })
    expect(await of.visitor().refused('POST', '/api/sign-in/password', { login: 'fang.qing', password })).toEqual([
      401,
      'sign-in.wrong',
    ])

    const again = await system.done<Invited>('POST', '/api/staff', body)
    expect(again.personId).toBe(made.personId)
    expect(await of.visitor().refused('POST', '/api/invitations/look', { token })).toEqual([404, 'invitation.unknown'])
    expect(await system.refused('POST', '/api/staff', { ...body, name: '方圆' })).toEqual([409, 'action.reused'])
    expect(await system.refused('POST', '/api/staff', { ...body, id: newId() })).toEqual([409, 'staff.login-taken'])
    expect(await system.refused('POST', '/api/staff', { ...body, id: newId(), login: 'zhou' })).toEqual([
      409,
      'staff.login-taken',
    ])
    expect(await system.refused('POST', '/api/staff', { ...body, id: newId(), login: 'Fang Qing' })).toEqual([
      400,
      'input.wrong',
    ])

    const fresh = again.link.split('#')[1]
    expect(await of.visitor().done('POST', '/api/invitations/look', { token: fresh })).toEqual({
      name: '方晴',
      login: 'fang.qing',
      lengthMin: 10,
    })
    const racing = await Promise.all(
      [1, 2].map(
        async () =>
          await of
            .visitor()
            .call('POST', '/api/invitations/accept', { token: fresh, password: 'osmanthus in the rain' }),
      ),
    )
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 404])
    expect(await of.visitor().refused('POST', '/api/invitations/look', { token: fresh })).toEqual([
      404,
      'invitation.unknown',
    ])
    expect(await person(system, made.personId)).toMatchObject({ state: 'unassigned' })
    expect((await journal(of, made.personId)).map(({ kind }) => kind)).toEqual([
      'staff.invited',
      'grant.proposed',
      'invitation.accepted',
    ])

    const { link } = await system.done<Invited>('POST', '/api/staff', {
      id: newId(),
      name: '丁一',
      login: 'dingyi',
      roles: [],
    })
    of.clock.advance(7 * 86_400_000 + 1)
    expect(await of.visitor().refused('POST', '/api/invitations/look', { token: link.split('#')[1] })).toEqual([
      404,
      'invitation.unknown',
    ])
  })

  test('[U01] a new link sets a forgotten password anew, keeps the second factor and ends the sessions', async () => {
    const of = await world()
    const { id, client, secret, login } = await colleague(of)
    const system = await of.staff('system')
    expect(await system.refused('POST', `/api/staff/${of.staffIds.system}/link`, { id: newId() })).toEqual([
      403,
      'staff.own',
    ])
    expect(await system.refused('POST', `/api/staff/${newId()}/link`, { id: newId() })).toEqual([404, 'staff.unknown'])
    const { link } = await system.done<Invited>('POST', `/api/staff/${id}/link`, { id: newId() })
    const fresh = of.visitor()
    const token = link.split('#')[1]
    const asked = await fresh.done<Needs>('POST', '/api/invitations/accept', {
      token,
      password: 'another word of mine',
    })
    expect(asked.needs).toBe('second')
    expect((await client.get<{ actor: unknown }>('/api/session')).body.actor).toBeNull()
    of.clock.advance(60_000)
    await fresh.done('POST', '/api/sign-in/second', { ticket: asked.ticket, code: codeNow(secret, of.clock.now()) })
    expect(
      await of.visitor().refused('POST', '/api/sign-in/password', { login, password: 'osmanthus in the rain' }),
    ).toEqual([401, 'sign-in.wrong'])
  })
})

describe('a role', () => {
  test('[GB22239-L2-ROLES] is proposed by one and holds once another confirmed it; the proposer and the person cannot', async () => {
    const of = await world()
    const [system, security, audit] = [await of.staff('system'), await of.staff('security'), await of.staff('audit')]
    const { id, client } = await colleague(of)
    expect((await client.get<{ actor: { permissions: string[] } }>('/api/session')).body.actor.permissions).toEqual([])
    const body = { id: newId(), ...wanted(of, { paths: [places.grid, places.otherGrid], phone: '0574-55500009' }) }
    expect(await system.done('POST', `/api/staff/${id}/proposals`, body)).toEqual({ personId: id, atOnce: false })
    expect(await system.done('POST', `/api/staff/${id}/proposals`, body)).toEqual({ personId: id, atOnce: false })
    expect((await client.get('/api/desk/counts')).status).toBe(403)
    const [proposal] = (await person(system, id)).proposals
    expect(proposal).toMatchObject({ can: ['withdraw'], why: 'staff.same-person' })
    const at = `/api/staff-proposals/${proposal?.id}/decision`
    expect(await system.refused('POST', at, { id: newId(), decision: 'confirm' })).toEqual([403, 'staff.same-person'])
    expect(await audit.refused('POST', at, { id: newId(), decision: 'confirm' })).toEqual([403, 'staff.not-yours'])
    expect(await security.refused('POST', at, { id: newId(), decision: 'withdraw' })).toEqual([403, 'staff.not-yours'])
    const deed = { id: newId(), decision: 'confirm' }
    await security.done('POST', at, deed)
    await security.done('POST', at, deed)
    expect(await security.refused('POST', at, { ...deed, decision: 'refuse' })).toEqual([409, 'action.reused'])
    expect(await security.refused('POST', at, { ...deed, id: newId() })).toEqual([409, 'staff.decided'])
    expect((await client.get('/api/desk/counts')).status).toBe(200)
    const grants = await of.database.pool.query(
      'select path, granted_by, confirmed_by, phone from role_grant where person_id = $1 order by path',
      [id],
    )
    expect(grants.rows).toEqual(
      [places.grid, places.otherGrid].map((path) => ({
        path,
        granted_by: of.staffIds.system,
        confirmed_by: of.staffIds.security,
        phone: '0574-55500009',
      })),
    )
    expect((await journal(of, id)).slice(-2)).toMatchObject([
      { kind: 'grant.proposed', role: 'system_admin', facts: { role: 'grid_worker' } },
      { kind: 'grant.confirmed', role: 'security_admin', facts: { proposal: proposal?.id } },
    ])

    expect(await system.refused('POST', `/api/staff/${id}/proposals`, { id: newId(), ...wanted(of) })).toEqual([
      409,
      'staff.has-role',
    ])
    await expect(
      of.database.pool.query('update grant_proposal set decided_by = proposed_by where id = $1', [proposal?.id]),
    ).rejects.toThrow('grant_proposal_needs_two')
    await expect(
      of.database.pool.query('update role_grant set confirmed_by = person_id where person_id = $1', [id]),
    ).rejects.toThrow('role_grant_is_not_own')
  })

  test('[GB22239-L2-ROLES] can be refused or withdrawn, and then holds nothing', async () => {
    const of = await world()
    const [system, security] = [await of.staff('system'), await of.staff('security')]
    const { id } = await colleague(of)
    for (const [by, decision, said] of [
      [security, 'refuse', 'refused'],
      [system, 'withdraw', 'withdrawn'],
    ] as const) {
      await system.done('POST', `/api/staff/${id}/proposals`, { id: newId(), ...wanted(of) })
      const proposal = (await person(by, id)).proposals.find((one) => one.decision === null)
      await by.done('POST', `/api/staff-proposals/${proposal?.id}/decision`, { id: newId(), decision })
      expect((await journal(of, id)).at(-1)?.kind).toBe(`grant.${said}`)
    }
    expect((await person(system, id)).grants).toEqual([])
    const decided = await security.done<{ proposals: unknown[] }>('GET', '/api/staff-proposals?list=decided')
    expect(decided.proposals).toMatchObject([{ decision: 'withdrawn' }, { decision: 'refused' }])
    expect(await security.refused('GET', '/api/staff-proposals?after=x')).toEqual([400, 'list.after'])
    expect(
      await security.refused('POST', `/api/staff-proposals/${newId()}/decision`, { id: newId(), decision: 'confirm' }),
    ).toEqual([404, 'staff.unknown'])
  })

  test('[U03] fits its place and its days', async () => {
    const of = shared()
    const system = await of.staff('system')
    const { id } = await colleague(of)
    const refused = async (more: object) =>
      (await system.refused('POST', `/api/staff/${id}/proposals`, { id: newId(), ...wanted(of, more) }))[1]
    expect(await refused({ paths: [places.community] })).toBe('staff.place-level')
    expect(await refused({ role: 'audit_admin', paths: [places.street] })).toBe('staff.place-level')
    expect(await refused({ role: 'community_head', paths: ['990101001999'] })).toBe('territory.unknown')
    expect(await refused({ from: addDays(today(of), -1) })).toBe('staff.days')
    expect(await refused({ to: addDays(today(of), -1) })).toBe('staff.days')
    expect(await refused({ paths: [] })).toBe('staff.place-or-list')
    expect(await refused({ phone: '电话' })).toBe('input.wrong')
    expect(
      await system.refused('POST', `/api/staff/${of.staffIds.system}/proposals`, { id: newId(), ...wanted(of) }),
    ).toEqual([403, 'staff.own'])
  })

  test('[U03] [U02] is given for a list of places: it holds in each of them, nowhere else, and ends with its day', async () => {
    const of = await world()
    const [system, security] = [await of.staff('system'), await of.staff('security')]
    const { id, client, login, secret } = await colleague(of)
    const listId = await lists(of, { paths: [places.grid] })
    const mixed = await lists(of, { name: '混合片', paths: [places.grid, places.community] })
    const refused = async (more: object) =>
      await system.refused('POST', `/api/staff/${id}/proposals`, { id: newId(), ...wanted(of, { paths: [], ...more }) })
    expect(await refused({ listId: newId() })).toEqual([404, 'list.unknown'])
    expect(await refused({ listId: mixed })).toEqual([422, 'staff.place-level'])
    expect(await refused({ listId, paths: [places.grid] })).toEqual([422, 'staff.place-or-list'])
    expect(await refused({ listId: null })).toEqual([422, 'staff.place-or-list'])
    const cities = await lists(of, { name: '全市', paths: [places.city] })
    expect(await refused({ listId: cities, role: 'audit_admin' })).toEqual([422, 'staff.place-level'])
    await expect(
      of.database.pool.query(
        `insert into role_grant (person_id, role, list_id, from_on) values ($1, 'audit_admin', $2, '2026-01-01')`,
        [id, cities],
      ),
    ).rejects.toThrow('role_grant_administers_a_city')
    await expect(
      of.database.pool.query(
        `insert into role_grant (person_id, role, path, list_id, from_on) values ($1, 'grid_worker', $2, $3, '2026-01-01')`,
        [id, places.grid, listId],
      ),
    ).rejects.toThrow('role_grant_place_list_or_unit')

    const last = addDays(today(of), 1)
    const body = { id: newId(), ...wanted(of, { paths: [], listId, to: last }) }
    await system.done('POST', `/api/staff/${id}/proposals`, body)
    await system.done('POST', `/api/staff/${id}/proposals`, body)
    const [proposal] = (await person(security, id)).proposals
    expect(proposal).toMatchObject({ places: [], list: { id: listId, name: '东片', places: [{ path: places.grid }] } })
    await security.done('POST', `/api/staff-proposals/${proposal?.id}/decision`, { id: newId(), decision: 'confirm' })
    expect((await person(system, id)).grants).toMatchObject([
      { path: null, place: '东片', level: null, list: { id: listId, places: [{}] }, holds: true },
    ])
    expect((await journal(of, id)).slice(-2).map(({ kind, facts }) => [kind, facts.list])).toEqual([
      ['grant.proposed', listId],
      ['grant.confirmed', listId],
    ])
    expect(await refused({ listId })).toEqual([409, 'staff.has-role'])
    expect(await refused({ paths: [places.grid] })).toEqual([409, 'staff.has-role'])

    const grants = async () =>
      (await client.get<{ actor: { grants: unknown[] } | null }>('/api/session')).body.actor?.grants
    expect(await grants()).toMatchObject([{ role: 'grid_worker', path: places.grid }])
    const { number } = await report(await of.resident())
    expect((await client.get(`/api/requests/${number}`)).status).toBe(200)
    const told = await of.database.pool.query('select count(*)::int as n from notice where person_id = $1', [id])
    expect(told.rows).toEqual([{ n: 1 }])
    const rows = async (path: string) =>
      (await system.done<{ rows: Row[] }>('GET', `/api/staff?path=${path}&role=grid_worker`)).rows.map(
        ({ personId }) => personId,
      )
    expect(await rows(places.grid)).toContain(id)
    expect(await rows(places.otherGrid)).not.toContain(id)

    for (const holds of [true, false]) {
      of.clock.advance(86_400_000)
      expect((await person(await of.staff('audit'), id)).state).toBe(holds ? 'active' : 'unassigned')
      expect((await signsInAgain(of, login, secret)).actor.grants).toHaveLength(holds ? 1 : 0)
    }
  })

  test('[U03] [U02] is given for a unit: it opens what that unit is given, nothing of its place, and ends with its day', async () => {
    const of = await world()
    const [system, security] = [await of.staff('system'), await of.staff('security')]
    const { id, login, secret, client } = await colleague(of)
    await addUnits(of)
    const refused = async (more: object) =>
      await system.refused('POST', `/api/staff/${id}/proposals`, {
        id: newId(),
        ...wanted(of, { role: 'unit_officer', paths: [], unitId: units.firm, ...more }),
      })
    for (const wrong of [{ unitId: null }, { unitId: newId() }, { paths: [places.grid] }, { role: 'grid_worker' }])
      expect(await refused(wrong)).toEqual([422, 'staff.unit'])
    for (const [role, columns, values] of [
      ['grid_worker', 'organisation_id', [units.firm]],
      ['unit_officer', 'path', [places.city]],
      ['audit_admin', 'organisation_id', [units.firm]],
    ] as const)
      await expect(
        of.database.pool.query(
          `insert into role_grant (person_id, role, ${columns}, from_on) values ($1, $2, $3, '2026-01-01')`,
          [id, role, ...values],
        ),
      ).rejects.toThrow('role_grant_of_a_unit')

    const body = {
      id: newId(),
      ...wanted(of, { role: 'unit_officer', paths: [], unitId: units.firm, to: today(of) }),
    }
    await system.done('POST', `/api/staff/${id}/proposals`, body)
    await system.done('POST', `/api/staff/${id}/proposals`, body)
    const [proposal] = (await person(security, id)).proposals
    expect(proposal).toMatchObject({ role: 'unit_officer', places: [], list: null, unit: { name: '宏远物业' } })
    const decide = { id: newId(), decision: 'confirm' }
    expect(await system.refused('POST', `/api/staff-proposals/${proposal?.id}/decision`, decide)).toEqual([
      403,
      'staff.same-person',
    ])
    await security.done('POST', `/api/staff-proposals/${proposal?.id}/decision`, { ...decide, id: newId() })
    expect((await person(system, id)).grants).toMatchObject([
      { role: 'unit_officer', path: null, place: '宏远物业', list: null, holds: true },
    ])
    expect(await refused({})).toEqual([409, 'staff.has-role'])
    expect((await journal(of, id)).slice(-2).map(({ kind, facts }) => [kind, facts.unitId])).toEqual([
      ['grant.proposed', units.firm],
      ['grant.confirmed', units.firm],
    ])

    expect((await client.get('/api/session')).body).toMatchObject({
      actor: { grants: [{ role: 'unit_officer', place: '宏远物业', unit: units.firm }] },
    })
    const { number } = await report(await of.resident())
    expect((await client.get(`/api/requests/${number}`)).status).toBe(403)
    expect((await client.get('/api/desk/requests?view=all')).body).toMatchObject({ total: 0 })
    for (const path of [`/api/overview?path=${places.community}&from=2026-05-01&to=2026-05-02`, '/api/staff'])
      expect(await client.refused('GET', path)).toEqual([403, 'access.not-yours'])
    of.clock.advance(86_400_000)
    expect((await signsInAgain(of, login, secret)).actor.grants).toEqual([])
  })

  test('[U03] a list on which roles stand keeps its places until they are over', async () => {
    const of = await world()
    const [system, security] = [await of.staff('system'), await of.staff('security')]
    const { id, client } = await colleague(of)
    const listId = await lists(of, { paths: [places.grid] })
    const change = async (more: object = {}) =>
      await system.call<{ refusal?: { code: string; facts: object } }>('POST', `/api/place-lists/${listId}`, {
        ...list,
        paths: [places.grid],
        ended: false,
        id: newId(),
        ...more,
      })
    const wider = { paths: [places.grid, places.otherGrid] }
    await system.done('POST', `/api/staff/${id}/proposals`, { id: newId(), ...wanted(of, { paths: [], listId }) })
    expect((await change(wider)).body.refusal).toMatchObject({ code: 'list.granted', facts: { n: 1, names: ['方晴'] } })
    const [proposal] = (await person(security, id)).proposals
    await security.done('POST', `/api/staff-proposals/${proposal?.id}/decision`, { id: newId(), decision: 'confirm' })
    expect((await change(wider)).status).toBe(409)
    expect((await change({ ended: true })).status).toBe(409)
    expect((await change({ name: '东一片' })).status).toBe(200)
    expect((await client.get<{ actor: { grants: unknown[] } }>('/api/session')).body.actor.grants).toMatchObject([
      { role: 'grid_worker', path: places.grid },
    ])
    // nor does a place of it end by a list of changed codes
    const changes = await system.call('POST', '/api/territory-changes/preview', {
      lines: `${places.grid},,,撤销`,
      from: today(of),
    })
    expect(JSON.stringify(changes.body)).toContain('not-empty')

    const [grant] = (await person(system, id)).grants
    const end = { id: newId(), day: today(of) }
    await security.done('POST', `/api/staff-grants/${grant?.id}/end`, end)
    await security.done('POST', `/api/staff-grants/${grant?.id}/end`, end)
    expect((await journal(of, id)).at(-1)).toMatchObject({ kind: 'grant.ended', facts: { list: listId } })
    expect((await change(wider)).status).toBe(409)
    of.clock.advance(86_400_000)
    const later = await of.staff('system')
    await later.done('POST', `/api/place-lists/${listId}`, { ...list, ...wider, ended: true, id: newId() })
    expect(
      await later.refused('POST', `/api/staff/${id}/proposals`, { id: newId(), ...wanted(of, { paths: [], listId }) }),
    ).toEqual([409, 'list.ended'])
  })

  test('[GB22239-L2-ROLES] nobody is two of the three administrators at a time', async () => {
    const of = await world()
    const [system, security] = [await of.staff('system'), await of.staff('security')]
    const { id } = await colleague(of)
    const admin = (role: string, more: object = {}) => ({
      id: newId(),
      ...wanted(of, { role, paths: [places.city], ...more }),
    })
    await system.done('POST', `/api/staff/${id}/proposals`, admin('audit_admin', { to: addDays(today(of), 30) }))
    await system.done('POST', `/api/staff/${id}/proposals`, admin('system_admin', { from: addDays(today(of), 30) }))
    const [first, second] = (await person(security, id)).proposals
    await security.done('POST', `/api/staff-proposals/${first?.id}/decision`, { id: newId(), decision: 'confirm' })
    expect(
      await security.refused('POST', `/api/staff-proposals/${second?.id}/decision`, {
        id: newId(),
        decision: 'confirm',
      }),
    ).toEqual([409, 'staff.two-administrators'])
    expect((await person(security, id)).proposals.find((one) => one.id === second?.id)?.decision).toBeNull()
    expect(await system.refused('POST', `/api/staff/${id}/proposals`, admin('system_admin'))).toEqual([
      409,
      'staff.two-administrators',
    ])
    await system.done('POST', `/api/staff/${id}/proposals`, admin('system_admin', { from: addDays(today(of), 31) }))
  })

  test('[GB22239-L2-ROLES] the first security and audit administrators count at once, and the journal says so', async () => {
    const of = await world()
    await of.database.pool.query(`delete from role_grant where role in ('security_admin', 'audit_admin')`)
    const system = await of.staff('system')
    expect((await system.done<{ missing: string[] }>('GET', '/api/staff-tasks')).missing).toEqual([
      'security_admin',
      'audit_admin',
    ])
    const { id: fang } = await colleague(of)
    const { id: ding } = await colleague(of)
    const { id: hu } = await colleague(of)
    const admin = (role: string) => ({ id: newId(), ...wanted(of, { role, paths: [places.city] }) })
    expect(await system.done('POST', `/api/staff/${hu}/proposals`, { id: newId(), ...wanted(of) })).toMatchObject({
      atOnce: false,
    })
    expect(await system.done('POST', `/api/staff/${ding}/proposals`, admin('audit_admin'))).toMatchObject({
      atOnce: true,
    })
    const body = admin('security_admin')
    expect(await system.done('POST', `/api/staff/${fang}/proposals`, body)).toMatchObject({ atOnce: true })
    expect(await system.done('POST', `/api/staff/${fang}/proposals`, body)).toMatchObject({ atOnce: true })
    expect(await system.done('POST', `/api/staff/${hu}/proposals`, admin('security_admin'))).toMatchObject({
      atOnce: false,
    })
    expect((await journal(of, fang)).at(-1)).toMatchObject({
      kind: 'grant.bootstrapped',
      role: 'system_admin',
      facts: { role: 'security_admin' },
    })
    expect((await person(system, fang)).grants).toMatchObject([{ role: 'security_admin', holds: true }])
  })

  test('[GB22239-L2-ACCESS] ends on a day and keeps what it was; the last administrator stays', async () => {
    const of = await world()
    const [system, security] = [await of.staff('system'), await of.staff('security')]
    const { id, client } = await colleague(of)
    await gives(of, id)
    const [grant] = (await person(system, id)).grants
    const at = `/api/staff-grants/${grant?.id}/end`
    for (const day of [addDays(today(of), -1)])
      expect(await system.refused('POST', at, { id: newId(), day })).toEqual([422, 'staff.end-day'])
    await system.done('POST', at, { id: newId(), day: today(of) })
    expect(await system.refused('POST', at, { id: newId(), day: addDays(today(of), 3) })).toEqual([
      422,
      'staff.end-day',
    ])
    expect((await client.get('/api/desk/counts')).status).toBe(200)
    expect((await journal(of, id)).at(-1)).toMatchObject({
      kind: 'grant.ended',
      facts: { grant: grant?.id, day: today(of) },
    })
    const [own] = (await person(system, of.staffIds.security)).grants
    expect(await security.refused('POST', `/api/staff-grants/${own?.id}/end`, { id: newId(), day: today(of) })).toEqual(
      [403, 'staff.own'],
    )
    expect(await system.refused('POST', `/api/staff-grants/${own?.id}/end`, { id: newId(), day: today(of) })).toEqual([
      409,
      'staff.last-administrator',
    ])
    expect(await system.refused('POST', `/api/staff-grants/${newId()}/end`, { id: newId(), day: today(of) })).toEqual([
      404,
      'staff.unknown',
    ])
    of.clock.advance(86_400_000)
    const later = await of.staff('system')
    expect((await person(later, id)).grants).toMatchObject([{ id: grant?.id, holds: false, from: grant?.from }])
    expect((await person(later, id)).state).toBe('unassigned')
  })
})

describe('suspending', () => {
  test('[GB22239-L2-ACCESS] ends every session at once, lists what is in hand, and restoring gives it back', async () => {
    const of = await world()
    const [system, zhou, chen] = [await of.staff('system'), await of.staff('zhou'), await of.resident()]
    const { id, number } = await report(chen)
    await act(zhou, id, 'accept')
    await act(zhou, id, 'classify', { class: 'urgent' })
    await act(zhou, id, 'assign', { handlerId: of.staffIds.zhou })
    const stream = await fetch(`${of.origin}/api/live`, { headers: { cookie: zhou.cookie } })
    const reader = stream.body?.getReader()
    await reader?.read()

    const path = `/api/staff/${of.staffIds.zhou}`
    const body = { id: newId(), words: '调离' }
    const answer = await system.done('POST', `${path}/suspension`, body)
    expect(answer).toMatchObject({ sessionsEnded: 1, requests: [{ number, place: expect.any(String) }] })
    for (;;) if ((await reader?.read())?.done ?? true) break
    expect((await zhou.get('/api/desk/counts')).status).toBe(401)
    expect(await of.visitor().refused('POST', '/api/sign-in/password', { login: 'zhou', password })).toEqual([
      403,
      'sign-in.suspended',
    ])
    expect(await of.visitor().refused('POST', '/api/sign-in/password', { login: 'zhou', password: 'wrong' })).toEqual([
      401,
      'sign-in.wrong',
    ])
    expect(JSON.stringify(answer)).not.toContain('陈佳')
    expect(await system.done('POST', `${path}/suspension`, body)).toMatchObject({ sessionsEnded: 0 })
    expect(await system.refused('POST', `${path}/suspension`, { ...body, id: newId() })).toEqual([
      409,
      'staff.suspended',
    ])
    expect(await system.refused('POST', `${path}/link`, { id: newId() })).toEqual([409, 'staff.suspended'])
    expect(await system.refused('POST', `${path}/proposals`, { id: newId(), ...wanted(of) })).toEqual([
      409,
      'staff.suspended',
    ])
    const handlers = await (await of.staff('lin')).done<{ people: { name: string }[] }>(
      'GET',
      `/api/requests/${id}/handlers`,
    )
    expect(handlers.people.map(({ name }) => name)).not.toContain('周敏')
    expect(await person(system, of.staffIds.zhou)).toMatchObject({
      state: 'suspended',
      can: ['restore', 'endGrant'],
      deeds: [{ kind: 'staff.suspended', by: '许国平', words: '调离' }],
    })

    await system.done('POST', `${path}/restoration`, { id: newId() })
    expect(await system.refused('POST', `${path}/restoration`, { id: newId() })).toEqual([409, 'staff.not-suspended'])
    expect((await (await of.staff('zhou')).get('/api/desk/counts')).status).toBe(200)
  })

  test('[GB22239-L2-ROLES] is never of oneself, nor of the last administrator of a kind', async () => {
    const of = await world()
    const system = await of.staff('system')
    const words = '休假'
    expect(await system.refused('POST', `/api/staff/${of.staffIds.system}/suspension`, { id: newId(), words })).toEqual(
      [403, 'staff.own'],
    )
    expect(
      await system.refused('POST', `/api/staff/${of.staffIds.security}/suspension`, { id: newId(), words }),
    ).toEqual([409, 'staff.last-administrator'])
    expect(await system.refused('POST', `/api/staff/${newId()}/suspension`, { id: newId(), words })).toEqual([
      404,
      'staff.unknown',
    ])
    expect(
      await system.refused('POST', `/api/staff/${of.staffIds.zhou}/suspension`, { id: newId(), words: ' ' }),
    ).toEqual([400, 'input.wrong'])
  })
})

describe('resetting a second factor', () => {
  test('[GB22239-L3-2FA] [GB22239-L2-ROLES] takes two administrators and neither is the person; then it is set up anew', async () => {
    const of = await world()
    const [system, security] = [await of.staff('system'), await of.staff('security')]
    const { id, login, client } = await colleague(of)
    const at = `/api/staff/${id}/second-factor-resets`
    expect(
      await system.refused('POST', `/api/staff/${of.staffIds.system}/second-factor-resets`, {
        id: newId(),
        words: '丢了',
      }),
    ).toEqual([403, 'staff.own'])
    expect(
      await system.refused('POST', `/api/staff/${of.staffIds.zhou}/second-factor-resets`, {
        id: newId(),
        words: '丢了',
      }),
    ).toEqual([409, 'staff.no-second'])
    const body = { id: newId(), words: '手机丢了' }
    await system.done('POST', at, body)
    await system.done('POST', at, body)
    expect(await security.refused('POST', at, { id: newId(), words: '手机丢了' })).toEqual([409, 'staff.reset-open'])
    const reset = (await person(system, id)).reset
    expect(reset).toMatchObject({ can: ['withdraw'], why: 'staff.same-person' })
    const decide = `/api/staff/second-factor-resets/${reset?.id}/decision`
    expect(await system.refused('POST', decide, { id: newId(), decision: 'confirm' })).toEqual([
      403,
      'staff.same-person',
    ])
    await expect(
      of.database.pool.query(
        `update second_factor_reset set decided_by = asked_by, decided_at = asked_at, decision = 'confirmed'`,
      ),
    ).rejects.toThrow('second_factor_reset_needs_two')
    expect((await client.get<{ actor: object }>('/api/session')).body.actor).not.toBeNull()
    await security.done('POST', decide, { id: newId(), decision: 'confirm' })
    expect(await security.refused('POST', decide, { id: newId(), decision: 'confirm' })).toEqual([409, 'staff.decided'])
    expect((await client.get<{ actor: object | null }>('/api/session')).body.actor).toBeNull()

    const fresh = of.visitor()
    const { needs, ticket, secret } = await fresh.done<Needs>('POST', '/api/sign-in/password', {
      login,
      password: 'osmanthus in the rain',
    })
    expect(needs).toBe('enrol')
    await fresh.done('POST', '/api/sign-in/enrol', { ticket, code: codeNow(secret, of.clock.now()) })
    expect(await person(system, id)).toMatchObject({ reset: null, second: true, recoveryLeft: 10 })
    expect((await journal(of, id)).map(({ kind }) => kind)).toEqual([
      'staff.invited',
      'invitation.accepted',
      'second-factor.set',
      'second-factor.reset-asked',
      'second-factor.reset-confirmed',
      'second-factor.set',
    ])
  })

  test('[GB22239-L2-ROLES] can be refused, and nothing is forgotten', async () => {
    const of = await world()
    const [system, security] = [await of.staff('system'), await of.staff('security')]
    const { id } = await colleague(of)
    await system.done('POST', `/api/staff/${id}/second-factor-resets`, { id: newId(), words: '手机丢了' })
    const reset = (await person(security, id)).reset
    const decide = `/api/staff/second-factor-resets/${reset?.id}/decision`
    await security.done('POST', decide, { id: newId(), decision: 'refuse' })
    expect(await person(system, id)).toMatchObject({ reset: null, second: true })
    expect(
      await security.refused('POST', `/api/staff/second-factor-resets/${newId()}/decision`, {
        id: newId(),
        decision: 'refuse',
      }),
    ).toEqual([404, 'staff.unknown'])
  })
})

describe('tasks', () => {
  test('[GB22239-L2-ACCESS] show what waits, links nobody used and people without a role', async () => {
    const of = await world()
    const system = await of.staff('system')
    const late = await invites(system, 'late')
    of.clock.advance(8 * 86_400_000)
    const again = await of.staff('system')
    const soon = await invites(again, 'soon', { roles: [wanted(of)] })
    const { id } = await colleague(of)
    expect(await again.done('GET', '/api/staff-tasks')).toMatchObject({
      proposalsTotal: 1,
      proposals: [{ personId: soon.personId, role: 'grid_worker' }],
      resets: [],
      invitations: [
        { personId: late.personId, lapsed: true },
        { personId: soon.personId, lapsed: false },
      ],
      unassigned: [{ personId: id }],
      missing: [],
    })
    const states = async (state: string) =>
      (await again.done<{ total: number }>('GET', `/api/staff?state=${state}`)).total
    expect([
      await states('lapsed'),
      await states('invited'),
      await states('unassigned'),
      await states('active'),
    ]).toEqual([1, 1, 1, 10])
  })
})

describe('units', () => {
  test('[S4-01] [S4-11] are added, renamed and ended; ended ones are offered no more and keep their name', async () => {
    const of = await world()
    const [system, lin, chen, zhou] = [
      await of.staff('system'),
      await of.staff('lin'),
      await of.resident(),
      await of.staff('zhou'),
    ]
    const id = newId()
    const body = { id, kind: 'party', name: '牡丹社区党委', path: places.community, phone: '0574-55500088' }
    expect(await system.done('POST', '/api/organisations', body)).toMatchObject({ ...body, endedOn: null })
    await system.done('POST', '/api/organisations', body)
    expect(await system.refused('POST', '/api/organisations', { ...body, name: '别的' })).toEqual([
      409,
      'action.reused',
    ])
    expect(await system.refused('POST', '/api/organisations', { ...body, id: newId() })).toEqual([
      409,
      'organisation.name-taken',
    ])
    expect(await system.refused('POST', '/api/organisations', { ...body, id: newId(), path: '990101001999' })).toEqual([
      404,
      'territory.unknown',
    ])
    expect(await system.refused('POST', '/api/organisations', { ...body, id: newId(), kind: 'club' })).toEqual([
      400,
      'input.wrong',
    ])
    for (const kind of ['owners_committee', 'social', 'enterprise', 'resident_unit', 'school', 'health', 'merchant'])
      await system.done('POST', '/api/organisations', { ...body, id: newId(), kind, name: kind })

    const request = await report(chen)
    await act(zhou, request.id, 'accept')
    const offered = async () =>
      (await lin.done<{ units: { name: string }[] }>('GET', `/api/requests/${request.id}/handlers`)).units.map(
        ({ name }) => name,
      )
    expect(await offered()).toContain('牡丹社区党委')
    await system.done('POST', `/api/organisations/${id}`, { id: newId(), name: '牡丹社区党总支', phone: null })
    expect(await offered()).toContain('牡丹社区党总支')
    expect(
      await system.refused('POST', `/api/organisations/${id}`, { id: newId(), name: 'school', phone: null }),
    ).toEqual([409, 'organisation.name-taken'])
    expect(
      await system.refused('POST', `/api/organisations/${id}/end`, { id: newId(), day: addDays(today(of), -1) }),
    ).toEqual([422, 'organisation.end-day'])
    await system.done('POST', `/api/organisations/${id}/end`, { id: newId(), day: today(of) })
    expect(await offered()).not.toContain('牡丹社区党总支')
    expect(await system.refused('POST', `/api/organisations/${id}/end`, { id: newId(), day: today(of) })).toEqual([
      409,
      'organisation.ended',
    ])
    expect(await system.refused('POST', `/api/organisations/${id}`, { id: newId(), name: '甲', phone: null })).toEqual([
      409,
      'organisation.ended',
    ])
    expect(
      await system.refused('POST', `/api/organisations/${newId()}`, { id: newId(), name: '甲', phone: null }),
    ).toEqual([404, 'organisation.unknown'])

    const list = async (query: string) =>
      await system.done<{ rows: { name: string }[]; total: number }>('GET', `/api/organisations?${query}`)
    expect(await list('ended=yes')).toMatchObject({ total: 1, rows: [{ name: '牡丹社区党总支', endedOn: today(of) }] })
    expect(await list('kind=school')).toMatchObject({ total: 1 })
    expect(await list(`path=${places.community}`)).toMatchObject({ total: 8 })
    expect(await list(`words=${encodeURIComponent('宏远')}`)).toMatchObject({ total: 1, rows: [{ name: '宏远物业' }] })
    expect(await system.refused('GET', '/api/organisations?after=x')).toEqual([400, 'list.after'])
    expect((await journal(of, id)).map(({ kind }) => kind)).toEqual([
      'organisation.added',
      'organisation.changed',
      'organisation.ended',
    ])
  })
})

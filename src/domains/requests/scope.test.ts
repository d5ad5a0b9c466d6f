/**
 * Which records a person finds, by every door the same: a table of people and records written by hand, and random ones.
 *
 * A request that is sealed is its requester's alone; a role that ended opens nothing any more. What a figure counts is what
 * the list behind it holds.
 * Read next: access.test.ts for who may do what with one request.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import {
  can,
  type Grant,
  type Role,
  roles,
  scopeOf,
  sealedScopeOf,
  serviceRoles,
  unitsOf,
} from '#foundation/authority.ts'
import { tokenHash } from '#foundation/people/sessions.ts'
import { newId } from '#lib/ids.ts'
import { Client } from '#tests/support/client.ts'
import { keepPhoto } from '#tests/support/files.ts'
import { chanceOf } from '#tests/support/long.ts'
import { act, detail, fullReply, report, takeUp } from '#tests/support/requests.ts'
import { addSealedDesk, sealedDesk } from '#tests/support/sealed.ts'
import { addUnits, officer, units } from '#tests/support/units.ts'
import { buildings, places, sharedWorld, type World } from '#tests/support/world.ts'
import type { Receipt, RequestRow } from './contract.ts'
import { requestPermissions } from './spec.ts'

const shared = sharedWorld()

type Person = 'chen' | 'wang' | 'zhou' | 'lin' | 'shen' | 'he' | 'sun' | 'qian' | 'gao' | 'ren'
const records = {
  a: 'chen’s own, in the first grid',
  b: 'wang’s, in the same house',
  c: 'in the other grid',
  d: 'in the other community',
  e: 'in another street',
  f: 'in another district',
  g: 'sealed, in the first grid',
  h: 'closed',
  i: 'merged',
  j: 'withdrawn',
  k: 'published',
  l: 'handled by somebody whose role has ended since, in the other grid',
  m: 'given to a unit, in the other grid',
  n: 'a unit assists with it, in the first grid',
  o: 'passed on without the name, in the first grid',
} as const
type Letter = keyof typeof records
const letters = Object.keys(records) as Letter[]

/** Who finds what: 陈佳 and 王秀英 their own, 高洁 what the unit has, 任洁 what is sealed, the others what lies in their place; 钱伟’s role ended yesterday. */
const found: Readonly<Record<Person, string>> = {
  chen: 'a.....gh.j.l...',
  wang: '.bcdef..i.k.mno',
  zhou: 'ab.....hijk..no',
  lin: 'abc....hijklmno',
  shen: 'abcd...hijklmno',
  he: 'abcdef.hijklmno',
  sun: '....e..........',
  qian: '...............',
  gao: '............mn.',
  ren: '......g.......o',
}
const people = Object.keys(found) as Person[]
const staff = people.filter((person) => person !== 'chen' && person !== 'wang')
const table = Object.fromEntries(people.map((person) => [person, found[person].replaceAll('.', '')]))
const tableOf = (who: readonly Person[]) => Object.fromEntries(who.map((person) => [person, table[person]]))

const clients = {} as Record<Person, Client>
const cases = {} as Record<Letter, Receipt>
const photos = {} as Record<Letter, string>

const building = (community: string, buildingId: string) => ({ community, buildingId, unit: 2 })
const spot = (community: string) => ({ community, words: '东门外路灯下' })
const where: Readonly<Record<Letter, Record<string, unknown>>> = {
  a: building(places.community, buildings.twelve),
  b: building(places.community, buildings.twelve),
  c: building(places.community, buildings.otherGrid),
  d: spot(places.otherCommunity),
  e: building(places.farCommunity, buildings.far),
  f: spot('990102001001'),
  g: building(places.community, buildings.twelve),
  h: building(places.community, buildings.five),
  i: building(places.community, buildings.twelve),
  j: building(places.community, buildings.twelve),
  k: building(places.community, buildings.five),
  l: building(places.community, buildings.otherGrid),
  m: building(places.community, buildings.otherGrid),
  n: building(places.community, buildings.twelve),
  o: building(places.community, buildings.five),
}

beforeAll(async () => {
  const of = shared()
  await addUnits(of)
  await addSealedDesk(of)
  for (const person of people) {
    if (person === 'chen' || person === 'wang') clients[person] = await of.resident(person)
    else if (person === 'ren') clients[person] = await sealedDesk(of)
    else clients[person] = person === 'gao' ? await officer(of, 'station') : await of.staff(person)
  }
  const { chen, wang, zhou, lin, qian } = clients
  for (const letter of letters) {
    const owner = found.chen.includes(letter) ? chen : wang
    photos[letter] = await keepPhoto(owner)
    const sealed = letter === 'g' || letter === 'o' ? { visibility: 'sealed' } : {}
    cases[letter] = await report(owner, { place: where[letter], files: [photos[letter]], ...sealed })
  }
  const refer = { reason: '归市场监管部门', place: '区市场监管局', phone: '0574-55500009' }
  await act(zhou, cases.h.id, 'refer', refer)
  await act(zhou, cases.i.id, 'merge', { into: cases.a.id })
  await act(chen, cases.j.id, 'withdraw')
  await takeUp(zhou, cases.k.id, of.staffIds.zhou)
  await act(zhou, cases.k.id, 'reply', fullReply)
  await act(lin, cases.k.id, 'publish', { words: '电梯停运', reply: '已修好', photos: [photos.k] })
  await takeUp(qian, cases.l.id, of.staffIds.qian)
  await act(qian, cases.m.id, 'accept', { kind: 'help', category: 'elevator' })
  await act(qian, cases.m.id, 'classify', { class: 'key' })
  await act(qian, cases.m.id, 'dispatch', { unitId: units.station })
  await takeUp(zhou, cases.n.id, of.staffIds.zhou)
  await act(zhou, cases.n.id, 'ask_assist', { unitId: units.station, words: '清一下', days: 2 })
  await act(clients.ren, cases.o.id, 'pass_on', {
    words: '电梯收费不公示',
    place: '牡丹社区',
    keepBuilding: false,
    photos: [],
  })
  await of.database.db
    .updateTable('role_grant')
    .set({ to_on: '2026-05-13' })
    .where('person_id', '=', of.staffIds.qian)
    .execute()
})

/** The letters of records that a door shows to each. */
async function lettersOf(
  who: readonly Person[],
  shows: (client: Client, letter: Letter) => Promise<boolean>,
): Promise<Record<string, string>> {
  const seen: Record<string, string> = {}
  for (const person of who) {
    seen[person] = ''
    for (const letter of letters) if (await shows(clients[person], letter)) seen[person] += letter
  }
  return seen
}

async function idsOf(client: Client, query: string): Promise<string[]> {
  const ids: string[] = []
  for (let after = ''; ; ) {
    const path = `/api/desk/requests?limit=5&${query}${after && `&after=${encodeURIComponent(after)}`}`
    const { status, body } = await client.get<{ rows: RequestRow[]; next: string | null; total: number }>(path)
    if (status === 403) return []
    expect(status).toBe(200)
    ids.push(...body.rows.map(({ id }) => id))
    if (body.next) after = body.next
    else {
      expect(new Set(ids).size).toBe(body.total)
      return ids
    }
  }
}

const named = (ids: readonly string[]): string => letters.filter((letter) => ids.includes(cases[letter].id)).join('')
/** Without what tells whose it is, to whom it was passed on without the name. */
const withoutName = (person: string, theirs: string): string =>
  person === 'ren' || person === 'wang' ? theirs : theirs.replace('o', '')
const only = (person: string, wanted: string): string =>
  [...(table[person] ?? '')].filter((letter) => wanted.includes(letter)).join('')

describe('the same records by every door', () => {
  test('[U03] reading by id and by number', async () => {
    const status = async (client: Client, path: string) => (await client.get(path)).status
    for (const key of ['id', 'number'] as const) {
      expect(
        await lettersOf(people, async (client, letter) => {
          const answered = await status(client, `/api/requests/${cases[letter][key]}`)
          expect([200, 403, 404]).toContain(answered)
          return answered === 200
        }),
      ).toEqual(table)
    }
  })

  test('[U03] acting, giving away and opening the reporter’s fields', async () => {
    const note = async (client: Client, letter: Letter) => {
      const body = { id: newId(), seen: 1, words: '记一下' }
      const { status } = await client.call('POST', `/api/requests/${cases[letter].id}/actions/note`, body)
      return status !== 403 && status !== 404
    }
    const handlers = async (client: Client, letter: Letter) =>
      (await client.get(`/api/requests/${cases[letter].id}/handlers`)).status === 200
    const reveal = async (client: Client, letter: Letter) =>
      (await client.call('POST', `/api/requests/${cases[letter].id}/reveal`, { id: newId(), purpose: 'contact' }))
        .status === 200
    const handle = { ...tableOf(staff), he: '' }
    expect(await lettersOf(staff, note)).toEqual(handle)
    // who assists has no need to know who reported it
    // who reported what was passed on without the name is the sealed desk's alone to know
    const revealed = Object.entries(handle).map(([person, theirs]) => [person, withoutName(person, theirs)])
    expect(await lettersOf(staff, reveal)).toEqual({ ...Object.fromEntries(revealed), gao: 'm' })
    expect(await lettersOf(staff, handlers)).toEqual(tableOf(staff))
  })

  test('[U03] what a request may be merged into', async () => {
    const { lin } = clients
    const mine = await report(clients.chen)
    for (const letter of ['e', 'f', 'g'] as const) {
      const { version } = await detail(lin, mine.id)
      const body = { id: newId(), seen: version, into: cases[letter].id }
      const [status] = await lin.refused('POST', `/api/requests/${mine.id}/actions/merge`, body)
      expect([letter, status]).toEqual([letter, 403])
    }
    await act(clients.chen, mine.id, 'withdraw')
    await shared().database.db.updateTable('matter').set({ visibility: 'sealed' }).where('id', '=', mine.id).execute()
  })

  test('[U03] the list that an export takes, its pages and its total', async () => {
    const all: Record<string, string> = {}
    const closed: Record<string, string> = {}
    for (const person of staff) {
      all[person] = named(await idsOf(clients[person], 'view=all'))
      closed[person] = named(await idsOf(clients[person], 'view=closed'))
    }
    expect(all).toEqual(tableOf(staff))
    expect(closed).toEqual(Object.fromEntries(staff.map((person) => [person, only(person, 'hij')])))
  })

  test('[U03] the list of a place or house that somebody asks for', async () => {
    for (const [query, inside] of [
      [`path=${places.community}`, 'abcghijklmno'],
      [`path=${places.city}`, 'abcdefghijklmno'],
      ['path=990102', 'f'],
      [`building=${buildings.twelve}`, 'abgijn'],
    ] as const) {
      const seen: Record<string, string> = {}
      for (const person of staff) seen[person] = named(await idsOf(clients[person], `view=all&${query}`))
      expect([query, seen]).toEqual([query, Object.fromEntries(staff.map((person) => [person, only(person, inside)]))])
    }
  })

  test('[U03] counts', async () => {
    const counts: Record<string, number | string> = {}
    for (const person of staff) {
      const { status, body } = await clients[person].get<{ all: number; closed: number }>('/api/desk/counts')
      counts[person] = status === 200 ? `${body.all} ${body.closed}` : ''
    }
    expect(counts).toEqual({
      ...Object.fromEntries(staff.map((person) => [person, `${table[person]?.length} ${only(person, 'hij').length}`])),
      qian: '',
      // and the one that another test sealed out of the others' sight
      ren: '3 1',
    })
  })

  test('[U03] searching by number, by the sound of a name and by the last digits of a phone', async () => {
    const search = async (client: Client, words: string) => {
      const { status, body } = await client.call<{ requests: { id: string }[]; people: { open: number }[] }>(
        'POST',
        '/api/desk/search',
        { words },
      )
      return status === 200 ? body : { requests: [], people: [] }
    }
    expect(
      await lettersOf(staff, async (client, letter) => {
        const { requests } = await search(client, cases[letter].number)
        return requests.some(({ id }) => id === cases[letter].id)
      }),
    ).toEqual(tableOf(staff))
    const [chens, wangs] = [table.chen ?? '', table.wang ?? '']
    for (const [words, theirs] of [
      ['cj', chens],
      ['0316', chens],
      ['wxy', wangs],
      ['0078', wangs],
    ] as const) {
      for (const person of staff) {
        const { requests, people: those } = await search(clients[person], words)
        expect([words, person, named(requests.map(({ id }) => id))]).toEqual([
          words,
          person,
          withoutName(person, only(person, theirs)),
        ])
        const open = withoutName(person, only(person, theirs)).replace(/[hij]/g, '')
        expect([words, person, those[0]?.open ?? 0]).toEqual([words, person, open.length])
      }
    }
  })

  test('[U03] the figures of the overview, and the records behind them', async () => {
    for (const person of ['shen', 'he'] as const) {
      const client = clients[person]
      const period = 'from=2026-05-01&to=2026-05-31'
      const path = person === 'shen' ? places.street : places.city
      const figures = await client.done<{
        open: number
        late: number
        silent: number
        areas: { open: number; opened: number }[]
        firstResponse: { n: number }
      }>('GET', `/api/overview?path=${path}&${period}`)
      const behind = async (figure: string, more = '') =>
        named(await idsOf(client, `view=all&path=${path}&figure=${figure}${more}`))

      const open = only(person, 'abcdeflmno')
      expect([figures.open, await behind('open')]).toEqual([open.length, open])
      expect(figures.areas.reduce((sum, area) => sum + area.open, 0)).toBe(open.length)
      const opened = only(person, 'abcdefhjklmno')
      expect(await behind('opened', `&${period}`)).toBe(opened)
      expect(figures.areas.reduce((sum, area) => sum + area.opened, 0)).toBe(opened.length)
      const counted = only(person, 'abcdefhklmno')
      expect([figures.firstResponse.n, await behind('first_response', `&${period}`)]).toEqual([counted.length, counted])
      expect([figures.silent, await behind('silent', `&${period}`)]).toEqual([1, 'k'])
    }
  })

  test('[U03] [PIPL-51] the addresses of their photos; a published one is everybody’s', async () => {
    const visitor = shared().visitor()
    const open = async (client: Client, letter: Letter) => {
      const { status } = await client.get(`/api/files/${photos[letter]}`)
      expect([200, 404]).toContain(status)
      return status === 200
    }
    const withBoard = (theirs: string) => [...new Set([...theirs, 'k'])].sort().join('')
    expect(await lettersOf(people, open)).toEqual(
      Object.fromEntries(people.map((person) => [person, withBoard(withoutName(person, table[person] ?? ''))])),
    )
    for (const letter of letters) expect([letter, await open(visitor, letter)]).toEqual([letter, letter === 'k'])
  })

  test('[U03] one’s own list, the board and notices', async () => {
    for (const person of people) {
      const { rows } = await clients[person].done<{ rows: { id: string }[] }>('GET', '/api/my/requests')
      const own = person === 'chen' || person === 'wang' ? table[person] : ''
      expect([person, named(rows.map(({ id }) => id))]).toEqual([person, own])
    }
    const { cards } = await shared()
      .visitor()
      .done<{ cards: { number: string }[] }>('GET', `/api/board?path=${places.city}`)
    expect(cards.map(({ number }) => number)).toEqual([cases.k.number])

    // told when it happened to whoever was responsible then
    const told: Record<string, string> = {}
    for (const person of people) {
      const { notices } = await clients[person].done<{ notices: { number: string | null }[] }>('GET', '/api/me/notices')
      const numbers = notices.map(({ number }) => number)
      told[person] = letters.filter((letter) => numbers.includes(cases[letter].number)).join('')
    }
    expect(told).toEqual({
      chen: 'hl',
      wang: 'ikmno',
      zhou: 'abhijkno',
      lin: 'abchijklmno',
      shen: '',
      he: '',
      sun: 'e',
      qian: 'clm',
      gao: 'mn',
      ren: 'go',
    })
  })

  test('[U03] changes as they happen', async () => {
    const changing = 'abcdefgklmno'
    const heard = await listen(
      people.map((person) => [person, clients[person]]),
      async () => {
        for (const letter of changing) {
          const owner = found.chen.includes(letter) ? clients.chen : clients.wang
          await act(owner, cases[letter as Letter].id, 'add', { words: '又停了' })
        }
      },
    )
    expect(
      Object.fromEntries(
        Object.entries(heard).map(([person, text]) => [
          person,
          letters.filter((letter) => text.includes(`"${cases[letter].number}"`)).join(''),
        ]),
      ),
    ).toEqual(Object.fromEntries(people.map((person) => [person, only(person, changing)])))
    for (const text of Object.values(heard)) expect(text).not.toMatch(/visibility|path|people|units|又停了/)
  })
})

/** What each hears while something happens; the last change is heard by everybody who hears anything. */
async function listen(who: readonly [string, Client][], happen: () => Promise<void>): Promise<Record<string, string>> {
  const of = shared()
  const heard: Record<string, string> = {}
  const stop = new AbortController()
  for (const [name, client] of who) {
    heard[name] = ''
    const stream = await fetch(`${of.origin}/api/live`, { headers: { cookie: client.cookie }, signal: stop.signal })
    expect(stream.status).toBe(200)
    const decoder = new TextDecoder()
    void (async () => {
      for await (const chunk of stream.body ?? []) heard[name] += decoder.decode(chunk)
    })().catch(() => undefined)
  }
  await happen()
  // changes are told in order: when this one has come, those before it have
  const last = newId()
  const told = { id: last, number: 1, kind: 'test', path: '', visibility: 'handler', people: await listPeople(of) }
  of.database.tell(JSON.stringify(told))
  await expect.poll(() => Object.values(heard).every((text) => text.includes(last)), { timeout: 10_000 }).toBe(true)
  stop.abort()
  return heard
}

async function listPeople({ database }: World): Promise<string[]> {
  return (await database.db.selectFrom('person').select('id').execute()).map(({ id }) => id)
}

describe('people and records by chance', () => {
  const desk = requestPermissions['requests.desk']
  test('[U03] guard, list, search, counts and live agree for 20 people and 15 records', async () => {
    const of = shared()
    const random = chanceOf('scope of people and records')
    const tree = await of.database.db.selectFrom('territory').select(['path', 'level']).execute()
    const spots = tree.filter(({ level }) => level === 'community').map(({ path }) => path)
    const houses = [buildings.twelve, buildings.five, buildings.otherGrid] as const
    const served = serviceRoles.filter((role) => !['unit_officer', 'merchant', 'integrity_officer'].includes(role))

    const made: Receipt[] = []
    for (let index = 0; index < 15; index++) {
      const community = random.pick(spots)
      const place =
        community === places.community && random.chance(0.7)
          ? building(community, random.pick(houses))
          : spot(community)
      made.push(await report(clients.wang, { place }))
    }
    const { rows } = await of.database.pool.query<{ id: string; path: string }>(
      'select id, path from matter where id = any($1::uuid[])',
      [made.map(({ id }) => id)],
    )
    const pathOf = new Map(rows.map(({ id, path }) => [id, path]))

    const sealed = new Set(made.filter(() => random.chance(0.3)).map(({ id }) => id))
    await of.database.db
      .updateTable('matter')
      .set({ visibility: 'sealed' })
      .where('id', 'in', [...sealed])
      .execute()
    const high = tree.filter(({ path }) => path.length <= 9)

    const workers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        // one in four is of the desk for what is sealed, and of no other
        const isSealed = index % 4 === 0
        const drawn = Array.from({ length: random.between(0, 3) }, () => ({
          role: isSealed ? ('integrity_officer' as const) : random.pick(served),
          path: random.pick(isSealed ? high : tree).path,
        }))
        // nobody holds a role twice in one place
        const grants = [...new Map(drawn.map((grant) => [`${grant.role} ${grant.path}`, grant])).values()]
        return { name: `worker ${index}`, grants, client: await signedIn(of, grants) }
      }),
    )
    const heard = await listen(
      workers.map(({ name, client }) => [name, client]),
      async () => {
        for (const { id } of made) await act(clients.wang, id, 'add', { words: '又停了' })
      },
    )

    let visible = 0
    for (const { name, grants, client } of workers) {
      const actor = {
        personId: '',
        accountId: '',
        kind: 'staff',
        name: '',
        locale: 'zh',
        elder: false,
        helps: [],
        grants,
      } as const
      const scope = scopeOf(actor, desk)
      const listed = await idsOf(client, 'view=all')
      const counts = await client.get<{ all: number }>('/api/desk/counts')
      expect(counts.status === 200 ? counts.body.all : 0).toBe(listed.length)
      for (const { id, number } of made) {
        const path = pathOf.get(id) ?? ''
        const visibility = sealed.has(id) ? 'sealed' : 'handler'
        const may = can(actor, desk, { path, visibility })
        const search = await client.call<{ requests?: { id: string }[] }>('POST', '/api/desk/search', { words: number })
        expect([name, grants, path, ...Array<boolean>(5).fill(may)]).toEqual([
          name,
          grants,
          path,
          (sealed.has(id) ? sealedScopeOf(actor, desk) : scope).some((own) => path.startsWith(own)),
          (await client.get(`/api/requests/${id}`)).status === 200,
          listed.includes(id),
          search.status === 200 && search.body.requests?.length === 1,
          heard[name]?.includes(`"${number}"`) ?? false,
        ])
        visible += may ? 1 : 0
      }
    }
    // chance that shows everything, or nothing, proves nothing
    expect(visible).toBeGreaterThan(20)
    expect(visible).toBeLessThan(280)
  }, 120_000)

  test('[U03] guard and scope agree for any roles and places', () => {
    const random = chanceOf('scope of grants')
    const digits = [4, 6, 9, 12, 14, 16]
    const path = () => {
      const whole = Array.from({ length: 8 }, () => random.pick(['01', '02'])).join('')
      return whole.slice(0, random.pick(digits))
    }
    for (let round = 0; round < 3_000; round++) {
      const grants: Grant[] = Array.from({ length: random.between(0, 4) }, () => ({
        role: random.pick(roles),
        path: path(),
        ...(random.chance(0.3) ? { unit: random.pick(['u1', 'u2', 'u3']) } : {}),
      }))
      const leads = random.pick([null, 'u1', 'u2'])
      const assist = random.chance(0.3) ? ['u3'] : []
      const actor = {
        personId: '1',
        accountId: '1',
        kind: 'staff',
        name: '',
        locale: 'zh',
        elder: false,
        helps: [],
        grants,
      } as const
      const permission = {
        roles: roles.filter(() => random.chance(0.4)) as Role[],
        ...(random.chance(0.5) ? { assists: true as const } : {}),
      }
      const record = path()
      const held = grants.filter(({ role }) => permission.roles.includes(role))
      const obvious = held.some(({ path: at, unit }) => unit === undefined && record.slice(0, at.length) === at)
      const given = held.some(
        ({ unit }) => unit !== undefined && (unit === leads || (permission.assists && assist.includes(unit))),
      )
      expect([grants, record, can(actor, permission, { path: record, leads, assist })]).toEqual([
        grants,
        record,
        obvious || given,
      ])
      expect(unitsOf(actor, permission)).toEqual(held.flatMap(({ unit }) => unit ?? []))
      const scope = scopeOf(actor, permission)
      expect([grants, record, can(actor, permission, { path: record })]).toEqual([grants, record, obvious])
      expect([grants, record, scope.some((own) => record.startsWith(own))]).toEqual([grants, record, obvious])
      // no place twice, none inside another
      for (const own of scope) expect(scope.filter((other) => own.startsWith(other))).toEqual([own])
    }
  })
})

async function signedIn(of: World, grants: readonly Grant[]): Promise<Client> {
  const token = newId()
  const now = of.clock.now()
  const { db } = of.database
  const [person_id, account_id] = [newId(), newId()]
  await db.insertInto('person').values({ id: person_id, name: '测试', created_at: now }).execute()
  await db
    .insertInto('account')
    .values({ id: account_id, person_id, kind: 'staff', login: account_id, password_hash: 'none', created_at: now })
    .execute()
  for (const grant of grants)
    await db
      .insertInto('role_grant')
      .values({ ...grant, person_id, from_on: '2020-01-01' })
      .execute()
  await db
    .insertInto('session')
    .values({
      token_hash: tokenHash(token),
      account_id,
      created_at: now,
      seen_at: now,
      expires_at: new Date(now.getTime() + 3_600_000),
    })
    .execute()
  return new Client(of.origin, `linli_session=${token}`)
}

/**
 * People of a community with where they are registered and where they live. A phone that is known is the same person; the same
 * name in the same home is perhaps one, which the worker says (U06). What somebody recorded later than the list is never
 * overwritten. Identity numbers are checked and not kept.
 * @source S4-04, U06, U38
 */
import { sql } from 'kysely'
import { endOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { findReferenced } from '#foundation/database/references.ts'
import { blankPersons } from '#foundation/people/erasing.ts'
import { insertResidences, type NewResidence, settle } from '#foundation/people/residence.ts'
import {
  buildingKey,
  checkIdentity,
  halfWidth,
  readDay,
  readHome,
  readName,
  readPhone,
  readRoom,
  readUnit,
} from '#foundation/sheets/cells.ts'
import type {
  Checked,
  Decided,
  Ground,
  ImportKind,
  MadeBefore,
  Problem,
  ReadRow,
  Undoing,
  Written,
} from '#foundation/sheets/kind.ts'
import { idFrom } from '#lib/ids.ts'
import { maskName } from '#lib/mask.ts'
import { soundOfPerson } from '#lib/names.ts'
import { homeKey, isCommunity, type KnownPlaces, keepDwellings, listKnownPlaces, nameKey, unitOf } from './ground.ts'

interface Values {
  name: string
  phone?: string
  registered?: string
  community?: string
  estate?: string
  building?: string
  unit?: number
  room?: string
  home?: { building: string; unit: number | undefined; room: string }
  address?: string
  since?: string
}

interface Home {
  buildingId: string
  path: string
  units: number
  unit: number | null
  room: string
}

interface Known {
  id: string
  name: string
  mark: string | null
  path: string | null
  buildingId: string | null
  unit: number | null
  room: string | null
  actual: { id: string; dwelling: string | null; address: string; from: string } | null
  registered: { id: string; address: string; from: string } | null
}

interface Plan extends Checked {
  values: Values
  home: Home | null
  known: Known | undefined
  phoneTaken: boolean
}

/** Rows after which the program answers others: sealing and marking take a moment each. */
const BREATH = 50
const othersTurn = async (): Promise<void> => await new Promise((next) => setImmediate(next))

const address = (text: string) => {
  const plain = halfWidth(text).trim()
  return [...plain].length <= 120 ? { value: plain } : { code: 'cell.long' }
}

const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)

async function plan(tx: Tx, rows: readonly ReadRow[], ground: Ground, made: MadeBefore): Promise<Plan[]> {
  const places = await listKnownPlaces(tx, ground.path)
  const marks: (string | null)[] = []
  for (const { values: one } of rows) {
    marks.push(one.phone ? ground.seals.mark(String(one.phone)).toString('hex') : null)
    if (marks.length % BREATH === 0) await othersTurn()
  }
  const known = await listKnown(
    tx,
    marks.filter((mark) => mark !== null),
    rows.map(({ values }) => String(values.name)),
    ground,
  )
  const byMark = new Map(known.flatMap((one) => (one.mark ? [[one.mark, one] as const] : [])))
  const byName = Map.groupBy(known, ({ name }) => name)
  const inFile = new Set(await made(marks.filter((mark) => mark !== null)))

  return rows.map(({ row, values: read }, at): Plan => {
    const values = read as unknown as Values
    const mark = marks[at] ?? null
    const problems: Problem[] = []
    if (values.community && !isCommunity(places, values.community))
      problems.push({ column: 'community', code: 'address.other-community' })
    if (values.since && values.since > ground.today) problems.push({ column: 'since', code: 'cell.day-future' })
    const located = locate(places, values)
    if ('problem' in located) problems.push(located.problem)
    const home = 'home' in located ? located.home : null
    const holder = mark ? byMark.get(mark) : undefined
    const place = home ? homeKey(home.buildingId, home.unit, home.room) : (values.address ?? '')
    const plan: Plan = {
      row,
      values,
      home,
      known: undefined,
      phoneTaken: holder !== undefined,
      outcome: 'wrong',
      fields: [],
      problems,
      subjectId: null,
      mark: ground.seals.mark(`person|${values.name}|${values.phone ?? place}`),
      makes: null,
    }
    if (problems.length > 0) return plan

    const says = (outcome: Checked['outcome'], one: Known | undefined, fields: string[] = [], code?: Problem): Plan =>
      Object.assign(plan, { outcome, known: one, subjectId: one?.id ?? null, fields, problems: code ? [code] : [] })
    if (holder) {
      if (holder.path && !holder.path.startsWith(ground.path))
        return says('wrong', holder, [], { column: 'phone', code: 'person.elsewhere' })
      if (holder.name !== values.name)
        return says('perhaps', holder, ['name', ...changesOf(holder, plan, ground)], {
          column: 'phone',
          code: 'person.other-name',
        })
      return settleOutcome(plan, holder, ground, says)
    }
    if (!home && !values.address) return says('wrong', undefined, [], { column: '', code: 'person.nowhere' })
    if (mark && inFile.has(mark))
      return says('perhaps', undefined, [], { column: 'phone', code: 'person.phone-in-file' })
    const same = home
      ? (byName.get(values.name) ?? []).find(
          (one) =>
            one.room === home.room && one.buildingId === home.buildingId && (home.units <= 1 || one.unit === home.unit),
        )
      : undefined
    if (same)
      return says('perhaps', same, [...(mark && !same.mark ? ['phone'] : []), ...changesOf(same, plan, ground)], {
        column: 'name',
        code: 'person.same-home',
      })
    if (mark) {
      plan.makes = mark
      inFile.add(mark)
    }
    return says('new', undefined)
  })
}

function settleOutcome(
  plan: Plan,
  known: Known,
  ground: Ground,
  says: (outcome: Checked['outcome'], one: Known, fields?: string[], code?: Problem) => Plan,
): Plan {
  const fields = changesOf(known, plan, ground)
  const from = plan.values.since ?? ground.asOf
  if (fields.includes('home') && known.actual && known.actual.from >= from)
    return says('wrong', known, [], { column: '', code: 'person.newer-known' })
  return says(fields.length > 0 ? 'changed' : 'same', known, fields)
}

const plain = (words: string): string => halfWidth(words).replace(/\s/g, '')

function changesOf(known: Known, { values, home }: Plan, { asOf }: Ground): string[] {
  const there = home
    ? known.buildingId === home.buildingId && known.room === home.room && (home.units <= 1 || known.unit === home.unit)
    : !values.address || plain(known.actual?.address ?? '') === plain(values.address)
  const registered =
    !values.registered ||
    plain(known.registered?.address ?? '') === plain(values.registered) ||
    (known.registered !== null && known.registered.from >= asOf)
  return [...(there ? [] : ['home']), ...(registered ? [] : ['registered'])]
}

type Located = { home: Home | null } | { problem: Problem }

function locate(places: KnownPlaces, values: Values): Located {
  const building = values.building ?? values.home?.building
  const room = values.room ?? values.home?.room
  if (!building && !room) return { home: null }
  if (!building) return { problem: { column: 'building', code: 'cell.missing' } }
  const estate = values.estate
    ? places.estates.get(nameKey(values.estate))
    : places.estates.size === 1
      ? [...places.estates.values()][0]
      : undefined
  if (!estate)
    return { problem: { column: 'estate', code: values.estate ? 'address.estate-unknown' : 'address.estate-missing' } }
  const found = estate.buildings.get(buildingKey(building))
  if (!found) return { problem: { column: 'building', code: 'address.building-unknown' } }
  if (!room) return { problem: { column: 'room', code: 'cell.missing' } }
  const unit = unitOf(found, values.unit ?? values.home?.unit)
  if ('code' in unit) return { problem: { column: 'unit', code: unit.code } }
  return { home: { buildingId: found.id, path: found.path, units: found.units, unit: unit.unit, room } }
}

/**
 * Those with one of the phones, wherever they are, and those of the community with one of the names. Each is looked for by
 * itself: as a list they are compared with everybody of the community, while statistics are older than a large import.
 */
async function listKnown(
  tx: Tx,
  marks: readonly string[],
  names: readonly string[],
  { path }: Ground,
): Promise<Known[]> {
  const { rows } = await sql<Known>`
    with found as (
      select p.id from unnest(${marks}::text[]) m (mark)
      cross join lateral (select id from person where phone_mark = decode(m.mark, 'hex') limit 1) p
      union
      select p.id from unnest(${[...new Set(names)]}::text[]) n (name)
      cross join lateral (
        select id from person where person.name = n.name and path >= ${path} and path < ${endOf(path)} offset 0) p
    )
    select p.id, p.name, encode(p.phone_mark, 'hex') as mark, p.path, p.building_id as "buildingId", p.unit, p.room,
      (select jsonb_build_object('id', id, 'dwelling', dwelling_id, 'address', address, 'from', from_on) from residence
        where person_id = p.id and kind = 'actual' and to_on is null) as actual,
      (select jsonb_build_object('id', id, 'address', address, 'from', from_on) from residence
        where person_id = p.id and kind = 'registered' and to_on is null) as registered
    from found join person p on p.id = found.id`.execute(tx)
  return rows
}

interface Undo {
  residences: string[]
  /** Ended by this row, with the last day it set. */
  ended: { id: string; to: string }[]
  dwelling?: string
  name?: { before: string; after: string }
  phone?: true
  /** What the person's row said when no residence did. */
  home?: { path: string | null; buildingId: string | null; unit: number | null; room: string | null }
}

interface Going extends Plan {
  makes_: boolean
  id: string
  undo: Undo
}

/** Whether a row may still be written as it was shown, and as what; undefined when it is not so any more. */
function decide(fresh: Plan, { checked, decision }: Decided): 'make' | 'change' | 'keep' | undefined {
  if (checked.outcome === 'perhaps') {
    if (decision === 'new') return fresh.outcome === 'perhaps' || fresh.outcome === 'new' ? 'make' : undefined
    if (fresh.subjectId === null || fresh.subjectId !== checked.subjectId) return undefined
    return fresh.fields.length > 0 ? 'change' : 'keep'
  }
  if (fresh.outcome === 'same') return 'keep'
  if (fresh.outcome !== checked.outcome || fresh.subjectId !== checked.subjectId) return undefined
  if (fresh.outcome === 'new') return 'make'
  return fresh.fields.every((field) => checked.fields.includes(field)) ? 'change' : undefined
}

async function write(tx: Tx, rows: readonly Decided[], ground: Ground): Promise<Written[]> {
  const plans = await plan(tx, rows, ground, async () => new Set())
  const whats = plans.map((one, at) => decide(one, rows[at] as Decided))
  const changing = plans.flatMap(({ subjectId }, at) => (whats[at] === 'change' && subjectId ? [subjectId] : []))
  const held = await holdPersons(tx, changing, 'change')
  const written = new Map<number, Written>()
  let going = plans.flatMap((one, at): Going[] => {
    const what = whats[at] === 'change' && !held.has(one.subjectId ?? '') ? undefined : whats[at]
    if (what === 'make' || what === 'change') {
      const id = what === 'make' ? idFrom('import', ground.importId, String(one.row), 'person') : (one.subjectId ?? '')
      return [{ ...one, makes_: what === 'make', id, undo: { residences: [], ended: [] } }]
    }
    written.set(one.row, {
      row: one.row,
      result: what === 'keep' ? 'kept' : 'moved',
      subjectId: one.subjectId,
      undo: null,
    })
    return []
  })

  const inserted = await insertPersons(
    tx,
    going.filter(({ makes_ }) => makes_),
    ground,
  )
  // a phone that somebody took in this moment
  for (const one of going)
    if (one.makes_ && !inserted.has(one.id))
      written.set(one.row, { row: one.row, result: 'moved', subjectId: null, undo: null })
  going = going.filter(({ makes_, id }) => !makes_ || inserted.has(id))

  const moving = going.filter(({ makes_, fields }) => makes_ || fields.includes('home'))
  const homes = moving.flatMap(({ home }) => (home ? [home] : []))
  const dwellings = await keepDwellings(
    tx,
    homes.map(({ buildingId, unit, room }) => ({ buildingId, unit, room })),
  )
  const residences: NewResidence[] = []
  const ends: { id: string; to: string }[] = []
  const newOnes = new Set([...dwellings.values()].filter(({ made }) => made).map(({ id }) => id))
  for (const one of going) {
    const { values, home, known } = one
    const from = values.since ?? ground.asOf
    const add = (
      kind: 'actual' | 'registered',
      since: string,
      more: Pick<NewResidence, 'path' | 'dwellingId' | 'address'>,
    ) => {
      const id = idFrom('import', ground.importId, String(one.row), kind)
      const held = one.makes_ ? null : known?.[kind]
      if (held) {
        const end = { id: held.id, to: dayBefore(since) }
        ends.push(end)
        one.undo.ended.push(end)
      } else if (kind === 'actual' && known && !one.makes_)
        one.undo.home = { path: known.path, buildingId: known.buildingId, unit: known.unit, room: known.room }
      residences.push({ id, personId: one.id, kind, from: since, ...more })
      one.undo.residences.push(id)
    }
    if (moving.includes(one) && (home || values.address)) {
      const dwelling = home ? dwellings.get(homeKey(home.buildingId, home.unit, home.room)) : undefined
      if (dwelling && newOnes.delete(dwelling.id)) one.undo.dwelling = dwelling.id
      add('actual', from, {
        path: ground.path,
        dwellingId: dwelling?.id ?? null,
        address: dwelling ? '' : (values.address ?? ''),
      })
    }
    if (values.registered && (one.makes_ || one.fields.includes('registered')))
      add('registered', ground.asOf, { path: null, dwellingId: null, address: values.registered })
  }
  await endResidences(tx, ends)
  await insertResidences(tx, residences, 'import', ground.now)
  for (const one of going) {
    if (one.makes_) continue
    if (one.fields.includes('name')) {
      one.undo.name = { before: one.known?.name ?? '', after: one.values.name }
      await tx
        .updateTable('person')
        .set({ name: one.values.name, ...soundOfPerson(one.values.name) })
        .where('id', '=', one.id)
        .execute()
    }
    if (one.fields.includes('phone') && one.values.phone && (await setPhone(tx, one.id, one.values.phone, ground)))
      one.undo.phone = true
  }
  await settle(
    tx,
    going.map(({ id }) => id),
    ground.today,
  )
  for (const one of going)
    written.set(one.row, {
      row: one.row,
      result: one.makes_ ? 'made' : 'changed',
      subjectId: one.id,
      undo: { ...one.undo },
    })
  return rows.flatMap(({ row }) => written.get(row) ?? [])
}

/** Made with where they live, as settle() would write it: no list holds a home of tomorrow. */
async function insertPersons(tx: Tx, going: readonly Going[], { seals, now, path }: Ground): Promise<Set<string>> {
  if (going.length === 0) return new Set()
  const phones = new Set<string>()
  const values: Record<string, string | number | null>[] = []
  for (const { id, values: read, home, phoneTaken } of going) {
    const free = read.phone !== undefined && !phoneTaken && !phones.has(read.phone)
    if (read.phone && free) phones.add(read.phone)
    const phone = free ? (read.phone ?? null) : null
    values.push({
      id,
      name: read.name,
      ...soundOfPerson(read.name),
      sealed: phone === null ? null : seals.seal(phone),
      mark: phone === null ? null : seals.mark(phone).toString('hex'),
      tail: phone === null ? null : phone.slice(-4),
      path: home?.path ?? (read.address ? path : null),
      building: home?.buildingId ?? null,
      unit: home?.unit ?? null,
      room: home?.room ?? null,
    })
    if (values.length % BREATH === 0) await othersTurn()
  }
  const { rows } = await sql<{ id: string }>`
    insert into person (id, name, pinyin, initials, phone_sealed, phone_mark, phone_tail, path, building_id, unit, room, created_at)
    select id, name, pinyin, initials, sealed, decode(mark, 'hex'), tail, path, building, unit, room, ${now}
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      as p (id uuid, name text, pinyin text, initials text, sealed text, mark text, tail text, path text, building uuid, unit smallint, room text)
    on conflict (phone_mark) do nothing returning id`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

async function setPhone(tx: Tx, id: string, phone: string, { seals }: Ground): Promise<boolean> {
  const taken = await tx
    .selectFrom('person')
    .select('id')
    .where('phone_mark', '=', seals.mark(phone))
    .executeTakeFirst()
  if (taken) return false
  const { numUpdatedRows } = await tx
    .updateTable('person')
    .set({ phone_sealed: seals.seal(phone), phone_mark: seals.mark(phone), phone_tail: phone.slice(-4) })
    .where('id', '=', id)
    .where('phone_mark', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function endResidences(tx: Tx, ends: readonly { id: string; to: string | null }[]): Promise<void> {
  if (ends.length === 0) return
  await sql`
    update residence r set to_on = e."to"
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e (id uuid, "to" date) where r.id = e.id`.execute(tx)
}

/** Which persons were changed by somebody else since, so that undoing would lose it. */
async function listChangedSince(tx: Tx, rows: readonly Undoing[]): Promise<Set<number>> {
  const asked = rows.map(({ row, subjectId, result, undo }) => {
    const { residences, name } = undo as unknown as Undo
    return { row, id: subjectId, made: result === 'made', residences, name: name?.after ?? null }
  })
  // the residences of these persons are read once, by their index, however many there are of others
  const { rows: found } = await sql<{ row: number }>`
    with asked as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a (row int, id uuid, made boolean, residences jsonb, name text)
    ), held as materialized (
      select id, person_id, kind, from_on, to_on from residence where person_id = any(${asked.map(({ id }) => id)}::uuid[])
    ), mine as materialized (
      select a.row, a.id as person_id, made.id::uuid as id, h.kind, h.from_on, h.to_on
      from asked a cross join jsonb_array_elements_text(a.residences) made (id) left join held h on h.id = made.id::uuid
    )
    select a.row from asked a join person p on p.id = a.id where a.name is not null and p.name <> a.name
    union
    select row from mine where kind is null or to_on is not null
    union
    select a.row from asked a join held h on h.person_id = a.id where a.made and not a.residences ? h.id::text
    union
    select m.row from mine m join held h on h.person_id = m.person_id and h.kind = m.kind
    where h.id <> m.id and h.from_on > m.from_on`.execute(tx)
  return new Set(found.map(({ row }) => row))
}

/**
 * Holds persons, so that none leaves while a list is written, and nobody comes to use one that is about to be taken back.
 *
 * @returns those that are there
 */
async function holdPersons(tx: Tx, ids: readonly string[], to: 'change' | 'end'): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const strength = to === 'end' ? sql`for update` : sql`for no key update`
  const { rows } = await sql<{ id: string }>`
    select id from person where id = any(${ids}::uuid[]) and erased_at is null order by id ${strength}`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** Whom something was done about, which the journal keeps without a foreign key. */
async function listActedOn(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id from unnest(${ids}::uuid[]) i (id) where exists (select from action where subject_id = i.id)`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/** Persons that were made are blanked, not deleted: see blankPersons() and docs/decisions/0027. */
async function undo(
  tx: Tx,
  rows: readonly Undoing[],
  ground: Ground,
): Promise<{ row: number; stays: string | null }[]> {
  const made = rows.filter(({ result }) => result === 'made').map(({ subjectId }) => subjectId)
  const held = await holdPersons(
    tx,
    rows.map(({ subjectId }) => subjectId),
    'end',
  )
  const changed = await listChangedSince(tx, rows)
  const used = await findReferenced(tx, 'person', made, ['residence'])
  for (const id of await listActedOn(tx, made)) used.add(id)
  const stays = (one: Undoing): string | null => {
    if (!held.has(one.subjectId)) return 'left'
    if (changed.has(one.row)) return 'changed-since'
    return one.result === 'made' && used.has(one.subjectId) ? 'used' : null
  }
  const going = rows.filter((one) => stays(one) === null)
  const of = (one: Undoing): Undo => one.undo as unknown as Undo

  const residences = going.flatMap((one) => of(one).residences)
  await sql`delete from residence where id = any(${residences}::uuid[])`.execute(tx)
  await endResidences(
    tx,
    going.flatMap((one) => of(one).ended.map(({ id }) => ({ id, to: null }))),
  )
  for (const one of going.filter(({ result }) => result === 'changed')) {
    const { name, phone, home } = of(one)
    const set = {
      ...(name && { name: name.before, ...soundOfPerson(name.before) }),
      ...(phone && { phone_sealed: null, phone_mark: null, phone_tail: null }),
      ...(home && { path: home.path, building_id: home.buildingId, unit: home.unit, room: home.room }),
    }
    if (Object.keys(set).length > 0) await tx.updateTable('person').set(set).where('id', '=', one.subjectId).execute()
  }
  await settle(
    tx,
    going.filter(({ result }) => result === 'changed').map(({ subjectId }) => subjectId),
    ground.today,
  )
  await blankPersons(
    tx,
    going.filter(({ result }) => result === 'made').map(({ subjectId }) => subjectId),
    ground.now,
  )
  const dwellings = going.flatMap((one) => of(one).dwelling ?? [])
  const lived = await findReferenced(tx, 'dwelling', dwellings)
  const empty = dwellings.filter((id) => !lived.has(id))
  await sql`delete from dwelling where id = any(${empty}::uuid[])`.execute(tx)
  return rows.map((one) => ({ row: one.row, stays: stays(one) }))
}

export const peopleKind: ImportKind = {
  name: 'people',
  personal: true,
  title: ['name', 'estate', 'building', 'unit', 'room', 'home', 'address'],
  async describe(tx, ids) {
    if (ids.length === 0) return new Map()
    const found = await tx
      .selectFrom('person')
      .select(['id', 'name', 'phone_tail'])
      .where('id', 'in', [...ids])
      .execute()
    return new Map(found.map(({ id, name, phone_tail }) => [id, { name: maskName(name), tail: phone_tail }]))
  },
  columns: [
    {
      key: 'name',
      required: true,
      headers: ['姓名', '居民姓名', '名字', '户主姓名', '成员姓名', 'name'],
      read: readName,
    },
    {
      key: 'phone',
      headers: ['手机', '手机号', '手机号码', '电话', '联系电话', '联系方式', '电话号码', '移动电话', 'phone'],
      read: (text, { demo }) => readPhone(text, demo),
    },
    {
      key: 'identity',
      headers: ['身份证', '身份证号', '身份证号码', '公民身份号码', '证件号码', '证件号'],
      checkedOnly: true,
      read: checkIdentity,
    },
    { key: 'registered', headers: ['户籍地址', '户籍地', '户口所在地', '户籍所在地', '户籍'], read: address },
    { key: 'estate', headers: ['小区', '小区名称', '所属小区', '居住小区'], read: address },
    { key: 'building', headers: ['幢', '幢号', '楼', '楼号', '楼栋', '楼栋号', '楼幢', '栋', '栋号'], read: address },
    { key: 'unit', headers: ['单元', '单元号', '梯'], read: readUnit },
    { key: 'room', headers: ['室', '室号', '房号', '房间号', '户室', '房间', '门牌号'], read: readRoom },
    { key: 'home', headers: ['楼栋房号', '幢单元室', '房屋', '房屋地址', '楼室号', '住址'], read: readHome },
    {
      key: 'address',
      headers: ['现住址', '居住地址', '实际居住地', '实际居住地址', '现居住地', '现居住地址', '居住地'],
      read: address,
    },
    {
      key: 'since',
      headers: ['入住日期', '入住时间', '居住起始日期', '迁入日期', '来本社区时间', '何时入住'],
      read: readDay,
    },
    { key: 'community', headers: ['社区', '所属社区', '社区名称'], read: address },
  ],
  async check(tx, rows, ground, made) {
    return await plan(tx, rows, ground, made)
  },
  write,
  undo,
}

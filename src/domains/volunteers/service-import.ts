/**
 * Records of service that another platform keeps, brought as a list: whose phone is a volunteer's here is that volunteer; a
 * record is known by its number there, so that the same list twice is one. They earn nothing: that was earned there. Undoing
 * takes each back by a row of its own.
 * @source S4-89
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import { halfWidth, readCount, readDay, readName, readPhone } from '#foundation/sheets/cells.ts'
import type { Checked, Described, Ground, ImportKind, Problem, ReadRow } from '#foundation/sheets/kind.ts'
import { isId } from '#lib/contract.ts'
import { idFrom } from '#lib/ids.ts'
import { maskName } from '#lib/mask.ts'
import { Refusal } from '#lib/refusal.ts'
import { titles } from './needs-store.ts'
import { recordService, takeBackService } from './service.ts'
import { type Activity, activities } from './spec.ts'

interface Values {
  name: string
  phone: string
  day: string
  activity: Activity
  minutes: number
  record?: string
}

interface Known {
  id: string
  name: string
  mark: string
}

const text = (most: number) => (words: string) => {
  const plain = halfWidth(words).trim()
  return [...plain].length <= most ? { value: plain } : { code: 'cell.long' }
}

const byWords = new Map<string, Activity>(
  activities.flatMap((code) => [[code, code] as const, [titles[code], code] as const]),
)
const readActivity = (words: string) => {
  const found = byWords.get(halfWidth(words).trim())
  return found ? { value: found } : { code: 'service.activity' }
}

/** Those of the phones who live or volunteer in the community. */
export async function listByPhone(
  tx: Tx,
  phones: readonly string[],
  { seals, path }: Ground,
): Promise<Map<string, Known>> {
  const marks = [...new Set(phones)].map((phone) => seals.mark(phone).toString('hex'))
  const { rows } = await sql<Known>`
    select p.id, p.name, encode(p.phone_mark, 'hex') as mark from unnest(${marks}::text[]) m (mark)
    join person p on p.phone_mark = decode(m.mark, 'hex') left join volunteer v on v.person_id = p.id
    where p.erased_at is null and (left(p.path, 12) = ${path} or left(v.path, 12) = ${path})`.execute(tx)
  const byMark = new Map(rows.map((row) => [row.mark, row]))
  return new Map(
    phones.flatMap((phone) => {
      const found = byMark.get(seals.mark(phone).toString('hex'))
      return found ? [[phone, found] as const] : []
    }),
  )
}

export async function describePersons(tx: Tx, ids: readonly string[]): Promise<Map<string, Described>> {
  const rows =
    ids.length > 0
      ? await tx
          .selectFrom('person')
          .select(['id', 'name', 'phone_tail'])
          .where('id', 'in', [...ids])
          .execute()
      : []
  return new Map(rows.map(({ id, name, phone_tail }) => [id, { name: maskName(name), tail: phone_tail }]))
}

/** Who takes the step of the import that runs now, and its deed. */
export async function stepOf(tx: Tx, importId: string): Promise<{ actionId: string; personId: string }> {
  const row = await tx
    .selectFrom('action')
    .select(['id', 'actor_id'])
    .where('subject_id', '=', importId)
    .where('actor_id', 'is not', null)
    .orderBy('version', 'desc')
    .executeTakeFirstOrThrow()
  return { actionId: row.id, personId: row.actor_id ?? '' }
}

const sourceOf = ({ path }: Ground, { phone, day, activity, minutes, record }: Values): string =>
  idFrom('service import', path.slice(0, 12), record || [phone, day, activity, minutes].join('|'))

interface Plan extends Checked {
  values: Values
  sourceId: string
}

async function plan(tx: Tx, rows: readonly ReadRow[], ground: Ground): Promise<Plan[]> {
  const all = rows.map(({ row, values }) => ({ row, values: values as unknown as Values }))
  const people = await listByPhone(
    tx,
    all.map(({ values }) => values.phone),
    ground,
  )
  const sources = all.map(({ values }) => sourceOf(ground, values))
  const own = all.flatMap(({ values }) => (values.record && isId(values.record) ? [values.record] : []))
  const { rows: there } = await sql<{ id: string; source: string; takenBack: boolean }>`
    select s.id, s.source_id as source, exists (select from service_minutes r where r.reverses = s.id) as "takenBack"
    from service_minutes s where s.reverses is null
      and ((s.source = 'import' and s.source_id = any(${sources}::uuid[])) or s.id = any(${own}::uuid[]))`.execute(tx)
  const { personId: by } = await stepOf(tx, ground.importId)
  return all.map(({ row, values }, at): Plan => {
    const sourceId = sources[at] ?? ''
    const person = people.get(values.phone)
    const before = there.find(({ id, source }) => source === sourceId || id === values.record)
    const problems: Problem[] = []
    if (!person) problems.push({ column: 'phone', code: 'service.person-unknown' })
    else if (person.name !== values.name) problems.push({ column: 'name', code: 'service.other-name' })
    else if (person.id === by) problems.push({ column: '', code: 'service.self-confirmed' })
    if (values.day > ground.today) problems.push({ column: 'day', code: 'cell.day-future' })
    if (before?.takenBack) problems.push({ column: '', code: 'service.taken-back' })
    return {
      row,
      values,
      sourceId,
      outcome: problems.length > 0 ? 'wrong' : before ? 'same' : 'new',
      fields: [],
      problems,
      subjectId: person?.id ?? null,
      mark: ground.seals.mark(`service|${sourceId}`),
      makes: null,
    }
  })
}

export const serviceKind: ImportKind = {
  name: 'service_records',
  personal: true,
  columns: [
    { key: 'record', headers: ['记录编号', '编号', '服务记录编号', '记录号'], read: text(60) },
    { key: 'name', headers: ['姓名', '志愿者姓名', '志愿者'], required: true, read: readName },
    {
      key: 'phone',
      headers: ['手机号', '手机', '电话', '联系电话', '手机号码'],
      required: true,
      read: (words, { demo }) => readPhone(words, demo),
    },
    { key: 'day', headers: ['服务日期', '日期', '活动日期'], required: true, read: readDay },
    { key: 'activity', headers: ['服务类别', '活动类别', '类别', '服务内容'], required: true, read: readActivity },
    {
      key: 'minutes',
      headers: ['服务分钟数', '分钟', '时长（分钟）', '服务时长（分钟）'],
      required: true,
      read: readCount(1, 1440),
    },
    { key: 'source', headers: ['来源'], checkedOnly: true, read: text(60) },
    { key: 'confirmed', headers: ['确认时间'], checkedOnly: true, read: text(60) },
  ],
  title: ['name', 'day', 'minutes'],
  describe: describePersons,
  check: async (tx, rows, ground) => await plan(tx, rows, ground),
  async write(tx, rows, ground) {
    const plans = await plan(tx, rows, ground)
    const { actionId, personId: by } = await stepOf(tx, ground.importId)
    // nothing is earned, so no rule is asked
    const rules = { on: () => Promise.reject(new Error('an imported record earns nothing')) }
    const written = []
    for (const { row, outcome, subjectId, values, sourceId } of plans) {
      if (outcome !== 'new' || !subjectId) {
        written.push({
          row,
          result: outcome === 'same' ? ('kept' as const) : ('moved' as const),
          subjectId,
          undo: null,
        })
        continue
      }
      const serviceId = await recordService(tx, rules, {
        personId: subjectId,
        minutes: values.minutes,
        servedOn: values.day,
        activity: values.activity,
        path: ground.path,
        source: 'import',
        sourceId,
        earns: null,
        recordedBy: by,
        confirmedBy: by,
        confirmedAt: ground.now,
        actionId,
      })
      written.push({ row, result: 'made' as const, subjectId, undo: { serviceId } })
    }
    return written
  },
  async undo(tx, rows, ground) {
    const by = await stepOf(tx, ground.importId)
    const done = []
    for (const { row, undo } of rows) {
      const serviceId = String(undo.serviceId)
      const stays = await takeBackService(tx, {
        serviceId,
        reason: 'import',
        by,
        at: ground.now,
        // the list is taken back as it was brought
        minutesAlone: Number.MAX_SAFE_INTEGER,
      }).then(
        () => null,
        (error: unknown) => {
          if (error instanceof Refusal && error.code === 'service.taken-back') return null
          if (error instanceof Refusal) return 'used'
          throw error
        },
      )
      done.push({ row, stays })
    }
    return done
  },
}

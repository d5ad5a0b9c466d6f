/**
 * The list of party members that the party body supplies: only residents who are known here are marked, by their phone. It is
 * kept apart from the person and read by the head of the community only, as a rate.
 * @source S3-47
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import { readName, readPhone } from '#foundation/sheets/cells.ts'
import type { Checked, Ground, ImportKind, Problem, ReadRow } from '#foundation/sheets/kind.ts'
import { describePersons, listByPhone } from './service-import.ts'
import { volunteersPermissions } from './spec.ts'

async function plan(tx: Tx, rows: readonly ReadRow[], ground: Ground): Promise<Checked[]> {
  const all = rows.map(({ row, values }) => ({ row, name: String(values.name), phone: String(values.phone) }))
  const people = await listByPhone(
    tx,
    all.map(({ phone }) => phone),
    ground,
  )
  const ids = [...people.values()].map(({ id }) => id)
  const there =
    ids.length > 0
      ? await tx.selectFrom('party_member').select('person_id').where('person_id', 'in', ids).execute()
      : []
  const marked = new Set(there.map(({ person_id }) => person_id))
  return all.map(({ row, name, phone }) => {
    const person = people.get(phone)
    const problems: Problem[] = []
    if (!person) problems.push({ column: 'phone', code: 'service.person-unknown' })
    else if (person.name !== name) problems.push({ column: 'name', code: 'service.other-name' })
    return {
      row,
      outcome: problems.length > 0 ? 'wrong' : marked.has(person?.id ?? '') ? 'same' : 'new',
      fields: [],
      problems,
      subjectId: person?.id ?? null,
      mark: ground.seals.mark(`party|${phone}`),
      makes: null,
    }
  })
}

export const partyKind: ImportKind = {
  name: 'party_members',
  personal: true,
  only: volunteersPermissions['volunteers.party'],
  columns: [
    { key: 'name', headers: ['姓名', '党员姓名'], required: true, read: readName },
    {
      key: 'phone',
      headers: ['手机号', '手机', '联系电话', '手机号码', '电话'],
      required: true,
      read: (words, { demo }) => readPhone(words, demo),
    },
  ],
  title: ['name', 'phone'],
  describe: describePersons,
  check: plan,
  async write(tx, rows, ground) {
    const plans = await plan(tx, rows, ground)
    const ids = plans.flatMap(({ outcome, subjectId }) => (outcome === 'new' && subjectId ? [subjectId] : []))
    await sql`insert into party_member (person_id, path, import_id, recorded_at)
      select id, ${ground.path}, ${ground.importId}, ${ground.now} from unnest(${ids}::uuid[]) i (id) on conflict do nothing`.execute(
      tx,
    )
    return plans.map(({ row, outcome, subjectId }) => {
      if (outcome === 'new') return { row, result: 'made' as const, subjectId, undo: {} }
      return { row, result: outcome === 'same' ? ('kept' as const) : ('moved' as const), subjectId, undo: null }
    })
  },
  async undo(tx, rows, { importId }) {
    const ids = rows.map(({ subjectId }) => subjectId)
    await sql`delete from party_member where import_id = ${importId} and person_id = any(${ids}::uuid[])`.execute(tx)
    return rows.map(({ row }) => ({ row, stays: null }))
  },
}

/**
 * Acting for somebody: a person names who may do what for them and until when; the helper agrees with their own phone;
 * either ends it. A guardian adds a child. Every step is recorded with the consent it stands on, and once a month the person
 * reads what was done in their name.
 * Read next: foundation/authority.ts for what a helper then holds.
 */
import type { Actor } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { type Deed, record } from '#foundation/journal/journal.ts'
import type { Context, Handlers } from '#foundation/service.ts'
import { addMonths, type Day, dayOf, endOfDay, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { soundOfPerson } from '#lib/names.ts'
import { withCheckDigit } from '#lib/number.ts'
import { parsePhone } from '#lib/phone.ts'
import { Refusal } from '#lib/refusal.ts'
import type { Chore } from '../module.ts'
import { eraseChildren } from './children.ts'
import type { helpersContract } from './helpers-contract.ts'
import * as store from './helpers-store.ts'
import { cityPath, keyed, resident } from './mine.ts'
import { getMine, holdPerson } from './mine-store.ts'
import { lastDayOfGuardian, mayHelp } from './rules.ts'

/** The texts agreed to, by name: whoever changes one gives it a new name. */
const TEXTS = { helper: 'helper-1', guardian: 'guardian-1' } as const
/** How far back the list of late goes, in months. */
const LATE_MONTHS = 6

async function moment({ clock, rules }: Pick<Context, 'clock' | 'rules'>) {
  const now = clock.now()
  const today = dayOf(now)
  const { policies } = await rules.on(today)
  return { now, today, policies }
}

async function describe(context: Context, { personId }: Actor) {
  const { today, policies } = await moment(context)
  const rows = await store.listHelpers(context.database.db, personId, today)
  const shown = (row: store.HelperRow, mine: boolean) => ({
    id: row.id,
    kind: row.kind,
    personId: row.helperId === personId ? row.personId : null,
    name: mine ? row.name : row.personName,
    phoneTail: mine ? row.phoneTail : row.personTail,
    relation: row.relation,
    may: row.may,
    from: row.from,
    to: row.to,
    accepted: row.acceptedAt !== null,
  })
  return {
    mine: rows.filter((row) => row.personId === personId).map((row) => shown(row, true)),
    helped: rows.filter((row) => row.helperId === personId).map((row) => shown(row, false)),
    asked: rows.filter((row) => row.personId !== personId && !row.acceptedAt).map((row) => shown(row, false)),
    most: policies.number('people.helpers_max'),
    months: policies.number('people.helper_months'),
    guardianUntil: policies.number('people.guardian_until_years'),
  }
}

/** Records a deed about helping, once, and does the rest of it in the same transaction. */
async function once(
  context: Context,
  deed: Omit<Deed, 'at' | 'role' | 'path' | 'input'> & { input: unknown },
  does: (tx: Tx) => Promise<void>,
): Promise<void> {
  const path = await cityPath(context)
  const at = context.clock.now()
  await context.database.transact(async (tx) => {
    if (await record(tx, { ...deed, at, role: 'resident', path, input: keyed(context, deed.input) })) await does(tx)
  })
}

const consentOf = (helperId: string, side: 'person' | 'helper'): string => idFrom('helping', helperId, side)

export const helpersHandlers: Handlers<typeof helpersContract> = {
  async listHelpers(_, context) {
    return await describe(context, resident(context))
  },

  async nameHelper({ body: { id, ...sent } }, context) {
    const actor = resident(context)
    const { personId } = actor
    const { seals, settings, database } = context
    const phone = parsePhone(sent.phone, settings.environment !== 'production')
    if (!phone) throw new Refusal('sign-in.phone', 422)
    const { phoneSealed } = await getMine(database, personId)
    if (phoneSealed && seals.open(phoneSealed) === phone) throw new Refusal('helper.self', 422)
    const { now, today, policies } = await moment(context)
    const months = policies.number('people.helper_months')
    if (!mayHelp(sent.from, sent.to, today, months)) throw new Refusal('helper.days', 422, { months })

    const facts = { personId, may: sent.may, from: sent.from, to: sent.to }
    const deed = { id, actor, kind: 'helper.named', subjectId: id, facts, input: { ...sent, phone } }
    await once(context, deed, async (tx) => {
      await holdPerson(tx, personId)
      const mine = (await store.listHelpers(tx, personId, today)).filter((row) => row.personId === personId)
      const most = policies.number('people.helpers_max')
      if (mine.length >= most) throw new Refusal('helper.too-many', 422, { most })
      const inserted = await store.insertHelper(tx, {
        id,
        personId,
        helperId: null,
        kind: 'helper',
        name: sent.name.trim(),
        relation: sent.relation,
        mark: seals.mark(phone),
        tail: phone.slice(-4),
        may: sent.may,
        from: sent.from,
        to: sent.to,
        now,
        accepted: false,
      })
      if (!inserted) throw new Refusal('helper.named-already', 409)
      await store.insertConsent(tx, {
        id: consentOf(id, 'person'),
        personId,
        about: 'helper',
        text: TEXTS.helper,
        at: now,
      })
      await store.tellAsked(tx, { actionId: id, mark: seals.mark(phone), at: now })
    })
    return await describe(context, actor)
  },

  async answerHelping({ params, body }, context) {
    const actor = resident(context)
    const { personId } = actor
    const { now, today, policies } = await moment(context)
    const kind = body.agrees ? 'helper.accepted' : 'helper.declined'
    const deed = { id: body.id, actor, kind, subjectId: params.id, input: { agrees: body.agrees } }
    await once(context, deed, async (tx) => {
      await holdPerson(tx, personId)
      const rows = await store.listHelpers(tx, personId, today)
      const row = rows.find(
        ({ id, personId: person, acceptedAt }) => id === params.id && person !== personId && !acceptedAt,
      )
      if (!row) throw new Refusal('helper.unknown', 404)
      await store.tell(tx, {
        actionId: body.id,
        personId: row.personId,
        key: body.agrees ? 'notice.helper-accepted' : 'notice.helper-declined',
        at: now,
      })
      if (!body.agrees) return await store.endHelping(tx, row.id, personId, now)
      const most = policies.number('people.helped_max')
      if (rows.filter(({ helperId, kind }) => helperId === personId && kind === 'helper').length >= most)
        throw new Refusal('helper.helps-too-many', 422, { most })
      await store.acceptHelping(tx, row.id, personId, now)
      await store.insertConsent(tx, {
        id: consentOf(row.id, 'helper'),
        personId,
        about: 'helper',
        text: TEXTS.helper,
        at: now,
      })
      await store.refreshStreams(tx, personId)
    })
    return await describe(context, actor)
  },

  async endHelping({ params, body }, context) {
    const actor = resident(context)
    const { personId } = actor
    const { now, today } = await moment(context)
    const deed = { id: body.id, actor, kind: 'helper.ended', subjectId: params.id, input: {} }
    await once(context, deed, async (tx) => {
      const row = (await store.listHelpers(tx, personId, today)).find(({ id }) => id === params.id)
      if (!row || (row.personId !== personId && row.helperId !== personId)) throw new Refusal('helper.unknown', 404)
      const children = row.kind === 'guardian' ? await store.listSoleChildren(tx, personId) : []
      await store.endHelping(tx, row.id, personId, now)
      await store.withdrawConsents(tx, [consentOf(row.id, 'person'), consentOf(row.id, 'helper')], now)
      if (children.includes(row.personId)) await eraseChildren(context, tx, actor, body.id, [row.personId])
      if (row.helperId) await store.refreshStreams(tx, row.helperId)
      const other = row.personId === personId ? row.helperId : row.personId
      if (other && row.kind === 'helper')
        await store.tell(tx, { actionId: body.id, personId: other, key: 'notice.helper-ended', at: now })
    })
    return await describe(context, actor)
  },

  async addChild({ body: { id, ...sent } }, context) {
    const actor = resident(context)
    const { personId } = actor
    const { now, today, policies } = await moment(context)
    const years = policies.number('people.guardian_until_years')
    const to = lastDayOfGuardian(sent.bornMonth, years)
    if (to < today || `${sent.bornMonth}-01` > today) throw new Refusal('child.age', 422, { years })

    const child = idFrom('child', id)
    const facts = { personId: child, from: today, to }
    const deed = { id, actor, kind: 'child.added', subjectId: id, facts, input: sent }
    await once(context, deed, async (tx) => {
      await holdPerson(tx, personId)
      const rows = await store.listHelpers(tx, personId, today)
      const most = policies.number('people.helped_max')
      if (rows.filter(({ helperId, kind }) => helperId === personId && kind === 'guardian').length >= most)
        throw new Refusal('helper.helps-too-many', 422, { most })
      const name = sent.name.trim()
      await store.insertChild(tx, {
        id: child,
        name,
        ...soundOfPerson(name),
        bornMonth: sent.bornMonth,
        guardianId: personId,
        now,
      })
      await store.insertHelper(tx, {
        id,
        personId: child,
        helperId: personId,
        kind: 'guardian',
        name: actor.name.slice(0, 30),
        relation: sent.relation,
        mark: null,
        tail: null,
        may: ['report', 'read', 'confirm'],
        from: today,
        to,
        now,
        accepted: true,
      })
      await store.insertConsent(tx, {
        id: consentOf(id, 'helper'),
        personId,
        about: 'guardian',
        text: TEXTS.guardian,
        at: now,
      })
      await store.refreshStreams(tx, personId)
    })
    return await describe(context, actor)
  },

  async listHelped({ query }, context) {
    const { personId } = resident(context)
    const { now, today } = await moment(context)
    const from = query.month ? startOfDay(`${query.month}-01`) : startOfDay(addMonths(today, -LATE_MONTHS))
    const to = query.month ? startOfDay(addMonths(`${query.month}-01`, 1)) : endOfDay(dayOf(now))
    const acts = await store.listActs(context.database, personId, from, to)
    const known = await context.titles(acts.map(({ subjectId }) => subjectId))
    return {
      acts: acts.map(({ id, at, helper, kind, subjectId }) => {
        const matter = known.get(subjectId)
        return {
          id,
          at: at.toISOString(),
          helper,
          kind: kind.slice(kind.indexOf('.') + 1),
          number: matter ? withCheckDigit(matter.number) : null,
          title: matter?.title ?? '',
        }
      }),
    }
  },
}

/** The last day each database was looked through by this process; what was done is known by its id. */
const looked = new WeakMap<Context['database'], Day>()

/** Once a day: what is over ends, and whoever had something done in their name last month is told, once. */
export const tellOfHelpers: Chore = {
  name: 'tell of helpers',
  async look({ database, clock, rules }) {
    const { now, today } = await moment({ clock, rules })
    if (looked.get(database) === today) return false
    const path = await cityPath({ database })
    const system = { at: now, actor: undefined, role: 'system', path }
    for (const { id, helperId } of await store.listOver(database.db, today))
      await database.transact(async (tx) => {
        const deed = { ...system, id: idFrom('helper-over', id), kind: 'helper.over', subjectId: id, input: {} }
        if (!(await record(tx, deed))) return
        await store.endHelping(tx, id, null, now)
        await store.withdrawConsents(tx, [consentOf(id, 'person'), consentOf(id, 'helper')], now)
        if (helperId) await store.refreshStreams(tx, helperId)
      })

    const month = addMonths(`${today.slice(0, 7)}-01`, -1).slice(0, 7)
    const [from, to] = [startOfDay(`${month}-01`), startOfDay(addMonths(`${month}-01`, 1))]
    for (const { personId, n } of await store.countActs(database, from, to))
      await database.transact(async (tx) => {
        const id = idFrom('helped-month', personId, month)
        const deed = { ...system, id, kind: 'helper.month', subjectId: personId, facts: { month, n }, input: { month } }
        if (await record(tx, deed))
          await store.tell(tx, { actionId: id, personId, key: 'notice.helped-month', facts: { month, n }, at: now })
      })
    looked.set(database, today)
    return false
  },
}

/**
 * Asking for help, and acting on it: by the person, by who helps them, by the volunteer, or by a worker who hears it on the
 * phone. Who offers must be a volunteer who may serve; what is confirmed becomes a record of service in the same transaction.
 * Read next: needs-present.ts.
 */
import { act, findMatter, open } from '#engines/matter/index.ts'
import { type Actor, allow, can, grantFor, peopleOf, scopeOf } from '#foundation/authority.ts'
import type { Runner, Tx } from '#foundation/database/database.ts'
import { openReading } from '#foundation/journal/journal.ts'
import { findOrMakePerson, getPersonOpen, recordConsent } from '#foundation/people/people.ts'
import { type Context, type FormOf, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { maskName } from '#lib/mask.ts'
import { withCheckDigit } from '#lib/number.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { parsePhone } from '#lib/phone.ts'
import { Refusal } from '#lib/refusal.ts'
import { checkFit } from './fit.ts'
import { type NeedForm, type NeedOpenForm, need } from './need-spec.ts'
import type { needsContract } from './needs-contract.ts'
import { getReadable, presentPublic } from './needs-present.ts'
import * as store from './needs-store.ts'
import { type Band, isMutual } from './rules.ts'
import { recordService } from './service.ts'
import { volunteersPermissions } from './spec.ts'
import { findVolunteer } from './store.ts'

const PAGE = 50
type Opened = FormOf<typeof NeedOpenForm>

export async function openNeed({ id, ...body }: { id: string } & Record<string, unknown>, context: Context) {
  const input = body as Opened
  const actor = signedIn(context.actor)
  const { database, clock } = context
  const { path } = await getTerritory(database, input.community)
  const { behalf } = input
  if (behalf) {
    if (input.for) throw new Refusal('input.wrong', 400, { field: 'for' })
    allow(actor, volunteersPermissions['needs.desk'], { path })
  } else if (actor.kind === 'staff') throw new Refusal('need.on-behalf-only', 422)
  else if (input.for) allow(actor, volunteersPermissions['needs.ask'], { path, requesterId: input.for })

  const now = clock.now()
  if (input.wantedOn < dayOf(now)) throw new Refusal('need.day-past', 422)
  const rules = await context.rules.held(dayOf(now))
  const openFor = async (run: Runner, db: Tx, requesterId: string) => {
    const home = await store.findHome(db, requesterId)
    const lives = home?.path?.startsWith(path) ? home : undefined
    return await open({ run, clock, rules, ...(!behalf && { outside: database }) }, need, {
      id,
      ...(behalf && { inTransaction: true }),
      input,
      actor,
      path: lives?.path ?? path,
      requesterId,
      visibility: 'handler',
      row: {
        requester_id: requesterId,
        taken_by: behalf ? actor.personId : null,
        activity: input.activity,
        words: input.words.trim(),
        wanted_on: input.wantedOn,
        part: input.part,
        minutes_planned: input.minutes,
        asker_elder: input.elder,
        mutual: false,
        building_id: lives?.buildingId ?? null,
        unit: lives?.unit ?? null,
        room: lives?.room ?? null,
        place_words: input.address?.trim() || null,
      },
      tells: [
        { role: 'community_desk', key: 'notice.need-new' },
        ...(requesterId === actor.personId ? [] : [{ person: requesterId, key: 'notice.need-taken-in' }]),
      ],
      facts: { activity: input.activity, minutes: input.minutes, elder: input.elder },
    })
  }
  const receipt = behalf
    ? await database.transact(async (tx) => {
        await store.holdAction(tx, id)
        return await openFor(tx, tx, await findAsker(tx, id, behalf, actor, context, path))
      })
    : await openFor(database.pool, database.db, input.for ?? actor.personId)
  return { ...receipt, number: withCheckDigit(receipt.number) }
}

/** The person it is for, made when new, and their consent: written with the need or not at all. */
async function findAsker(
  tx: Tx,
  actionId: string,
  { name, phone, consent }: NonNullable<Opened['behalf']>,
  actor: Actor,
  { seals, clock, settings }: Context,
  path: string,
): Promise<string> {
  const number = parsePhone(phone, settings.environment !== 'production')
  if (!number) throw new Refusal('sign-in.phone', 422)
  const now = clock.now()
  const person = await findOrMakePerson(tx, seals, { name: name.trim(), phone: number, path }, now)
  await recordConsent(tx, {
    id: idFrom('on-behalf', actionId),
    personId: person.id,
    about: 'on_behalf',
    version: null,
    how: consent,
    at: now,
    by: actor.personId,
  })
  return person.id
}

interface ActionCall {
  matterId: string
  action: string
  id: string
  seen: number
  input: Record<string, unknown>
}

export async function actOnNeed(call: ActionCall, context: Context) {
  const actor = signedIn(context.actor)
  const { database, clock } = context
  const today = dayOf(clock.now())
  const rules = await context.rules.held(today)
  const offers = call.action === 'offer'

  const receipt = await database.transact(async (tx) => {
    const done = await act({ run: tx, clock, rules }, need, {
      ...call,
      actor,
      ...(offers && actor.kind === 'resident' && { asParty: true as const }),
      check: async (matter) => {
        const form = matter.form as NeedForm
        if (offers && peopleOf(actor, 'report').includes(form.requester_id)) throw new Refusal('need.own', 422)
        const serving = offers ? actor.personId : (call.input.volunteerId as string | undefined)
        if (serving) await checkFit(tx, serving, { minors: false, on: today })
      },
    })
    await afterwards(tx, call, actor, rules, clock.now())
    return done
  })
  return { ...receipt, number: withCheckDigit(receipt.number) }
}

/** What an action means beyond the need's own row; written again by a repeated call, it is the same. */
async function afterwards(
  tx: Tx,
  { matterId, action, id }: ActionCall,
  actor: Actor,
  rules: Pick<Context['rules'], 'on'>,
  now: Date,
): Promise<void> {
  if (!['offer', 'propose', 'confirm_time', 'resolve'].includes(action)) return
  const row = await tx.selectFrom('need').selectAll().where('matter_id', '=', matterId).executeTakeFirstOrThrow()
  if (!row.volunteer_id || !row.earns) return
  if (action === 'offer' || action === 'propose') {
    const volunteer = await findVolunteer(tx, row.volunteer_id)
    const earns = action === 'propose' ? (volunteer?.earns ?? row.earns) : row.earns
    await store.setServing(tx, matterId, earns, isMutual((volunteer?.band ?? null) as Band | null, row.asker_elder))
    return
  }
  if (!row.minutes || !row.confirmed_by || !row.confirmed_at || !row.begun_at) return
  const { path } = await tx.selectFrom('matter').select('path').where('id', '=', matterId).executeTakeFirstOrThrow()
  await recordService(tx, rules, {
    personId: row.volunteer_id,
    minutes: row.minutes,
    servedOn: dayOf(row.begun_at),
    activity: row.activity as NeedForm['activity'],
    path,
    source: 'need',
    sourceId: matterId,
    earns: row.earns as NonNullable<NeedForm['earns']>,
    recordedBy: actor.personId,
    confirmedBy: row.confirmed_by,
    confirmedAt: row.confirmed_at ?? now,
    actionId: id,
  })
}

export const needsHandlers: Handlers<typeof needsContract> = {
  async listPublicNeeds({ query: { community, activity, when, after } }, { database }) {
    const page = { activity, when, after: readAfter(after), limit: PAGE + 1 }
    const found = await store.listPublic(database, community, page)
    const rows = found.slice(0, PAGE)
    const last = rows.at(-1)
    return {
      rows: rows.map(presentPublic),
      next: found.length > PAGE && last ? writeAfter({ at: last.openedAt, id: last.id }) : null,
    }
  },

  async listMyNeeds(_, context) {
    const actor = signedIn(context.actor)
    if (actor.kind !== 'resident') throw new Refusal('access.not-yours', 403)
    const people = peopleOf(actor, 'read')
    const rows = await store.listOf(context.database, actor.personId, people)
    return {
      rows: rows.map((row) => ({
        ...presentPublic(row),
        words: row.asked ? row.words : (row.publicWords ?? ''),
        state: row.state,
        mine: row.asked ? ('asked' as const) : ('serving' as const),
        openedAt: row.openedAt.toISOString(),
      })),
    }
  },

  async listDeskNeeds({ query: { list, after } }, context) {
    const paths = scopeOf(signedIn(context.actor), volunteersPermissions['needs.desk'])
    const found = await store.listForDesk(context.database, paths, list, readAfter(after), PAGE + 1)
    const rows = found.slice(0, PAGE)
    const last = rows.at(-1)
    return {
      rows: rows.map((row) => ({
        ...presentPublic(row),
        words: row.words,
        state: row.state,
        openedAt: row.openedAt.toISOString(),
        asker: maskName(row.asker),
        helper: row.helper ? maskName(row.helper) : null,
        mutual: row.mutual,
      })),
      next: found.length > PAGE && last ? writeAfter({ at: last.openedAt, id: last.id }) : null,
    }
  },

  async listFitting({ params: { id } }, context) {
    const actor = signedIn(context.actor)
    const loaded = await findMatter(context.database.pool, need, id)
    if (!loaded) throw new Refusal('matter.unknown', 404)
    allow(actor, volunteersPermissions['needs.desk'], { path: loaded.matter.path })
    const form = loaded.matter.form as NeedForm
    const rows = await store.listFitting(context.database, loaded.matter.path, form.activity, form.requester_id)
    return {
      rows: rows.map(({ band, name, ...row }) => ({
        ...row,
        name: maskName(name),
        mutual: isMutual(band as Band | null, form.asker_elder),
      })),
    }
  },

  async openNeedAddress({ params, body }, context) {
    const { actor, matter, form, as } = await getReadable(context, params.id)
    const serves = as === 'helper' && ['agreed', 'serving'].includes(matter.state)
    const isDesk = can(actor, volunteersPermissions['needs.desk'], { path: matter.path })
    if (!serves && !isDesk)
      throw new Refusal(as === 'helper' ? 'need.not-agreed' : 'access.not-yours', as === 'helper' ? 409 : 403)

    const { database, seals, clock, rules } = context
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const until = await openReading(database, policies.number('request.reveal_minutes'), {
      id: body.id,
      at: now,
      readerId: actor.personId,
      role: isDesk
        ? (grantFor(actor, volunteersPermissions['needs.desk'], { path: matter.path })?.role ?? 'staff')
        : 'resident',
      personId: form.requester_id,
      subjectId: matter.id,
      fields: ['name', 'phone', 'address'],
      purpose: 'visit',
    })
    const { name, phone } = await getPersonOpen(database, seals, form.requester_id)
    const { building } = await store.getAround(database, matter.id)
    const address =
      form.place_words ?? [building, form.unit ? `${form.unit} 单元` : '', form.room].filter(Boolean).join(' ')
    return { name, phone, address, until: until.toISOString() }
  },
}

/** The system administrator registers the systems that may report. Each deed is recorded; a key is kept as a hash only. */
import { allow, grantFor } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { listChildren } from '#foundation/territory/territory.ts'
import { dayOf } from '#lib/days.ts'
import { type Facts, Refusal } from '#lib/refusal.ts'
import { hashOfKey } from './call.ts'
import type { open311Contract } from './contract.ts'
import { limits, open311Permissions } from './spec.ts'
import * as store from './store.ts'

const manage = open311Permissions['open311.manage']

export const open311Handlers: Handlers<typeof open311Contract> = {
  async getTerms(_, { clock, rules }) {
    const { policies } = await rules.on(dayOf(clock.now()))
    return {
      photos: policies.number('request.photos_max'),
      repeatHours: policies.number('open311.repeat_hours'),
      spanDays: policies.number('open311.span_days'),
      listMost: policies.number('open311.list_most'),
      feedHours: policies.number('open311.feed_hours'),
      trialDays: policies.number('open311.trial_days'),
    }
  },

  async listClients(_, context) {
    await standing(context)
    const today = dayOf(context.clock.now())
    const { policies } = await context.rules.on(today)
    const clients = await store.listClients(context.database, today)
    return {
      clients: clients.map((row) => ({
        id: row.id,
        name: row.name,
        contact: row.contact,
        perMinute: row.per_minute,
        perDay: row.per_day,
        mayUpdate: row.may_update,
        keyTail: row.key_tail,
        keyAt: row.key_at.toISOString(),
        suspendedAt: row.suspended_at?.toISOString() ?? null,
        addedAt: row.created_at.toISOString(),
        addedBy: row.by,
        reports: row.reports,
        today: row.today,
        calls: row.calls,
        refused: row.refused,
        lastAt: row.last_at?.toISOString() ?? null,
      })),
      usual: {
        perMinute: policies.number('open311.calls_per_minute'),
        perDay: policies.number('open311.calls_per_day'),
      },
      most: limits,
    }
  },

  async addClient({ body: { id, ...input } }, context) {
    const at = await standing(context)
    const key = keyFrom(context, id)
    await context.database
      .transact(async (tx) => {
        const deed = {
          id,
          kind: 'open311.client-added',
          subjectId: id,
          words: { name: input.name },
          facts: factsOf(input),
          input,
        }
        if (!(await recordDeed(tx, context, at, deed))) return
        await store.insertClient(tx, {
          id,
          ...fieldsOf(input),
          key_hash: hashOfKey(key),
          key_tail: key.slice(-4),
          created_at: context.clock.now(),
          created_by: at.personId,
        })
      })
      .catch(nameTaken)
    return { id, key }
  },

  async changeClient({ params: { clientId }, body: { id, suspended, ...input } }, context) {
    const at = await standing(context)
    await context.database
      .transact(async (tx) => {
        const before = await store.findClient(tx, clientId)
        if (!before) throw new Refusal('open311.client-unknown', 404)
        const facts = { ...factsOf(input), suspended }
        const deed = {
          id,
          kind: 'open311.client-changed',
          subjectId: clientId,
          words: { before: before.name, after: input.name },
          facts,
          input: { suspended, ...input },
        }
        if (!(await recordDeed(tx, context, at, deed))) return
        const suspended_at = suspended ? (before.suspended_at ?? context.clock.now()) : null
        await store.changeClient(tx, clientId, { ...fieldsOf(input), suspended_at })
      })
      .catch(nameTaken)
    return {}
  },

  async changeKey({ params: { clientId }, body: { id } }, context) {
    const at = await standing(context)
    const key = keyFrom(context, id)
    await context.database.transact(async (tx) => {
      if (!(await store.findClient(tx, clientId))) throw new Refusal('open311.client-unknown', 404)
      const deed = { id, kind: 'open311.key-changed', subjectId: clientId, input: {} }
      if (!(await recordDeed(tx, context, at, deed))) return
      const key_at = context.clock.now()
      await store.changeClient(tx, clientId, { key_hash: hashOfKey(key), key_tail: key.slice(-4), key_at })
    })
    return { id: clientId, key }
  },
}

interface Fields {
  name: string
  contact: string
  perMinute: number
  perDay: number
  mayUpdate: boolean
}

const fieldsOf = ({ name, contact, perMinute, perDay, mayUpdate }: Fields) => ({
  name: name.trim(),
  contact: contact.trim(),
  per_minute: perMinute,
  per_day: perDay,
  may_update: mayUpdate,
})

const factsOf = ({ perMinute, perDay, mayUpdate }: Fields): Facts => ({ perMinute, perDay, mayUpdate })

/** The key that a deed makes: the same for the same deed, so that an answer lost on the way is not a key lost. */
const keyFrom = ({ seals }: Context, id: string): string =>
  seals.mark(`open311 key ${id}`).toString('base64url').slice(0, 40)

interface Standing {
  personId: string
  role: string
  path: string
}

async function standing({ actor, database }: Context): Promise<Standing> {
  const person = signedIn(actor)
  const path = (await listChildren(database, ''))[0]?.path ?? ''
  allow(person, manage, { path })
  return { personId: person.personId, role: grantFor(person, manage, { path })?.role ?? 'system_admin', path }
}

interface Deed {
  id: string
  kind: string
  subjectId: string
  facts?: Facts
  words?: Readonly<Record<string, unknown>>
  input: unknown
}

async function recordDeed(tx: Tx, { actor, clock }: Context, { role, path }: Standing, deed: Deed): Promise<boolean> {
  return await record(tx, { ...deed, actor, at: clock.now(), role, path })
}

function nameTaken(error: unknown): never {
  const { constraint } = error as { constraint?: string }
  if (constraint === 'open311_client_name_is_unique') throw new Refusal('open311.client-name', 422)
  throw error
}

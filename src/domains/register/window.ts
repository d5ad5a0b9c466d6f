/**
 * Another phone for a resident who lost the old one: a worker of their community sees a paper, and the resident reads out the
 * code sent to the new phone. The old sessions end; helpers, requests and notices stay.
 * Rules: PIPL-46. Nothing of the person is revealed, and no number of the paper is kept. Read next: window-store.ts.
 */
import { type Actor, grantFor, scopeOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { record, wasRecorded } from '#foundation/journal/journal.ts'
import { endSessions, useCodes } from '#foundation/people/sessions.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { dayOf, startOfDay } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { Refusal } from '#lib/refusal.ts'
import { issueCode } from './codes.ts'
import { tell } from './helpers-store.ts'
import { desk, keyed, phoneOf } from './mine.ts'
import { isPhoneKnown, setPhone } from './mine-store.ts'
import { registerPermissions } from './spec.ts'
import type { windowContract } from './window-contract.ts'
import * as store from './window-store.ts'

const permission = registerPermissions['people.changePhone']
const DEED = 'person.phone-changed-at-window'

interface Served {
  actor: Actor
  person: store.WindowPerson
  /** The place under which it is done. */
  path: string
  role: string
}

/**
 * The person at the window, who lives where the worker serves or has a matter there.
 *
 * @throws {Refusal} `person.unknown` (404), `access.not-yours` (403) outside the worker's places and about oneself
 */
async function serve(context: Context, personId: string): Promise<Served> {
  const { database, holdings } = context
  const actor = signedIn(context.actor)
  const person = await store.findWindowPerson(database, personId)
  if (!person) throw new Refusal('person.unknown', 404)

  const paths = scopeOf(actor, permission)
  const home = paths.find((path) => person.path?.startsWith(path))
  const known = await Promise.all(
    paths.map(async (path) => {
      const here = await Promise.all(holdings.map((holding) => holding.isInside(database.db, personId, path)))
      return here.includes(true) ? path : undefined
    }),
  )
  const path = home ?? known.find((one) => one !== undefined)
  if (!path || personId === actor.personId) throw new Refusal('access.not-yours', 403, { roles: permission.roles })
  return { actor, person, path, role: grantFor(actor, permission, { path })?.role ?? 'staff' }
}

async function countLeft(context: Context, tx: Tx, actor: Actor): Promise<{ left: number; most: number }> {
  const { now, policies } = await desk(context)
  const most = policies.number('people.window_phones_per_day')
  const done = await store.countDeeds(tx, actor.personId, DEED, startOfDay(dayOf(now)))
  return { left: Math.max(0, most - done), most }
}

async function checkLeft(context: Context, tx: Tx, actor: Actor): Promise<void> {
  const { left, most } = await countLeft(context, tx, actor)
  if (left === 0) throw new Refusal('phone.too-many-today', 429, { most })
}

async function checkPhone({ database, seals }: Context, phone: string, person: store.WindowPerson): Promise<void> {
  if (person.phoneSealed && seals.open(person.phoneSealed) === phone) throw new Refusal('phone.same-at-window', 422)
  if (await isPhoneKnown(database, seals.mark(phone))) throw new Refusal('phone.of-another', 409)
}

async function present(context: Context, personId: string) {
  const { actor, person } = await serve(context, personId)
  const { left } = await countLeft(context, context.database.db, actor)
  return { personId, name: maskName(person.name), phoneTail: person.tail, left }
}

export const windowHandlers: Handlers<typeof windowContract> = {
  async getWindowPerson({ params }, context) {
    return await present(context, params.personId)
  },

  async makeWindowCode({ params, body }, context) {
    const { actor, person } = await serve(context, params.personId)
    const phone = phoneOf(context, body.phone)
    await checkLeft(context, context.database.db, actor)
    await checkPhone(context, phone, person)
    return { ...(await issueCode(context, phone)), to: phone.slice(-4) }
  },

  async changePhoneAtWindow({ params: { personId }, body }, context) {
    const { database, seals, clock } = context
    const { actor, person, path, role } = await serve(context, personId)
    const phone = phoneOf(context, body.phone)
    const { document } = body
    const deed = { id: body.id, actor, kind: DEED, subjectId: personId, input: keyed(context, { document, phone }) }
    if (await wasRecorded(database.db, deed)) return await present(context, personId)
    await checkLeft(context, database.db, actor)
    await checkPhone(context, phone, person)

    const at = await desk(context)
    await useCodes(at, [{ id: body.codeId, phone, code: body.code }])

    await database.transact(async (tx) => {
      await store.holdWorker(tx, actor.personId)
      if (await wasRecorded(tx, deed)) return
      await checkLeft(context, tx, actor)
      await record(tx, { ...deed, at: clock.now(), role, path, facts: { document } })
      if (!(await setPhone(tx, seals, personId, phone))) throw new Refusal('phone.of-another', 409)
      const account = await store.findResidentAccount(tx, personId)
      if (account) await endSessions(tx, account, clock.now())
      await tell(tx, { actionId: body.id, personId, key: 'notice.phone-changed', at: clock.now() })
    })
    return await present(context, personId)
  },
}

/**
 * Asking, and acting on what was asked: by the person, or by a worker at the window who has seen a paper.
 * Order: load, allow, decide, write. Everything written beside the one statement is idempotent by the action's id.
 */
import { act, open } from '#engines/matter/index.ts'
import { type Actor, allow } from '#foundation/authority.ts'
import type { Runner, Tx } from '#foundation/database/database.ts'
import { findOrMakePerson, makePersonWithoutPhone } from '#foundation/people/people.ts'
import { type Context, type FormOf, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { withCheckDigit } from '#lib/number.ts'
import { parsePhone } from '#lib/phone.ts'
import { Refusal } from '#lib/refusal.ts'
import { lacksKinship, type OpenForm, rights, rightsPermissions } from './spec.ts'
import * as store from './store.ts'

type Opened = FormOf<typeof OpenForm>
type Behalf = NonNullable<Opened['behalf']>

export async function openRights({ id, ...body }: { id: string } & Record<string, unknown>, context: Context) {
  const input = body as Opened
  const { about, words, deceased, behalf } = input
  const actor = signedIn(context.actor)
  const { database, clock } = context

  const { path } = await getTerritory(database, input.community)
  if (behalf) allow(actor, rightsPermissions['rights.takeIn'], { path })
  else if (actor.kind === 'staff') throw new Refusal('rights.at-window-only', 422)
  checkInput(input)

  const now = clock.now()
  const rules = await context.rules.held(dayOf(now))
  const openFor = async (run: Runner, requesterId: string) =>
    await open({ run, clock, rules, ...(!behalf && { outside: database }) }, rights, {
      id,
      ...(behalf && { inTransaction: true }),
      input,
      actor,
      path,
      requesterId,
      visibility: 'sealed',
      row: {
        requester_id: requesterId,
        taken_by: behalf ? actor.personId : null,
        about,
        words: words.trim(),
        deceased: about === 'kin' ? (deceased?.name.trim() ?? null) : null,
        relation: about === 'kin' ? (deceased?.relation ?? null) : null,
        document: behalf?.document ?? null,
        kinship: about === 'kin' ? (behalf?.kinship ?? null) : null,
        proved_at: behalf ? now : null,
        proved_by: behalf ? actor.personId : null,
      },
      tells: [
        { role: 'community_head', key: 'notice.rights-new' },
        ...(behalf ? [{ person: requesterId, key: 'notice.rights-taken-in' }] : []),
      ],
      facts: {
        about,
        ...(behalf && { document: behalf.document, kinship: about === 'kin' ? (behalf.kinship ?? null) : null }),
      },
    })
  const receipt = behalf
    ? await database.transact(async (tx) => {
        await store.holdAction(tx, id)
        return await openFor(tx, await findAsker(tx, id, behalf, actor, context, path))
      })
    : await openFor(database.pool, actor.personId)
  return { ...receipt, number: withCheckDigit(receipt.number) }
}

/** A relative names the dead person; at the window a paper of the kinship is seen too. @source PIPL-49 */
function checkInput({ about, deceased, behalf }: Opened): void {
  if (about === 'kin' && !deceased) throw new Refusal('rights.deceased-missing', 422)
  const why = behalf && lacksKinship(about, behalf.kinship)
  if (why) throw new Refusal(why.code, 422)
}

/** The person at the window: known here, or made, with a phone or without one. */
async function findAsker(
  tx: Tx,
  actionId: string,
  { personId, name, phone }: Behalf,
  actor: Actor,
  { seals, clock, settings, holdings }: Context,
  path: string,
): Promise<string> {
  if (personId) {
    const home = await store.findHome(tx, personId)
    const known = home
      ? await Promise.all(holdings.map(async (holding) => await holding.isInside(tx, personId, path)))
      : []
    if (personId === actor.personId || !(home?.path?.startsWith(path) || known.includes(true)))
      throw new Refusal('person.unknown', 404)
    return personId
  }
  if (!name) throw new Refusal('request.name-missing', 422)
  const person = { name: name.trim(), path }
  const now = clock.now()
  if (!phone?.trim()) return await makePersonWithoutPhone(tx, { id: idFrom('rights', actionId), ...person }, now)
  const number = parsePhone(phone, settings.environment !== 'production')
  if (!number) throw new Refusal('sign-in.phone', 422)
  return (await findOrMakePerson(tx, seals, { ...person, phone: number }, now)).id
}

interface ActionCall {
  matterId: string
  action: string
  id: string
  seen: number
  input: Record<string, unknown>
}

export async function actOnRights(call: ActionCall, { actor, database, clock, rules }: Context) {
  const receipt = await act({ run: database.pool, clock, rules, outside: database }, rights, {
    ...call,
    actor: signedIn(actor),
  })
  return { ...receipt, number: withCheckDigit(receipt.number) }
}

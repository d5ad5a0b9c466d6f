/**
 * Opening a request and acting on it: what must be looked up before the engine decides and writes.
 * Order: load, allow, decide, write. Everything written beside the one statement is idempotent by the action's id.
 */
import { act, type Matter, open } from '#engines/matter/index.ts'
import { type Actor, allow, type Scoped } from '#foundation/authority.ts'
import type { Runner, Tx } from '#foundation/database/database.ts'
import { findOrMakePerson, recordConsent } from '#foundation/people/people.ts'
import { type Context, type FormOf, signedIn } from '#foundation/service.ts'
import { followPath } from '#foundation/territory/history.ts'
import { findBuilding, findNearestBuilding, getTerritory } from '#foundation/territory/territory.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { withCheckDigit } from '#lib/number.ts'
import { parsePhone } from '#lib/phone.ts'
import { Refusal } from '#lib/refusal.ts'
import { checkGiven } from './dispatch.ts'
import { checkJoinTarget, checkMergeTarget, gather, isGathering, isParting, part } from './grouping.ts'
import { splitPoints, titleOf } from './rules.ts'
import { type OpenForm, request, requestPermissions, toRoles } from './spec.ts'
import * as store from './store.ts'

type Opened = FormOf<typeof OpenForm>

/** What a request is called when there are no words, only a voice message. */
const VOICE_TITLE = '语音留言'

export async function openRequest({ id, ...body }: { id: string } & Record<string, unknown>, context: Context) {
  const input = body as Opened
  const actor = signedIn(context.actor)
  const { database, clock } = context

  const place = await locate(input, context)
  const visibility = input.visibility === 'sealed' ? 'sealed' : 'handler'
  if (input.behalf || input.for || visibility === 'sealed') place.path = (await getTerritory(database, place.path)).path
  const mayPublish = input.visibility === 'public' || input.visibility === 'neighbours'
  checkWho(input, actor, { path: place.path, visibility })
  if (visibility === 'sealed' && !(await store.hasSealedDesk(database, place.path, dayOf(clock.now()))))
    throw new Refusal('request.no-sealed-desk', 422)
  const files = await checkFiles(id, input.files ?? [], actor, context)
  const words = input.words.trim()
  if (words === '' && !files.some(({ kind }) => kind === 'voice')) throw new Refusal('request.words-missing', 422)

  const rules = await context.rules.held(dayOf(clock.now()))

  const openFor = async (run: Runner, requesterId: string) =>
    await open({ run, clock, rules, ...(!input.behalf && { outside: database }) }, request, {
      id,
      ...(input.behalf && { inTransaction: true }),
      input,
      actor,
      path: place.path,
      requesterId,
      visibility,
      row: {
        requester_id: requesterId,
        taken_by: input.behalf ? actor.personId : null,
        channel: input.behalf?.channel ?? 'app',
        kind: input.kind ?? null,
        category: input.category ?? null,
        title: titleOf(words, VOICE_TITLE),
        words,
        points: splitPoints(words),
        building_id: place.buildingId,
        unit: input.place.unit ?? null,
        room: input.place.room?.trim() || null,
        place_words: input.place.words?.trim() || null,
        longitude: input.place.longitude ?? null,
        latitude: input.place.latitude ?? null,
        may_publish: mayPublish,
        neighbours_only: input.visibility === 'neighbours',
      },
      parts:
        files.length > 0
          ? [
              {
                name: 'f',
                text: (bind) =>
                  `update file set matter_id = m.id, action_id = a.id from m, a
                   where file.id = any(${bind(files.map((file) => file.id))}::uuid[]) and matter_id is null`,
              },
            ]
          : [],
      tells: [
        ...toRoles(visibility, 'notice.new', 'grid_worker', 'community_desk'),
        ...(input.behalf ? [{ person: requesterId, key: 'notice.taken-in' }] : []),
        ...(input.for ? [{ person: requesterId, key: 'notice.helper-reported' }] : []),
      ],
      facts: {
        channel: input.behalf?.channel ?? 'app',
        files: files.map((file) => file.id),
        visibility: input.visibility,
      },
    })

  const { behalf } = input
  const receipt = behalf
    ? await database.transact(async (tx) => {
        await store.holdAction(tx, id)
        return await openFor(tx, await findRequester(tx, id, behalf, actor, context, place.path))
      })
    : await openFor(database.pool, input.for ?? actor.personId).catch(async (error) => {
        if (!(error instanceof Refusal) || error.code !== 'territory.unknown') throw error
        // a phone may have kept the code that the community had before
        place.path = (await getTerritory(database, place.path)).path
        return await openFor(database.pool, input.for ?? actor.personId)
      })
  return { ...receipt, number: withCheckDigit(receipt.number) }
}

/** Where it lies: the building's grid, the nearest building's, or the community. */
async function locate({ place }: Opened, { database }: Context): Promise<{ path: string; buildingId: string | null }> {
  // a phone may have kept the code that the community had before
  const isInside = async (path: string | undefined) =>
    path?.startsWith(place.community) || path?.startsWith((await followPath(database, place.community)) ?? '-')
  if (place.buildingId) {
    const building = await findBuilding(database, place.buildingId)
    if (!building || !(await isInside(building.path))) throw new Refusal('building.unknown', 422)
    return { path: building.path, buildingId: building.id }
  }
  if ((place.longitude === undefined) !== (place.latitude === undefined)) {
    throw new Refusal('input.wrong', 400, { field: 'place.longitude' })
  }
  if (place.longitude !== undefined && place.latitude !== undefined) {
    const near = await findNearestBuilding(database, place.longitude, place.latitude)
    if (near && (await isInside(near.path))) return { path: near.path, buildingId: near.id }
  } else if (!place.words?.trim()) {
    throw new Refusal('request.place-missing', 422)
  }
  return { path: place.community, buildingId: null }
}

/** Residents report for themselves or as a helper; staff report for a person and say so. */
function checkWho(
  input: Opened,
  actor: Actor,
  { path, visibility }: Required<Pick<Scoped, 'path' | 'visibility'>>,
): void {
  if (input.for) {
    if (input.behalf) throw new Refusal('input.wrong', 400, { field: 'for' })
    allow(actor, requestPermissions['requests.reportFor'], { path, requesterId: input.for })
  } else if (input.behalf) allow(actor, requestPermissions['requests.takeIn'], { path, visibility })
  else if (actor.kind === 'staff') throw new Refusal('request.on-behalf-only', 422)
}

/** The person it is for, made when new, and their consent: written with the request or not at all. */
async function findRequester(
  tx: Tx,
  actionId: string,
  behalf: NonNullable<Opened['behalf']>,
  actor: Actor,
  { seals, clock, settings }: Context,
  path: string,
): Promise<string> {
  const now = clock.now()
  const personId = behalf.personId ?? (await made())
  await recordConsent(tx, {
    id: idFrom('on-behalf', actionId),
    personId,
    about: 'on_behalf',
    version: null,
    how: behalf.consent,
    at: now,
    by: actor.personId,
  })
  return personId

  async function made(): Promise<string> {
    const phone = parsePhone(behalf.phone ?? '', settings.environment !== 'production')
    if (!phone) throw new Refusal('sign-in.phone', 422)
    if (!behalf.name?.trim()) throw new Refusal('request.name-missing', 422)
    const person = await findOrMakePerson(tx, seals, { name: behalf.name.trim(), phone, path: path.slice(0, 12) }, now)
    return person.id
  }
}

/** Files of a new action: the actor's own, not used yet, within the number allowed. A repeated call finds them used. */
async function checkFiles(actionId: string, ids: readonly string[], actor: Actor, context: Context) {
  if (ids.length === 0) return []
  const { policies } = await context.rules.on(dayOf(context.clock.now()))
  const files = (await Promise.all(ids.map((id) => store.findFile(context.database, id)))).filter(
    (file) => file?.made_by === actor.personId && (file.matter_id === null || file.action_id === actionId),
  ) as store.FileRow[]
  if (files.length < ids.length) throw new Refusal('file.unknown', 422)
  const photosMax = policies.number('request.photos_max')
  if (files.filter(({ kind }) => kind === 'photo').length > photosMax)
    throw new Refusal('file.too-many', 422, { photosMax })
  if (files.filter(({ kind }) => kind === 'voice').length > 1) throw new Refusal('file.too-many', 422, { photosMax })
  return files
}

interface ActionCall {
  matterId: string
  action: string
  id: string
  seen: number
  input: Record<string, unknown>
}

export async function actOnRequest(call: ActionCall, context: Context) {
  const actor = signedIn(context.actor)
  const { database, clock } = context
  const rules = await context.rules.held(dayOf(clock.now()))
  const run = async (tx: Tx, outside?: typeof database) =>
    await act({ run: tx, clock, rules, ...(outside && { outside }) }, request, {
      ...call,
      actor,
      check: async (matter) => await checkInput(tx, call, matter, actor, context),
    })
  const alone = async () => await run(database.db, database)
  const receipt = isGathering(call.action)
    ? await gather(call, context, run)
    : isParting(call.action)
      ? await part(call, context, run, alone)
      : await alone()
  return { ...receipt, number: withCheckDigit(receipt.number) }
}

/** What gives a request to somebody else. */
const givings: readonly string[] = ['assign', 'dispatch', 'give_back', 'decide', 'ask_assist']

/** What an input names must exist and lie where the actor may reach. */
async function checkInput(
  tx: Tx,
  { action, id, input }: ActionCall,
  matter: Matter,
  actor: Actor,
  context: Context,
): Promise<void> {
  const { database, clock } = context
  if (Array.isArray(input.files)) await checkFiles(id, input.files as string[], actor, context)
  if (action === 'merge') await checkMergeTarget(tx, matter.id, String(input.into), actor)
  if (action === 'join') await checkJoinTarget(tx, matter.id, String(input.into))
  if (action === 'assign') {
    const { people, units } = await store.listHandlers(database, matter, dayOf(clock.now()))
    const here = people.some(({ id: person }) => person === input.handlerId)
    const unitHere = input.unitId === undefined || units.some(({ id: unit }) => unit === input.unitId)
    if (!here || !unitHere) throw new Refusal('request.handler-elsewhere', 422)
  }
  if (givings.includes(action)) await checkGiven(database.db, { action, input }, matter, actor, dayOf(clock.now()))
  if (action === 'publish' || action === 'pass_on') {
    const own = await store.listFiles(database, matter.id)
    const photos = input.photos as string[]
    if (photos.some((photo) => !own.some((file) => file.id === photo && file.kind === 'photo')))
      throw new Refusal('file.unknown', 422)
  }
}

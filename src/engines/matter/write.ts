/**
 * Opening and acting: the only writers of a matter's state.
 * Opening is one prepared data-modifying statement; acting is one read and one such statement guarded by the version seen.
 * The same id and content twice is the first answer again; the same id with other content is refused. 0 rows changed
 * means that somebody else acted in between.
 */
import { createHash } from 'node:crypto'
import type { Static } from 'typebox'
import type { Actor, Given, Permission, Scoped } from '#foundation/authority.ts'
import { allow, grantFor, standsFor } from '#foundation/authority.ts'
import { type Database, prepared, type Runner } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import { hashOf, isRepeated, saltedHash, type Written } from '#lib/canonical.ts'
import type { Clock } from '#lib/clock.ts'
import { dayOf } from '#lib/days.ts'
import { type Facts, Refusal } from '#lib/refusal.ts'
import { type ClockPlan, planClocks } from './clocks.ts'
import { whyNot } from './legal.ts'
import { type Loaded, loadForWriting } from './read.ts'
import type { AnySpec, Applied, ClockStart, Matter, Moment, Part, Tell } from './spec.ts'
import { isFinal, scopedOf } from './spec.ts'

export interface Context {
  run: Runner
  clock: Clock
  rules: Pick<Rules, 'on'>
  /**
   * The database, when it is no transaction: what is written at the same time goes together, and who listens is told once it
   * is committed. Otherwise the statement tells, with the transaction it belongs to.
   */
  outside?: Pick<Database, 'tell' | 'gather'>
}

/** What opening and acting answer; the same for a repeated call. */
export interface Receipt {
  /** Id of the matter. */
  id: string
  number: number
  state: string
  version: number
}

export interface Opening<T extends AnySpec> {
  /** The action's id, made by the client. */
  id: string
  input: Static<T['open']['form']>
  actor: Actor
  /** Where it lies and whose it is. */
  path: string
  requesterId: string
  visibility: Matter['visibility']
  /** Columns of the domain's row. */
  row: Readonly<Record<string, unknown>>
  parts?: readonly Part[]
  tells: readonly Tell[]
  facts: Facts
  /** Opened in the caller's transaction, which a second statement with the same id would spoil: it is looked for first. */
  inTransaction?: true
}

/**
 * Opens a matter. Its id is derived from the action's id, so a repeated call cannot make two.
 *
 * @throws {Refusal} `access.not-yours` (403), `territory.unknown` (404) when no place has the path, `access.signed-out` (401)
 *   when the requester's account was closed meanwhile, `action.reused` (409) when the id was used with other content
 */
export async function open<T extends AnySpec>(context: Context, spec: T, opening: Opening<T>): Promise<Receipt> {
  const { actor, path } = opening
  const by = spec.open.by
  if (by !== 'signed-in') allow(actor, by, { path, requesterId: opening.requesterId })
  const role = roleOf(actor, by === 'signed-in' ? undefined : by, opening)
  const asked = [actor.personId, spec.kind, opening.input]

  const first = opening.inTransaction && (await findDone(context.run, opening.id))
  if (first) return sameOrReused(first, asked)

  const now = context.clock.now()
  const { policies, calendar } = await context.rules.on(dayOf(now))
  const change = { starts: spec.starts.map((clock) => ({ clock })), stops: [], drops: [], pauses: [], resumes: [] }
  const plan = planClocks(spec, now, [], { ...change, ends: false }, policies, calendar)
  const words = saltedHash(spec.open.words(opening.input))

  const deed: OpeningDeed = {
    id: opening.id,
    path,
    at: now,
    actor: actor.personId,
    role,
    requester: opening.requesterId,
    visibility: opening.visibility,
    plan,
    facts: {
      ...opening.facts,
      requesterId: opening.requesterId,
      ...(actor.kind === 'resident' && actor.personId !== opening.requesterId
        ? { onBehalfOf: opening.requesterId }
        : {}),
    },
    words: { ...words, body: spec.open.words(opening.input) },
    inputHash: hashOf(asked, words.salt),
    row: opening.row,
    tells: opening.tells,
    parts: opening.parts ?? [],
  }
  try {
    const written = await together(context, `write ${spec.kind}`, deed, (deeds) => writeOpenings(context, spec, deeds))
    if (!written) throw await nobodyOrNowhere(context.run, opening.requesterId)
    return { id: written.id, number: written.number, state: spec.start, version: written.version }
  } catch (error) {
    // the id of a person, a place or whatever else something was done to
    if ((error as { constraint?: string }).constraint === 'action_one_per_version')
      throw new Refusal('action.reused', 409)
    return await afterDuplicate(context.run, error, opening.id, asked)
  }
}

/** What opening a matter writes: decided, and not written yet. */
interface OpeningDeed {
  id: string
  path: string
  at: Date
  actor: string
  role: string
  requester: string
  visibility: Matter['visibility']
  plan: ClockPlan
  facts: Facts
  words: { hash: Buffer; salt: Buffer; body: unknown }
  inputHash: Buffer
  row: Readonly<Record<string, unknown>>
  tells: readonly Tell[]
  parts: readonly Part[]
}

/**
 * Writes openings in one statement.
 *
 * @returns each in its place; undefined when its requester or its place is not there
 */
async function writeOpenings(
  context: Context,
  spec: AnySpec,
  deeds: readonly OpeningDeed[],
): Promise<(Changed | undefined)[]> {
  const { statement, bind } = begin()
  const rows = deeds.map(({ id, path, at, actor, requester, visibility, plan }) => ({
    id,
    path,
    at,
    actor,
    requester,
    visibility,
    due_at: plan.dueAt,
    due_clock: plan.dueClock,
  }))
  statement.add(
    'm',
    `insert into matter (id, kind, state, path, opened_at, opened_by, changed_at, due_at, due_clock, visibility)
     select x.id, ${bind(spec.kind)}, ${bind(spec.start)}, t.path, x.at, x.actor, x.at, x.due_at, x.due_clock, x.visibility
     from jsonb_to_recordset(${bind(JSON.stringify(rows))}::jsonb) as x(id uuid, path text, at timestamptz, actor uuid,
         requester uuid, visibility text, due_at timestamptz, due_clock text)
       cross join lateral (select t.path from territory t where t.path = x.path offset 0) t
       cross join lateral (select p.id from person p where p.id = x.requester and p.erased_at is null for share) p
     returning id, number, path, version`,
  )
  const columns = Object.keys(deeds[0]?.row ?? {}).join(', ')
  const own = deeds.map(({ id, row }) => ({ matter_id: id, ...row }))
  statement.add(
    'd',
    `insert into ${spec.table} (matter_id, ${columns})
     select m.id, ${columns} from m join jsonb_populate_recordset(null::${spec.table}, ${bind(JSON.stringify(own))}::jsonb) y
       on y.matter_id = m.id`,
  )
  addActions(
    statement,
    deeds.map((deed) => ({
      id: deed.id,
      matter: deed.id,
      at: deed.at,
      actor: deed.actor,
      role: deed.role,
      kind: `${spec.kind}.opened`,
      from: null,
      to: spec.start,
      facts: deed.facts,
      plan: deed.plan,
      words: deed.words,
      inputHash: deed.inputHash,
    })),
  )
  addClocks(
    statement,
    deeds.map(({ id, plan }) => ({ matterId: id, plan })),
    true,
  )
  addNotices(
    statement,
    deeds.map(({ id, tells }) => ({ actionId: id, tells })),
    deeds[0]?.at ?? new Date(),
  )
  for (const part of deeds.flatMap(({ parts }) => parts)) statement.add(part.name, part.text(bind))
  const told = deeds.map(({ id, path, visibility, requester }) => ({
    id,
    live: { kind: `${spec.kind}.opened`, path, visibility, people: [requester], units: [] },
  }))
  return await statement.run(context, told)
}

export interface Acting {
  /** The action's id, made by the client. */
  id: string
  matterId: string
  action: string
  /** The version the decision was made on. */
  seen: number
  input: Readonly<Record<string, unknown>>
  /** Absent when a clock acts. */
  actor: Actor | undefined
  /** Asked last before writing, of a call that is new and legal: whether what the input names exists and may be named. */
  check?: (matter: Matter) => Promise<void>
  /** By this action the actor becomes the second person in it, as the caller checked. */
  asParty?: true
  /** Facts of the clock that acts. */
  facts?: Facts
  /** The matter as the caller's transaction read and holds it; it is read here when absent. */
  held?: Loaded
  /** Clocks the worker fired by this action. */
  fired?: { name: string; nextAt: Date | null; at: Date | null }
}

/**
 * Acts on a matter.
 *
 * @throws {Refusal} `matter.unknown` (404), also to a resident whose matter it is not; `access.not-yours` (403),
 *   `matter.moved` (409) with what happened meanwhile, `matter.not-now` (409) when the state does not allow it,
 *   `action.reused` (409), and whatever the spec's guard says (422)
 */
export async function act(context: Context, spec: AnySpec, acting: Acting): Promise<Receipt> {
  const action = spec.actions[acting.action]
  if (!action) throw new Refusal('action.unknown', 404)
  const { actor } = acting
  const asked = askedOf(acting)

  const loaded = acting.held ?? (await load(context, spec, acting))
  if (!loaded) throw new Refusal('matter.unknown', 404)
  const { matter } = loaded
  if (acting.asParty && matter.partyId === null) matter.partyId = actor?.personId ?? null
  // by the action itself they may have lost what it needs: who steps back has no part in it any more
  if (loaded.done && isRepeated(loaded.done, asked)) return sameOrReused(loaded.done, asked)
  authorise(action.by, actor, loaded)
  if (loaded.done) return sameOrReused(loaded.done, asked)
  if (isStale(spec, loaded, acting.seen)) throw moved(spec, loaded)

  const deed = await decide(context, spec, acting, loaded)
  await acting.check?.(matter)
  try {
    const written = await together(context, `write ${deed.kind}`, deed, (deeds) => writeDeeds(context, spec, deeds))
    if (written) return { id: written.id, number: written.number, state: deed.to, version: written.version }
  } catch (error) {
    return await afterDuplicate(context.run, error, acting.id, asked)
  }
  const again = await load(context, spec, acting)
  if (again?.done) return sameOrReused(again.done, asked)
  if (!again) throw new Refusal('matter.unknown', 404)
  // only something quiet came in between: what was decided still holds
  const { held: _, ...anew } = acting
  if (!isStale(spec, again, acting.seen)) return await act(context, spec, anew)
  throw moved(spec, again)
}

/** Reads a matter to be acted on, outside a transaction with others that are read at the same time. */
async function load({ run, outside }: Context, spec: AnySpec, acting: Acting): Promise<Loaded | undefined> {
  const asked = { id: acting.matterId, actionId: acting.id, seen: acting.seen }
  if (!outside) return (await loadForWriting(run, spec, [asked]))[0]
  return await outside.gather(`load ${spec.kind}`, asked, async (together) => await loadForWriting(run, spec, together))
}

const askedOf = ({ actor, action, matterId, input }: Acting) => [actor?.personId, action, matterId, input]

/** What an action changes: decided, and not written yet. */
interface Deed {
  actionId: string
  matterId: string
  /** The version it was decided on. */
  version: number
  at: Date
  /** Absent when a clock acts. */
  actor: string | null
  kind: string
  role: string
  from: string
  to: string
  path: string
  closedAt: Date | null
  visibility: Matter['visibility']
  requesterId: string
  partyId: string | null
  /** Units it was given to before and is from now on. */
  units: readonly string[]
  plan: ClockPlan
  set: Readonly<Record<string, unknown>>
  parts: readonly Part[]
  facts: Facts
  words: { hash: Buffer; salt: Buffer; body: unknown } | undefined
  inputHash: Buffer
  tells: readonly Tell[]
}

/** @throws {Refusal} `matter.not-now` (409), and whatever the spec's guard says (422) */
async function decide(context: Context, spec: AnySpec, acting: Acting, loaded: Loaded): Promise<Deed> {
  const action = spec.actions[acting.action]
  if (!action) throw new Refusal('action.unknown', 404)
  const { actor, input } = acting
  const { matter, requesterId } = loaded
  const now = context.clock.now()
  const { policies, calendar } = await context.rules.on(dayOf(now))
  const moment: Moment = { actor, now, policies, calendar, ...(acting.fired && { clock: acting.fired.name }) }
  const why = whyNot(spec, matter, acting.action, moment) ?? action.guard?.(matter, input, moment)
  if (why) throw new Refusal(why.code, why.code === 'matter.not-now' ? 409 : 422, why.facts)

  const before = action.revives?.(matter) ? matter.before : null
  const to = before ?? (action.to === 'same' ? matter.state : action.to)
  const ends = isFinal(spec, to)
  const stops = [
    ...(!action.stopsWhen || action.stopsWhen(input) ? (action.stops ?? []) : []),
    ...(action.stopsBy?.(matter, input, moment) ?? []),
  ]
  const starts: readonly ClockStart<string>[] = [
    ...(before ? [] : (action.starts ?? [])).map((clock) => ({ clock })),
    ...(action.startsBy?.(matter, input, moment) ?? []),
  ]
  const plan = planClocks(
    spec,
    now,
    markFired(matter.clocks, acting.fired),
    {
      starts,
      stops,
      drops: action.drops ?? [],
      pauses: action.pauses ?? [],
      resumes: action.resumes ?? [],
      ends,
      revives: before ? (matter.closedAt ?? undefined) : undefined,
    },
    policies,
    calendar,
  )
  if (acting.fired && !plan.changed.some((clock) => clock.name === acting.fired?.name)) {
    const fired = plan.all.find((clock) => clock.name === acting.fired?.name)
    if (fired) plan.changed.push(fired)
  }
  const applied: Applied = action.apply?.(matter, input, moment) ?? {}
  const body = action.words?.(input)
  const words = body ? { ...saltedHash(body), body } : undefined
  return {
    actionId: acting.id,
    matterId: matter.id,
    version: matter.version,
    at: now,
    actor: actor?.personId ?? null,
    kind: `${spec.kind}.${acting.action}`,
    role: actor
      ? roleOf(actor, action.by === 'system' ? undefined : action.by, { ...scopedOf(matter), requesterId })
      : 'system',
    from: matter.state,
    to,
    path: matter.path,
    closedAt: ends ? (matter.closedAt ?? now) : null,
    visibility: applied.visibility ?? matter.visibility,
    requesterId,
    partyId: matter.partyId,
    units: unitsIn(matter, applied.given ?? {}),
    plan,
    set: applied.set ?? {},
    parts: applied.parts ?? [],
    facts: {
      ...acting.facts,
      ...action.facts?.(matter, input, moment),
      ...plan.ended,
      ...(actor?.kind === 'resident' && ![requesterId, matter.partyId].includes(actor.personId)
        ? { onBehalfOf: requesterId }
        : {}),
    },
    words,
    inputHash: hashOf(askedOf(acting), words?.salt),
    tells: action.tells?.(matter, input, moment) ?? [],
  }
}

/** What the system does to a matter that the caller read and holds. */
export type Firing = Acting & { actor: undefined; held: Loaded }

/**
 * Lets the system act on many matters of a kind, each held by the caller's transaction and not more than once, in one
 * statement; what writes more than its own columns is done by itself.
 *
 * @returns ids of the actions that are refused now; nothing of them is written
 * @throws when one of them cannot be written: then none of them is
 */
export async function actTogether(context: Context, spec: AnySpec, firings: readonly Firing[]): Promise<Set<string>> {
  // what is written by one statement happened at one instant
  const at = context.clock.now()
  const then: Context = { ...context, clock: { now: () => at } }
  const refused = new Set<string>()
  const deeds: Deed[] = []
  for (const firing of firings) {
    try {
      const action = spec.actions[firing.action]
      if (action) authorise(action.by, undefined, firing.held)
      const deed = await decide(then, spec, firing, firing.held)
      if (deed.parts.length > 0) await act(then, spec, firing)
      else deeds.push(deed)
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault
      refused.add(firing.id)
    }
  }
  if (deeds.length === 0) return refused
  const written = (await writeDeeds(context, spec, deeds)).filter(Boolean).length
  if (written < deeds.length) throw new Error(`${deeds.length - written} of ${deeds.length} matters moved while held`)
  return refused
}

/**
 * Writes what was decided on matters of a kind in one statement.
 *
 * @returns each in its place; undefined when somebody else acted on the matter since, another of these included
 */
async function writeDeeds(context: Context, spec: AnySpec, deeds: readonly Deed[]): Promise<(Changed | undefined)[]> {
  const { statement, bind } = begin()
  const first = new Map(deeds.toReversed().map((deed) => [deed.matterId, deed]))
  const ours = deeds.filter((deed) => first.get(deed.matterId) === deed)
  const rows = ours.map(({ matterId, version, to, at, plan, closedAt, visibility }) => ({
    id: matterId,
    seen: version,
    state: to,
    at,
    due_at: plan.dueAt,
    due_clock: plan.dueClock,
    closed_at: closedAt,
    visibility,
  }))
  statement.add(
    'm',
    `update matter set state = x.state, version = matter.version + 1, changed_at = x.at, due_at = x.due_at,
       due_clock = x.due_clock, closed_at = x.closed_at, visibility = x.visibility
     from jsonb_to_recordset(${bind(JSON.stringify(rows))}::jsonb) as x(id uuid, seen int, state text, at timestamptz,
       due_at timestamptz, due_clock text, closed_at timestamptz, visibility text)
     where matter.id = any(${bind(ours.map(({ matterId }) => matterId))}::uuid[]) and matter.id = x.id and matter.version = x.seen
     returning matter.id, matter.number, matter.path, matter.version`,
  )
  const columnsOf = ({ set }: Deed) => Object.keys(set).join(', ')
  for (const [columns, alike] of Map.groupBy(ours.filter(columnsOf), columnsOf)) {
    const values = bind(JSON.stringify(alike.map(({ matterId, set }) => ({ matter_id: matterId, ...set }))))
    const sets = columns.split(', ').map((column) => `${column} = y.${column}`)
    statement.add(
      `d_${columns.replaceAll(', ', '_')}`.slice(0, 60),
      `update ${spec.table} d set ${sets.join(', ')} from m join jsonb_populate_recordset(null::${spec.table}, ${values}::jsonb) y
         on y.matter_id = m.id where d.matter_id = m.id`,
    )
  }
  addActions(
    statement,
    ours.map((deed) => ({
      id: deed.actionId,
      matter: deed.matterId,
      at: deed.at,
      actor: deed.actor,
      role: deed.role,
      kind: deed.kind,
      from: deed.from,
      to: deed.to,
      facts: deed.facts,
      plan: deed.plan,
      words: deed.words,
      inputHash: deed.inputHash,
    })),
  )
  addClocks(statement, ours, false)
  addNotices(statement, ours, ours[0]?.at ?? new Date())
  for (const part of ours.flatMap(({ parts }) => parts)) statement.add(part.name, part.text(bind))
  const told = ours.map(({ matterId, kind, path, visibility, requesterId, partyId, units }) => ({
    id: matterId,
    live: { kind, path, visibility, people: partyId ? [requesterId, partyId] : [requesterId], units },
  }))
  const written = await statement.run(context, told)
  return deeds.map((deed) => written[ours.indexOf(deed)])
}

function authorise(by: Permission | 'system', actor: Actor | undefined, loaded: Loaded): void {
  if (by === 'system') {
    if (actor) throw new Refusal('access.not-yours', 403)
    return
  }
  const isParty = actor !== undefined && actor.personId === loaded.matter.partyId
  if (actor?.kind === 'resident' && !isParty && !standsFor(actor, loaded.requesterId))
    throw new Refusal('matter.unknown', 404)
  allow(actor, by, { ...scopedOf(loaded.matter), requesterId: loaded.requesterId })
}

function unitsIn(...given: readonly Given[]): string[] {
  return [...new Set(given.flatMap(({ leads, assist = [] }) => [...(leads ? [leads] : []), ...assist]))]
}

const nameOf = (spec: AnySpec, kind: string): string => kind.slice(spec.kind.length + 1)

function isStale(spec: AnySpec, { matter, since }: Loaded, seen: number): boolean {
  return seen > matter.version || since.some(({ kind }) => !spec.actions[nameOf(spec, kind)]?.quiet)
}

function moved(spec: AnySpec, { matter, since }: Loaded): Refusal {
  const last = since.filter(({ kind }) => !spec.actions[nameOf(spec, kind)]?.quiet).at(-1) ?? since.at(-1)
  return new Refusal('matter.moved', 409, {
    version: matter.version,
    state: matter.state,
    action: last ? nameOf(spec, last.kind) : '',
    at: last ? new Date(last.at).toISOString() : matter.changedAt.toISOString(),
    by: last?.by ?? null,
  })
}

function markFired(clocks: Matter['clocks'], fired: Acting['fired']): Matter['clocks'] {
  if (!fired) return clocks
  return clocks.map((clock) =>
    clock.name === fired.name ? { ...clock, nextAt: fired.nextAt, firedAt: fired.at ?? clock.firedAt } : clock,
  )
}

function roleOf(actor: Actor, permission: Permission | undefined, record: Scoped): string {
  if (actor.kind === 'resident')
    return [record.requesterId, record.partyId].includes(actor.personId) ? 'resident' : 'helper'
  const grant = permission ? grantFor(actor, permission, record) : undefined
  return grant?.role ?? actor.grants[0]?.role ?? 'staff'
}

interface Done extends Receipt, Written {}

async function findDone(run: Runner, id: string): Promise<Done | undefined> {
  const rows = await prepared<Done>(
    run,
    'action-done',
    `select a.subject_id as id, coalesce(m.number, 0) as number, a.to_state as state, a.version, a.input_hash as "inputHash",
       a.content_hash as "contentHash", c.salt
     from action a left join matter m on m.id = a.subject_id left join content c on c.action_id = a.id where a.id = $1`,
    [id],
  )
  return rows[0]
}

function sameOrReused({ inputHash, contentHash, salt, ...receipt }: Done, asked: readonly unknown[]): Receipt {
  if (!isRepeated({ inputHash, contentHash, salt }, asked)) throw new Refusal('action.reused', 409)
  return receipt
}

/** Nothing was opened: the person is no longer there, or the place never was. */
async function nobodyOrNowhere(run: Runner, requesterId: string): Promise<Refusal> {
  const rows = await prepared(run, 'requester-there', 'select 1 from person where id = $1 and erased_at is null', [
    requesterId,
  ])
  return rows.length > 0 ? new Refusal('territory.unknown', 404) : new Refusal('access.signed-out', 401)
}

async function afterDuplicate(run: Runner, error: unknown, id: string, asked: readonly unknown[]): Promise<Receipt> {
  if ((error as { code?: string }).code === '23505') {
    const done = await findDone(run, id)
    if (done) return sameOrReused(done, asked)
  }
  throw error
}

/** Writes a deed with others of its shape that are asked for at the same time; what writes more than its own rows goes alone. */
async function together<D extends { parts: readonly Part[] }>(
  { outside }: Context,
  shape: string,
  deed: D,
  write: (deeds: readonly D[]) => Promise<(Changed | undefined)[]>,
): Promise<Changed | undefined> {
  if (!outside || deed.parts.length > 0) return (await write([deed]))[0]
  return await outside.gather(shape, deed, write)
}

const begin = () => {
  const statement = new Statement()
  return { statement, bind: statement.bind }
}

class Statement {
  readonly #parts: string[] = []
  readonly #values: unknown[] = []

  readonly bind = (value: unknown): string => {
    this.#values.push(value)
    return `$${this.#values.length}`
  }

  add(name: string, text: string): void {
    this.#parts.push(`${name} as (${text})`)
  }

  /**
   * Runs the parts as one prepared statement, named by the hash of its text, and tells who listens.
   *
   * @returns what changed, each where its matter stands in `told`; undefined what did not
   */
  async run({ run, outside }: Context, told: readonly Told[]): Promise<(Changed | undefined)[]> {
    const telling = outside
      ? 'from m'
      : `, pg_notify('linli', (t.live || jsonb_build_object('id', m.id, 'number', m.number))::text)
         from m join jsonb_to_recordset(${this.bind(JSON.stringify(told))}::jsonb) as t(id uuid, live jsonb) on t.id = m.id`
    const text = `with ${this.#parts.join(',\n')} select m.id, m.number, m.version ${telling}`
    const name = createHash('sha1').update(text).digest('hex')
    const rows = await prepared<Changed>(run, name, text, this.#values)
    const changed = told.map(({ id }) => rows.find((row) => row.id === id))
    changed.forEach((row, place) => {
      if (row) outside?.tell(JSON.stringify({ ...told[place]?.live, id: row.id, number: row.number }))
    })
    return changed
  }
}

interface Changed {
  id: string
  number: number
  version: number
}

/** What live streams are told of a matter: what was done, and what decides who may hear it. */
interface Told {
  id: string
  live: {
    kind: string
    path: string
    visibility: Matter['visibility']
    people: readonly string[]
    units: readonly string[]
  }
}

interface ActionRow {
  id: string
  matter: string
  at: Date
  actor: string | null
  role: string
  kind: string
  from: string | null
  to: string
  facts: Facts
  plan: ClockPlan
  words: { hash: Buffer; salt: Buffer; body: unknown } | undefined
  inputHash: Buffer
}

/** The actions in the journal, and their words beside them. */
function addActions(statement: Statement, actions: readonly ActionRow[]): void {
  const { bind } = statement
  const rows = actions.map(({ plan, words, inputHash, from, to, ...action }) => ({
    ...action,
    was: from,
    state: to,
    policy: plan.used,
    content_hash: words?.hash.toString('hex'),
    input_hash: inputHash.toString('hex'),
  }))
  statement.add(
    'a',
    `insert into action (id, at, actor_id, actor_role, kind, subject_id, path, from_state, to_state, version, facts,
       policy, content_hash, input_hash)
     select x.id, x.at, x.actor, x.role, x.kind, m.id, m.path, x.was, x.state, m.version, x.facts, x.policy,
       decode(x.content_hash, 'hex'), decode(x.input_hash, 'hex')
     from m join jsonb_to_recordset(${bind(JSON.stringify(rows))}::jsonb) as x(id uuid, matter uuid, at timestamptz, actor uuid,
       role text, kind text, was text, state text, facts jsonb, policy jsonb, content_hash text, input_hash text)
       on x.matter = m.id
     returning id, path, subject_id, at, actor_id`,
  )
  const said = actions.flatMap(({ id, words }) =>
    words ? [{ id, salt: words.salt.toString('hex'), body: words.body }] : [],
  )
  if (said.length > 0)
    statement.add(
      'c',
      `insert into content (action_id, salt, body)
       select a.id, decode(x.salt, 'hex'), x.body
       from a join jsonb_to_recordset(${bind(JSON.stringify(said))}::jsonb) as x(id uuid, salt text, body jsonb) on x.id = a.id`,
    )
}

const replaceClock = `on conflict (matter_id, name) do update set unit = excluded.unit, amount = excluded.amount,
         started_at = excluded.started_at, due_at = excluded.due_at, promise_at = excluded.promise_at,
         warnings = excluded.warnings, next_at = excluded.next_at, paused_at = excluded.paused_at,
         fired_at = excluded.fired_at, ended_at = excluded.ended_at, outcome = excluded.outcome, unsure = excluded.unsure`

/** @param isNew whether the matters are opened by the statement, so that they have no clock yet */
function addClocks(statement: Statement, deeds: readonly Pick<Deed, 'matterId' | 'plan'>[], isNew: boolean): void {
  const { bind } = statement
  const clocks = deeds.flatMap(({ matterId, plan }) =>
    plan.changed.map((clock) => ({
      matter: matterId,
      name: clock.name,
      unit: clock.unit,
      amount: clock.amount,
      started_at: clock.startedAt,
      due_at: clock.dueAt,
      promise_at: clock.promiseAt,
      warnings: clock.warnings,
      next_at: clock.nextAt,
      paused_at: clock.pausedAt,
      fired_at: clock.firedAt,
      ended_at: clock.endedAt,
      outcome: clock.outcome,
      unsure: clock.unsure,
    })),
  )
  if (clocks.length > 0)
    statement.add(
      'k',
      `insert into clock (matter_id, name, unit, amount, started_at, due_at, promise_at, warnings, next_at, paused_at,
         fired_at, ended_at, outcome, unsure)
       select m.id, x.name, x.unit, x.amount, x.started_at, x.due_at, x.promise_at, x.warnings, x.next_at, x.paused_at,
         x.fired_at, x.ended_at, x.outcome, x.unsure
       from m join jsonb_to_recordset(${bind(JSON.stringify(clocks))}::jsonb) as x(matter uuid, name text, unit clock_unit, amount int,
         started_at timestamptz, due_at timestamptz, promise_at timestamptz, warnings timestamptz[], next_at timestamptz,
         paused_at timestamptz, fired_at timestamptz, ended_at timestamptz, outcome clock_outcome, unsure boolean)
         on x.matter = m.id
       ${isNew ? '' : replaceClock}`,
    )
  const pauses = deeds.flatMap(({ matterId, plan }) =>
    plan.pauses.map((pause) => ({
      matter: matterId,
      name: pause.name,
      from_at: pause.fromAt,
      to_at: pause.toAt,
      old_due: pause.oldDue,
      new_due: pause.newDue,
    })),
  )
  if (pauses.length > 0)
    statement.add(
      'p',
      `insert into clock_pause (matter_id, name, from_at, to_at, old_due, new_due)
       select m.id, x.name, x.from_at, x.to_at, x.old_due, x.new_due
       from m join jsonb_to_recordset(${bind(JSON.stringify(pauses))}::jsonb)
         as x(matter uuid, name text, from_at timestamptz, to_at timestamptz, old_due timestamptz, new_due timestamptz) on x.matter = m.id
       on conflict (matter_id, name, from_at) do update set to_at = excluded.to_at, new_due = excluded.new_due`,
    )
}

function addNotices(statement: Statement, deeds: readonly Pick<Deed, 'actionId' | 'tells'>[], at: Date): void {
  const { bind } = statement
  const rows = deeds.flatMap(({ actionId, tells }) =>
    tells.map(({ person = null, role = null, unit = null, key, about = null, facts = {}, helpers = false }) => ({
      action: actionId,
      person,
      role,
      unit,
      key,
      about,
      facts,
      helpers,
    })),
  )
  // about oneself before about another: of two that say the same to one person the first is kept
  rows.sort((a, b) => Number(a.about !== null) - Number(b.about !== null))
  const people = rows.filter(({ person }) => person !== null)
  const duties = rows.filter(({ person, role }) => person === null && role !== null)
  const officers = rows.filter(({ person, role, unit }) => person === null && role === null && unit !== null)
  if (people.length + duties.length + officers.length === 0) return
  const sources: string[] = []
  const day = dayOf(at)
  if (people.length > 0) {
    const them = bind(JSON.stringify(people))
    sources.push(toldPeople(them))
    if (people.some(({ helpers }) => helpers)) sources.push(toldHelpers(them, bind(day)))
  }
  if (duties.length > 0) {
    sources.push(toldDuties(bind(JSON.stringify(duties)), bind(day)))
  }
  if (officers.length > 0) sources.push(toldOfficers(bind(JSON.stringify(officers)), bind(day)))
  statement.add(
    'n',
    `insert into notice (action_id, person_id, key, subject_id, facts, at, for_id)
     select p.action_id, p.person_id, p.key, p.about, p.facts, p.at, p.for_id
     from (${sources.join(' union all ')}) p (action_id, person_id, for_id, key, about, facts, at, actor_id)
     where p.person_id is distinct from p.actor_id
     on conflict (action_id, person_id, key) do nothing`,
  )
}

const toldPeople = (rows: string): string =>
  `select a.id, x.person, null::uuid, x.key, coalesce(x.about, a.subject_id), x.facts, a.at, a.actor_id
     from a join jsonb_to_recordset(${rows}::jsonb) as x(action uuid, person uuid, key text, about uuid, facts jsonb)
       on x.action = a.id`

/** Whoever may read for a person is told what the person is told; who is told about themselves comes first. */
const toldHelpers = (rows: string, today: string): string =>
  `select a.id, h.helper_id, h.person_id, x.key, coalesce(x.about, a.subject_id), x.facts, a.at, a.actor_id
     from a join jsonb_to_recordset(${rows}::jsonb)
       as x(action uuid, person uuid, key text, about uuid, facts jsonb, helpers boolean) on x.action = a.id
     cross join lateral (select * from helper h where h.person_id = x.person and 'read' = any(h.may)
       and h.accepted_at is not null and h.ended_at is null and h.from_on <= ${today}::date and h.to_on >= ${today}::date offset 0) h
     where x.helpers`

/** Everyone who has one of the roles where the matter lies. */
const toldDuties = (rows: string, today: string): string =>
  `select a.id, g.person_id, null::uuid, x.key, coalesce(x.about, a.subject_id), x.facts, a.at, a.actor_id
     from a join jsonb_to_recordset(${rows}::jsonb) as x(action uuid, role text, key text, about uuid, facts jsonb)
       on x.action = a.id
     cross join lateral (select g.person_id from role_place g where g.role = x.role
       and g.path = any(array[left(a.path, 4), left(a.path, 6), left(a.path, 9), left(a.path, 12), left(a.path, 14), a.path])
       and g.from_on <= ${today}::date and (g.to_on is null or g.to_on >= ${today}::date) offset 0) g`

/** The officers of a unit. */
const toldOfficers = (rows: string, today: string): string =>
  `select a.id, g.person_id, null::uuid, x.key, coalesce(x.about, a.subject_id), x.facts, a.at, a.actor_id
     from a join jsonb_to_recordset(${rows}::jsonb) as x(action uuid, unit uuid, key text, about uuid, facts jsonb)
       on x.action = a.id
     join role_grant g on g.organisation_id = x.unit
       and g.from_on <= ${today}::date and (g.to_on is null or g.to_on >= ${today}::date)`

/**
 * Reading one matter: its row, the domain's row, its clocks, its history. Lists belong to the domain.
 */
import { prepared, type Runner } from '#foundation/database/database.ts'
import type { Written } from '#lib/canonical.ts'
import type { AnySpec, Matter, RunningClock } from './spec.ts'

export interface Loaded {
  matter: Matter
  requesterId: string
  /** What was done after the version seen, oldest first. */
  since: { kind: string; at: string; by: string | null }[]
  done: ({ id: string; number: number; state: string; version: number } & Written) | undefined
}

interface Row {
  id: string
  number: number
  state: string
  version: number
  path: string
  opened_at: Date
  opened_by: string
  changed_at: Date
  due_at: Date
  due_clock: string | null
  closed_at: Date | null
  before: string | null
  visibility: Matter['visibility']
  form: Record<string, unknown>
  clocks: Record<string, unknown>[] | null
  since: Loaded['since'] | null
  done_version: number | null
  done_state: string | null
  done_subject: string | null
  done_hash: Buffer | null
  done_words: Buffer | null
  done_salt: Buffer | null
}

/** Only what ended is looked up. */
const before = `case when m.closed_at is not null then (select a.from_state from action a where a.subject_id = m.id
       and a.to_state = m.state and a.from_state <> m.state order by a.version desc limit 1) end as before`

/** A matter to decide on. */
interface Asked {
  id: string
  /** The action's id, made by the client. */
  actionId: string
  /** The version the caller saw. */
  seen: number
}

/**
 * Reads what decisions on matters of a kind need: the matter, what happened since the version seen, whether the action's id
 * was used before.
 *
 * @returns each in its place; undefined when there is no such matter
 */
export async function loadForWriting(
  run: Runner,
  spec: AnySpec,
  asked: readonly Asked[],
): Promise<(Loaded | undefined)[]> {
  // looked up one by one: a list counts as many, for which tables would be read from end to end
  const rows = await prepared<Row & { place: number }>(
    run,
    `load-${spec.kind}`,
    `select q.place::int as place, one.* from unnest($1::uuid[], $2::uuid[], $3::int[]) with ordinality as q(id, action, seen, place)
     cross join lateral (
     select m.*, to_jsonb(d) || ${spec.also ?? "'{}'::jsonb"} as form,
       (select jsonb_agg(to_jsonb(c)) from clock c where c.matter_id = m.id) as clocks,
       ${before},
       (select jsonb_agg(jsonb_build_object('kind', a.kind, 'at', a.at, 'by', p.name) order by a.version)
        from action a left join person p on p.id = a.actor_id and a.actor_role not in ('resident', 'helper')
        where a.subject_id = m.id and a.version > q.seen) as since,
       x.version as done_version, x.to_state as done_state, x.subject_id as done_subject, x.input_hash as done_hash,
       x.content_hash as done_words, xc.salt as done_salt
     from matter m
     join ${spec.table} d on d.matter_id = m.id
     left join action x on x.id = q.action
     left join content xc on xc.action_id = x.id
     where m.id = q.id and m.kind = $4 offset 0) one`,
    [asked.map(({ id }) => id), asked.map(({ actionId }) => actionId), asked.map(({ seen }) => seen), spec.kind],
  )
  const loaded = new Map(rows.map((row) => [row.place, loadedFrom(row)]))
  return asked.map((_, index) => loaded.get(index + 1))
}

function loadedFrom(row: Row): Loaded {
  return {
    matter: matterFrom(row),
    requesterId: String(row.form.requester_id ?? row.opened_by),
    since: row.since ?? [],
    done:
      row.done_hash && row.done_subject
        ? {
            id: row.done_subject,
            number: row.number,
            state: row.done_state ?? '',
            version: row.done_version ?? 0,
            inputHash: row.done_hash,
            contentHash: row.done_words,
            salt: row.done_salt,
          }
        : undefined,
  }
}

/** Reads matters of a kind with their clocks, by id; for work on many that the caller holds. */
export async function findMatters(run: Runner, spec: AnySpec, ids: readonly string[]): Promise<Map<string, Loaded>> {
  const rows = await prepared<Row>(
    run,
    `load-many-${spec.kind}`,
    `select m.*, to_jsonb(d) || ${spec.also ?? "'{}'::jsonb"} as form,
       (select jsonb_agg(to_jsonb(c)) from clock c where c.matter_id = m.id) as clocks,
       ${before},
       null as since, null as done_version, null as done_state, null as done_subject, null as done_hash,
       null as done_words, null as done_salt
     from matter m join ${spec.table} d on d.matter_id = m.id
     where m.id = any($1::uuid[]) and m.kind = $2`,
    [ids, spec.kind],
  )
  return new Map(rows.map((row) => [row.id, loadedFrom(row)]))
}

const nobody = '00000000-0000-0000-0000-000000000000'

/** Reads a matter with its clocks. */
export async function findMatter(run: Runner, spec: AnySpec, id: string): Promise<Loaded | undefined> {
  const [loaded] = await loadForWriting(run, spec, [{ id, actionId: nobody, seen: 2_147_483_647 }])
  return loaded
}

function matterFrom(row: Row): Matter {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    version: row.version,
    path: row.path,
    openedAt: row.opened_at,
    openedBy: row.opened_by,
    changedAt: row.changed_at,
    dueAt: row.due_at,
    dueClock: row.due_clock,
    closedAt: row.closed_at,
    before: row.before,
    visibility: row.visibility,
    clocks: (row.clocks ?? []).map(clockFrom),
    partyId: (row.form.party as string | null | undefined) ?? null,
    leads: (row.form.leads as string | null | undefined) ?? null,
    assist: (row.form.assist as string[] | null | undefined) ?? [],
    form: row.form,
  }
}

const instant = (value: unknown): Date => new Date(String(value))
const instantOrNull = (value: unknown): Date | null => (value === null || value === undefined ? null : instant(value))

/** A clock as to_jsonb writes it. */
export function clockFrom(row: Record<string, unknown>): RunningClock {
  return {
    name: String(row.name),
    unit: row.unit as RunningClock['unit'],
    amount: Number(row.amount),
    startedAt: instant(row.started_at),
    dueAt: instant(row.due_at),
    promiseAt: instant(row.promise_at),
    warnings: (row.warnings as unknown[]).map(instant),
    nextAt: instantOrNull(row.next_at),
    pausedAt: instantOrNull(row.paused_at),
    firedAt: instantOrNull(row.fired_at),
    endedAt: instantOrNull(row.ended_at),
    outcome: row.outcome as RunningClock['outcome'],
    unsure: row.unsure === true,
  }
}

export interface Step {
  id: string
  at: Date
  kind: string
  actorId: string | null
  actorName: string | null
  actorRole: string
  from: string | null
  to: string
  version: number
  facts: Record<string, unknown>
  words: Record<string, unknown> | null
}

/** Everything that was done to a matter, oldest first. Words are null when they were erased. */
export async function listSteps(run: Runner, id: string): Promise<Step[]> {
  return await prepared<Step>(
    run,
    'matter-steps',
    `select a.id, a.at, a.kind, a.actor_id as "actorId", p.name as "actorName", a.actor_role as "actorRole",
       a.from_state as "from", a.to_state as "to", a.version, a.facts, c.body as words
     from action a left join person p on p.id = a.actor_id left join content c on c.action_id = a.id
     where a.subject_id = $1 order by a.version`,
    [id],
  )
}

export interface Pause {
  name: string
  fromAt: Date
  toAt: Date | null
  oldDue: Date
  newDue: Date | null
}

export async function listPauses(run: Runner, id: string): Promise<Pause[]> {
  return await prepared<Pause>(
    run,
    'matter-pauses',
    `select name, from_at as "fromAt", to_at as "toAt", old_due as "oldDue", new_due as "newDue"
     from clock_pause where matter_id = $1 order by from_at`,
    [id],
  )
}

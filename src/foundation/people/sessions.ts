/**
 * Signing in and being known: one-time codes for residents, name and password (argon2id) for staff, sessions.
 * Codes and tokens are stored as keyed or plain hashes only. Owns login_code, login_failure, session.
 * Refusals: sign-in.code-wrong, sign-in.code-old, sign-in.too-many-codes, sign-in.wrong, sign-in.locked, sign-in.suspended.
 * Read next: second-factor.ts for what follows a right password, invitations.ts for how an account begins.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { sql } from 'kysely'
import type { Actor, Grant, Helped } from '#foundation/authority.ts'
import { type Database, prepared, type Tx } from '#foundation/database/database.ts'
import type { Policies } from '#foundation/policy/policy.ts'
import { dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import type { Seals } from '#lib/seal.ts'

const MINUTE = 60_000

export interface Desk {
  database: Database
  seals: Seals
  now: Date
  policies: Policies
}

/**
 * Makes a code for a phone.
 *
 * @returns the code, six digits, to be sent to the phone and kept nowhere
 * @throws {Refusal} `sign-in.too-many-codes` (429) beyond `people.codes_per_hour`
 */
export async function makeCode(
  { database, seals, now, policies }: Desk,
  phone: string,
): Promise<{ id: string; code: string }> {
  const mark = seals.mark(phone)
  const perHour = policies.number('people.codes_per_hour')
  const id = newId()
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  await database.transact(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(encode(${mark}::bytea, 'hex'), 0))`.execute(tx)
    const { n } = await tx
      .selectFrom('login_code')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('phone_mark', '=', mark)
      .where('made_at', '>', new Date(now.getTime() - 60 * MINUTE))
      .executeTakeFirstOrThrow()
    if (Number(n) >= perHour) throw new Refusal('sign-in.too-many-codes', 429, { perHour })
    const expires = new Date(now.getTime() + policies.number('people.code_minutes') * MINUTE)
    await tx
      .insertInto('login_code')
      .values({ id, phone_mark: mark, code_hash: seals.mark(`${id}:${code}`), made_at: now, expires_at: expires })
      .execute()
  })
  return { id, code }
}

/** A code as it was typed, for the phone it went to. */
export interface TypedCode {
  id: string
  phone: string
  code: string
}

/**
 * Uses codes up, all of them or none: one that is wrong leaves the others to be typed again.
 *
 * @returns nothing: the phones are confirmed
 * @throws {Refusal} `sign-in.code-wrong` (422) with the tries left, `sign-in.code-old` (422) when expired, used or tried out;
 * `to` is the end of the phone that the code went to
 */
export async function useCodes(desk: Desk, codes: readonly TypedCode[]): Promise<void> {
  for (const typed of codes) await tryCode(desk, typed)
  for (const { id, phone } of codes) {
    const used = await desk.database.db
      .updateTable('login_code')
      .set({ used_at: desk.now })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!used) throw new Refusal('sign-in.code-old', 422, { to: phone.slice(-4) })
  }
}

async function tryCode({ database, seals, now, policies }: Desk, { id, phone, code }: TypedCode): Promise<void> {
  const tries = policies.number('people.code_tries')
  const to = phone.slice(-4)
  const tried = await database.db
    .updateTable('login_code')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .where('phone_mark', '=', seals.mark(phone))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('tries', '<', tries)
    .returning(['tries', 'code_hash'])
    .executeTakeFirst()
  if (!tried) throw new Refusal('sign-in.code-old', 422, { to })
  if (!seals.mark(`${id}:${code}`).equals(tried.code_hash))
    throw new Refusal('sign-in.code-wrong', 422, { left: tries - tried.tries, to })
}

const argon2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export async function hashPassword(password: string): Promise<string> {
  return await hash(password, argon2)
}

/** Verified against when the name is unknown, so that the answer takes as long. */
let decoy: string | undefined

/**
 * Tries something once for a name. A try counts as failed until it is right, so that many at once are not more than allowed.
 *
 * @param check whether it is right
 * @throws {Refusal} `sign-in.locked` (429) after `people.lock_tries` failures within `people.lock_minutes`
 */
export async function tryFor(
  { database, now, policies }: Pick<Desk, 'database' | 'now' | 'policies'>,
  login: string,
  check: () => Promise<boolean>,
): Promise<boolean> {
  const minutes = policies.number('people.lock_minutes')
  const tried = await database.transact(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${login}, 1))`.execute(tx)
    const { n } = await tx
      .selectFrom('login_failure')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('login', '=', login)
      .where('at', '>', new Date(now.getTime() - minutes * MINUTE))
      .executeTakeFirstOrThrow()
    if (Number(n) >= policies.number('people.lock_tries')) throw new Refusal('sign-in.locked', 429, { minutes })
    return await tx.insertInto('login_failure').values({ login, at: now }).returning('id').executeTakeFirstOrThrow()
  })
  if (!(await check())) return false
  await database.db.deleteFrom('login_failure').where('id', '=', tried.id).execute()
  return true
}

/**
 * Checks a staff name and password.
 *
 * @returns id of the account
 * @throws {Refusal} `sign-in.locked` (429), `sign-in.wrong` (401), `sign-in.suspended` (403) when all is right but the account rests
 */
export async function checkPassword(desk: Desk, login: string, password: string): Promise<string> {
  const account = await desk.database.db
    .selectFrom('account')
    .select(['id', 'password_hash', 'suspended_at'])
    .where('login', '=', login)
    .where('kind', '=', 'staff')
    .executeTakeFirst()
  const right = await tryFor(desk, login, async () => {
    decoy ??= await hashPassword(randomBytes(12).toString('hex'))
    return (await verify(account?.password_hash ?? decoy, password)) && account !== undefined
  })
  if (!account || !right) throw new Refusal('sign-in.wrong', 401)
  if (account.suspended_at) throw new Refusal('sign-in.suspended', 403)
  return account.id
}

/** The name an account of staff signs in by. */
export async function getLogin({ db }: Database, accountId: string): Promise<string> {
  const { login } = await db.selectFrom('account').select('login').where('id', '=', accountId).executeTakeFirstOrThrow()
  return login ?? ''
}

/** @param hash of {@link hashPassword} */
export async function setPassword(tx: Tx, accountId: string, hash: string): Promise<void> {
  await tx.updateTable('account').set({ password_hash: hash }).where('id', '=', accountId).execute()
}

/** The resident account of a person; made when there is none. */
export async function residentAccount(
  { db }: Database,
  personId: string,
  locale: 'zh' | 'en',
  now: Date,
): Promise<string> {
  const made = await db
    .insertInto('account')
    .values({ id: newId(), person_id: personId, kind: 'resident', locale, created_at: now })
    .onConflict((conflict) => conflict.columns(['person_id', 'kind']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) return made.id
  const found = await db
    .selectFrom('account')
    .select('id')
    .where('person_id', '=', personId)
    .where('kind', '=', 'resident')
    .executeTakeFirstOrThrow()
  return found.id
}

/** What is kept of a token. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Starts a session. @returns the token for the cookie and until when it holds */
export async function startSession(
  { db }: Database,
  accountId: string,
  now: Date,
  milliseconds: number,
  on: { browser: string; system: string } = { browser: '', system: '' },
) {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + milliseconds)
  await db
    .insertInto('session')
    .values({
      token_hash: tokenHash(token),
      account_id: accountId,
      created_at: now,
      seen_at: now,
      expires_at: expiresAt,
      browser: on.browser.slice(0, 20),
      system: on.system.slice(0, 20),
    })
    .execute()
  return { token, expiresAt }
}

/** Ends a session, and tells whoever streams to it (channel `linli_ended`, the token's hash in hex). */
export async function endSession({ db }: Database, token: string, now: Date): Promise<void> {
  await sql`with ended as (
      update session set ended_at = ${now} where token_hash = ${tokenHash(token)} and ended_at is null returning token_hash)
    select pg_notify('linli_ended', encode(token_hash, 'hex')) from ended`.execute(db)
}

/**
 * Ends sessions of an account and tells whoever streams to them.
 *
 * @param which one session by its id, or all but the one with a token; all of them when neither is given
 * @returns how many were ended
 */
export async function endSessions(
  tx: Tx,
  accountId: string,
  now: Date,
  which: { id?: string; butToken?: string | undefined } = {},
): Promise<number> {
  const { rows } = await sql`with ended as (
      update session set ended_at = ${now}
      where account_id = ${accountId} and ended_at is null
        and (${which.id ?? null}::uuid is null or id = ${which.id ?? null}::uuid)
        and (${which.butToken === undefined} or token_hash <> ${tokenHash(which.butToken ?? '')})
      returning token_hash)
    select pg_notify('linli_ended', encode(token_hash, 'hex')) from ended`.execute(tx)
  return rows.length
}

/** The sessions of an account that still hold, the newest first. */
export async function listSessions({ db }: Database, accountId: string, token: string, now: Date, idleMinutes: number) {
  return await db
    .selectFrom('session as s')
    .innerJoin('account as a', 'a.id', 's.account_id')
    .select(['s.id', 's.created_at as startedAt', 's.seen_at as seenAt', 's.browser', 's.system'])
    .select((eb) => eb('s.token_hash', '=', tokenHash(token)).as('mine'))
    .where('s.account_id', '=', accountId)
    .where('s.ended_at', 'is', null)
    .where('s.expires_at', '>', now)
    .where((eb) => eb.or([eb('a.kind', '=', 'resident'), eb('s.seen_at', '>', idleSince(now, idleMinutes))]))
    .orderBy('s.created_at', 'desc')
    .limit(100)
    .execute()
}

/** Carries the sessions that hold along when the product time of a demo is moved: nobody slept through it. */
export async function carrySessions({ db }: Database, now: Date, milliseconds: number): Promise<void> {
  await sql`update session set seen_at = seen_at + ${milliseconds} * interval '1 millisecond',
      expires_at = expires_at + ${milliseconds} * interval '1 millisecond'
    where token_hash in (
      -- in one order, so that two who move it at once do not wait for each other
      select token_hash from session where ended_at is null and expires_at > ${now} order by token_hash for update)`.execute(
    db,
  )
}

const idleSince = (now: Date, minutes: number): Date => new Date(now.getTime() - minutes * MINUTE)

/** Marks a session as used now; at most once a minute. Those of the same moment are one statement and one commit. */
export async function touchSession({ pool, gather }: Database, token: string, now: Date): Promise<void> {
  await gather('touch', tokenHash(token), async (tokens) => {
    await prepared(
      pool,
      'touch-sessions',
      // in one order, so that two who mark at once do not wait for each other; who is marked already is left alone
      `update session set seen_at = $2 where token_hash in (
         select token_hash from session where token_hash = any($1::bytea[]) and seen_at <= $3
         order by token_hash for update skip locked)`,
      [tokens, now, new Date(now.getTime() - MINUTE)],
    )
    return tokens.map(() => undefined)
  })
}

/** Somebody known by a session, and when the session was last used. */
export interface KnownActor extends Actor {
  seenAt: Date
}

interface ActorRow {
  token: Buffer
  accountId: string
  kind: Actor['kind']
  locale: Actor['locale']
  elder: boolean
  personId: string
  name: string
  seenAt: Date
  grants: Grant[] | null
  helps: Helped[] | null
}

/** Asked with every request, so it is one text, planned once, that asks staff for grants and residents for whom they help. */
const actorText = `
  select s.token_hash as token, a.id as "accountId", a.kind, a.locale, a.elder, p.id as "personId", p.name, s.seen_at as "seenAt",
    case when a.kind = 'staff' then (
      select jsonb_agg(x.grants) from (
        select jsonb_build_object('role', g.role, 'path', g.path) as grants from role_place g
        where g.person_id = p.id and g.from_on <= $4::date and (g.to_on is null or g.to_on >= $4::date)
        union all
        select jsonb_build_object('role', g.role, 'path', o.path, 'unit', o.id) from role_grant g
        join organisation o on o.id = g.organisation_id
        where g.person_id = p.id and g.from_on <= $4::date and (g.to_on is null or g.to_on >= $4::date)) x) end as grants,
    case when a.kind = 'resident' then (
      select jsonb_agg(jsonb_build_object('personId', o.id, 'name', o.name, 'kind', h.kind, 'may', h.may) order by h.accepted_at)
      from helper h join person o on o.id = h.person_id
      where h.helper_id = p.id and h.accepted_at is not null and h.ended_at is null
        and h.from_on <= $4::date and h.to_on >= $4::date) end as helps
  from session s join account a on a.id = s.account_id join person p on p.id = a.person_id
  where s.token_hash = any($1::bytea[]) and s.ended_at is null and s.expires_at > $2::timestamptz and a.suspended_at is null
    and (a.kind = 'resident' or s.seen_at > $3::timestamptz)`

/**
 * Who a token belongs to, with the grants that hold today; undefined when it is unknown, ended, too old, suspended or, for
 * staff, was not used for `idleMinutes`.
 * @source GB22239-L2-LOGIN
 */
export async function findActor(
  { pool, gather }: Database,
  token: string,
  now: Date,
  idleMinutes: number,
): Promise<KnownActor | undefined> {
  const row = await gather(`actor ${idleMinutes}`, tokenHash(token), async (tokens) => {
    const rows = await prepared<ActorRow>(pool, 'actor', actorText, [
      tokens,
      now,
      idleSince(now, idleMinutes),
      dayOf(now),
    ])
    return tokens.map((one) => rows.find((row) => row.token.equals(one)))
  })
  if (!row) return undefined
  return {
    seenAt: row.seenAt,
    accountId: row.accountId,
    personId: row.personId,
    kind: row.kind,
    name: row.name,
    locale: row.locale,
    elder: row.elder,
    grants: row.grants ?? [],
    helps: row.helps ?? [],
  }
}

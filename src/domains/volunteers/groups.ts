/** Teams, stations with what they have, and pairings of places: kept by the desk, each change recorded. */
import { sql } from 'kysely'
import { type Actor, allow, can, grantFor, type Permission, scopeOf } from '#foundation/authority.ts'
import type { Database, Tx } from '#foundation/database/database.ts'
import { type Deed, record } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { getTerritory } from '#foundation/territory/territory.ts'
import { dayOf } from '#lib/days.ts'
import { maskName } from '#lib/mask.ts'
import { Refusal } from '#lib/refusal.ts'
import type { groupsContract, Station, Team } from './groups-contract.ts'
import { havesOf, isComplete, type StationKind } from './rules.ts'
import { volunteersPermissions } from './spec.ts'
import { findVolunteer, inside } from './store.ts'

const { 'volunteers.read': reads, 'volunteers.groups': keeps, 'volunteers.party': party } = volunteersPermissions
const LEADS = ['grid_worker', 'community_desk', 'community_head', 'street_officer']

/** Does a deed about a group at a place, once. */
async function once(
  context: Context,
  permission: Permission,
  deed: Pick<Deed, 'id' | 'kind' | 'subjectId' | 'path' | 'facts' | 'words' | 'input'>,
  does: (tx: Tx, actor: Actor, now: Date) => Promise<void>,
): Promise<void> {
  const actor = signedIn(context.actor)
  allow(actor, permission, { path: deed.path })
  const at = context.clock.now()
  const role = grantFor(actor, permission, { path: deed.path })?.role ?? 'staff'
  await context.database.transact(async (tx) => {
    if (await record(tx, { ...deed, at, actor, role })) await does(tx, actor, at)
  })
}

const pathOf = async ({ database }: Context, community: string) => (await getTerritory(database, community)).path

async function getTeam(tx: Tx, id: string): Promise<{ path: string }> {
  const row = await tx.selectFrom('team').select('path').where('id', '=', id).executeTakeFirst()
  if (!row) throw new Refusal('team.unknown', 404)
  return row
}

/** A worker who works at the place leads it. @throws {Refusal} `team.lead` (422) */
async function checkLead(tx: Tx, personId: string, path: string, today: string): Promise<void> {
  const { rows } =
    await sql`select 1 from role_place g where g.person_id = ${personId} and g.role = any(${LEADS}::text[])
    and (${path} like g.path || '%' or g.path like ${path} || '%') and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
    limit 1`.execute(tx)
  if (rows.length === 0) throw new Refusal('team.lead', 422)
}

type TeamRow = Omit<Team, 'may' | 'party'> & { path: string; party: boolean }

async function listTeams({ db }: Database, paths: readonly string[]): Promise<TeamRow[]> {
  const { rows } = await sql<TeamRow>`
    select g.id, g.name, g.path, t.name as community, g.is_professional as professional, g.standing, g.identity, l.name as lead,
      (select count(*)::int from team_member m where m.team_id = g.id and m.left_at is null) as members,
      coalesce((select sum(s.minutes)::int from team_member m join service_minutes s on s.person_id = m.person_id
        where m.team_id = g.id and m.left_at is null and s.confirmed_at >= m.joined_at), 0) as minutes,
      exists (select from party_team p where p.team_id = g.id) as party
    from team g join territory t on t.path = g.path join person l on l.id = g.lead_id
    where g.ended_at is null and ${inside(paths, sql`g.path`)} order by g.path, g.name`.execute(db)
  return rows
}

type StationRow = Omit<Station, 'may' | 'complete'> & { path: string }

async function listStations({ db }: Database, paths: readonly string[]): Promise<StationRow[]> {
  const { rows } = await sql<StationRow>`
    select s.id, s.kind, s.name, s.path, t.name as community, s.address, s.is_practice as practice,
      coalesce((select jsonb_agg(jsonb_build_object('have', h.have, 'evidence', h.evidence, 'by', p.name,
          'on', to_char(h.noted_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')) order by h.have)
        from station_have h join person p on p.id = h.noted_by where h.station_id = s.id), '[]') as haves
    from station s join territory t on t.path = s.path
    where s.ended_at is null and ${inside(paths, sql`s.path`)} order by s.path, s.kind desc, s.name`.execute(db)
  return rows
}

export const groupsHandlers: Handlers<typeof groupsContract> = {
  async listTeams(_, context) {
    const actor = signedIn(context.actor)
    const paths = scopeOf(actor, reads)
    const today = dayOf(context.clock.now())
    const rows = await listTeams(context.database, paths)
    const leads = await sql<{ personId: string; name: string; path: string }>`
      select distinct on (g.person_id) g.person_id as "personId", p.name, g.path from role_place g join person p on p.id = g.person_id
      where g.role = any(${LEADS}::text[]) and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
        and ${inside(paths, sql`g.path`)} order by g.person_id, g.path limit 200`.execute(context.database.db)
    return {
      rows: rows.map(({ path, party: isParty, ...row }) => ({
        ...row,
        party: can(actor, party, { path }) ? isParty : null,
        may: can(actor, keeps, { path }),
      })),
      leads: leads.rows,
      professional: rows.filter(({ professional }) => professional).length,
    }
  },

  async makeTeam({ body: { id, community, name, professional, standing, identity, leadId } }, context) {
    const path = await pathOf(context, community)
    const facts = { professional, standing, leadId, ...(identity && { identity }) }
    const deed = {
      id,
      kind: 'team.made',
      subjectId: id,
      path,
      facts,
      words: { name },
      input: { ...facts, name, community },
    }
    await once(context, keeps, deed, async (tx, _, now) => {
      await checkLead(tx, leadId, path, dayOf(now))
      const made = await tx
        .insertInto('team')
        .values({
          id,
          path,
          name: name.trim(),
          is_professional: professional,
          standing,
          identity: identity ?? null,
          lead_id: leadId,
          made_at: now,
        })
        .onConflict((conflict) => conflict.columns(['path', 'name']).doNothing())
        .returning('id')
        .executeTakeFirst()
      if (!made) throw new Refusal('team.named-already', 409)
    })
    return {}
  },

  async changeTeam({ params, body: { id, professional, standing, leadId, ended } }, context) {
    const { path } = await getTeam(context.database.db, params.id)
    const facts = { professional, standing, leadId, ended }
    await once(
      context,
      keeps,
      { id, kind: 'team.changed', subjectId: params.id, path, facts, input: facts },
      async (tx, _, now) => {
        await checkLead(tx, leadId, path, dayOf(now))
        await tx
          .updateTable('team')
          .set({ is_professional: professional, standing, lead_id: leadId, ended_at: ended ? now : null })
          .where('id', '=', params.id)
          .execute()
      },
    )
    return {}
  },

  async listTeamMembers({ params: { id } }, context) {
    const actor = signedIn(context.actor)
    const { path } = await getTeam(context.database.db, id)
    if (!can(actor, reads, { path })) throw new Refusal('team.unknown', 404)
    const { rows } = await sql<{ personId: string; name: string; identity: Team['identity']; minutes: number }>`
      select m.person_id as "personId", p.name, v.identity,
        coalesce((select sum(minutes)::int from service_minutes s where s.person_id = m.person_id), 0) as minutes
      from team_member m join person p on p.id = m.person_id left join volunteer v on v.person_id = m.person_id
      where m.team_id = ${id} and m.left_at is null order by m.joined_at, m.person_id`.execute(context.database.db)
    return { rows: rows.map((row) => ({ ...row, name: maskName(row.name) })) }
  },

  async setTeamMember({ params, body: { id, member } }, context) {
    const { path } = await getTeam(context.database.db, params.id)
    const facts = { personId: params.personId, member }
    await once(
      context,
      keeps,
      { id, kind: 'team.member', subjectId: params.id, path, facts, input: facts },
      async (tx, _, now) => {
        const one = await findVolunteer(tx, params.personId)
        if (member && (one?.state !== 'active' || !one.path.startsWith(path.slice(0, 9))))
          throw new Refusal('volunteer.not-registered', 422)
        if (!member) {
          await sql`update team_member set left_at = ${now}
            where team_id = ${params.id} and person_id = ${params.personId} and left_at is null`.execute(tx)
          return
        }
        await sql`insert into team_member (team_id, person_id, joined_at) values (${params.id}, ${params.personId}, ${now})
          on conflict (team_id, person_id) do update set left_at = null,
            joined_at = case when team_member.left_at is null then team_member.joined_at else excluded.joined_at end`.execute(
          tx,
        )
      },
    )
    return {}
  },

  async setPartyTeam({ params, body: { id, party: isParty } }, context) {
    const { path } = await getTeam(context.database.db, params.id)
    // what it says is sensitive: the journal keeps that something was set, and its words can be erased
    const words = { party: isParty }
    await once(
      context,
      party,
      { id, kind: 'team.marked', subjectId: params.id, path, words, input: words },
      async (tx, actor, now) => {
        if (!isParty) await tx.deleteFrom('party_team').where('team_id', '=', params.id).execute()
        else
          await tx
            .insertInto('party_team')
            .values({ team_id: params.id, marked_by: actor.personId, marked_at: now })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
      },
    )
    return {}
  },

  async listStations(_, context) {
    const actor = signedIn(context.actor)
    const { database } = context
    const paths = scopeOf(actor, reads)
    const rows = await listStations(database, paths)
    const pairings = await sql<{
      id: string
      kind: 'city_village' | 'old_new' | 'neighbours'
      place: string
      other: string
      words: string
      from: string
      to: string | null
    }>`select p.id, p.kind, a.name as place, b.name as other, p.words, p.from_on as "from", p.to_on as "to"
      from pairing p join territory a on a.path = p.path join territory b on b.path = p.other_path
      where ${inside(paths, sql`p.path`)} or ${inside(paths, sql`p.other_path`)} order by p.from_on desc, p.id`.execute(
      database.db,
    )
    const { rows: counted } = await sql<{ n: number }>`
      select count(*)::int as n from territory t where length(t.path) = 12
        and (${inside(paths, sql`t.path`)} or t.path = any(select left(x, 12) from unnest(${paths}::text[]) x))`.execute(
      database.db,
    )
    const complete = (row: StationRow) =>
      isComplete(
        row.kind,
        row.haves.map(({ have }) => have),
      )
    const covered = new Set(rows.filter((row) => row.kind === 'station' && complete(row)).map(({ path }) => path))
    return {
      rows: rows.map(({ path, ...row }) => ({
        ...row,
        complete: complete({ path, ...row }),
        may: can(actor, keeps, { path }),
      })),
      pairings: pairings.rows,
      communities: counted[0]?.n ?? 0,
      covered: covered.size,
    }
  },

  async makeStation({ body: { id, kind, community, name, address, practice } }, context) {
    const path = await pathOf(context, community)
    const facts = { station: kind, practice }
    const words = { name, address }
    const deed = {
      id,
      kind: 'station.made',
      subjectId: id,
      path,
      facts,
      words,
      input: { ...facts, ...words, community },
    }
    await once(context, keeps, deed, async (tx, _, now) => {
      const made = await tx
        .insertInto('station')
        .values({ id, kind, path, name: name.trim(), address: address.trim(), is_practice: practice, made_at: now })
        .onConflict((conflict) => conflict.columns(['path', 'name']).doNothing())
        .returning('id')
        .executeTakeFirst()
      if (!made) throw new Refusal('station.named-already', 409)
    })
    return {}
  },

  async setHave({ params: { id: stationId, have }, body: { id, evidence } }, context) {
    const station = await context.database.db
      .selectFrom('station')
      .select(['path', 'kind'])
      .where('id', '=', stationId)
      .executeTakeFirst()
    if (!station) throw new Refusal('station.unknown', 404)
    const kind = station.kind as StationKind
    const known: readonly string[] = havesOf[kind]
    if (!known.includes(have)) throw new Refusal('station.no-such-have', 422)
    const facts = { have, has: evidence !== null }
    const input = { have, evidence }
    const words = evidence ? { evidence } : undefined
    const deed = {
      id,
      kind: 'station.noted',
      subjectId: stationId,
      path: station.path,
      facts,
      ...(words && { words }),
      input,
    }
    await once(context, keeps, deed, async (tx, actor, now) => {
      await tx.deleteFrom('station_have').where('station_id', '=', stationId).where('have', '=', have).execute()
      if (evidence)
        await tx
          .insertInto('station_have')
          .values({
            station_id: stationId,
            kind,
            have,
            evidence: evidence.trim(),
            noted_by: actor.personId,
            noted_at: now,
          })
          .execute()
    })
    return {}
  },

  async makePairing({ body: { id, kind, community, other, words, from, to } }, context) {
    const path = await pathOf(context, community)
    const otherPath = await pathOf(context, other)
    if (path === otherPath) throw new Refusal('pairing.itself', 422)
    if (to && to < from) throw new Refusal('pairing.days', 422)
    const facts = { pairing: kind, from, to: to ?? null }
    const deed = {
      id,
      kind: 'pairing.made',
      subjectId: id,
      path,
      facts,
      words: { words },
      input: { ...facts, words, community, other },
    }
    await once(context, keeps, deed, async (tx) => {
      await tx
        .insertInto('pairing')
        .values({ id, path, other_path: otherPath, kind, words: words.trim(), from_on: from, to_on: to ?? null })
        .execute()
    })
    return {}
  },
}

/**
 * The record by year, issuing, checking and revoking certificates. A certificate takes what is confirmed and not taken back in
 * its span, names it by a hash, and is signed in the transaction that writes it; the same call again is the first one.
 * Rules: S1-49, S4-88. Read next: certificates.ts, paper.ts.
 */
import { type Actor, allow, grantFor, scopeOf } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { openReading, record, recordReading, wasRecorded } from '#foundation/journal/journal.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { maskName } from '#lib/mask.ts'
import { parseNumber, withCheckDigit } from '#lib/number.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import * as certificates from './certificate-store.ts'
import { codeOf, hashOfList, readCode, signRevocations, signStatement, statementOf } from './certificates.ts'
import type { CertificateRow, DeskCertificate, honoursContract, ServiceRow } from './contract.ts'
import { drawPaper, fileOf } from './paper.ts'
import * as service from './service-store.ts'
import { honoursPermissions } from './spec.ts'

type Certificate = certificates.Certificate

const PAGE = 50
const deskOf = honoursPermissions['certificates.desk']

type Routes = Pick<
  Handlers<typeof honoursContract>,
  | 'listMyService'
  | 'listMyCertificates'
  | 'issueMine'
  | 'readMyPaper'
  | 'checkCertificate'
  | 'listRevoked'
  | 'listDeskCertificates'
  | 'issueAtDesk'
  | 'openPaper'
  | 'readDeskPaper'
  | 'revokeCertificate'
>

export const certificateHandlers: Routes = {
  async listMyService({ query }, context) {
    const { personId } = residentOf(context)
    const { db } = context.database
    const after = readAfter(query.after)
    const span = { from: `${query.year}-01-01`, to: `${query.year}-12-31` }

    const end = after && { on: dayOf(after.at), id: after.id }
    const found = await service.listService(db, personId, span, end, PAGE + 1)
    const rows = found.slice(0, PAGE)
    const last = rows.at(-1)
    return {
      years: await service.listYears(db, personId),
      rows: rows.map(presentService),
      next: found.length > PAGE && last ? writeAfter({ at: startOfDay(last.servedOn), id: last.id }) : null,
    }
  },

  async listMyCertificates(_, context) {
    const { personId } = residentOf(context)
    const rows = await certificates.listOfPerson(context.database.db, personId)
    return { rows: rows.map(present) }
  },

  async issueMine({ body }, context) {
    const actor = residentOf(context)
    return present(await issueCertificate(context, actor, actor.personId, body, 'resident'))
  },

  async readMyPaper({ params, query }, context) {
    const { personId } = residentOf(context)
    const row = await certificates.findCertificate(context.database.db, params.id)
    if (row?.person_id !== personId || row.erased_at) throw new Refusal('certificate.unknown', 404)
    if (query.format === 'pdf') return await sendPaper(context, row)
    const file = fileOf({ statement: statementOf(row), publicKey: row.public_key, signature: row.signature })
    return { type: 'application/json', body: Buffer.from(file), keep: 0, public: false }
  },

  async checkCertificate({ body }, { database }) {
    const serial = parseNumber(body.serial)
    const row = serial === undefined ? undefined : await certificates.findBySerial(database.db, serial)
    if (!row || codeOf(row.signature) !== readCode(body.code)) throw new Refusal('certificate.unknown', 404)
    return {
      state: row.revoked_at ? 'revoked' : 'valid',
      serial: withCheckDigit(row.serial),
      name: row.erased_at ? '' : maskName(row.name),
      minutes: row.minutes,
      from: row.from_on,
      to: row.to_on,
      star: row.star,
      issuedOn: row.issued_on,
      revokedOn: row.revoked_at && dayOf(row.revoked_at),
    }
  },

  async listRevoked(_, { database, seals, clock }) {
    const [serials, keys] = await Promise.all([
      certificates.listRevoked(database.db),
      certificates.listKeys(database.db),
    ])
    return signRevocations(seals, clock.now(), serials, keys)
  },

  async listDeskCertificates({ query }, context) {
    const paths = scopeOf(signedIn(context.actor), deskOf)
    const found = await certificates.listInside(context.database.db, paths, readAfter(query.after), PAGE + 1)
    const rows = found.slice(0, PAGE)
    const last = rows.at(-1)
    return {
      rows: rows.map(presentForDesk),
      next: found.length > PAGE && last ? writeAfter({ at: last.issued_at, id: last.id }) : null,
    }
  },

  async issueAtDesk({ body }, context) {
    const { database, clock } = context
    const { actor, path, role } = await serve(context, body.personId)
    const row = await issueCertificate(context, actor, body.personId, body, role, path)
    await recordReading(database, {
      id: idFrom('certificate reading', body.id),
      at: clock.now(),
      readerId: actor.personId,
      role,
      personId: body.personId,
      subjectId: row.id,
      fields: ['name'],
      purpose: 'verify',
    })
    return presentForDesk(row)
  },

  async openPaper({ params, body }, context) {
    const { actor, row } = await getForDesk(context, params.id)
    const { database, clock, rules } = context
    if (row.erased_at) throw new Refusal('certificate.unknown', 404)

    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const until = await openReading(database, policies.number('honours.reveal_minutes'), {
      id: body.id,
      at: now,
      readerId: actor.personId,
      role: grantFor(actor, deskOf, row)?.role ?? 'staff',
      personId: row.person_id,
      subjectId: row.id,
      fields: ['name'],
      purpose: 'verify',
    })
    return { until: until.toISOString() }
  },

  async readDeskPaper({ params }, context) {
    const { actor, row } = await getForDesk(context, params.id)
    const { database, clock, rules } = context
    if (row.erased_at) throw new Refusal('certificate.unknown', 404)
    const now = clock.now()
    const { policies } = await rules.on(dayOf(now))
    const since = new Date(now.getTime() - policies.number('honours.reveal_minutes') * 60_000)
    if (!(await certificates.findReading(database.db, actor.personId, row.id, since)))
      throw new Refusal('certificate.unread', 409)
    return await sendPaper(context, row)
  },

  async revokeCertificate({ params, body }, context) {
    const { actor, row } = await getForDesk(context, params.id)
    const { database, clock } = context
    const { id, reason, words } = body

    await database.transact(async (tx) => {
      const fresh = await record(tx, {
        id,
        at: clock.now(),
        actor,
        role: grantFor(actor, deskOf, row)?.role ?? 'staff',
        kind: 'certificate.revoked',
        subjectId: row.id,
        path: row.path,
        facts: { reason },
        ...(words && { words: { words: words.trim() } }),
        input: body,
      })
      if (!fresh) return
      if (!(await certificates.setRevoked(tx, row.id, actor.personId, reason, clock.now())))
        throw new Refusal('certificate.revoked', 409)
      await tx
        .insertInto('notice')
        .values({
          action_id: id,
          person_id: row.person_id,
          key: 'notice.certificate-revoked',
          subject_id: row.person_id,
          facts: '{}',
          at: clock.now(),
        })
        .execute()
    })
    return presentForDesk((await getForDesk(context, params.id)).row)
  },
}

/** A resident with records of their own; workers have them under an account of their own as residents. */
export function residentOf({ actor }: Pick<Context, 'actor'>): Actor {
  const known = signedIn(actor)
  if (known.kind !== 'resident') throw new Refusal('access.not-yours', 403)
  return known
}

/** @throws {Refusal} `person.unknown` (404) for nobody, who left, and who is of another place or oneself */
export async function serve(context: Context, personId: string) {
  const actor = signedIn(context.actor)
  const person = await certificates.findVolunteer(context.database.db, personId)
  if (!person?.path || personId === actor.personId) throw new Refusal('person.unknown', 404)
  const grant = grantFor(actor, deskOf, { path: person.path })
  if (!grant) throw new Refusal('person.unknown', 404)
  return { actor, person, path: person.path, role: grant.role }
}

async function getForDesk(context: Context, id: string): Promise<{ actor: Actor; row: Certificate }> {
  const { actor } = context
  const row = await certificates.findCertificate(context.database.db, id)
  if (!row) throw new Refusal('certificate.unknown', 404)
  allow(actor, deskOf, row)
  return { actor, row }
}

interface Asked {
  id: string
  from?: string
  to?: string
}

/**
 * Issues a certificate over what is confirmed in a span.
 *
 * @throws {Refusal} `certificate.span` (422) when it runs backwards or into the future, `certificate.nothing` (422) when nothing
 *   in it counts, `action.reused` (409)
 * @source S1-49
 */
export async function issueCertificate(
  { database, seals, clock }: Pick<Context, 'database' | 'seals' | 'clock'>,
  actor: Actor,
  personId: string,
  asked: Asked,
  role: string,
  place?: string,
): Promise<Certificate> {
  const now = clock.now()
  const today = dayOf(now)
  const { id, from, to } = asked
  const span = { from: from ?? '2000-01-01', to: to ?? today }
  const deed = {
    id,
    actor,
    kind: 'certificate.issued',
    subjectId: id,
    input: { personId, from: from ?? null, to: to ?? null },
  }

  await database.transact(async (tx) => {
    await certificates.holdPerson(tx, personId)
    if (await wasRecorded(tx, deed)) return
    if (span.from > span.to || span.to > today) throw new Refusal('certificate.span', 422)
    const counted = await service.listCounted(tx, personId, span)
    const minutes = counted.reduce((sum, one) => sum + one.minutes, 0)
    const first = counted[0]
    const last = counted.at(-1)
    const person = await certificates.findVolunteer(tx, personId)
    if (!first || !last || !person) throw new Refusal('certificate.nothing', 422)

    const path = place ?? person.path ?? (await placeOf(tx, first.id))
    const stated = {
      serial: await certificates.drawSerial(tx),
      name: person.name,
      minutes,
      records: counted.length,
      // what was not asked for begins and ends with the record
      from_on: from ?? first.servedOn,
      to_on: to ?? last.servedOn,
      list_hash: hashOfList(counted),
      star: await certificates.findStar(tx, personId),
      issued_on: today,
    }
    const { keyId, publicKey, signature } = signStatement(seals, statementOf(stated))
    await record(tx, {
      ...deed,
      at: now,
      role,
      path,
      facts: { personId, minutes, records: counted.length, listHash: stated.list_hash.toString('hex') },
    })
    await certificates.insertCertificate(tx, {
      ...stated,
      id,
      person_id: personId,
      path,
      issued_at: now,
      issued_by: actor.personId,
      key_id: keyId,
      public_key: publicKey,
      signature,
    })
  })
  const row = await certificates.findCertificate(database.db, id)
  if (!row) throw new Error(`certificate ${id} is not there`)
  return row
}

async function placeOf(tx: Tx, id: string): Promise<string> {
  const row = await tx.selectFrom('service_minutes').select('path').where('id', '=', id).executeTakeFirstOrThrow()
  return row.path.slice(0, 12)
}

async function sendPaper({ words, settings, origin }: Context, row: Certificate) {
  const statement = statementOf(row)
  const code = codeOf(row.signature)
  const body = await drawPaper(
    {
      statement,
      code,
      publicKey: row.public_key,
      signature: row.signature,
      issuedAt: row.issued_at,
      address: `${settings.address ?? origin}/certificates/${statement.serial}#${code}`,
      community: `${row.city}${row.community}`,
      revokedOn: row.revoked_at && dayOf(row.revoked_at),
    },
    words,
  )
  return { type: 'application/pdf', body, keep: 0, public: false }
}

export function presentService(row: service.ServiceRow): ServiceRow {
  return {
    id: row.id,
    minutes: row.minutes,
    servedOn: row.servedOn,
    activity: row.activity,
    source: row.source as ServiceRow['source'],
    place: row.place,
    confirmedAt: row.confirmedAt.toISOString(),
    confirmer: row.byResident ? maskName(row.confirmer) : row.confirmer,
    takenBackAt: row.takenBackAt?.toISOString() ?? null,
  }
}

function present(row: Certificate): CertificateRow {
  return {
    id: row.id,
    serial: withCheckDigit(row.serial),
    minutes: row.minutes,
    records: row.records,
    from: row.from_on,
    to: row.to_on,
    star: row.star,
    issuedOn: row.issued_on,
    revokedOn: row.revoked_at && dayOf(row.revoked_at),
    revokeReason: row.revoke_reason,
  }
}

function presentForDesk(row: Certificate): DeskCertificate {
  return {
    ...present(row),
    name: row.erased_at ? '' : maskName(row.name),
    issuer: row.issued_by === row.person_id ? null : row.issuer,
    doubtful: row.doubtful && row.revoked_at === null,
    erased: row.erased_at !== null,
  }
}

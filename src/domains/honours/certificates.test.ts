/** The record by year, and certificates over it: what they say, who may have them, and that one changed letter is found. */
import { verify } from 'node:crypto'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { canonical } from '#lib/canonical.ts'
import { newId } from '#lib/ids.ts'
import { sealsOf } from '#lib/seal.ts'
import type { Client } from '#tests/support/client.ts'
import { attachedTo, issues, people, serves, takesBack, textOf } from '#tests/support/honours.ts'
import { sharedWorld, world } from '#tests/support/world.ts'
import { signStatement } from './certificates.ts'
import type { CertificateRow, DeskCertificate } from './contract.ts'

const shared = sharedWorld()
let chen: Client
let wang: Client
let lin: Client
let xu: Client
let qian: Client

beforeAll(async () => {
  chen = await shared().resident()
  wang = await shared().resident('wang')
  lin = await shared().staff('lin')
  xu = await shared().staff('xu')
  qian = await shared().staff('qian')
  await serves(shared(), people.chen, { minutes: 90, on: '2025-11-02' })
  await serves(shared(), people.chen, { minutes: 120, on: '2026-03-08', activity: 'patrol' })
  const wrong = await serves(shared(), people.chen, { minutes: 600, on: '2026-03-09' })
  await takesBack(shared(), wrong.id, wrong.actionId)
})

const paperOf = async (client: Client, id: string): Promise<Buffer> =>
  (await client.call<Buffer>('GET', `/api/me/certificates/${id}/paper?format=pdf`)).body

/** The code as it stands on the paper. */
const codeOn = (pdf: Buffer): string =>
  /核对码[^\n]*\n(?:[^\n]*\n)*?([0-9A-HJKMNP-TV-Z]{5} [0-9A-HJKMNP-TV-Z]{5})\n/.exec(textOf(pdf))?.[1] ?? ''

const script = join(import.meta.dirname, '../../shells/public/verify.mjs')

interface Verified {
  ok: boolean
  faults: { fault: string; serial?: string }[]
}

/** As anybody would, with the script and what they have. */
async function verified(...files: unknown[]): Promise<Verified> {
  const { check } = (await import(script)) as { check(all: unknown[]): Promise<Verified> }
  return await check(files)
}

/** Whether a file holds, checked with the public key and nothing of ours. */
function holds({ certificate, publicKey, signature }: ReturnType<typeof attachedTo>): boolean {
  const x = Buffer.from(publicKey, 'hex').toString('base64url')
  const key = { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' } as const
  return verify(null, Buffer.from(canonical(certificate)), key, Buffer.from(signature, 'hex'))
}

describe('the record of a volunteer', () => {
  test('[S1-49] is read by year, line by line, with who confirmed it and what was taken back', async () => {
    expect(await shared().visitor().refused('GET', '/api/me/service?year=2026')).toEqual([401, 'access.signed-out'])
    expect(await lin.refused('GET', '/api/me/service?year=2026')).toEqual([403, 'access.not-yours'])

    const record = await chen.done('GET', '/api/me/service?year=2026')
    expect(record).toMatchObject({
      years: [
        { year: 2026, minutes: 120 },
        { year: 2025, minutes: 90 },
      ],
      rows: [
        {
          servedOn: '2026-03-09',
          minutes: 600,
          confirmer: '林晓',
          takenBackAt: expect.stringContaining('2026-05-14T01:00'),
        },
        { servedOn: '2026-03-08', minutes: 120, activity: 'patrol', confirmer: '林晓', takenBackAt: null },
      ],
      next: null,
    })
  })
})

describe('a certificate', () => {
  test('[S1-49] is issued at once over all, a year or a span, counts what holds only, and is the same one when sent twice', async () => {
    expect(await wang.refused('POST', '/api/me/certificates', { id: newId() })).toEqual([422, 'certificate.nothing'])
    const from = '2026-05-15'
    expect(await chen.refused('POST', '/api/me/certificates', { id: newId(), from, to: '2026-05-16' })).toEqual([
      422,
      'certificate.span',
    ])

    const body = { id: newId() }
    const all = await chen.done<CertificateRow>('POST', '/api/me/certificates', body)
    expect(all).toMatchObject({
      minutes: 210,
      records: 2,
      from: '2025-11-02',
      to: '2026-03-08',
      issuedOn: '2026-05-14',
    })
    expect(await chen.done('POST', '/api/me/certificates', body)).toEqual(all)
    expect(await chen.refused('POST', '/api/me/certificates', { ...body, from: '2026-01-01' })).toEqual([
      409,
      'action.reused',
    ])
    const year = await issues(chen, { from: '2025-01-01', to: '2025-12-31' })
    expect(year).toMatchObject({ minutes: 90, records: 1, from: '2025-01-01', to: '2025-12-31' })
    expect(await chen.done('GET', '/api/me/certificates')).toMatchObject({ rows: [{ id: year.id }, { id: all.id }] })

    const { rows } = await shared().database.pool.query(
      `select kind, facts->>'minutes' as minutes from action where subject_id = $1`,
      [all.id],
    )
    expect(rows).toEqual([{ kind: 'certificate.issued', minutes: '210' }])
  })

  test('[S1-49] is a page with the name in Chinese, its serial and its code, and is nobody else’s to take', async () => {
    const { id, serial } = await issues(chen)
    const pdf = await paperOf(chen, id)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    const text = textOf(pdf).replaceAll('\n', '')
    expect(text).toContain('志愿服务证明')
    expect(text).toContain('陈佳')
    expect(text).toContain('3 小时 30 分钟')
    expect(text).toContain(`${serial.slice(0, 4)} ${serial.slice(4, 8)} ${serial.slice(8)}`)
    expect(await wang.refused('GET', `/api/me/certificates/${id}/paper?format=pdf`)).toEqual([
      404,
      'certificate.unknown',
    ])
    expect(await shared().visitor().refused('GET', `/api/me/certificates/${id}/paper?format=pdf`)).toEqual([
      401,
      'access.signed-out',
    ])
  })

  test('[S1-49] is found by serial and code together, with the name masked, and by neither alone', async () => {
    const { id, serial } = await issues(chen)
    const code = codeOn(await paperOf(chen, id))
    const visitor = shared().visitor()
    expect(await visitor.done('POST', '/api/certificates/check', { serial, code: code.toLowerCase() })).toEqual({
      state: 'valid',
      serial,
      name: '陈*',
      minutes: 210,
      from: '2025-11-02',
      to: '2026-03-08',
      star: 0,
      issuedOn: '2026-05-14',
      revokedOn: null,
    })
    const wrong = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`
    for (const body of [
      { serial, code: wrong },
      { serial: '123456789', code },
      { serial: 'x', code: '' },
    ])
      expect(await visitor.refused('POST', '/api/certificates/check', body)).toEqual([404, 'certificate.unknown'])
  })

  test('[S1-49] holds without us, and one changed letter of name, hours or serial does not', async () => {
    const { id } = await issues(chen)
    const file = attachedTo(await paperOf(chen, id))
    expect(await chen.done('GET', `/api/me/certificates/${id}/paper?format=json`)).toEqual(file)
    expect(file.certificate).toMatchObject({ name: '陈佳', minutes: 210 })
    expect(holds(file)).toBe(true)
    for (const changed of [{ name: '陈住' }, { minutes: 2100 }, { serial: '100000001' }, { star: 5 }]) {
      const other = { ...file, certificate: { ...file.certificate, ...changed } }
      expect(holds(other)).toBe(false)
      expect(await verified(other)).toMatchObject({ ok: false, faults: [{ fault: 'certificate' }] })
    }
    const list = await shared().visitor().done('GET', '/api/certificates/revoked')
    expect(await verified(file, list)).toMatchObject({ ok: true, faults: [] })
    // signed by somebody else's key, it fits its own key and not the published ones
    const foreign = signStatement(sealsOf(new Map([['other', Buffer.alloc(32, 9)]])), file.certificate as never)
    const forged = {
      ...file,
      publicKey: foreign.publicKey.toString('hex'),
      signature: foreign.signature.toString('hex'),
    }
    expect(holds(forged)).toBe(true)
    expect((await verified(forged, list)).faults).toMatchObject([{ fault: 'key' }])
  })

  test('[S1-49] is issued at the desk for who has no phone, and the reading is the person’s to see', async () => {
    const of = await world()
    const desk = await of.staff('lin')
    await serves(of, people.wang, { minutes: 60, on: '2026-04-01' })
    const body = { id: newId(), personId: people.wang }
    expect(await (await of.staff('zhou')).refused('POST', '/api/desk/certificates', body)).toEqual([
      403,
      'access.not-yours',
    ])
    expect(await (await of.staff('sun')).refused('POST', '/api/desk/certificates', body)).toEqual([
      404,
      'person.unknown',
    ])

    const issued = await desk.done<DeskCertificate>('POST', '/api/desk/certificates', body)
    expect(issued).toMatchObject({ name: '王*英', issuer: '林晓', minutes: 60, doubtful: false })
    expect(await desk.done('POST', '/api/desk/certificates', body)).toEqual(issued)
    const paper = await desk.call<Buffer>('GET', `/api/desk/certificates/${issued.id}/paper`)
    expect(textOf(paper.body)).toContain('王秀英')
    const { rows } = await of.database.pool.query('select purpose, fields from reading where person_id = $1', [
      people.wang,
    ])
    expect(rows).toEqual([{ purpose: 'verify', fields: ['name'] }])

    // opened again later it is read again
    await of.pass(1)
    expect(await desk.refused('GET', `/api/desk/certificates/${issued.id}/paper`)).toEqual([409, 'certificate.unread'])
    await desk.done('POST', `/api/desk/certificates/${issued.id}/readings`, { id: newId() })
    expect((await desk.get(`/api/desk/certificates/${issued.id}/paper`)).status).toBe(200)
  })

  test('[S1-49] is revoked with a reason when a record was taken back: the page and the published list say so', async () => {
    const of = await world()
    const [person, head] = [await of.resident(), await of.staff('xu')]
    const { id: record, actionId } = await serves(of, people.chen, { minutes: 60, on: '2026-04-01' })
    const { id, serial } = await issues(person)
    const code = codeOn(await paperOf(person, id))
    await of.pass(1)
    await takesBack(of, record, actionId)
    const listed = await head.done<{ rows: DeskCertificate[] }>('GET', '/api/desk/certificates')
    expect(listed.rows).toMatchObject([{ id, doubtful: true, issuer: null }])

    const body = { id: newId(), reason: 'taken_back' }
    expect(await person.refused('POST', `/api/desk/certificates/${id}/revocation`, body)).toEqual([
      403,
      'access.not-yours',
    ])
    const revoked = await head.done('POST', `/api/desk/certificates/${id}/revocation`, body)
    expect(revoked).toMatchObject({ revokedOn: '2026-05-14', revokeReason: 'taken_back', doubtful: false })
    expect(await head.done('POST', `/api/desk/certificates/${id}/revocation`, body)).toEqual(revoked)
    expect(await head.refused('POST', `/api/desk/certificates/${id}/revocation`, { ...body, id: newId() })).toEqual([
      409,
      'certificate.revoked',
    ])

    const visitor = of.visitor()
    expect(await visitor.done('POST', '/api/certificates/check', { serial, code })).toMatchObject({
      state: 'revoked',
      revokedOn: '2026-05-14',
    })
    expect(await visitor.done('GET', '/api/certificates/revoked')).toMatchObject({ revocations: { serials: [serial] } })
    // who has the paper and the list needs no network
    const list = await visitor.done('GET', '/api/certificates/revoked')
    const file = await person.done('GET', `/api/me/certificates/${id}/paper?format=json`)
    expect(await verified(file, list)).toMatchObject({ ok: false, faults: [{ fault: 'revoked', serial }] })
    const shorter = { ...list, revocations: { ...(list.revocations as object), serials: [] } }
    expect((await verified(file, shorter)).faults).toEqual([{ fault: 'revocations' }])
    const { notices } = await person.done<{ notices: { key: string }[] }>('GET', '/api/me/notices')
    expect(notices.map(({ key }) => key)).toContain('notice.certificate-revoked')
  })

  test('[S1-49] stays as it was signed, whoever tries', async () => {
    const { id } = await issues(chen)
    await expect(
      shared().database.pool.query('update certificate set minutes = 9000 where id = $1', [id]),
    ).rejects.toThrow('stays as it was signed')
    expect(await qian.refused('GET', '/api/desk/certificates')).toEqual([403, 'access.not-yours'])
    expect(await xu.done('GET', '/api/desk/certificates')).toMatchObject({ rows: expect.arrayContaining([]) })
  })
})

/** The published checkpoints and a receipt of an own request, checked by the script that anybody can take along. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RequestProof } from '#domains/requests/proof-contract.ts'
import { closeDays } from '#foundation/journal/checkpoints.ts'
import { Sealer } from '#foundation/journal/seals.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { act, fullReply, report, takeUp } from '#tests/support/requests.ts'
import { sharedWorld, type World, world } from '#tests/support/world.ts'
import type { CheckpointReply } from './contract.ts'

const script = join(import.meta.dirname, '../../shells/public/verify.mjs')
const node = process.execPath

interface Fault {
  fault: string
  number?: number
  at?: number
}
interface Checked {
  ok: boolean
  actions: { number: string; kind: string; day: string; words: { words?: string } | null }[]
  faults: Fault[]
}
const check = async (...files: unknown[]): Promise<Checked> => {
  const module = (await import(script)) as { check(files: unknown[]): Promise<Checked> }
  return await module.check(structuredClone(files))
}

interface Listed {
  checkpoints: CheckpointReply[]
  next: number | null
}
const listed = async (client: Client, query = '') =>
  await client.done<Listed>('GET', `/api/checkpoints${query && `?${query}`}`)
const receiptOf = async (client: Client, id: string) =>
  await client.done<RequestProof>('GET', `/api/requests/${id}/proof`)

/** Lets the worker seal, and close what is over. */
async function close({ database, service, clock }: World): Promise<void> {
  const sealer = new Sealer(database, service.seals)
  for (let look = 0; look < 2; look += 1) await sealer.look(clock.now())
  await closeDays(database, service.seals, clock.now())
}
async function nextDay(of: World): Promise<void> {
  await close(of)
  of.clock.advance(86_400_000)
  await close(of)
}

const shared = sharedWorld()
let chen: Client
let wang: Client
let zhou: Client
let mine: string
const said = '暗号七七：电梯又停了，我家 502'

beforeAll(async () => {
  const of = shared()
  chen = await of.resident('chen')
  wang = await of.resident('wang')
  zhou = await of.staff('zhou')
  mine = (await report(chen, { words: said })).id
  for (let n = 0; n < 4; n += 1) await report(wang, { words: `别人的事 ${n}` })
  await act(zhou, mine, 'note', { words: '内部备注八八' })
  await nextDay(of)
  // a worker signs in every day
  zhou = await of.staff('zhou')
  await takeUp(zhou, mine, of.staffIds.zhou)
  await act(zhou, mine, 'reply', { ...fullReply, answered: [0, 1] })
  await nextDay(of)
  await act(chen, mine, 'confirm', { solved: 'yes' })
})

describe('the checkpoints', () => {
  test('[U13] anybody reads them, newest first or from one on; each names the one before, and nobody', async () => {
    const visitor = shared().visitor()
    const { checkpoints, next } = await listed(visitor)
    expect(checkpoints.map(({ number, day }) => [number, day])).toEqual([
      [2, '2026-05-15'],
      [1, '2026-05-14'],
    ])
    expect(next).toBeNull()
    expect(checkpoints[0]?.before).toBe(checkpoints[1]?.hash)
    expect(checkpoints[1]?.before).toBe('0'.repeat(64))
    expect((await listed(visitor, 'since=2')).checkpoints).toEqual([checkpoints[0]])
    expect((await listed(visitor, 'before=2')).checkpoints).toEqual([checkpoints[1]])
    expect((await listed(visitor, 'since=9')).checkpoints).toEqual([])
    expect(await check({ checkpoints })).toMatchObject({ ok: true, faults: [] })
    const text = JSON.stringify(checkpoints)
    expect(text).not.toMatch(/暗号|陈佳|王秀英|[0-9a-f]{8}-[0-9a-f]{4}-/)
    for (const query of ['since=0', 'before=x', 'unknown=1'])
      expect(await visitor.refused('GET', `/api/checkpoints?${query}`)).toEqual([400, 'input.wrong'])
  })

  test('[U13] pages lead through every day, downwards and upwards', async () => {
    const of = await world()
    await report(await of.resident('chen'))
    for (let day = 0; day < 34; day += 1) await nextDay(of)
    const visitor = of.visitor()
    const first = await listed(visitor)
    const second = await listed(visitor, `before=${first.next}`)
    const numbers = [...first.checkpoints, ...second.checkpoints].map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: 34 }, (_, index) => 34 - index))
    expect(second.next).toBeNull()
    expect(second.checkpoints[0]?.hash).toBe(first.checkpoints.at(-1)?.before)
    expect(await check({ checkpoints: [...first.checkpoints, ...second.checkpoints] })).toMatchObject({ ok: true })
    expect((await listed(visitor, 'since=1')).checkpoints.map(({ number }) => number)).toEqual([...numbers].reverse())
  })

  test('[U13] a kept one shows that the city tells another story now', async () => {
    const { checkpoints } = await listed(shared().visitor())
    const [second, first] = checkpoints as [CheckpointReply, CheckpointReply]
    const story = (await check(first, { checkpoints: [second, { ...first, size: first.size + 1 }] })).faults
    expect(story).toContainEqual({ fault: 'note', number: 1 })
    const other = { ...first, hash: second.hash }
    expect((await check(first, other)).faults).toContainEqual({ fault: 'differs', number: 1 })
    expect((await check(first, { ...second, before: '0'.repeat(64) })).faults).toContainEqual({
      fault: 'chain',
      number: 2,
    })
  })
})

describe('a receipt', () => {
  test('[U13] [PIPL-45] proves each step the resident may see, and the words the resident wrote', async () => {
    const receipt = await receiptOf(chen, mine)

    const checked = await check(receipt)

    expect(checked).toMatchObject({ ok: true, faults: [] })
    expect(checked.actions.map(({ kind, day }) => [kind, day])).toEqual([
      ['request.opened', '2026-05-14'],
      ...['accept', 'classify', 'assign', 'start', 'reply'].map((kind) => [`request.${kind}`, '2026-05-15']),
    ])
    expect(checked.actions.map(({ words }) => words?.words ?? null)).toEqual([said, null, null, null, null, null])
    // the confirmation of today is not sealed yet
    expect(receipt.waiting).toBe(1)
    expect(await check(receipt, await listed(chen, 'since=1'))).toMatchObject({ ok: true, faults: [] })
  })

  test('[PIPL-51] [U03] holds nothing of anybody else, and nobody else gets it', async () => {
    const of = shared()
    const text = JSON.stringify(await receiptOf(chen, mine))
    const { rows } = await of.database.pool.query<{ id: string }>(
      `select id::text from person where name <> '陈佳' union select id::text from action where subject_id <> $1`,
      [mine],
    )
    for (const { id } of rows) expect(text).not.toContain(id)
    expect(text).not.toMatch(/别人的事|内部备注|周敏|王秀英|12800000|触点/)
    expect(await of.visitor().refused('GET', `/api/requests/${mine}/proof`)).toEqual([401, 'access.signed-out'])
    for (const other of [wang, await of.staff('zhou'), await of.staff('xu'), await of.staff('he')])
      expect(await other.refused('GET', `/api/requests/${mine}/proof`)).toEqual([404, 'matter.unknown'])
    expect(await chen.refused('GET', `/api/requests/${newId()}/proof`)).toEqual([404, 'matter.unknown'])
    expect(await chen.refused('GET', '/api/requests/123456789/proof')).toEqual([404, 'matter.unknown'])
    expect(await chen.refused('GET', '/api/requests/123/proof')).toEqual([400, 'input.wrong'])
  })

  test('[U13] with one bit changed anywhere is found out', async () => {
    const receipt = await receiptOf(chen, mine)
    const changed = async (change: (copy: RequestProof) => void) => {
      const copy = structuredClone(receipt)
      change(copy)
      return (await check(copy)).faults.map(({ fault }) => fault)
    }
    const flip = (text: string): string =>
      `${text.slice(0, -1)}${(Number.parseInt(text.slice(-1), 16) ^ 1).toString(16)}`
    const [first] = receipt.actions
    if (!first?.words) throw new Error('the first step has words')

    const [day] = receipt.checkpoints
    const step = async (patch: object) => await changed((copy) => void Object.assign(copy.actions[0] ?? {}, patch))
    const seal = async (patch: object) => await changed((copy) => void Object.assign(copy.checkpoints[0] ?? {}, patch))
    const { leaf, index, path, words } = first

    expect(await changed(() => undefined)).toEqual([])
    for (const patch of [
      { leaf: leaf.replace('opened', 'openes') },
      { leaf: leaf.replace('1778', '1779') },
      { index: index ^ 1 },
      { path: [flip(path[0] ?? ''), ...path.slice(1)] },
      { path: path.slice(1) },
      { path: [...path, '00'.repeat(32)] },
    ])
      expect(await step(patch)).toEqual(['path'])
    expect(await step({ words: { ...words, salt: flip(words.salt) } })).toEqual(['words'])
    expect(await step({ words: { ...words, body: { ...words.body, words: '没事了' } } })).toEqual(['words'])
    expect(await changed((copy) => void Object.assign(copy, { request: newId() }))).toEqual(Array(6).fill('request'))
    for (const name of ['root', 'before', 'hash', 'signature', 'publicKey'] as const)
      expect([name, (await seal({ [name]: flip(day?.[name] ?? '') })).length > 0]).toEqual([name, true])
    for (const patch of [{ size: 7 }, { number: 9 }, { day: '2026-05-13' }])
      expect((await seal(patch)).length).toBeGreaterThan(0)
    expect((await check({ nothing: 1 })).faults).toEqual([{ fault: 'form' }])
    expect((await check({ checkpoints: receipt.checkpoints, actions: [{ leaf: 7 }] })).faults).toEqual([
      { fault: 'form', at: 0 },
    ])
  })

  test('[U13] is checked without us: node verify.mjs receipt.json kept.json', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'linli-receipt-'))
    const run = async (...words: string[]) =>
      await promisify(execFile)(node, [script, ...words], { cwd: folder }).then(
        ({ stdout }) => ({ code: 0, stdout }),
        ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
      )
    const receipt = await receiptOf(chen, mine)
    await writeFile(join(folder, 'receipt.json'), JSON.stringify(receipt))
    await writeFile(join(folder, 'kept.json'), JSON.stringify(await listed(chen)))
    await writeFile(join(folder, 'bad.json'), JSON.stringify(receipt).replace('request.reply', 'request.close'))

    expect(await run('receipt.json', 'kept.json')).toEqual({ code: 0, stdout: expect.stringContaining('✓') })
    expect(await run('bad.json')).toEqual({ code: 1, stdout: expect.stringContaining('"fault":"path"') })
    expect((await run()).code).toBe(2)
    await rm(folder, { recursive: true })
  })

  test('[PIPL-47] [U13] after the words are erased it still verifies the step, and holds no words; a kept one still proves them', async () => {
    const kept = await receiptOf(chen, mine)
    await shared().database.pool.query(
      'delete from content where action_id in (select id from action where subject_id = $1)',
      [mine],
    )

    const receipt = await receiptOf(chen, mine)

    expect(JSON.stringify(receipt)).not.toContain('暗号七七')
    expect(receipt.actions.map(({ words }) => words)).toEqual(Array(6).fill(null))
    expect(await check(receipt)).toMatchObject({ ok: true, faults: [] })
    expect(await check(kept, receipt)).toMatchObject({ ok: true, faults: [] })
  })
})

/**
 * What reporting weighs on a phone that was never here: every byte from opening /report to the receipt.
 */
import { expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Resident } from '../support/people.ts'
import { visit } from '../support/visits.ts'

const KB = 1000
const world = demoWorld()

test('[S3-45] reporting moves at most 60 KB of script and 130 KB altogether', async ({ annotate }) => {
  const page = await visit(world().origin, { as: await world().resident() })
  const bytes = new Map<string, number>()
  const kinds = new Map<string, string>()
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  network.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? 'Other'
    bytes.set(kind, (bytes.get(kind) ?? 0) + encodedDataLength)
  })

  await page.goto('/report')
  const chen = new Resident(page)
  await page.getByLabel('出了什么事').fill('楼下的路灯坏了三天，晚上看不见台阶。')
  await chen.picks('牡丹新村 12 幢', '2 单元')
  await chen.presses('提交')
  await chen.receipt()

  const script = bytes.get('Script') ?? 0
  const all = [...bytes.values()].reduce((sum, one) => sum + one, 0)
  const figures = [...bytes].map(([kind, count]) => `${kind} ${(count / KB).toFixed(1)} KB`).join(', ')
  await annotate(`${(all / KB).toFixed(1)} KB: ${figures}`)
  expect(script).toBeGreaterThan(0)
  expect(script).toBeLessThanOrEqual(60 * KB)
  expect(all).toBeLessThanOrEqual(130 * KB)
})

/**
 * The database goes away while people write: 503 and when to come again from every kind of route, a thin bar on every page,
 * nothing that was typed is lost, and all is back within five seconds of its return.
 */
import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { Cable } from '../support/cable.ts'
import { demoWorld } from '../support/demo-world.ts'
import { jpeg } from '../support/files.ts'
import { Resident, reported, Worker } from '../support/people.ts'
import { reportBody, takeUp } from '../support/requests.ts'

const world = demoWorld({ cable: true })
const bar = '系统正在恢复'
const BACK_MS = 5_000

async function cutsOff(): Promise<Cable> {
  const { way } = world()
  if (!way) throw new Error('this street has no cable')
  await way.cut()
  onTestFinished(async () => await way.join().catch(() => undefined))
  return way
}

const showsBar = async (page: Page): Promise<void> => {
  await page.getByRole('status').filter({ hasText: bar }).first().waitFor()
}

/** Joins again; the bar is gone in time. */
async function comesBack(way: Cable, pages: readonly Page[]): Promise<void> {
  await way.join()
  await Promise.all(
    pages.map(async (page) => {
      await page.getByRole('status').filter({ hasText: bar }).first().waitFor({ state: 'hidden', timeout: BACK_MS })
    }),
  )
}

describe('while the database is away', () => {
  test('[U32] every kind of route says 503 and when to come again, and all answer within five seconds of its return', async () => {
    const chen = await world().resident()
    const zhou = await world().staff()
    const { id } = await reported(world(), chen)
    const way = await cutsOff()
    const calls = [
      ['a list', zhou, 'GET', '/api/desk/requests?view=all'],
      ['counts', zhou, 'GET', '/api/desk/counts'],
      ['reading', chen, 'GET', `/api/requests/${id}`],
      ['opening', chen, 'POST', '/api/requests', reportBody()],
      ['acting', zhou, 'POST', `/api/requests/${id}/actions/accept`, { id: newId(), seen: 1 }],
      ['searching', zhou, 'POST', '/api/desk/search', { words: 'cj' }],
      ['a deed', zhou, 'POST', `/api/requests/${id}/reveal`, { id: newId(), purpose: 'contact' }],
      ['one’s own', chen, 'GET', '/api/my/requests'],
      ['settings', chen, 'PUT', '/api/me', { elder: true }],
      ['notices', zhou, 'GET', '/api/me/notices'],
      ['a photo', chen, 'POST', `/api/files/${newId()}?kind=photo`, await jpeg()],
      ['a file', chen, 'GET', `/api/files/${newId()}`],
      ['who is there', chen, 'GET', '/api/session'],
      ['the board', chen, 'GET', '/api/board?path=3302'],
      ['signing in', chen, 'POST', '/api/sign-in/password', { login: 'zhoumin', password: 'x' }],
      ['tracking', chen, 'POST', '/api/track', { number: '482716053', tail: '0316' }],
    ] as const
    for (const [what, client, method, path, body] of calls) {
      const type = Buffer.isBuffer(body) ? { 'content-type': 'image/jpeg' } : {}
      const { status, headers, body: answer } = await client.call(method, path, body, type)
      expect([what, status, answer]).toEqual([what, 503, { refusal: { code: 'service.busy', facts: { seconds: 3 } } }])
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    }
    await way.join()
    for (const [what, client, method, path, body] of calls.filter(([, , method]) => method === 'GET')) {
      const answers = async () => (await client.call(method, path, body)).status
      await expect.poll(answers, { timeout: BACK_MS, message: what }).not.toBe(503)
    }
  })

  test('[U32] [BJ-8] a report that somebody writes is there after it, and goes through once', async () => {
    const words = '地下车库的灯一半不亮，拐弯的地方看不见人。'
    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.writes({ words, unit: '2 单元' })
    const way = await cutsOff()
    await chen.presses('提交')
    await showsBar(chen.page)
    expect(await chen.page.getByLabel('出了什么事').inputValue()).toBe(words)
    await comesBack(way, [chen.page])
    expect(await chen.page.getByLabel('出了什么事').inputValue()).toBe(words)

    await chen.presses('提交')
    await chen.receipt()
    const { rows } = await world().database.pool.query('select count(*)::int as n from request where words = $1', [
      words,
    ])
    expect(rows).toEqual([{ n: 1 }])
  })

  test('[U32] [U11] a reply, a contact and a report taken in that workers write are there after it', async () => {
    const { number, id } = await reported(world(), await world().resident())
    const client = await world().staff()
    const me = await client.done<{ actor: { personId: string } }>('GET', '/api/session')
    await takeUp(client, id, me.actor.personId)
    const [replying, contacting, taking] = (await Promise.all(
      [1, 2, 3].map(async () => await Worker.comes(world(), { as: client })),
    )) as [Worker, Worker, Worker]
    await replying.opens(number)
    await replying.page.getByRole('tab', { name: '答复居民' }).click()
    const reply = replying.page.getByLabel('答复内容')
    await reply.fill('门锁触点今天上午换好了。')
    for (const point of await replying.page.getByRole('tabpanel').getByRole('checkbox').all()) await point.check()
    await contacting.opens(number)
    await contacting.page.getByRole('tab', { name: '记一次联系' }).click()
    const contact = contacting.page.getByLabel('说了什么（可以不写）')
    await contact.fill('说下午在家。')
    await taking.page.goto('/desk/requests/new')
    const words = taking.page.getByRole('main').locator('textarea').first()
    await words.fill('北门的道闸抬不起来。')

    const pages = [replying.page, contacting.page, taking.page]
    const way = await cutsOff()
    await replying.starts('发出答复')
    await contacting.presses('联系上了，记下')
    await taking.page.getByRole('banner').getByRole('textbox').fill(number)
    await taking.page.getByRole('banner').getByRole('textbox').press('Enter')
    await taking.page.goBack()
    for (const page of pages) await showsBar(page)
    await comesBack(way, pages)
    expect(await reply.inputValue()).toBe('门锁触点今天上午换好了。')
    expect(await contact.inputValue()).toBe('说下午在家。')
    expect(await words.inputValue()).toBe('北门的道闸抬不起来。')
  })
})

/**
 * Every screen of the workbench at both widths and in both languages: axe, width, text, console, and a picture of it.
 *
 * Pictures and their sheet are written to var/screens/index.html. Read next: ../support/page-checks.ts.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import words from '../../src/shells/staff/words.zh.ts'
import type { Client } from '../support/client.ts'
import { demoWorld } from '../support/demo-world.ts'
import { complaintsOf } from '../support/page-checks.ts'
import { clearPictures, type Look, takePicture, writeSheet } from '../support/screens.ts'
import { settled, visit } from '../support/visits.ts'

type Worker = 'nobody' | 'zhoumin' | 'linxiao' | 'shenli' | 'heming'

interface Place {
  name: string
  title: string
  as: Worker
  /** A condition on the request whose number goes into the address. */
  of?: string
  at: string
  /** What is pressed after it came up. */
  then?: (page: Page, look: Look) => Promise<void>
}

const ofZhou = `r.handler_id = (select person_id from account where login = 'zhoumin')`
const inPeony = `left(m.path, 12) = '330203006005'`
const onPhone = ({ width }: Look) => width < 900

const screens: Place[] = [
  { name: 'login', title: '登录', as: 'nobody', at: '/desk/login' },
  { name: 'today', title: '今日', as: 'zhoumin', at: '/desk' },
  { name: 'inbox', title: '诉求', as: 'linxiao', at: '/desk/requests?view=all' },
  { name: 'inbox-late', title: '晚了的', as: 'shenli', at: '/desk/requests?view=late' },
  {
    name: 'inbox-empty',
    title: '没有符合条件的',
    as: 'linxiao',
    at: '/desk/requests?view=all&state=merged&class=urgent',
  },
  {
    name: 'case-submitted',
    title: '一件：已收到',
    as: 'linxiao',
    of: `m.state = 'submitted' and ${inPeony}`,
    at: '/desk/requests/:n',
  },
  {
    name: 'case-reply',
    title: '一件：办理中，写答复',
    as: 'zhoumin',
    of: `m.state = 'in_progress' and ${ofZhou} and r.title like '12 幢的电梯%'`,
    at: '/desk/requests/:n',
    then: async (page, look) => {
      if (onPhone(look)) await page.locator('.case-parts label').nth(1).click()
      await page.locator('#reply-form textarea').first().waitFor()
    },
  },
  {
    name: 'case-waiting',
    title: '一件：先等一等',
    as: 'zhoumin',
    of: `m.state = 'waiting' and ${ofZhou}`,
    at: '/desk/requests/:n',
  },
  {
    name: 'case-publish',
    title: '一件：已答复，核对后公开',
    as: 'linxiao',
    of: `m.state in ('replied', 'confirmed') and r.may_publish and ${inPeony}`,
    at: '/desk/requests/:n',
    then: async (page) => {
      await page.locator('.acts .ant-btn-primary').click()
      await page.getByRole('dialog').locator('textarea').first().waitFor()
    },
  },
  {
    name: 'case-late',
    title: '一件：晚了',
    as: 'shenli',
    of: `r.escalated_at is not null and m.state = 'in_progress'`,
    at: '/desk/requests/:n',
  },
  { name: 'case-unknown', title: '没有这个编号', as: 'linxiao', at: '/desk/requests/123456789' },
  { name: 'new', title: '替居民登记', as: 'linxiao', at: '/desk/requests/new' },
  {
    name: 'search',
    title: '查找',
    as: 'linxiao',
    at: '/desk/search',
    then: async (page) => {
      await page.locator('main input').fill('cj')
      await page.locator('main input').press('Enter')
      await page.locator('.people').waitFor()
    },
  },
  { name: 'notices', title: '通知', as: 'zhoumin', at: '/desk/notices' },
  { name: 'overview-street', title: '街道总览', as: 'shenli', at: '/desk/overview' },
  { name: 'overview-city', title: '全市总览', as: 'heming', at: '/desk/overview' },
  { name: 'qr', title: '楼道二维码', as: 'linxiao', at: '/desk/qr' },
  { name: 'more', title: '更多', as: 'zhoumin', at: '/desk/more' },
]

const looks: Look[] = ([390, 1440] as const).flatMap((width) =>
  (['zh', 'en'] as const).map((language) => ({ width, mode: 'standard' as const, language })),
)
const prefixes = [...new Set(Object.keys(words).map((key) => key.split('.')[0] ?? ''))].filter((one) => one.length > 2)

const world = demoWorld()
const signedIn = new Map<Worker, Client>()
const numbers = new Map<string, string>()

beforeAll(async () => {
  clearPictures('staff')
  for (const worker of ['zhoumin', 'linxiao', 'shenli', 'heming'] as const)
    signedIn.set(worker, await world().staff(worker))
  for (const { name, of } of screens) if (of) numbers.set(name, (await world().find(of)).number)
})

afterAll(() => writeSheet('staff', new Map(screens.map(({ name, title }) => [name, title]))))

describe.each(looks)('the workbench at $width px in $language', (look) => {
  const windows = new Map<Worker, Page>()

  async function windowOf(worker: Worker): Promise<Page> {
    const as = signedIn.get(worker)
    const page = windows.get(worker) ?? (await visit(world().origin, { ...look, kept: true, ...(as ? { as } : {}) }))
    windows.set(worker, page)
    return page
  }

  afterAll(async () => {
    for (const page of windows.values()) await page.context().close()
  })

  test.each(screens)('$name holds what every screen must', async ({ name, as, at, then }) => {
    const page = await windowOf(as)

    await page.goto(at.replace(':n', numbers.get(name) ?? ''))
    await settled(page)
    if (then) {
      await then(page, look)
      await settled(page)
    }
    await takePicture(page, 'staff', name, look)

    expect(await complaintsOf(page, { width: look.width, prefixes })).toEqual([])
  })
})

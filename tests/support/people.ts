/**
 * What people do on pages, by clicking what they see: residents on a phone, workers at the desk.
 *
 * Everything is found by the name it has for its reader, never by how it is built, unless it has none by nature (a file).
 * Read next: visits.ts, ../e2e/story.test.ts.
 */
import type { Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import type { Client } from './client.ts'
import type { DemoWorld } from './demo-world.ts'
import { type VisitOptions, visit } from './visits.ts'

export const liftWords = '12 幢的电梯这周停了三次，昨天晚上停在 5 楼，铃按了没人应。我妈腿不好，上下楼不方便。'

/** A photo as a phone takes it. */
export async function photo(): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const buffer = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#888', noise } })
    .jpeg({ quality: 60 })
    .toBuffer()
  return { name: '电梯.jpg', mimeType: 'image/jpeg', buffer }
}

/** Presses the row or tile of a radio button. */
export async function choose(within: Page | Locator, name: string | RegExp): Promise<void> {
  const page = 'page' in within ? within.page() : within
  const radio = page.getByRole('radio', { name, exact: typeof name === 'string' })
  await within.locator('label').filter({ has: radio }).click()
}

export interface Said {
  words?: string
  building?: string
  unit?: string
  room?: string
  withPhoto?: boolean
  /** Agrees to be public. */
  open?: boolean
}

/** A resident and the phone in their hand. */
export class Resident {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  static async comes({ origin }: DemoWorld, options: VisitOptions = {}): Promise<Resident> {
    const resident = new Resident(await visit(origin, options))
    await resident.goesHome()
    return resident
  }

  async goesHome(): Promise<void> {
    await this.page.goto('/')
    await this.page.getByRole('heading', { level: 1 }).waitFor()
  }

  async presses(name: string | RegExp): Promise<void> {
    const named = { name, exact: typeof name === 'string' }
    await this.page.getByRole('button', named).or(this.page.getByRole('link', named)).first().click()
  }

  /** From home: fills the form, up to but without submitting. */
  async writes({ words = liftWords, building = '牡丹新村 12 幢', unit, room, withPhoto, open }: Said): Promise<void> {
    await this.presses(/^我要反映/)
    await this.page.getByLabel('出了什么事').fill(words)
    if (withPhoto) {
      await this.page.locator('input[type=file]').setInputFiles(await photo())
      await this.page.getByRole('img', { name: '照片 1' }).waitFor()
    }
    await this.picks(building, unit, room)
    if (open) await choose(this.page, /^公开/)
  }

  /** Picks where it is, from the form of a report. */
  async picks(building: string, unit?: string, room?: string): Promise<void> {
    await this.page.locator('#report-place').click()
    await this.choosesPlace(building, unit, room)
  }

  /** In the open list, a building: of the community that is chosen, or of 牡丹社区 when none is. */
  async choosesPlace(building: string, unit?: string, room?: string): Promise<void> {
    const sheet = this.page.getByRole('dialog', { name: '在哪里' })
    const search = sheet.getByLabel('找社区')
    const list = sheet.getByLabel('找楼')
    const another = sheet.getByRole('button', { name: /换一个$/ })
    await search.or(list).or(another).first().waitFor()
    if (!(await search.or(list).first().isVisible())) await another.click()
    await search.or(list).first().waitFor()
    if (await search.isVisible()) {
      await search.fill('mdsq')
      await sheet.getByRole('button', { name: '牡丹社区 白云街道' }).click()
    }
    await sheet.getByRole('button', { name: building, exact: true }).click()
    if (unit) await choose(sheet, unit)
    if (room) await sheet.getByLabel('室号（可以不填）').fill(room)
    await sheet.getByRole('button', { name: '就是这里' }).click()
  }

  /** Reports from home to the receipt. @returns the number on it */
  async reports(said: Said = {}): Promise<string> {
    await this.writes(said)
    await this.presses('提交')
    return await this.receipt()
  }

  /** @returns the number of the receipt that is shown */
  async receipt(): Promise<string> {
    await this.page.getByRole('heading', { name: '收到了' }).waitFor()
    return (await this.page.getByText(/^\d{4} \d{4} \d$/).innerText()).replaceAll(' ', '')
  }

  /** Reads the notice, then signs in with the code. */
  async signsIn(phone: string): Promise<void> {
    await this.page.getByRole('heading', { name: '先看一下：个人信息怎么用' }).waitFor()
    await this.presses('看过了，继续')
    await this.page.getByLabel('手机号').fill(phone)
    await this.presses('取验证码')
    await this.entersCode('验证码')
    await this.presses('登录')
  }

  /** Types the code that the demo shows instead of sending it. @returns the code */
  async entersCode(field: string): Promise<string> {
    const box = this.page.getByRole('textbox', { name: field })
    await box.waitFor()
    const hint = await this.page.getByText(/验证码是 \d{6}/).innerText()
    const code = /\d{6}/.exec(hint)?.[0] ?? ''
    await box.fill(code)
    return code
  }

  /** From home to 我的, then what is pressed one after the other. */
  async goesToMine(...names: readonly (string | RegExp)[]): Promise<void> {
    await this.goesHome()
    await this.page.getByRole('navigation').getByRole('link', { name: '我的', exact: true }).click()
    for (const name of names) await this.presses(name)
  }

  /** From home to the matter, by its card under 进度. */
  async opensMine(list: '在办' | '要我确认' | '已办结', title: string | RegExp): Promise<void> {
    await this.goesHome()
    await this.page.getByRole('navigation').getByRole('link', { name: '进度', exact: true }).click()
    await this.page
      .getByRole('navigation', { name: '我反映的事' })
      .getByRole('link', { name: new RegExp(`^${list}`) })
      .click()
    await this.page.getByRole('main').getByRole('link', { name: title }).first().click()
    await this.page.getByRole('heading', { name: '办理进度' }).waitFor()
  }

  async sees(words: string | RegExp): Promise<void> {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor()
  }
}

type Menu =
  | '今日'
  | '诉求'
  | '登记诉求'
  | '个人信息要求'
  | '总览'
  | '规则数值'
  | '区划与楼栋'
  | '节假日'
  | '分类与模板'
  | '个人信息说明'
  | '操作日志'
  | '查看日志'
  | '导入名单'
  | '外部平台接入'
  | '三率'
  | '集中和反复'
  | '未诉先办'
  | '时限推演'
  | '办事效率'
  | '志愿者'
  | '要人帮'
  | '志愿队伍'
  | '志愿站点'

/** A worker at a desk. */
export class Worker {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  static async comes({ origin }: DemoWorld, options: VisitOptions = {}): Promise<Worker> {
    const worker = new Worker(await visit(origin, { width: 1440, ...options }))
    await worker.page.goto('/desk')
    return worker
  }

  /** Signs in as one of the accounts the sign-in page offers. */
  async signsInAs(name: string): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
    await this.page.getByRole('button', { name: '登录', exact: true }).click()
    await this.page.getByRole('navigation', { name: '主菜单' }).waitFor()
  }

  async presses(name: string | RegExp): Promise<void> {
    const named = { name, exact: typeof name === 'string' }
    await this.page.getByRole('button', named).or(this.page.getByRole('link', named)).first().click()
  }

  async goesTo(menu: Menu): Promise<void> {
    const named = { name: new RegExp(`^${menu}`) }
    const side = this.page.getByRole('navigation', { name: '主菜单' }).getByRole('link', named)
    await side.or(this.page.getByRole('banner').getByRole('link', named)).first().click()
    await this.page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
  }

  /** To the case, by its number in the search of the header. */
  async opens(number: string): Promise<void> {
    const search = this.page.getByRole('banner').getByRole('textbox')
    await search.fill(number)
    await search.press('Enter')
    await this.page.getByRole('main').locator(`a[href="/desk/requests/${number}"]`).click()
    await this.page.getByRole('region', { name: '可以办的' }).waitFor()
  }

  /** Presses an action of the bar, under 更多 when it is there. */
  async starts(action: string): Promise<void> {
    const bar = this.page.getByRole('region', { name: '可以办的' })
    const button = bar.getByRole('button', { name: action, exact: true })
    const more = bar.getByRole('button', { name: '更多' })
    await button.or(more).first().waitFor()
    if (!(await button.isVisible())) await more.click()
    await button.click()
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  /** Sends the form of the open dialog; its button is named by what it does. */
  async sends(): Promise<void> {
    await this.tries()
    await this.dialog.waitFor({ state: 'hidden' })
  }

  /** Presses the button that sends the open dialog, whatever comes of it. */
  async tries(): Promise<void> {
    await this.dialog.locator('button[type=submit]').click()
  }

  async accepts(kind = '求助'): Promise<void> {
    await this.starts('受理')
    await this.dialog.getByRole('radio', { name: kind, exact: true }).check()
    await this.sends()
  }

  async classifies(as: '紧急' | '重点' | '长期'): Promise<void> {
    await this.starts('定轻重缓急')
    await this.dialog.getByRole('radio', { name: new RegExp(`^${as}`) }).check()
    await this.sends()
  }

  async assigns(to: string): Promise<void> {
    await this.starts('交给工作人员')
    await this.dialog.getByRole('radio', { name: new RegExp(`^${to}`) }).check()
    await this.sends()
  }

  async begins(): Promise<void> {
    await this.starts('开始办理')
    await this.sends()
  }

  async contacts(words: string): Promise<void> {
    await this.page.getByRole('tab', { name: '记一次联系' }).click()
    await this.page.getByLabel('说了什么（可以不写）').fill(words)
    await this.page.getByRole('button', { name: '联系上了，记下' }).click()
  }

  /** Writes the answer, ticks every point it answers and sends it. */
  async replies(words: string): Promise<void> {
    await this.page.getByRole('tab', { name: '答复居民' }).click()
    const panel = this.page.getByRole('tabpanel')
    await panel.getByLabel('答复内容').fill(words)
    for (const point of await panel.getByRole('checkbox').all()) await point.check()
    await this.starts('发出答复')
  }

  /** Accept, classify, assign to oneself, start. */
  async takesUp(name: string, as: '紧急' | '重点' | '长期' = '重点'): Promise<void> {
    await this.accepts()
    await this.classifies(as)
    await this.assigns(name)
    await this.begins()
  }

  async sees(words: string | RegExp): Promise<void> {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor()
  }
}

/** Marks the window, to tell later that it was not loaded again. */
export async function marks(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(window, { marked: true }))
  return async () => await page.evaluate(() => 'marked' in window)
}

/** A request of 陈佳 through HTTP, for stories that begin later. */
export async function reported(
  world: DemoWorld,
  chen: Client,
  more: Record<string, unknown> = {},
): Promise<{ id: string; number: string }> {
  const { estates } = await chen.done<{ estates: { name: string; buildings: { id: string; name: string }[] }[] }>(
    'GET',
    `/api/communities/${world.demo.community}`,
  )
  const twelve = estates.find(({ name }) => name === '牡丹新村')?.buildings.find(({ name }) => name === '12 幢')
  return await chen.done('POST', '/api/requests', {
    id: crypto.randomUUID(),
    words: liftWords,
    place: { community: world.demo.community, buildingId: twelve?.id, unit: 2, room: '502' },
    visibility: 'handler',
    ...more,
  })
}

/**
 * Every screen of residents: who opens it, where, and what is done until it shows what it should.
 *
 * The order matters where one screen leaves something for the next: a draft is empty before it is filled.
 * Read next: ../e2e/screens-resident.test.ts, ../e2e/elder.test.ts, ../e2e/pseudo.test.ts.
 */
import type { Page } from 'playwright-core'
import { helpingIds, helpingPhones } from './helping.ts'
import { settled } from './visits.ts'

/**
 * Nobody is signed out; a newcomer too, in a window of their own; the owner reported what `of` finds; a daughter helps, her
 * mother is helped.
 */
export type Who = 'nobody' | 'newcomer' | 'chen' | 'owner' | keyof typeof helpingPhones

/** The phone of who opens a screen; undefined when nobody is signed in. */
export function phoneOf(as: Who, chen: string, owner: string | undefined): string | undefined {
  if (as === 'chen') return chen
  if (as === 'owner') return owner
  return as === 'nobody' || as === 'newcomer' ? undefined : helpingPhones[as]
}

export interface ResidentScreen {
  name: string
  title: string
  as: Who
  /** A condition on the request whose number goes into the address. */
  of?: string
  at: string
  only?: 'standard' | 'elder'
  then?(page: Page, look: { mode: string }): Promise<void>
  after?(page: Page): Promise<void>
}

const ofChen = `p.name = '陈佳'`
const inPeony = `left(m.path, 12) = '330203006005'`
const lift = '12 幢的电梯这周停了三次，昨天晚上停在 5 楼，铃按了没人应。'

let phones = 0
/** A phone that nobody has asked a code for. */
function freshPhone(): string {
  phones += 1
  return `1289999${String(phones).padStart(4, '0')}`
}

const bar = (page: Page) => page.locator('.bar .button').last()
const submit = (page: Page) => page.locator('form.card button[type=submit]')

/** Also when the notice was read in a look before. */
async function fromNoticeToCode(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.removeItem('linli.notice'))
  await page.reload()
  await bar(page).click()
  await page.locator('input[type=tel]').fill(freshPhone())
  await submit(page).click()
  await page.locator('input.code').waitFor()
}

/** Opens the list of buildings, also when a place is filled in already. */
async function openList(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog')
  const list = dialog.locator('.buildings').first()
  await list.or(dialog.locator('button.row')).first().waitFor()
  if (!(await list.isVisible())) await dialog.locator('button.row').first().click()
  await list.waitFor()
}

async function pickTwelve(page: Page): Promise<void> {
  await openList(page)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '牡丹新村 12 幢', exact: true }).click()
  await dialog.locator('label', { hasText: '2' }).first().click()
}

/** Chooses the receipt of the request whose number the address has, as it is or changed. */
async function pickReceipt(page: Page, change: (text: string) => string): Promise<void> {
  const number = new URL(page.url()).searchParams.get('asks') ?? ''
  const answer = await page.request.get(`/api/requests/${number}/proof`)
  const buffer = Buffer.from(change(await answer.text()))
  await page.locator('input[type=file]').setInputFiles({ name: 'receipt.json', mimeType: 'application/json', buffer })
  await page.locator('.notice-bar').waitFor()
}

/** Signs the reader up for the next shift of a project, unless that was done in a look before. */
async function signUpForNext(page: Page, name: string): Promise<void> {
  await page.evaluate(async (project) => {
    const community = localStorage.getItem('linli.community') ?? ''
    const answer = await fetch(`/api/volunteer/shifts?community=${community}`)
    const { shifts } = (await answer.json()) as { shifts: { id: string; name: string; from: string }[] }
    const next = shifts.filter((one) => one.name === project).at(-1)
    await fetch(`/api/volunteer/shifts/${next?.id}/signups`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: crypto.randomUUID(), earns: 'points', wait: false }),
    })
  }, name)
}

/** Where the reporter is `p`, the request `r`, the matter `m`. */
export const residentScreens: readonly ResidentScreen[] = [
  { name: 'home-visitor', title: '首页，没有登录', as: 'nobody', at: '/' },
  { name: 'home', title: '首页，有在办的事', as: 'chen', at: '/' },
  { name: 'credits', title: '积分时长', as: 'chen', at: '/credits' },
  { name: 'credits-points', title: '积分：每一笔', as: 'chen', at: '/credits/points' },
  { name: 'credits-time', title: '时间银行：还没有', as: 'chen', at: '/credits/time_credit' },
  {
    name: 'reward',
    title: '一样兑换品',
    as: 'chen',
    at: '/rewards',
    then: async (page) => {
      await page.getByRole('link', { name: /理发 1 次/ }).click()
      await page.locator('.bar .button').first().waitFor()
    },
  },
  {
    name: 'order',
    title: '兑换单和兑换码',
    as: 'chen',
    at: '/orders',
    then: async (page) => {
      await page
        .getByRole('link', { name: /文具 1 套/ })
        .first()
        .click()
      await page.locator('.order-code img').waitFor()
    },
  },
  { name: 'rewards', title: '能兑换什么', as: 'chen', at: '/rewards' },
  { name: 'orders', title: '我的兑换', as: 'chen', at: '/orders' },
  { name: 'community', title: '选社区', as: 'nobody', at: '/community' },
  { name: 'login-notice', title: '登录：个人信息说明', as: 'newcomer', at: '/login' },
  {
    name: 'login-refused',
    title: '登录：不用手机填',
    as: 'newcomer',
    at: '/login',
    then: async (page) => await page.locator('.bar .button').first().click(),
  },
  {
    name: 'login-phone',
    title: '登录：手机号',
    as: 'newcomer',
    at: '/login?next=/report',
    then: async (page) => {
      await bar(page).click()
      await submit(page).click()
      await page.locator('.error-line').waitFor()
    },
  },
  {
    name: 'login-code',
    title: '登录：验证码',
    as: 'newcomer',
    at: '/login',
    then: fromNoticeToCode,
  },
  {
    name: 'login-name',
    title: '登录：怎么称呼您',
    as: 'newcomer',
    at: '/login',
    then: async (page) => {
      await fromNoticeToCode(page)
      const said = await page.locator('.demo-line').innerText()
      await page.locator('input.code').fill(/\d{6}/.exec(said)?.[0] ?? '')
      await submit(page).click()
      await page.locator('input[autocomplete=name]').waitFor()
    },
  },
  { name: 'report', title: '我要反映，空的', as: 'chen', at: '/report' },
  {
    name: 'report-problems',
    title: '我要反映，还差一点',
    as: 'chen',
    at: '/report',
    then: async (page) => {
      await bar(page).click()
      await page.locator('.error-line, .error-list').first().waitFor()
    },
  },
  {
    name: 'report-place',
    title: '选地方',
    as: 'chen',
    at: '/report',
    only: 'standard',
    then: async (page) => {
      await page.locator('#report-place').click()
      await openList(page)
    },
  },
  {
    name: 'report-filled',
    title: '我要反映，写好了',
    as: 'chen',
    at: '/report',
    only: 'standard',
    then: async (page) => {
      await page.locator('textarea').first().fill(lift)
      await page.locator('#report-place').click()
      await pickTwelve(page)
      await page.locator('dialog, [role=dialog]').locator('button[type=submit]').click()
      await page.locator('.pills').first().waitFor()
      await page.locator('.similar').waitFor()
    },
  },
  {
    name: 'report-4-similar',
    title: '我要反映，第 4 步，邻居反映过类似的事',
    as: 'chen',
    at: '/report',
    only: 'elder',
    then: async (page) => {
      await page.locator('#report-words').fill(lift)
      for (const step of [2, 3, 4]) {
        await bar(page).click()
        await page.waitForURL(`**/report?step=${step}`)
      }
      await page.locator('.similar').waitFor()
    },
  },
  {
    name: 'report-2',
    title: '我要反映，第 2 步',
    as: 'chen',
    at: '/report',
    only: 'elder',
    then: async (page) => {
      await page.locator('#report-words').fill(lift)
      await bar(page).click()
      await page.locator('.big').first().waitFor()
    },
  },
  {
    name: 'report-2-place',
    title: '我要反映，第 2 步，选一幢楼',
    as: 'chen',
    at: '/report?step=2',
    only: 'elder',
    then: async (page) => {
      await page.locator('.big[aria-pressed=false]').first().click()
      await pickTwelve(page)
    },
    after: async (page) => {
      await page.locator('dialog, [role=dialog]').locator('button[type=submit]').click()
      await page.locator('.big.on').waitFor()
    },
  },
  { name: 'report-3', title: '我要反映，第 3 步', as: 'chen', at: '/report?step=3', only: 'elder' },
  { name: 'report-4', title: '我要反映，第 4 步', as: 'chen', at: '/report?step=4', only: 'elder' },
  {
    name: 'emergency',
    title: '急事，先打电话',
    as: 'newcomer',
    at: '/report',
    then: async (page) => {
      await page.locator('textarea').first().fill('三楼楼道里煤气味很重。')
      await settled(page)
      await bar(page).click()
      await page.locator('.calls a').first().waitFor()
    },
  },
  { name: 'emergency-any', title: '急事电话，没有写什么', as: 'nobody', at: '/report/emergency' },
  { name: 'done', title: '收到了', as: 'chen', of: `${ofChen} and m.state = 'in_progress'`, at: '/report/done/:n' },
  { name: 'mine', title: '进度：在办', as: 'chen', at: '/requests?list=open' },
  {
    name: 'mine-confirm',
    title: '进度：要我确认',
    as: 'owner',
    of: `m.state = 'replied'`,
    at: '/requests?list=confirm',
  },
  { name: 'mine-done', title: '进度：已办结', as: 'chen', at: '/requests?list=done' },
  { name: 'mine-visitor', title: '进度，没有登录', as: 'nobody', at: '/requests' },
  { name: 'one-submitted', title: '一件：已收到', as: 'owner', of: `m.state = 'submitted'`, at: '/requests/:n' },
  {
    name: 'one-in-progress',
    title: '一件：办理中，改过时间',
    as: 'chen',
    of: `${ofChen} and m.state = 'in_progress'`,
    at: '/requests/:n',
  },
  { name: 'one-waiting', title: '一件：先等一等', as: 'owner', of: `m.state = 'waiting'`, at: '/requests/:n' },
  {
    name: 'one-late',
    title: '一件：晚了',
    as: 'owner',
    of: `r.escalated_at is not null and r.late_reason is not null and m.state = 'in_progress'`,
    at: '/requests/:n',
  },
  { name: 'one-replied', title: '一件：答复好了', as: 'owner', of: `m.state = 'replied'`, at: '/requests/:n' },
  { name: 'one-closed', title: '一件：已办结', as: 'chen', of: `${ofChen} and m.state = 'closed'`, at: '/requests/:n' },
  { name: 'one-referred', title: '一件：社区办不了', as: 'owner', of: `m.state = 'referred'`, at: '/requests/:n' },
  { name: 'one-merged', title: '一件：并到一起办', as: 'owner', of: `m.state = 'merged'`, at: '/requests/:n' },
  {
    name: 'one-leave',
    title: '不再一起等答复',
    as: 'owner',
    of: `m.state = 'merged' and exists (select from matter x where x.id = r.merged_into and x.closed_at is null)`,
    at: '/requests/:n',
    then: async (page) => {
      await page.locator('.card.list').last().locator('button').last().click()
      await page.locator('dialog, [role=dialog]').first().waitFor()
    },
  },
  { name: 'one-unknown', title: '一件：没有找到', as: 'chen', at: '/requests/123456789' },
  {
    name: 'one-add',
    title: '补充说明',
    as: 'chen',
    of: `${ofChen} and m.state = 'in_progress'`,
    at: '/requests/:n',
    then: async (page) => {
      await bar(page).click()
      await page.locator('dialog, [role=dialog]').locator('textarea').waitFor()
    },
  },
  { name: 'confirm', title: '请您确认', as: 'owner', of: `m.state = 'replied'`, at: '/requests/:n/confirm' },
  {
    name: 'confirm-not',
    title: '请您确认：没有解决',
    as: 'owner',
    of: `m.state = 'replied'`,
    at: '/requests/:n/confirm',
    then: async (page) => {
      await page.locator('.tiles .option').last().click()
      await page.locator('textarea').waitFor()
    },
  },
  { name: 'track', title: '用编号查', as: 'nobody', at: '/track' },
  {
    name: 'track-result',
    title: '用编号查：查到了',
    as: 'nobody',
    of: `${ofChen} and m.state = 'in_progress'`,
    at: '/track?asks=:n',
    then: async (page) => {
      await page.locator('[name=number]').fill(new URL(page.url()).searchParams.get('asks') ?? '')
      await page.locator('[name=tail]').fill('0316')
      await submit(page).click()
      await page.locator('.big-title').waitFor()
    },
  },
  {
    name: 'track-unknown',
    title: '用编号查：没有找到',
    as: 'nobody',
    of: `${ofChen} and m.state = 'in_progress'`,
    at: '/track?asks=:n',
    then: async (page) => {
      await page.locator('[name=number]').fill(new URL(page.url()).searchParams.get('asks') ?? '')
      await page.locator('[name=tail]').fill('9999')
      await submit(page).click()
      await page.locator('.notice-bar').waitFor()
    },
  },
  { name: 'board', title: '大家的事', as: 'nobody', of: `m.visibility = 'public' and ${inPeony}`, at: '/board' },
  { name: 'checkpoints', title: '每日封存', as: 'nobody', at: '/board/checkpoints' },
  { name: 'verify', title: '核对凭证', as: 'nobody', at: '/verify' },
  {
    name: 'verify-good',
    title: '核对凭证：核对无误',
    as: 'chen',
    of: `${ofChen} and m.state = 'in_progress'`,
    at: '/verify?asks=:n',
    then: async (page) => await pickReceipt(page, (text) => text),
  },
  {
    name: 'verify-bad',
    title: '核对凭证：对不上',
    as: 'chen',
    of: `${ofChen} and m.state = 'in_progress'`,
    at: '/verify?asks=:n',
    then: async (page) => await pickReceipt(page, (text) => text.replace('request.accept', 'request.refuse')),
  },
  {
    name: 'proof',
    title: '存一份凭证',
    as: 'chen',
    of: `${ofChen} and m.state = 'in_progress'`,
    at: '/requests/:n/proof',
  },
  { name: 'notices', title: '消息', as: 'owner', of: `m.state = 'waiting'`, at: '/notices' },
  { name: 'me', title: '我的', as: 'chen', at: '/me' },
  { name: 'me-visitor', title: '我的，没有登录', as: 'nobody', at: '/me' },
  { name: 'readers', title: '谁看过我的联系方式', as: 'chen', at: '/me/readers' },
  { name: 'data', title: '我的信息', as: 'chen', at: '/me/data' },
  {
    name: 'data-name',
    title: '我的信息：改称呼',
    as: 'chen',
    at: '/me/data',
    then: async (page) => {
      await page.locator('.held button').first().click()
      await page.locator('dialog input').waitFor()
    },
  },
  { name: 'copy', title: '带走一份我的信息', as: 'chen', at: '/me/data/copy' },
  { name: 'volunteer', title: '志愿服务：要人帮', as: 'chen', at: '/volunteer' },
  { name: 'volunteer-offers', title: '志愿服务：能帮忙', as: 'helper', at: '/volunteer?tab=offers' },
  { name: 'volunteer-join', title: '登记当志愿者', as: 'chen', at: '/volunteer/join' },
  {
    name: 'volunteer-join-missing',
    title: '登记当志愿者：还缺',
    as: 'helper',
    at: '/volunteer/join',
    then: async (page) => {
      if (!(await page.locator('form').isVisible())) await bar(page).click()
      await page.locator('form').waitFor()
      await bar(page).click()
      await page.locator('.error-line').first().waitFor()
    },
  },
  { name: 'need-new', title: '请人帮忙', as: 'chen', at: '/volunteer/needs/new' },
  {
    name: 'need-one',
    title: '一件求助',
    as: 'chen',
    at: '/volunteer',
    then: async (page) => {
      await page.locator('a[href^="/volunteer/needs/"].row').first().click()
      await page.locator('.big-title').waitFor()
    },
  },
  { name: 'need-unknown', title: '求助：没有找到', as: 'chen', at: '/volunteer/needs/123456789' },
  { name: 'rights', title: '别的要求', as: 'chen', at: '/me/rights' },
  { name: 'rights-none', title: '别的要求，还没有', as: 'helper', at: '/me/rights' },
  { name: 'rights-new', title: '提一个要求', as: 'chen', at: '/me/rights/new' },
  {
    name: 'rights-new-kin',
    title: '提一个要求：替去世的亲人，没有填',
    as: 'chen',
    at: '/me/rights/new',
    then: async (page) => {
      await page.locator('label.option').last().click()
      await bar(page).click()
      await page.locator('.error-line').first().waitFor()
    },
  },
  {
    name: 'rights-refused',
    title: '我的要求：没有照办',
    as: 'chen',
    at: '/me/rights',
    then: async (page) => {
      await page.locator('a.row').last().click()
      await page.locator('.call-row').first().waitFor()
    },
  },
  {
    name: 'rights-object',
    title: '我的要求：不认可',
    as: 'chen',
    at: '/me/rights',
    then: async (page) => {
      await page.locator('a.row').last().click()
      await page.locator('.call-row').first().waitFor()
      await bar(page).click()
      await page.locator('textarea').waitFor()
    },
  },
  { name: 'rights-unknown', title: '我的要求：没有找到', as: 'chen', at: '/me/rights/123456789' },
  { name: 'hours', title: '我的志愿服务记录', as: 'chen', at: '/volunteer/hours' },
  { name: 'hours-none', title: '我的志愿服务记录，还没有', as: 'helper', at: '/volunteer/hours' },
  {
    name: 'certificate-ask',
    title: '开一份证明，自己选日期',
    as: 'chen',
    at: '/volunteer/hours',
    then: async (page) => {
      await bar(page).click()
      await page.locator('label.option').last().click()
      await page.locator('input[type=date]').first().waitFor()
    },
  },
  { name: 'certificate-check', title: '核对服务证明', as: 'nobody', at: '/certificates/123456789' },
  {
    name: 'certificate-wrong',
    title: '核对服务证明：对不上',
    as: 'nobody',
    at: '/certificates/482716053#ABCDE12345',
    then: async (page) => await page.locator('.notice-bar').waitFor(),
  },
  { name: 'my-honours', title: '我的星级和荣誉，还没有', as: 'chen', at: '/me/honours' },
  { name: 'honours', title: '星级志愿者和社区治理之星', as: 'chen', at: '/honours' },
  {
    name: 'honours-object',
    title: '对公示提意见，没有填',
    as: 'chen',
    at: '/honours',
    then: async (page) => {
      await page.locator('.honour-lines .button').first().click()
      await bar(page).click()
      await page.locator('.error-line').first().waitFor()
    },
  },
  { name: 'phone', title: '换手机号', as: 'chen', at: '/me/phone' },
  { name: 'close', title: '注销账号', as: 'chen', at: '/me/close' },
  { name: 'helpers', title: '家人代办', as: 'helper', at: '/me/helpers' },
  { name: 'helpers-none', title: '家人代办，还没有人', as: 'chen', at: '/me/helpers' },
  { name: 'helper-asked', title: '有人请我代办', as: 'helper', at: `/me/helpers/one/${helpingIds.asked}` },
  { name: 'helper-mine', title: '请了人，等对方同意', as: 'helper', at: `/me/helpers/one/${helpingIds.named}` },
  { name: 'helper-helped', title: '我帮的人', as: 'helper', at: `/me/helpers/one/${helpingIds.mother}` },
  {
    name: 'helper-end',
    title: '结束代办',
    as: 'helper',
    at: `/me/helpers/one/${helpingIds.mother}`,
    then: async (page) => {
      await page.locator('button.quiet').last().click()
      await page.locator('.bar .button').last().waitFor()
    },
  },
  { name: 'helper-unknown', title: '代办：没有找到', as: 'helper', at: '/me/helpers/one/none' },
  { name: 'helper-new', title: '请人代办：是谁', as: 'chen', at: '/me/helpers/new' },
  {
    name: 'helper-new-what',
    title: '请人代办：做什么，多久',
    as: 'chen',
    at: '/me/helpers/new',
    then: async (page) => {
      await page.locator('input').nth(0).fill('女儿')
      await page.locator('input[type=tel]').fill('12899980005')
      await page.locator('label.option').first().click()
      await bar(page).click()
      await page.locator('[name=months]').first().waitFor({ state: 'attached' })
    },
  },
  {
    name: 'helper-new-wrong',
    title: '请人代办：没有填',
    as: 'chen',
    at: '/me/helpers/new',
    then: async (page) => {
      await bar(page).click()
      await page.locator('.error-line').first().waitFor()
    },
  },
  { name: 'child', title: '添加孩子', as: 'chen', at: '/me/helpers/child' },
  { name: 'helper-acts', title: '替我办过的事', as: 'helped', at: '/me/helpers/acts' },
  { name: 'helper-acts-month', title: '替我办过的事，一个月', as: 'helped', at: '/me/helpers/acts?month=2026-05' },
  {
    name: 'helped',
    title: '我帮的人的事',
    as: 'helper',
    at: `/me/helpers/one/${helpingIds.mother}`,
    then: async (page) => {
      await page.locator('a.button.line').click()
      await page.locator('a.card.mine').waitFor()
    },
  },
  {
    name: 'helped-request',
    title: '我帮的人的一件事',
    as: 'helper',
    of: `p.name = '何桂英'`,
    at: '/requests/:n',
  },
  {
    name: 'report-for',
    title: '我要反映，替家人',
    as: 'helper',
    at: `/me/helpers/one/${helpingIds.mother}`,
    then: async (page) => {
      await page.locator('a.button.main').click()
      await page.locator('[name=for]').first().waitFor({ state: 'attached' })
    },
  },
  { name: 'helped-notices', title: '消息：有人请我代办', as: 'helper', at: '/notices' },
  { name: 'shifts', title: '志愿项目', as: 'chen', at: '/volunteer/projects' },
  {
    name: 'shift',
    title: '志愿班次：可以报名',
    as: 'chen',
    at: '/volunteer/projects',
    then: async (page) => {
      await page
        .getByRole('link', { name: /陪孩子写作业/ })
        .first()
        .click()
      await page.locator('[name=earns]').first().waitFor({ state: 'attached' })
    },
  },
  {
    name: 'shift-full',
    title: '志愿班次：排队等名额，没有登录',
    as: 'nobody',
    at: '/volunteer/projects',
    then: async (page) => {
      await page
        .getByRole('link', { name: /垃圾分类桶边值守/ })
        .first()
        .click()
      await page.locator('[name=earns]').first().waitFor({ state: 'attached' })
    },
  },
  { name: 'checkin-none', title: '签到：今天没有班次', as: 'helper', at: '/volunteer/checkin' },
  {
    name: 'checkin',
    title: '签到',
    as: 'chen',
    at: '/volunteer/projects',
    then: async (page) => {
      await signUpForNext(page, '教老人用手机')
      await page.goto('/volunteer/checkin')
      await page.locator('input.code').waitFor()
    },
  },
  { name: 'casual', title: '随手志愿', as: 'chen', at: '/volunteer/casual' },
  { name: 'sessions', title: '我的登录', as: 'chen', at: '/me/sessions' },
  { name: 'settings', title: '设置', as: 'chen', at: '/me/settings' },
  { name: 'open311', title: 'Open311 接口说明', as: 'nobody', at: '/open311' },
  { name: 'privacy', title: '个人信息怎么用', as: 'nobody', at: '/privacy' },
  { name: 'nowhere', title: '没有这一页', as: 'nobody', at: '/no/such/page' },
  {
    name: 'offline',
    title: '没有网络',
    as: 'chen',
    of: `${ofChen} and m.state = 'in_progress'`,
    at: '/requests/:n',
    then: async (page) => {
      await page.context().setOffline(true)
      await page.locator('.offline p').waitFor()
    },
    after: async (page) => await page.context().setOffline(false),
  },
]

/**
 * Every screen of the workbench at both widths and in both languages: axe, width, text, console, and a picture of it.
 *
 * With LINLI_LOOKS=all pictures and their sheet are written to var/screens/index.html. Read next: ../support/page-checks.ts.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf } from '#lib/days.ts'
import words from '../../src/shells/staff/words.zh.ts'
import { Client } from '../support/client.ts'
import { codeOf } from '../support/credits.ts'
import { demoWorld } from '../support/demo-world.ts'
import { complaintsOf } from '../support/page-checks.ts'
import { reported } from '../support/people.ts'
import { act } from '../support/requests.ts'
import { clearPictures, isAxed, isLookedAt, type Look, takePicture, writeSheet } from '../support/screens.ts'
import { codeNow } from '../support/second-factor.ts'
import { demoList, importList } from '../support/sheets.ts'
import { settled, visit } from '../support/visits.ts'

type Worker =
  | 'nobody'
  | 'newcomer'
  | 'zhoumin'
  | 'linxiao'
  | 'xu'
  | 'shenli'
  | 'heming'
  | 'chenglan'
  | 'renjie'
  | 'xitong'
  | 'anquan'
  | 'shenji'
  | 'fangqing'
  | 'chaoshi'

interface Place {
  name: string
  title: string
  as: Worker
  /** A condition on the request whose number goes into the address. */
  of?: string
  at: string
  /** Makes what the address needs, each time. */
  made?: () => Promise<string>
  /** What is pressed after it came up. */
  then?: (page: Page, look: Look) => Promise<void>
}

const ofZhou = `r.handler_id = (select person_id from account where login = 'zhoumin')`
const inPeony = `left(m.path, 12) = '330203006005'`
const onPhone = ({ width }: Look) => width < 900

/** Opens an action's form from the bar of a case. */
async function startAction(page: Page, name: RegExp): Promise<void> {
  const button = page.locator('.acts').getByRole('button', { name })
  if (!(await button.isVisible())) await page.locator('.acts-more').click()
  await button.click()
  await page.getByRole('dialog').locator('textarea').first().waitFor()
}

const screens: Place[] = [
  { name: 'login', title: '登录', as: 'nobody', at: '/desk/login' },
  { name: 'today', title: '今日', as: 'zhoumin', at: '/desk' },
  { name: 'credits', title: '积分账户', as: 'xu', at: '/desk/credits' },
  { name: 'credit-rules', title: '积分规则', as: 'xu', at: '/desk/credits/rules' },
  { name: 'rewards', title: '兑换目录', as: 'xu', at: '/desk/rewards' },
  { name: 'reward-orders', title: '兑换单', as: 'xu', at: '/desk/orders' },
  { name: 'merchants', title: '商家', as: 'xu', at: '/desk/merchants' },
  { name: 'settlements', title: '商家结算', as: 'xu', at: '/desk/settlements' },
  { name: 'liability', title: '欠多少', as: 'xu', at: '/desk/liability' },
  { name: 'merchant', title: '商家：核对兑换码', as: 'chaoshi', at: '/desk/merchant' },
  {
    name: 'merchant-code',
    title: '商家：可以兑换',
    as: 'chaoshi',
    at: '/desk/merchant',
    then: async (page) => {
      const chen = await world().resident()
      const { rows } = await chen.done<{ rows: { id: string; state: string }[] }>('GET', '/api/me/orders')
      await page
        .locator('.merchant-code')
        .fill(await codeOf(chen, rows.find(({ state }) => state === 'reserved')?.id ?? ''))
      await page.locator('.merchant-code').press('Enter')
      await page.locator('.merchant-band').waitFor()
    },
  },
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
    name: 'case-accept',
    title: '受理，建议的类别',
    as: 'linxiao',
    of: `m.state = 'submitted' and ${inPeony} and r.channel <> 'open311'`,
    at: '/desk/requests/:n',
    then: async (page) => {
      await page
        .locator('.acts')
        .getByRole('button', { name: /受理|Take on/ })
        .first()
        .click()
      await page.getByRole('dialog').locator('.likes, .meta').first().waitFor()
    },
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
  { name: 'projects', title: '志愿项目', as: 'linxiao', at: '/desk/projects' },
  {
    name: 'project',
    title: '一个志愿项目',
    as: 'linxiao',
    at: '/desk/projects',
    then: async (page) => {
      await page.getByRole('link', { name: '防台应急志愿队' }).click()
      await page.locator('.facts').waitFor()
    },
  },
  {
    name: 'project-new',
    title: '新建志愿项目',
    as: 'linxiao',
    at: '/desk/projects',
    then: async (page) => {
      await page.getByRole('button', { name: /^(新建项目|New project)$/ }).click()
      await page.getByRole('dialog').locator('textarea').first().waitFor()
    },
  },
  { name: 'shifts', title: '志愿班次', as: 'linxiao', at: '/desk/shifts' },
  {
    name: 'shift-roll',
    title: '确认时长',
    as: 'linxiao',
    at: '/desk/shifts?list=confirm',
    then: async (page) => {
      await page.getByRole('link', { name: '陪孩子写作业' }).first().click()
      await page.locator('.ant-input-number').first().waitFor()
    },
  },
  {
    name: 'shift-door',
    title: '到场码',
    as: 'linxiao',
    at: '/desk/shifts',
    then: async (page) => {
      await page.getByRole('link', { name: '教老人用手机' }).first().click()
      await page.getByRole('button', { name: /^(到场码|Code at the door)$/ }).click()
      await page.locator('.shift-code').waitFor()
    },
  },
  { name: 'casual', title: '随手志愿待确认', as: 'linxiao', at: '/desk/casual' },
  { name: 'inbox-sealed', title: '保密件：独立受理员', as: 'renjie', at: '/desk/requests?view=all' },
  {
    name: 'case-sealed',
    title: '一件：举报保密',
    as: 'renjie',
    of: `m.kind = 'request' and m.visibility = 'sealed'`,
    at: '/desk/requests/:n',
  },
  {
    name: 'case-pass-on',
    title: '隐名转办',
    as: 'renjie',
    of: `m.kind = 'request' and m.visibility = 'sealed'`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /^(隐名转办|Pass on without)/),
  },
  {
    name: 'case-passed-on',
    title: '一件：已隐名转办，独立受理员看',
    as: 'renjie',
    of: `m.visibility = 'anonymous'`,
    at: '/desk/requests/:n',
  },
  {
    name: 'case-anonymous',
    title: '一件：隐名转来',
    as: 'linxiao',
    of: `m.visibility = 'anonymous'`,
    at: '/desk/requests/:n',
  },
  { name: 'today-unit', title: '今日：单位承办员', as: 'chenglan', at: '/desk' },
  { name: 'inbox-unit', title: '待单位签收', as: 'chenglan', at: '/desk/requests?view=dispatched' },
  {
    name: 'case-dispatch',
    title: '交给单位',
    as: 'linxiao',
    of: `m.state = 'classified' and ${inPeony}`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /^(交给单位|Give to a unit)/),
  },
  {
    name: 'case-dispatched',
    title: '一件：等单位签收',
    as: 'chenglan',
    of: `m.state = 'dispatched' and r.decided_at is not null`,
    at: '/desk/requests/:n',
  },
  {
    name: 'case-give-back',
    title: '退单',
    as: 'chenglan',
    of: `m.state = 'dispatched' and r.decided_at is null`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /^(退单|Return it)/),
  },
  {
    name: 'case-coordinating',
    title: '一件：协调中',
    as: 'heming',
    of: `m.state = 'coordinating'`,
    at: '/desk/requests/:n',
  },
  {
    name: 'case-decide',
    title: '确定由谁办',
    as: 'heming',
    of: `m.state = 'coordinating'`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /^(确定由谁办|Decide whose it is)/),
  },
  {
    name: 'case-assist',
    title: '一件：有单位协办',
    as: 'chenglan',
    of: `m.state = 'in_progress' and exists (select from assist s where s.matter_id = m.id)`,
    at: '/desk/requests/:n',
  },
  {
    name: 'case-ask-assist',
    title: '请单位协办',
    as: 'chenglan',
    of: `m.state = 'in_progress' and exists (select from assist s where s.matter_id = m.id)`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /^(请单位协办|Ask a unit to help)/),
  },
  {
    name: 'case-extend',
    title: '给更多时间',
    as: 'xu',
    of: `m.state = 'in_progress' and r.class in ('urgent', 'key') and r.escalated_at is null and ${inPeony}`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /^(给更多时间|Give more time)/),
  },
  {
    name: 'case-unmerge',
    title: '分出来单独办',
    as: 'shenli',
    of: `m.state = 'merged' and exists (select from matter x where x.id = r.merged_into and x.state = 'confirmed')`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /分出来单独办|Handle on its own/),
  },
  {
    name: 'case-supervise',
    title: '督办',
    as: 'shenli',
    of: `r.escalated_at is not null and m.state = 'in_progress'`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /^(督办|Follow up from above)/),
  },
  { name: 'inbox-callback', title: '待回访', as: 'xu', at: '/desk/requests?view=callback' },
  {
    name: 'case-callback',
    title: '记一次回访',
    as: 'xu',
    of: `m.state in ('confirmed', 'closed') and ${inPeony}`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /^(记一次回访|Record a call-back)/),
  },
  {
    name: 'case-sendback',
    title: '退回重办',
    as: 'xu',
    of: `m.state = 'replied' and ${inPeony}`,
    at: '/desk/requests/:n',
    then: async (page) => await startAction(page, /^(退回重办|Send back)/),
  },
  {
    name: 'case-plan',
    title: '写答复：现在办不到，怎么打算',
    as: 'zhoumin',
    of: `m.state = 'in_progress' and ${ofZhou} and r.title like '12 幢的电梯%'`,
    at: '/desk/requests/:n',
    then: async (page, look) => {
      if (onPhone(look)) await page.locator('.case-parts label').nth(1).click()
      await page.getByText(/^(现在办不到|It cannot be done now)$/).click()
      await page.locator('input[type=date]').waitFor()
    },
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
  { name: 'rights', title: '个人信息要求', as: 'xu', at: '/desk/rights' },
  { name: 'rights-done', title: '个人信息要求，已答复', as: 'shenli', at: '/desk/rights?list=done' },
  { name: 'rights-closed', title: '个人信息要求，不归他看', as: 'zhoumin', at: '/desk/rights' },
  { name: 'rights-new', title: '窗口登记', as: 'linxiao', at: '/desk/rights/new' },
  {
    name: 'rights-new-wrong',
    title: '窗口登记：替去世的亲人，没有填',
    as: 'linxiao',
    at: '/desk/rights/new',
    then: async (page) => {
      await page.locator('.choice-card').last().click()
      await page.locator('main button[type=submit]').click()
      await page.locator('.error-text').first().waitFor()
    },
  },
  {
    name: 'rights-one',
    title: '一件要求',
    as: 'xu',
    at: '/desk/rights',
    then: async (page) => {
      await page.locator('tbody .link').first().click()
      await page.locator('.case-head').waitFor()
    },
  },
  {
    name: 'rights-refuse',
    title: '不照办：理由、说明、还可以找谁',
    as: 'xu',
    at: '/desk/rights',
    then: async (page) => {
      await page.locator('tbody .link').first().click()
      await page.getByRole('button', { name: /^(不照办|Do not grant)$/ }).click()
      await page.getByRole('dialog').locator('textarea').waitFor()
    },
  },
  {
    name: 'rights-refused',
    title: '一件要求：没有照办',
    as: 'xu',
    at: '/desk/rights?list=done',
    then: async (page) => {
      await page.locator('tbody .link').first().click()
      await page.locator('.case-head').waitFor()
    },
  },
  { name: 'volunteers', title: '志愿者', as: 'linxiao', at: '/desk/volunteers?list=registered' },
  { name: 'volunteers-offers', title: '能帮忙，等公开', as: 'xu', at: '/desk/volunteers?list=offers' },
  { name: 'volunteers-new', title: '替人登记志愿者', as: 'linxiao', at: '/desk/volunteers/new' },
  {
    name: 'volunteer-one',
    title: '一位志愿者',
    as: 'linxiao',
    at: '/desk/volunteers?list=recorded',
    then: async (page) => {
      await page.locator('tbody .link').first().click()
      await page.locator('.case-head').waitFor()
    },
  },
  { name: 'needs', title: '要人帮', as: 'linxiao', at: '/desk/needs' },
  { name: 'needs-closed', title: '要人帮，不归他看', as: 'heming', at: '/desk/needs' },
  { name: 'needs-new', title: '替人提', as: 'linxiao', at: '/desk/needs/new' },
  {
    name: 'need-one',
    title: '一件求助',
    as: 'linxiao',
    at: '/desk/needs?list=served',
    then: async (page) => {
      await page.locator('tbody .link').first().click()
      await page.locator('.case-head').waitFor()
    },
  },
  { name: 'teams', title: '志愿队伍', as: 'xu', at: '/desk/teams' },
  { name: 'stations', title: '志愿站点', as: 'linxiao', at: '/desk/stations' },
  { name: 'notices', title: '通知', as: 'zhoumin', at: '/desk/notices' },
  { name: 'overview-street', title: '街道总览', as: 'shenli', at: '/desk/overview' },
  { name: 'overview-city', title: '全市总览', as: 'heming', at: '/desk/overview' },
  { name: 'rates', title: '三率', as: 'shenli', at: '/desk/rates' },
  { name: 'rates-closed', title: '三率，不归他看', as: 'zhoumin', at: '/desk/rates' },
  { name: 'exclusions', title: '不计入比率的诉求', as: 'shenli', at: '/desk/rates/exclusions' },
  {
    name: 'exclusion-propose',
    title: '提出不计入，没有填',
    as: 'zhoumin',
    at: '/desk/rates/exclusions',
    then: async (page) => {
      await page.getByRole('button', { name: /^(提出不计入|Propose to leave out)$/ }).click()
      await page.getByRole('dialog').locator('textarea').press('Control+Enter')
      await page.locator('.error-text').first().waitFor()
    },
  },
  {
    name: 'clusters',
    title: '集中和反复',
    as: 'shenli',
    at: '/desk/clusters',
    // leads are made by the daily job
    made: async () => {
      await world().work()
      return ''
    },
  },
  { name: 'clusters-closed', title: '集中和反复，不归他看', as: 'linxiao', at: '/desk/clusters' },
  { name: 'seasons', title: '未诉先办', as: 'linxiao', at: '/desk/seasons' },
  {
    name: 'season-look',
    title: '未诉先办：记为看过',
    as: 'linxiao',
    at: '/desk/seasons',
    then: async (page) => {
      await page
        .getByRole('button', { name: /^(记为看过|Looked at)$/ })
        .first()
        .click()
      await page.getByRole('dialog').locator('textarea').waitFor()
    },
  },
  { name: 'efficiency', title: '办事效率，和去年同期比', as: 'shenli', at: '/desk/efficiency' },
  { name: 'efficiency-before', title: '办事效率，和此前比', as: 'shenli', at: '/desk/efficiency?beside=before' },
  { name: 'what-if', title: '时限推演', as: 'shenli', at: '/desk/what-if?urgentDays=3&contactHours=6' },
  { name: 'stars', title: '星级志愿者', as: 'linxiao', at: '/desk/stars' },
  { name: 'stars-closed', title: '星级志愿者，不归他看', as: 'zhoumin', at: '/desk/stars' },
  {
    name: 'star-review',
    title: '审核星级，看服务记录',
    as: 'linxiao',
    at: '/desk/stars',
    then: async (page) => {
      await page
        .getByRole('button', { name: /^(审核|Review)$/ })
        .first()
        .click()
      await page.getByRole('dialog').locator('button[type=submit]').click()
      await page.getByRole('dialog').locator('ul').waitFor()
    },
  },
  {
    name: 'honour-one',
    title: '一项荣誉：公示中',
    as: 'xu',
    at: '/desk/stars',
    then: async (page) => {
      await page.locator('a[href^="/desk/stars/"]').first().click()
      await page.locator('dl.facts').waitFor()
    },
  },
  { name: 'governance', title: '社区治理之星', as: 'xu', at: '/desk/governance' },
  { name: 'certificates', title: '服务证明', as: 'linxiao', at: '/desk/certificates' },
  {
    name: 'certificate-revoke',
    title: '撤销证明，没有选',
    as: 'linxiao',
    at: '/desk/certificates',
    then: async (page) => {
      await page
        .getByRole('button', { name: /^(撤销|Revoke)$/ })
        .first()
        .click()
      await page.getByRole('dialog').locator('button[type=submit]').click()
      await page.locator('.error-text').first().waitFor()
    },
  },
  { name: 'qr', title: '楼道二维码', as: 'linxiao', at: '/desk/qr' },
  { name: 'more', title: '更多', as: 'zhoumin', at: '/desk/more' },
  { name: 'sessions', title: '我的登录', as: 'zhoumin', at: '/desk/sessions' },
  { name: 'tasks', title: '管理员：待办', as: 'anquan', at: '/desk' },
  { name: 'staff', title: '人员', as: 'xitong', at: '/desk/staff' },
  { name: 'staff-head', title: '人员，街道看', as: 'shenli', at: '/desk/staff' },
  {
    name: 'staff-one',
    title: '一位人员',
    as: 'xitong',
    at: '/desk/staff/:n',
    made: async () => await personOf('zhoumin'),
  },
  { name: 'staff-new', title: '邀请人员', as: 'xitong', at: '/desk/staff/new', then: addsRole },
  {
    name: 'staff-role-list',
    title: '邀请人员，岗位给一组地方',
    as: 'xitong',
    at: '/desk/staff/new',
    then: choosesList,
  },
  {
    name: 'staff-link',
    title: '交给本人的链接',
    as: 'xitong',
    at: '/desk/staff/:n',
    made: async () => await personOf('hushu'),
    then: async (page) => {
      await page.getByRole('button', { name: /重新生成链接|Make a new link/ }).click()
      await page.locator('.handed-link').waitFor()
      // it is another one each time
      await page.locator('.handed-link').evaluate((element) => {
        element.textContent = element.textContent.replace(/#.*/, `#${'Q'.repeat(43)}`)
      })
    },
  },
  { name: 'staff-closed', title: '人员，不归他看', as: 'zhoumin', at: '/desk/staff' },
  { name: 'proposals', title: '待确认', as: 'anquan', at: '/desk/staff/proposals' },
  { name: 'organisations', title: '单位', as: 'xitong', at: '/desk/organisations' },
  {
    name: 'organisation-new',
    title: '新增单位',
    as: 'xitong',
    at: '/desk/organisations',
    then: async (page) => {
      await page.getByRole('button', { name: /新增单位|Add a unit/ }).click()
      await page.getByRole('dialog').locator('input').first().waitFor()
    },
  },
  { name: 'no-role', title: '还没有岗位', as: 'fangqing', at: '/desk' },
  { name: 'invitation', title: '启用账号', as: 'nobody', at: '/desk/invitation#:n', made: linkOf },
  { name: 'invitation-old', title: '启用账号：链接不能用了', as: 'nobody', at: '/desk/invitation' },
  { name: 'enrol', title: '绑定动态口令', as: 'nobody', at: '/desk/invitation#:n', made: linkOf, then: setsPassword },
  {
    name: 'second',
    title: '动态口令',
    as: 'nobody',
    at: '/desk/login',
    then: async (page) => {
      await page.locator('input[autocomplete=username]').fill('fangqing')
      await page.locator('input[autocomplete=current-password]').fill(word)
      await page.locator('form button[type=submit]').click()
      await page.locator('.code-input').waitFor()
    },
  },
  {
    name: 'codes',
    title: '备用码',
    as: 'newcomer',
    at: '/desk/invitation#:n',
    made: linkOf,
    then: async (page) => {
      await setsPassword(page)
      await page.locator('summary').click()
      const secret = await page.locator('.secret').innerText()
      await page.locator('.code-input').fill(codeNow(secret, world().clock.now()))
      await page.locator('form button[type=submit]').click()
      await page.locator('.recovery-codes').waitFor()
    },
  },
  { name: 'open311', title: '外部平台接入', as: 'xitong', at: '/desk/admin/open311' },
  {
    name: 'open311-new',
    title: '新增外部平台',
    as: 'xitong',
    at: '/desk/admin/open311',
    then: async (page) => {
      await page.getByRole('button', { name: /新增平台|Add a system/ }).click()
      await page.getByRole('dialog').locator('input').first().waitFor()
    },
  },
  {
    name: 'case-open311',
    title: '一件：来自外部平台',
    as: 'linxiao',
    of: `r.channel = 'open311'`,
    at: '/desk/requests/:n',
  },
  { name: 'places', title: '区划与楼栋', as: 'xitong', at: '/desk/admin/places' },
  { name: 'places-community', title: '一个社区', as: 'shenli', at: '/desk/admin/places?place=330203006005' },
  { name: 'places-grid', title: '一个网格，只能看', as: 'zhoumin', at: '/desk/admin/places?place=33020300600501' },
  {
    name: 'places-change',
    title: '改电话和类型',
    as: 'shenli',
    at: '/desk/admin/places?place=330203006005',
    then: async (page) => {
      await page.locator('main .card .ant-btn').first().click()
      await page.getByRole('dialog').locator('input').first().waitFor()
    },
  },
  {
    name: 'places-building',
    title: '新增楼栋',
    as: 'shenli',
    at: '/desk/admin/places?place=330203006005',
    then: async (page) => {
      await page
        .getByRole('button', { name: /^(新增楼栋|Add a building)/ })
        .first()
        .click()
      await page.getByRole('dialog').locator('input').first().waitFor()
    },
  },
  {
    name: 'places-dwellings',
    title: '住房，先看看',
    as: 'shenli',
    at: '/desk/admin/places?place=330203006005',
    then: async (page) => {
      await page
        .getByRole('button', { name: /^(住房|Homes)/ })
        .first()
        .click()
      await page.getByRole('dialog').locator('button[type=submit]').click()
      await page.locator('.effect').waitFor()
    },
  },
  {
    name: 'places-figure',
    title: '录入人口数',
    as: 'shenli',
    at: '/desk/admin/places?place=330203006005',
    then: async (page) => {
      await page.getByRole('button', { name: /录入人口数|Add a figure/ }).click()
      await page.getByRole('dialog').locator('input').first().waitFor()
    },
  },
  {
    name: 'places-import',
    title: '改码导入，核对好了',
    as: 'xitong',
    at: '/desk/admin/places/changes',
    then: async (page) => {
      await page
        .locator('main textarea')
        .first()
        .fill('330203006005,330203006055,,move\n330203006006,,云丰园社区,rename\n,330203006066,新苑社区,new')
      await page.locator('main button[type=submit]').click()
      await page.locator('.effect').waitFor()
    },
  },
  {
    name: 'places-import-errors',
    title: '改码导入，有几行不对',
    as: 'xitong',
    at: '/desk/admin/places/changes',
    then: async (page) => {
      await page
        .locator('main textarea')
        .first()
        .fill('330203006005,330203006005,,merge\n330203999,,,abolish\n330203006005,330203006055')
      await page.locator('main button[type=submit]').click()
      await page.locator('main .refusal').waitFor()
    },
  },
  { name: 'places-lists', title: '名单', as: 'xitong', at: '/desk/admin/places/lists' },
  {
    name: 'places-list',
    title: '新建名单',
    as: 'xitong',
    at: '/desk/admin/places/lists',
    then: async (page) => {
      await page.locator('.page-head .ant-btn-primary').click()
      await page.getByRole('dialog').locator('input').first().waitFor()
    },
  },
  { name: 'admin-rules', title: '规则数值', as: 'heming', at: '/desk/admin/rules' },
  {
    name: 'admin-rule',
    title: '改一个规则数值，看影响',
    as: 'heming',
    at: '/desk/admin/rules',
    then: async (page) => {
      await page.locator('main tbody .link').nth(9).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('input').first().fill('5')
      await dialog.locator('textarea').fill('市里要求紧急的事五天内办结')
      await dialog.locator('button[type=submit]').click()
      await dialog.locator('.effect').waitFor()
    },
  },
  { name: 'admin-rules-read', title: '规则数值：只能看', as: 'zhoumin', at: '/desk/admin/rules' },
  {
    name: 'admin-calendar',
    title: '节假日，导入前核对',
    as: 'xitong',
    at: '/desk/admin/calendar',
    then: async (page) => {
      await page.locator('main textarea').first().fill('2027-01-01,off,元旦\n2027-02-06,off,春节\n2027-02-07,work,春节')
      await page.locator('main button[type=submit]').click()
      await page.locator('.effect').waitFor()
    },
  },
  {
    name: 'admin-calendar-errors',
    title: '节假日，有几行不对',
    as: 'xitong',
    at: '/desk/admin/calendar',
    then: async (page) => {
      await page.locator('main textarea').first().fill('2027-01-01,off\n2027-02-30,off,春节\n2027-02-08,work,春节')
      await page.locator('main button[type=submit]').click()
      await page.locator('main .refusal').waitFor()
    },
  },
  { name: 'admin-categories', title: '分类与派单', as: 'xitong', at: '/desk/admin/categories' },
  {
    name: 'admin-category',
    title: '一个分类',
    as: 'xitong',
    at: '/desk/admin/categories',
    then: async (page) => await page.locator('main tbody .link').first().click(),
  },
  { name: 'admin-templates', title: '答复模板', as: 'heming', at: '/desk/admin/categories?part=templates' },
  {
    name: 'admin-template',
    title: '一个答复模板',
    as: 'heming',
    at: '/desk/admin/categories?part=templates',
    then: async (page) => await page.locator('main tbody .link').first().click(),
  },
  { name: 'admin-emergencies', title: '急事与电话', as: 'xitong', at: '/desk/admin/categories?part=emergencies' },
  {
    name: 'admin-emergency',
    title: '一种急事',
    as: 'xitong',
    at: '/desk/admin/categories?part=emergencies',
    then: async (page) => await page.locator('main tbody .link').nth(6).click(),
  },
  { name: 'admin-texts', title: '个人信息说明', as: 'anquan', at: '/desk/admin/texts' },
  {
    name: 'admin-text-draft',
    title: '个人信息说明：草稿与现行并排',
    as: 'anquan',
    at: '/desk/admin/texts',
    then: async (page) => await page.locator('.page-head-plain .ant-btn-primary').click(),
  },
  { name: 'admin-actions', title: '操作日志', as: 'shenji', at: '/desk/admin/actions' },
  { name: 'admin-readings', title: '查看日志', as: 'shenji', at: '/desk/admin/readings' },
  {
    name: 'window-phone',
    title: '窗口换手机号',
    as: 'linxiao',
    at: '/desk/people/:n/phone',
    made: residentId,
  },
  {
    name: 'window-phone-wrong',
    title: '窗口换手机号，没有填',
    as: 'linxiao',
    at: '/desk/people/:n/phone',
    made: residentId,
    then: async (page) => {
      await page.locator('main button[type=submit]').click()
      await page.locator('main .error-text').first().waitFor()
    },
  },
  {
    name: 'window-phone-code',
    title: '窗口换手机号，念验证码',
    as: 'linxiao',
    at: '/desk/people/:n/phone',
    made: residentId,
    then: async (page) => void (await asksWindowCode(page)),
  },
  {
    name: 'window-phone-done',
    title: '窗口换手机号，换好了',
    as: 'linxiao',
    at: '/desk/people/:n/phone',
    made: residentId,
    then: async (page) => {
      await page.locator('main input[inputmode=numeric]').fill(await asksWindowCode(page))
      await page.locator('main button[type=submit]').click()
      await page.locator('main form').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'window-phone-closed',
    title: '窗口换手机号，不归他看',
    as: 'zhoumin',
    at: '/desk/people/:n/phone',
    made: residentId,
  },
  { name: 'imports', title: '导入名单', as: 'linxiao', at: '/desk/imports', made: importOf('written') },
  { name: 'import-columns', title: '导入：各列', as: 'linxiao', at: '/desk/imports/:n', made: importOf('read') },
  { name: 'import-running', title: '导入：进行中', as: 'linxiao', at: '/desk/imports/:n', made: importOf('writing') },
  {
    name: 'import-troubled',
    title: '导入：出错了，会再试',
    as: 'linxiao',
    at: '/desk/imports/:n',
    made: importOf('failing'),
  },
  { name: 'import-checked', title: '导入：试算结果', as: 'linxiao', at: '/desk/imports/:n', made: importOf('checked') },
  {
    name: 'import-wrong',
    title: '导入：有错的行',
    as: 'linxiao',
    at: '/desk/imports/:n',
    made: importOf('checked'),
    then: async (page) => await page.locator('.import-parts button').nth(1).click(),
  },
  { name: 'import-written', title: '导入：结果', as: 'linxiao', at: '/desk/imports/:n', made: importOf('written') },
  { name: 'imports-closed', title: '导入名单：不归他看', as: 'zhoumin', at: '/desk/imports' },
  { name: 'admin-closed', title: '操作日志：不归他看', as: 'heming', at: '/desk/admin/actions' },
]

const importsMade = new Map<string, string>()
let listsWritten = 1
const word = 'osmanthus in the rain'

async function addsRole(page: Page): Promise<void> {
  await page.getByRole('button', { name: /加一个岗位|Add a role/ }).click()
  await page.locator('.role-fields').waitFor()
}

/** A grid worker's role for a list of grids. */
async function choosesList(page: Page): Promise<void> {
  await addsRole(page)
  await page.locator('.role-fields .ant-select').first().click()
  await page.locator('.ant-select-item-option').first().click()
  await page.locator('.role-fields input[type=radio]').nth(1).check()
  await page.locator('.role-fields .ant-select').nth(1).click()
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
}

let windowPhones = 0

/** A paper, another phone each time, and its code. @returns the code, which the picture shows as 246810 */
async function asksWindowCode(page: Page): Promise<string> {
  windowPhones += 1
  await page.locator('main input[type=radio]').first().check()
  await page.locator('main input[inputmode=tel]').fill(`1289997${String(windowPhones).padStart(4, '0')}`)
  await page.locator('main button[type=submit]').click()
  await page.locator('main input[inputmode=numeric]').waitFor()
  return await page
    .locator('main .meta', { hasText: /\d{6}/ })
    .first()
    .evaluate((element) => {
      const code = /\d{6}/.exec(element.textContent)?.[0] ?? ''
      element.textContent = element.textContent.replace(code, '246810')
      return code
    })
}

/** A resident of the community whom nobody else's screens know. */
async function residentId(): Promise<string> {
  const resident = await world().resident('12899960009')
  if (!windowResident) {
    const { actor } = await resident.done<{ actor: { personId: string } }>('GET', '/api/session')
    const home = { community: world().demo.community }
    await resident.done('PUT', '/api/me/data', { id: crypto.randomUUID(), name: '龚月英', home })
    windowResident = actor.personId
  }
  return windowResident
}
let windowResident: string | undefined

async function setsPassword(page: Page): Promise<void> {
  for (const input of await page.locator('input[type=password]').all()) await input.fill(word)
  await page.locator('form button[type=submit]').click()
  await page.locator('.enrol-code').waitFor()
}

/** An import of 林晓 that stands at a step; made once. */
function importOf(state: 'read' | 'checked' | 'writing' | 'failing' | 'written'): () => Promise<string> {
  return async () => {
    const waits = state === 'writing' || state === 'failing'
    const known = waits ? undefined : importsMade.get(state)
    if (known) return known
    // what is being written is not there yet, and is another list each time: the worker finishes it sooner or later
    const list = waits ? await demoList(++listsWritten) : undefined
    const id = await importList(client('linxiao'), world(), state === 'failing' ? 'writing' : state, list)
    // the worker comes for the others before a picture is taken of this one
    if (waits)
      await world().database.pool.query(
        `update import set faults = $2, next_at = next_at + interval '1 minute' where id = $1`,
        [id, state === 'failing' ? 2 : 0],
      )
    importsMade.set(state, id)
    return id
  }
}

const looks: Look[] = ([390, 1440] as const).flatMap((width) =>
  (['zh', 'en'] as const).map((language) => ({ width, mode: 'standard' as const, language })),
)
const prefixes = [...new Set(Object.keys(words).map((key) => key.split('.')[0] ?? ''))].filter((one) => one.length > 2)

const world = demoWorld()
const signedIn = new Map<Worker, Client>()
const numbers = new Map<string, string>()

async function personOf(login: string): Promise<string> {
  const { rows } = await world().database.pool.query<{ id: string }>(
    'select person_id as id from account where login = $1 union select person_id from invitation where login = $1',
    [login],
  )
  return rows[0]?.id ?? ''
}

/** A fresh link for a colleague who has no second factor, as the token behind the #. */
async function linkOf(): Promise<string> {
  await forgetsSecond()
  const path = `/api/staff/${await personOf('dingyi')}/link`
  const { link } = await client('xitong').done<{ link: string }>('POST', path, { id: crypto.randomUUID() })
  return link.split('#')[1] ?? ''
}

async function forgetsSecond(): Promise<void> {
  const { pool } = world().database
  await pool.query(
    `update account set second_sealed = null, second_since = null, second_step = null where login = 'dingyi'`,
  )
}

const client = (worker: Worker): Client => {
  const found = signedIn.get(worker)
  if (!found) throw new Error(`${worker} is not signed in`)
  return found
}

/** A system is connected and reports. */
async function comesThroughOpen311(): Promise<void> {
  const add = async (name: string, contact: string, mayUpdate: boolean) =>
    await client('xitong').done<{ id: string; key: string }>('POST', '/api/open311/clients', {
      id: crypto.randomUUID(),
      name,
      contact,
      perMinute: 60,
      perDay: 5000,
      mayUpdate,
    })
  await add('12345热线平台', '市信访局热线科 0574-55500012', false)
  const { key } = await add('随手拍', '市城管指挥中心值班室 0574-55500011', true)
  const form = new URLSearchParams({
    api_key: key,
    service_code: 'lighting',
    address_id: '330203006005',
    address_string: '牡丹新村北门',
    description: '北门的路灯不亮\n\n晚上出门看不见台阶，有老人差点摔倒。\n\nhttps://fix.example/report/4711',
    first_name: '方小青',
    media_url: 'https://fix.example/photo/4711.jpg',
  })
  const sent = await fetch(`${world().origin}/open311/v2/requests.json`, { method: 'POST', body: form })
  if (sent.status !== 200) throw new Error(await sent.text())
}

/** Colleagues in every state: with an account and no role, with a link nobody used, with a role to confirm. */
async function invitesSome(): Promise<void> {
  const [city, grid] = ['3302', '33020300600501']
  const from = dayOf(world().clock.now())
  const wanted = (role: string, paths: string[]) => ({ role, paths, from, to: null, phone: null })
  const invites = async (login: string, name: string, roles: object[]) =>
    await client('xitong').done<{ link: string; personId: string }>('POST', '/api/staff', {
      id: crypto.randomUUID(),
      name,
      login,
      roles,
    })
  await invites('hushu', '胡舒', [wanted('grid_worker', [grid]), wanted('city_officer', [city])])
  await invites('dingyi', '丁怡', [])
  const { link, personId } = await invites('fangqing', '方晴', [])
  const fangqing = new Client(world().origin)
  const { ticket, secret } = await fangqing.done<{ ticket: string; secret: string }>(
    'POST',
    '/api/invitations/accept',
    {
      token: link.split('#')[1],
      password: word,
    },
  )
  await fangqing.done('POST', '/api/sign-in/enrol', { ticket, code: codeNow(secret, world().clock.now()) })
  signedIn.set('fangqing', fangqing)
  await comesThroughOpen311()
  await client('xitong').done('POST', '/api/place-lists', {
    id: crypto.randomUUID(),
    name: '月湖片区',
    purpose: 'duty_area',
    paths: [grid, '330203006005'],
  })
  await client('xitong').done('POST', '/api/place-lists', {
    id: crypto.randomUUID(),
    name: '牡丹东片三个网格',
    purpose: 'duty_area',
    paths: [grid, '33020300600502', '33020300600503'],
  })
  await client('shenli').done('POST', '/api/territory/330203006005', {
    id: crypto.randomUUID(),
    phone: '0574-55500021',
    type: { type: 'commercial', from },
  })
  await client('shenli').done('POST', '/api/territory/330203006005/figures', {
    id: crypto.randomUUID(),
    on: from,
    kind: 'aged_60',
    n: 1204,
    source: '公安人口库',
    corrects: null,
    reason: null,
  })
  await client('xitong').done('POST', `/api/staff/${personId}/second-factor-resets`, {
    id: crypto.randomUUID(),
    words: '手机丢了，备用码也不在身边',
  })
}

/** What was closed is learnt from, and a suggestion is kept. */
async function learnsWords(): Promise<void> {
  await world().work()
  const { id } = await reported(world(), await world().resident())
  const zhou = await world().staff()
  const { version, suggestions } = await zhou.done<{ version: number; suggestions: { category: string }[] }>(
    'GET',
    `/api/requests/${id}/suggestions`,
  )
  const category = suggestions[0]?.category ?? 'elevator'
  await act(zhou, id, 'accept', { category, suggested: { version, category } })
}

beforeAll(async () => {
  clearPictures('staff')
  for (const worker of [
    'zhoumin',
    'linxiao',
    'xu',
    'shenli',
    'heming',
    'chenglan',
    'renjie',
    'xitong',
    'anquan',
    'shenji',
    'chaoshi',
  ] as const)
    signedIn.set(worker, await world().staff(worker))
  await invitesSome()
  await learnsWords()
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

  const shown = screens
    .map((screen, index) => ({ ...screen, index }))
    .filter(({ index }) => isLookedAt(look, index, false))
  test.each(shown)('$name holds what every screen must', async ({ name, as, at, made, then, index }) => {
    const page = await windowOf(as)

    await page.goto(at.replace(':n', made ? await made() : (numbers.get(name) ?? '')))
    // another fragment alone does not open a page anew
    if (at.includes('#')) await page.reload()
    await settled(page)
    if (then) {
      await then(page, look)
      await settled(page)
    }
    await takePicture(page, 'staff', name, look)

    expect(await complaintsOf(page, { width: look.width, prefixes, withoutAxe: !isAxed(look, index) })).toEqual([])
  })
})

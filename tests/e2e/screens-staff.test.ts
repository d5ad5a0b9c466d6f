/**
 * Every screen of the workbench at both widths and in both languages (all pairs of them with --all): axe, width, text, console, and a picture of it.
 *
 * Pictures and their sheet are written to var/screens/index.html. Read next: ../support/page-checks.ts.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf } from '#lib/days.ts'
import words from '../../src/shells/staff/words.zh.ts'
import { Client } from '../support/client.ts'
import { demoWorld } from '../support/demo-world.ts'
import { complaintsOf } from '../support/page-checks.ts'
import { clearPictures, isLookedAt, type Look, takePicture, writeSheet } from '../support/screens.ts'
import { codeNow } from '../support/second-factor.ts'
import { demoList, importList } from '../support/sheets.ts'
import { settled, visit } from '../support/visits.ts'

type Worker =
  | 'nobody'
  | 'newcomer'
  | 'zhoumin'
  | 'linxiao'
  | 'shenli'
  | 'heming'
  | 'xitong'
  | 'anquan'
  | 'shenji'
  | 'fangqing'

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
  { name: 'imports', title: '导入名单', as: 'linxiao', at: '/desk/imports', made: importOf('written') },
  { name: 'import-columns', title: '导入：各列', as: 'linxiao', at: '/desk/imports/:n', made: importOf('read') },
  { name: 'import-running', title: '导入：进行中', as: 'linxiao', at: '/desk/imports/:n', made: importOf('writing') },
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
const word = 'osmanthus in the rain'

async function addsRole(page: Page): Promise<void> {
  await page.getByRole('button', { name: /加一个岗位|Add a role/ }).click()
  await page.locator('.role-fields').waitFor()
}

async function setsPassword(page: Page): Promise<void> {
  for (const input of await page.locator('input[type=password]').all()) await input.fill(word)
  await page.locator('form button[type=submit]').click()
  await page.locator('.enrol-code').waitFor()
}

/** An import of 林晓 that stands at a step; made once. */
function importOf(state: 'read' | 'checked' | 'writing' | 'written'): () => Promise<string> {
  return async () => {
    const known = importsMade.get(state)
    if (known) return known
    // what is being written is not there yet
    const id = await importList(client('linxiao'), world(), state, state === 'writing' ? await demoList(2) : undefined)
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

beforeAll(async () => {
  clearPictures('staff')
  for (const worker of ['zhoumin', 'linxiao', 'shenli', 'heming', 'xitong', 'anquan', 'shenji'] as const)
    signedIn.set(worker, await world().staff(worker))
  await invitesSome()
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

  const shown = screens.filter((_, index) => isLookedAt(look, index))
  test.each(shown)('$name holds what every screen must', async ({ name, as, at, made, then }) => {
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

    expect(await complaintsOf(page, { width: look.width, prefixes })).toEqual([])
  })
})

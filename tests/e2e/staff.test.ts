/**
 * Administration by clicking: a colleague is invited, accepts, is given a role by two people and begins; another is suspended.
 *
 * The authenticator is computed from the key the page shows. Read next: ../support/second-factor.ts.
 */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { withCheckDigit } from '#lib/number.ts'
import { demoWorld } from '../support/demo-world.ts'
import { tabTo } from '../support/keyboard.ts'
import { reported, Worker } from '../support/people.ts'
import { codeNow } from '../support/second-factor.ts'
import { settled, visit } from '../support/visits.ts'

const world = demoWorld()
const word = 'osmanthus in the rain'

async function menu(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

/** Picks an entry of a list that opens. */
async function picks(page: Page, label: string, entry: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page
    .locator('.ant-select-item-option', { hasText: new RegExp(`^${entry}$`) })
    .first()
    .click()
}

async function opensLink(link: string): Promise<Page> {
  const page = await visit(world().origin, { width: 1440 })
  await page.goto(link.replace(/^https?:\/\/[^/]+/, ''))
  await page.getByRole('heading', { name: '启用账号' }).waitFor()
  return page
}

/** From the opened link to the desk. @returns the key of the authenticator */
async function accepts(page: Page): Promise<string> {
  await page.getByLabel('新密码').fill(word)
  await page.getByLabel('再填一遍').fill(word)
  await page.getByRole('button', { name: '下一步：绑定动态口令' }).click()
  await page.getByText('扫不了？手工输入密钥').click()
  const secret = await page.locator('.secret').innerText()
  await page.getByLabel('手机上显示的 6 位数字').fill(codeNow(secret, world().clock.now()))
  await page.getByRole('button', { name: '绑定', exact: true }).click()
  await page.getByRole('heading', { name: '请收好备用码' }).waitFor()
  expect(await page.locator('.recovery-codes li').count()).toBe(10)
  await page.getByLabel('我收好了').check()
  await page.getByRole('button', { name: '继续', exact: true }).click()
  return secret
}

describe('staff are administered on screens', () => {
  test('[GB22239-L2-ROLES] [GB22239-L3-2FA] [U01] [U03] a colleague is invited, sets up the second factor, gets a role from two people and begins', async () => {
    const system = await Worker.comes(world())
    await system.signsInAs('许国平')
    await system.page.getByRole('heading', { name: '待办' }).waitFor()
    await menu(system.page, '人员')
    await system.presses('邀请人员')
    await system.page.getByLabel('姓名').fill('方晴')
    await system.page.getByLabel('账号').fill('fangqing')
    await system.presses('生成邀请链接')
    const link = await system.page.locator('.handed-link').innerText()
    await system.page.getByRole('dialog').getByRole('button', { name: '关闭' }).last().click()
    await system.page.getByRole('heading', { name: '方晴' }).waitFor()
    await system.sees('已邀请，还没启用')

    const page = await opensLink(link)
    const secret = await accepts(page)
    await page.getByRole('heading', { name: '还没有岗位' }).waitFor()
    expect(page.url()).not.toContain('#')

    await system.presses('提议岗位')
    const dialog = system.page.getByRole('dialog', { name: '给方晴提议岗位' })
    await dialog.waitFor()
    await picks(system.page, '岗位', '网格员')
    await picks(system.page, '区县', '海曙区')
    await picks(system.page, '街道、镇', '白云街道')
    await picks(system.page, '社区', '牡丹社区')
    await dialog.getByRole('checkbox').first().check()
    await dialog.getByRole('button', { name: '提议岗位' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await system.sees('自己提的要由另一位来确认')

    const security = await Worker.comes(world())
    await security.signsInAs('罗静')
    await security.page.getByRole('heading', { name: '待办' }).waitFor()
    await menu(security.page, '待确认')
    await security.presses(/^确认：方晴 网格员$/)
    await security.sees('没有要确认的')

    await page.getByRole('button', { name: '再看一下' }).click()
    await page.getByRole('heading', { name: '今日' }).waitFor()
    await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: /^诉求/ }).click()
    await page.locator('.item').first().waitFor()

    await page.getByRole('button', { name: /方晴/ }).click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    await page.getByRole('textbox', { name: '账号' }).fill('fangqing')
    await page.getByLabel('密码').fill(word)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByLabel('动态口令').fill(codeNow(secret, world().clock.now(), 1))
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
  })

  test('[U03] [U02] a role is given for a list of grids, and its holder finds the requests of each of them in the inbox', async () => {
    const { database, demo } = world()
    const { rows: grids } = await database.pool.query<{ path: string; grid: string; community: string; id: string }>(
      `select distinct on (t.name, m.path) m.path, t.name as grid, c.name as community, m.id from matter m
       join territory t on t.path = m.path join territory c on c.path = left(m.path, 12)
       where length(m.path) = 14 and left(m.path, 12) <> $1 and m.state in ('submitted', 'accepted', 'assigned', 'in_progress') and t.name = '第 1 网格'
       order by t.name, m.path, m.opened_at desc limit 2`,
      [demo.community],
    )
    expect(grids).toHaveLength(2)
    const { rows: numbered } = await database.pool.query<{ number: string }>(
      'select number from matter where id = any($1::uuid[]) order by path',
      [grids.map(({ id }) => id)],
    )
    const numbers = numbered.map(({ number }) => withCheckDigit(Number(number)))
    const lin = await world().staff('linxiao')
    for (const number of numbers) expect((await lin.get(`/api/requests/${number}`)).status).toBe(403)

    const system = await Worker.comes(world())
    await system.signsInAs('许国平')
    await system.page.getByRole('heading', { name: '待办' }).waitFor()
    await menu(system.page, '区划与楼栋')
    await system.presses('名单')
    await system.presses('新建名单')
    await system.dialog.getByLabel('名称').fill('两个一网格')
    await system.dialog.getByRole('radio', { name: '责任区' }).check()
    for (const { path, community } of grids) {
      await system.dialog.getByRole('combobox', { name: '包括的地方' }).fill(path)
      await system.page.getByTitle(`第 1 网格 · ${community}`, { exact: true }).click()
    }
    await system.sends()
    await system.sees('两个一网格')

    await menu(system.page, '人员')
    await system.page.getByLabel('查找人员').fill('lx')
    await system.page.getByRole('link', { name: '林晓' }).click()
    await system.presses('提议岗位')
    await picks(system.page, '岗位', '网格员')
    await system.dialog.getByRole('radio', { name: '一组地方' }).check()
    await picks(system.page, '哪一组地方', '两个一网格（2 个地方）')
    await system.sends()
    const security = await Worker.comes(world())
    await security.signsInAs('罗静')
    await security.page.getByRole('heading', { name: '待办' }).waitFor()
    await menu(security.page, '待确认')
    await security.presses(/^确认：林晓 网格员$/)
    await security.sees('没有要确认的')

    const worker = await Worker.comes(world(), { as: lin })
    await worker.goesTo('诉求')
    for (const [index, { community }] of grids.entries()) {
      await worker.page.getByRole('banner').locator('.desk-area').click()
      await worker.page.getByRole('menuitem', { name: `${community} 第 1 网格` }).click()
      await worker.page.getByRole('link', { name: /^全部在办/ }).click()
      await settled(worker.page)
      const list = worker.page.getByRole('main').locator(`[data-number="${numbers[index]}"]`)
      await list.waitFor()
      expect(await worker.page.getByRole('main').innerText()).not.toContain(numbers[1 - index] ?? '')
    }
    await worker.opens(numbers[0] ?? '')
  })

  test('[GB22239-L2-ACCESS] suspending ends the open window of the colleague, and what is in hand is listed', async () => {
    const zhou = await Worker.comes(world())
    await zhou.signsInAs('周敏')
    const system = await Worker.comes(world())
    await system.signsInAs('许国平')
    await menu(system.page, '人员')
    await system.page.getByLabel('查找人员').fill('zm')
    await system.page.getByRole('link', { name: '周敏' }).click()
    await system.presses('停用账号')
    const dialog = system.page.getByRole('dialog', { name: '停用周敏的账号' })
    await dialog.getByLabel('原因').fill('调离')
    await dialog.getByRole('button', { name: '停用账号' }).click()
    await system.sees(/^账号已于/)
    await system.sees('这些诉求需要社区负责人交给别人办')
    expect(await system.page.locator('.in-hand li').count()).toBeGreaterThan(1)

    // nobody pressed anything there
    await zhou.page.getByRole('heading', { name: '登录工作台' }).waitFor()
    await zhou.page.getByRole('button', { name: /^周敏/ }).click()
    await zhou.page.getByRole('button', { name: '登录', exact: true }).click()
    await zhou.sees(/^这个账号已经停用/)

    await system.presses('恢复账号')
    await system.sees('在岗')
    await zhou.page.getByRole('button', { name: '登录', exact: true }).click()
    await zhou.page.getByRole('navigation', { name: '主菜单' }).waitFor()
  })

  test('[GB22239-L2-LOGIN] what was typed is there after an idle time-out and signing in again', async () => {
    const { number } = await reported(world(), await world().resident())
    const zhou = await Worker.comes(world())
    await zhou.signsInAs('周敏')
    await zhou.opens(number)
    await zhou.page.getByRole('tab', { name: '答复居民' }).click()
    await zhou.page.getByLabel('答复内容').fill('配件明天到，')
    world().clock.advance(12 * 3_600_000)
    await zhou.page.getByLabel('答复内容').pressSequentially('到了就换。')
    await zhou.page.waitForTimeout(700)
    await zhou.presses(/^今日/)
    await zhou.page.getByRole('heading', { name: '登录工作台' }).waitFor()
    await zhou.signsInAs('周敏')
    await zhou.opens(number)
    await zhou.page.getByRole('tab', { name: '答复居民' }).click()
    expect(await zhou.page.getByLabel('答复内容').inputValue()).toBe('配件明天到，到了就换。')
  })

  test('[U01] [GB22239-L2-IDENTITY] my sessions are listed and others are ended, the password is mine to change, at the desk and on a resident’s phone', async () => {
    const other = await world().staff('linxiao')
    const lin = await Worker.comes(world())
    await lin.signsInAs('林晓')
    await lin.page.getByRole('banner').getByRole('button', { name: /^林晓/ }).click()
    await lin.page.getByRole('menuitem', { name: '我的登录' }).click()
    await lin.sees('就是这里')
    await lin.presses('退出其他所有登录')
    await lin.sees(/^退出了 \d+ 处$/)
    expect((await other.get('/api/me/sessions')).status).toBe(401)

    await lin.page.getByLabel('现在的密码').fill('linli-demo')
    await lin.page.getByLabel('新密码').fill('太短')
    await lin.page.getByLabel('再填一遍').fill('太短')
    await lin.presses('改密码')
    await lin.sees(/^密码至少 10 位/)

    const phone = await world().resident('12899990011')
    const chen = await visit(world().origin, { as: phone })
    await chen.goto('/')
    await chen.getByRole('navigation').getByRole('link', { name: '我的', exact: true }).click()
    await chen.getByRole('link', { name: /我的登录/ }).click()
    await chen.getByText('就是这一台').waitFor()
  })

  test('[S4-11] a unit is added and ended', async () => {
    const system = await Worker.comes(world())
    await system.signsInAs('许国平')
    await menu(system.page, '单位')
    await system.presses('新增单位')
    const dialog = system.page.getByRole('dialog', { name: '新增单位' })
    await picks(system.page, '类别', '党组织')
    await dialog.getByLabel('名称').fill('白云街道党群服务中心')
    await dialog.getByRole('button', { name: '新增单位' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await system.page.getByLabel('按名称查找单位').fill('党群')
    await system.presses('停用白云街道党群服务中心')
    await system.page.getByRole('dialog', { name: '停用' }).getByRole('button', { name: '停用', exact: true }).click()
    await system.sees('没有符合条件的单位')
  })

  test('[GB22239-L2-ROLES] with keys only a security administrator confirms a role', async () => {
    const { origin, staff, database, clock } = world()
    const { rows } = await database.pool.query<{ id: string }>(
      `select person_id as id from account where login = 'linxiao'`,
    )
    const from = new Date(clock.now().getTime() + 86_400_000).toISOString().slice(0, 10)
    await (await staff('xitong')).done('POST', `/api/staff/${rows[0]?.id}/proposals`, {
      id: crypto.randomUUID(),
      role: 'community_head',
      paths: ['330203006005'],
      from,
      to: null,
      phone: null,
    })
    const page = await visit(origin, { width: 1440, as: await staff('anquan') })
    await page.goto('/desk')
    await page.getByRole('heading', { name: '待办' }).waitFor()
    await settled(page)
    await tabTo(page, 'button', '确认：林晓 社区负责人')
    await page.keyboard.press('Enter')
    await page.getByText('没有要确认的').waitFor()
  })
})

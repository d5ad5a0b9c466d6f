/**
 * Giving a request to a unit, by clicking: given, returned, decided above, taken, helped with and answered; and how somebody
 * becomes the officer of a unit.
 *
 * Read next: story.test.ts.
 */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, Resident, reported, Worker } from '../support/people.ts'
import { act } from '../support/requests.ts'

const world = demoWorld()

const comes = async (login: string): Promise<Worker> => await Worker.comes(world(), { as: await world().staff(login) })

/** Finds an entry of a list by its beginning and picks it. */
async function picks(page: Page, label: string | RegExp, entry: string): Promise<void> {
  const field = page.getByRole('combobox', { name: label, exact: typeof label === 'string' })
  await field.click()
  await field.fill(entry)
  await page.locator('.ant-select-item-option', { hasText: entry }).filter({ visible: true }).first().click()
}

async function opensFrom(worker: Worker, view: RegExp, number: string): Promise<void> {
  await worker.goesTo('诉求')
  await worker.page.getByRole('link', { name: view }).click()
  await worker.page.locator(`a[data-number="${number}"]`).press('Enter')
  await worker.page.waitForURL(`**/requests/${number}`)
}

describe('a request with units', () => {
  test('[BJ-11] [BJ-12] [BJ-14] [BJ-20] [BJ-28] [WF-22] goes to a unit, comes back, is decided above, helped with and answered', async () => {
    const { id, number } = await reported(world(), await world().resident())
    const desk = await world().staff()
    await act(desk, id, 'accept', { kind: 'help', category: 'elevator' })
    await act(desk, id, 'classify', { class: 'urgent' })

    const zhou = await comes('zhoumin')
    await zhou.opens(number)
    await zhou.starts('交给单位')
    await zhou.sees('这类事还没有定过先例')
    await zhou.tries()
    await zhou.sees('还没选单位')
    await picks(zhou.page, '单位', '市城市管理局')
    await zhou.sends()
    await zhou.sees('已交给市城市管理局，等它签收或退单。')

    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.page.goto(`/requests/${number}`)
    await chen.sees('已交由市城市管理局办理')

    const cheng = await comes('chenglan')
    await opensFrom(cheng, /^待单位签收/, number)
    await cheng.starts('退单')
    await choose(cheng.dialog, '不是本单位职责')
    await cheng.page.getByLabel('依据和理由').fill('电梯的事归市场监管和物业')
    await picks(cheng.page, /^建议由谁办/, '宏远物业')
    await cheng.sends()
    await cheng.sees('由谁办还没确定，等市里确定。')
    await chen.page.reload()
    await chen.sees('正在协调由哪个单位办')

    const he = await comes('heming')
    await opensFrom(he, /^待协调/, number)
    await he.sees('电梯的事归市场监管和物业')
    await he.starts('确定由谁办')
    await picks(he.page, '单位', '市城市管理局')
    await he.page.getByLabel('为什么这样定').fill('停运告示和现场秩序由城管管')
    await he.page.getByLabel('以后同类的照这样办（可以不写）').fill('电梯停运的现场秩序由城管维护')
    await he.sends()

    await cheng.page.reload()
    await cheng.sees('上级已定由市城市管理局办，等它签收，不能再退。')
    await cheng.starts('签收')
    await cheng.sends()
    await cheng.starts('请单位协办')
    await picks(cheng.page, '单位', '宏远物业')
    await cheng.page.getByLabel('请它办什么').fill('把电梯门口围起来')
    await cheng.sends()
    await cheng.replies('门口围好了，维修公司明天到。')
    await cheng.sees(/还有 1 个协办单位没反馈/)

    const fang = await comes('fangming')
    await fang.opens(number)
    expect(await fang.page.getByRole('button', { name: '看本人信息' }).count()).toBe(0)
    await fang.starts('反馈协办情况')
    await fang.page.getByLabel('办了什么、结果怎样').fill('围好了，贴了告示')
    await fang.sends()

    await cheng.page.reload()
    await cheng.sees(/已反馈$/)
    await cheng.replies('门口围好了，维修公司明天到。')
    await cheng.sees('门口围好了，维修公司明天到。')
    await chen.page.reload()
    await chen.sees('协调好了，由市城市管理局办理')
    await chen.sees('门口围好了，维修公司明天到。')

    // the next one like it is told of the decision
    const next = await reported(world(), await world().resident())
    await act(desk, next.id, 'accept', { kind: 'help', category: 'elevator' })
    await act(desk, next.id, 'classify', { class: 'urgent' })
    await zhou.opens(next.number)
    await zhou.starts('交给单位')
    await zhou.sees(/市城市管理局：电梯停运的现场秩序由城管维护/)
  })

  test('[BJ-11] [BJ-17] what a department owns is not offered to the street, and the form says why', async () => {
    const { id, number } = await reported(world(), await world().resident())
    const desk = await world().staff()
    await act(desk, id, 'accept', { kind: 'help', category: 'roads_bus' })
    await act(desk, id, 'classify', { class: 'urgent' })
    const shen = await comes('shenli')
    await shen.opens(number)
    await shen.starts('交给单位')
    await shen.sees('交办目录：这类事归市一级，不能交给下级机关')
    const field = shen.page.getByRole('combobox', { name: '单位', exact: true })
    await field.click()
    await field.fill('白云街道办事处')
    await shen.page.locator('.ant-select-item-option-disabled', { hasText: '白云街道办事处 · 不得下推' }).waitFor()
    await shen.page.keyboard.press('Escape')
    await shen.dialog.getByRole('button', { name: '市城市管理局', exact: true }).click()
    await shen.sends()
    await shen.sees('已交给市城市管理局，等它签收或退单。')
  })

  test('[U02] [U03] an officer of a unit is proposed by one administrator and confirmed by another', async () => {
    const system = await comes('xitong')
    await system.page
      .getByRole('navigation', { name: '主菜单' })
      .getByRole('link', { name: '人员', exact: true })
      .click()
    await system.page.getByRole('main').getByRole('link', { name: '林晓', exact: true }).click()
    await system.presses('提议岗位')
    await system.page.getByRole('combobox', { name: '岗位', exact: true }).click()
    await system.page.locator('.ant-select-item-option', { hasText: '单位承办员' }).click()
    await picks(system.page, '单位', '牡丹社区居民委员会')
    await system.page.getByRole('dialog').getByRole('button', { name: '提议岗位' }).click()
    await system.page.getByRole('dialog').waitFor({ state: 'hidden' })

    const security = await comes('anquan')
    await security.page
      .getByRole('navigation', { name: '主菜单' })
      .getByRole('link', { name: '待确认', exact: true })
      .click()
    await security.sees('牡丹社区居民委员会')
    await security.page.getByRole('button', { name: '确认：林晓 单位承办员' }).click()
    const lin = await comes('linxiao')
    await lin.page.getByRole('banner').getByRole('button', { name: /林晓/ }).click()
    await lin.sees('单位承办员 · 牡丹社区居民委员会')
  })
})

/**
 * What managers do with their numbers, by clicking from home: read the rates, leave a request out, look at what gathers, what is
 * coming, and what another rule would have given.
 *
 * Read next: closing.test.ts.
 */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, reported, Worker } from '../support/people.ts'

const world = demoWorld()

const comes = async (login: string): Promise<Worker> => await Worker.comes(world(), { as: await world().staff(login) })

/** How many a list says it found. */
async function found({ page }: Worker): Promise<number> {
  const status = page.locator('.filters [role=status]')
  await status.filter({ hasText: /\d/ }).waitFor()
  return Number(/\d+/.exec(await status.innerText())?.[0])
}

describe('numbers at the desk', () => {
  test('[BJ-32] [GH66-RANK] a rate opens its requests, and a worker and the street leave one out of it together', async () => {
    const shen = await comes('shenli')
    await shen.goesTo('三率')
    await shen.sees(/95% 区间/)
    await shen.sees('按代码先后排列，不分高低')
    const unit = shen.page
      .getByRole('row', { name: /^市城市管理局/ })
      .getByRole('link')
      .first()
    const given = Number(
      /(\d+)）|n = (\d+)/
        .exec(await unit.innerText())
        ?.slice(1)
        .find(Boolean),
    )
    await unit.click()
    await shen.sees('一个单位牵头办的')
    expect(await found(shen)).toBe(given)
    await shen.goesTo('三率')
    const link = shen.page.getByRole('link', { name: /^有效评价：\d+ 件，打开清单$/ })
    const n = Number(await link.innerText())
    await link.click()
    expect(await found(shen)).toBe(n)

    // who handles it proposes from the case
    const zhou = await world().find(
      `r.service is not null and m.state = 'closed' and r.handler_id = (select person_id from account where login = 'zhoumin')
        and not exists (select from rate_exclusion x where x.matter_id = m.id)`,
    )
    const worker = await comes('zhoumin')
    await worker.opens(zhou.number)
    await worker.page.getByRole('link', { name: '提出这件不计入' }).click()
    const form = worker.dialog
    await form.getByLabel('诉求编号').waitFor()
    expect(await form.getByLabel('诉求编号').inputValue()).toBe(zhou.number)
    await form.getByRole('button', { name: '提出不计入' }).click()
    await worker.sees('请选一个比率')
    await choose(form, '满意率')
    await choose(form, '居民评的是另一件事')
    await form.getByLabel('具体情况').fill('回访时居民说评的是停车')
    await form.getByRole('button', { name: '提出不计入' }).click()
    await worker.sees('回访时居民说评的是停车')

    // the head of the community is told that it waits
    const xu = await comes('xu')
    await xu.page.getByRole('banner').getByRole('link', { name: /^通知/ }).click()
    await xu.page
      .getByRole('link', { name: /不计入比率，请批/ })
      .first()
      .click()
    await xu.sees('回访时居民说评的是停车')
    await xu.page.getByRole('button', { name: '不批准' }).first().waitFor()

    await shen.goesTo('三率')
    await shen.page.getByRole('link', { name: '不计入比率的诉求' }).first().click()
    await shen.page.getByText(/^待批准/).click()
    const card = shen.page.locator('section.card', { hasText: '回访时居民说评的是停车' })
    await card.getByRole('button', { name: '批准', exact: true }).click()
    await shen.dialog.getByRole('button', { name: '批准', exact: true }).click()
    await card.waitFor({ state: 'detached' })
    await shen.goesTo('三率')
    await shen.sees(/不剔除时是/)
    await shen.page.getByRole('link', { name: `有效评价：${n - 1} 件，打开清单` }).waitFor()
    await shen.page
      .getByRole('region', { name: '满意率' })
      .getByRole('link', { name: /^批准不计入的/ })
      .click()
    expect(await found(shen)).toBe(1)
  })

  test('[BJ-24] [S3-58] what gathers and what comes back open the requests behind them', async () => {
    // the same thing three times in one building, whatever the demo city drew
    const chen = await world().resident()
    for (let time = 0; time < 3; time += 1) await reported(world(), chen, { category: 'elevator' })
    await world().work()
    const shen = await comes('shenli')
    await shen.goesTo('集中和反复')
    const [cluster, lead] = [
      shen.page.getByRole('region', { name: '近期集中反映的' }),
      shen.page.getByRole('region', { name: '同一幢楼反复反映，可提前调解' }),
    ]
    for (const table of [cluster, lead]) {
      const link = table.getByRole('link', { name: /件，打开清单$/ }).first()
      const n = Number(await link.innerText())
      await link.click()
      expect(await found(shen)).toBe(n)
      await shen.goesTo('集中和反复')
    }
  })

  test('[BJ-25] what a season brings is looked at before it comes, and ticked', async () => {
    const lin = await comes('linxiao')
    await lin.goesTo('未诉先办')
    await lin.sees('下水、积水')
    await lin.page.getByRole('button', { name: '记为看过' }).first().click()
    await lin.dialog.getByRole('button', { name: '记为看过' }).click()
    await lin.sees('请写明看了什么、打算怎么办')
    await lin.dialog.getByLabel('看了什么，打算怎么办').fill('5 幢的管道月底前疏通')
    await lin.dialog.getByRole('button', { name: '记为看过' }).click()
    await lin.sees('5 幢的管道月底前疏通')
    await lin.sees('林晓')
  })

  test('[S3-45] handling time is compared with the days before, says when there is too little, and opens its requests', async () => {
    const shen = await comes('shenli')
    await shen.goesTo('办事效率')
    await shen.sees(/办事效率 = 1 ÷ 平均办理时长/)
    await shen.sees(/^记录从.*不作比较。$/)
    await choose(shen.page, '此前同样天数')
    await shen.sees('有一边不足 30 件，不作比较')
    const link = shen.page.getByRole('row', { name: /^全部/ }).getByRole('link').first()
    const n = Number(await link.innerText())
    await link.click()
    await shen.sees(/^答复日期：/)
    expect(await found(shen)).toBe(n)
  })

  test('[S2-15] [BJ-15] another rule is tried on a year, and each number shows its requests', async () => {
    const shen = await comes('shenli')
    await shen.goesTo('时限推演')
    await shen.page.getByLabel('紧急事项（天）').fill('0')
    await shen.page.getByRole('button', { name: '推演' }).click()
    await shen.sees('请填 1 到 366 的整数')
    await shen.page.getByLabel('紧急事项（天）').fill('2')
    await shen.page.getByRole('button', { name: '推演' }).click()
    const became = shen.page.getByRole('button', { name: /件变为晚了$/ })
    await became.waitFor()
    const n = Number(/\d+/.exec(await became.innerText())?.[0])
    await became.click()
    await shen.sees(`共 ${n} 件，由近到远列出 ${n} 件`)
    expect(await shen.page.getByRole('region', { name: '结果变了的' }).locator('tbody tr').count()).toBe(n)
  })
})

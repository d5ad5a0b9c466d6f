/**
 * What those above a handler and those who call back do, by clicking from home, and what the resident sees of it.
 *
 * Read next: story.test.ts.
 */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, Resident, reported, Worker } from '../support/people.ts'
import { act, detail, fullReply, takeUp } from '../support/requests.ts'

const world = demoWorld()

const comes = async (login: string): Promise<Worker> => await Worker.comes(world(), { as: await world().staff(login) })

async function reportedAndTaken(): Promise<string> {
  const { id, number } = await reported(world(), await world().resident())
  const zhou = await world().staff()
  const me = await zhou.done<{ actor: { personId: string } }>('GET', '/api/session')
  await takeUp(zhou, id, me.actor.personId, 'urgent')
  return number
}

describe('between taking up and closing', () => {
  test('[BJ-15] [WF-20] [WF-26] more time, supervision and a plan are given at the desk and read by the resident', async () => {
    const number = await reportedAndTaken()
    const xu = await comes('xu')
    await xu.opens(number)
    await xu.starts('给更多时间')
    await xu.page.getByLabel('延长多少').fill('2')
    await xu.page.getByLabel('为什么要更多时间').fill('配件要从厂里发')
    await xu.sends()

    const shen = await comes('shenli')
    await shen.opens(number)
    await shen.starts('督办')
    await choose(shen.page.getByRole('dialog'), '应当解决没解决')
    await shen.page.getByLabel('要求办到什么').fill('先保证一部电梯能用')
    await shen.page.getByLabel('哪天以前办好').fill('2026-05-18')
    await shen.sends()
    await shen.sees(/督办（应当解决没解决）：请在\s?5月18日前办好/)
    await shen.goesTo('诉求')
    await shen.page.getByRole('link', { name: /^督办的/ }).click()
    await shen.page.locator(`a[data-number="${number}"]`).waitFor()

    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.page.goto(`/requests/${number}`)
    await chen.sees('答复时间延长了')
    await chen.sees('配件要从厂里发')
    await chen.sees(/上级在督办，要求\s?5月18日前办好/)

    const zhou = await comes('zhoumin')
    await zhou.opens(number)
    await choose(zhou.page, '现在办不到')
    await zhou.replies('这台电梯到了年限，修不好了。')
    await zhou.sees('办不到的，请写明接下来怎么打算')
    await zhou.page.getByLabel('接下来怎么打算').fill('列入明年的老旧电梯更新')
    await zhou.page.getByLabel('打算在哪天以前（没有可以不写）').fill('2027-03-31')
    await zhou.starts('发出答复')
    await zhou.sees(/列入明年的老旧电梯更新（\s?2027年3月31日前）/)

    await chen.page.reload()
    await chen.sees('现在办不到。接下来的打算：')
    await chen.sees('列入明年的老旧电梯更新')
  })

  test('[BJ-23] [GB39734] [WF-26] a bad rating is called back by another, and a bad answer is sent back', async () => {
    const number = await reportedAndTaken()
    const zhou = await world().staff()
    const { id, points } = await detail(zhou, number)
    await act(zhou, id, 'reply', { ...fullReply, answered: points.map((_, point) => point) })
    await act(await world().resident(), id, 'confirm', { solved: 'partly', service: 1 })

    const lin = await comes('linxiao')
    await lin.sees(/件等你回访/)
    await lin.page.getByRole('link', { name: /件等你回访/ }).click()
    await lin.page.locator(`a[data-number="${number}"]`).waitFor()
    await lin.sees(/不满意，6月\d+日前回访/)
    await lin.opens(number)
    await lin.starts('记一次回访')
    const form = lin.dialog
    await lin.tries()
    await lin.sees('还没选解决了没有')
    await choose(form, '没有解决')
    await form.getByLabel('反映人怎么说').fill('又停了两次')
    await lin.sends()
    await lin.sees(/回访了反映人/)

    await lin.starts('退回重办')
    await form.getByLabel('哪里没办好，要怎么办').fill('门机没有查，请连门机一起修')
    await lin.sends()

    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.page.goto(`/requests/${number}`)
    await chen.sees('没办好，退回重办')
    await chen.sees('门机没有查，请连门机一起修')
    expect(await detail(await world().resident(), id)).toMatchObject({ state: 'reopened' })
  })
})

/** What people ask about their own data, clicked from home: by phone, at the window, and the answers. */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, Resident, Worker } from '../support/people.ts'
import { rightsBody } from '../support/rights.ts'
import { visit } from '../support/visits.ts'

const world = demoWorld()

/** From home to the list of what was asked. */
async function opensRights(resident: Resident): Promise<void> {
  await resident.goesHome()
  await resident.page.getByRole('navigation').getByRole('link', { name: '我的', exact: true }).click()
  await resident.presses(/^我的信息/)
  await resident.presses('别的要求')
  await resident.page.getByRole('heading', { name: '别的要求', level: 1 }).waitFor()
}

/** From the desk's first page to the case on top of the open ones that fit. */
async function opensCase(worker: Worker, about: string): Promise<void> {
  await worker.goesTo('个人信息要求')
  await worker.page.getByRole('main').getByRole('link', { name: about }).first().click()
  await worker.page.getByRole('region', { name: '可以办的' }).waitFor()
}

describe('asking about one’s own data', () => {
  test('[PIPL-48] [PIPL-50] a resident asks from home, the head explains, and the answer is there without loading', async () => {
    const chen = await Resident.comes(world(), { as: await world().resident(), community: world().demo.community })
    await opensRights(chen)
    await chen.presses('提一个要求')
    await chen.presses('提交')
    await chen.sees('请选一项')
    await choose(chen.page, '讲清楚一条规则或自动建议')
    await chen.page.getByLabel('说清楚是哪一项、要怎么办').fill('为什么系统建议把电梯的事归到物业？')
    await chen.sees(/15 个工作日/)
    await chen.presses('提交')
    await chen.page.getByRole('heading', { name: '已收到，等人负责' }).waitFor()

    const xu = new Worker(await visit(world().origin, { width: 1440, as: await world().staff('xu') }))
    await xu.page.goto('/desk')
    await opensCase(xu, '解释规则或自动建议')
    await xu.sees('为什么系统建议把电梯的事归到物业？')
    await xu.starts('我来办')
    await xu.sends()
    await chen.page.getByRole('heading', { name: '徐建国在办' }).waitFor()
    await xu.starts('答复')
    await xu.tries()
    await xu.sees('请填写这一项')
    await xu.dialog.getByLabel('答复内容').fill('“电梯”这个词在物业这一类的词表里，所以先这样建议。最后由人来定。')
    await xu.sends()
    await chen.page.getByRole('heading', { name: '答复好了' }).waitFor()
    await chen.sees('最后由人来定')
  })

  test('[PIPL-50] [PIPL-15] a refusal says why and where to turn; the resident objects and finds it in the notices', async () => {
    const phone = await world().resident()
    const chen = await Resident.comes(world(), { as: phone, community: world().demo.community })
    await opensRights(chen)
    await chen.presses('提一个要求')
    await choose(chen.page, '收回我同意过的')
    await chen.sees('结束代办')
    await chen.page.getByLabel('说清楚是哪一项、要怎么办').fill('上次同意代我登记，现在收回。')
    await chen.presses('提交')
    await chen.page.getByRole('heading', { name: '已收到，等人负责' }).waitFor()

    const xu = new Worker(await visit(world().origin, { width: 1440, as: await world().staff('xu') }))
    await xu.page.goto('/desk')
    await opensCase(xu, '撤回同意')
    await xu.starts('不照办')
    await choose(xu.dialog, '同一件事已经答复过，没有新的情况')
    await xu.dialog.getByLabel('说明').fill('那次登记已经撤回了，系统里没有别的同意。')
    expect(await xu.dialog.getByLabel('不满意可以找谁').inputValue()).toBe('白云街道办事处')
    await xu.sends()

    await chen.page.getByRole('heading', { name: '没有照办，理由在下面' }).waitFor()
    await chen.sees('理由：同一件事已经答复过，没有新的情况')
    await chen.sees('也可以依法向人民法院起诉（个人信息保护法第五十条）。')
    await chen.presses('不认可，请重新办')
    await chen.page.getByLabel('哪里不认可').fill('我要看记录')
    await chen.presses('提交')
    await chen.page.getByRole('heading', { name: '徐建国在办' }).waitFor()
    await chen.goesHome()
    await chen.page.goto('/notices')
    await chen.presses(/没有照办，点开看理由/)
    await chen.page.getByRole('heading', { name: '徐建国在办' }).waitFor()
  })

  test('[PIPL-49] [PIPL-50] the desk takes in at the window for a relative without a phone, and hands the answer over', async () => {
    const lin = await Worker.comes(world())
    await lin.signsInAs('林晓')
    await lin.goesTo('个人信息要求')
    await lin.presses('窗口登记')
    await lin.page.getByLabel('姓名', { exact: true }).fill('周阿根')
    await choose(lin.page, '近亲属替去世的人办')
    await lin.page.getByLabel('去世的人的姓名').fill('周阿福')
    await choose(lin.page, '兄弟姐妹')
    await lin.page.getByLabel('照申请人的话写').fill('哥哥走了，请把他的电话删掉。')
    await choose(lin.page.getByRole('group', { name: '看过的证件' }), '身份证')
    await lin.presses('登记')
    await lin.sees('请选看过的材料')
    await choose(lin.page.getByRole('group', { name: '看过的亲属关系材料' }), '户口簿')
    await lin.presses('登记')
    await lin.page.getByRole('region', { name: '可以办的' }).waitFor()
    await lin.sees('去世的人：周阿福；申请人是其兄弟姐妹')
    expect(await lin.page.getByRole('button', { name: '答复', exact: true }).count()).toBe(0)

    const xu = new Worker(await visit(world().origin, { width: 1440, as: await world().staff('xu') }))
    await xu.page.goto('/desk')
    await opensCase(xu, '近亲属替去世的人办')
    await xu.starts('答复')
    await xu.dialog.getByLabel('答复内容').fill('电话删掉了。')
    await xu.sends()
    await lin.starts('已当面交付')
    await lin.sends()
    await lin.sees('答复已当面交给申请人')
  })

  test('[PIPL-50] proof is asked for and shown; the resident sees where to bring the paper', async () => {
    const phone = await world().resident()
    const lin = new Worker(await visit(world().origin, { width: 1440, as: await world().staff('linxiao') }))
    await phone.done('POST', '/api/rights', rightsBody({ community: world().demo.community, about: 'limit' }))
    await lin.page.goto('/desk')
    await opensCase(lin, '限制或者拒绝使用')
    await lin.starts('请其证明身份')
    await lin.sends()
    const chen = await Resident.comes(world(), { as: phone, community: world().demo.community })
    await opensRights(chen)
    await chen.presses(/^不要再这样用我的信息/)
    await chen.page.getByRole('heading', { name: '请带证件到社区窗口，证明是您本人' }).waitFor()
    await lin.starts('看过证件')
    await choose(lin.dialog, '社会保障卡')
    await lin.sends()
    await chen.sees(/在窗口看过证件/)
    await chen.presses('撤回')
    await chen.sees('撤回以后就不办了')
    await chen.presses('撤回')
    await chen.page.getByRole('heading', { name: '您撤回了' }).waitFor()
  })
})

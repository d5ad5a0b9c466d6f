/**
 * The story of a request, told by clicking from home: a resident on a phone, a grid worker at her desk, both at once.
 *
 * Each test plays with requests of its own in one demo street. Read next: ../support/people.ts.
 */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, marks, Resident, reported, Worker } from '../support/people.ts'
import { act, detail, fullReply, takeUp } from '../support/requests.ts'

const world = demoWorld()

const reply = '门锁触点换好了，试了 40 趟没再停。警铃接到物业值班室，试了三次都有人接。'

async function zhouIn(login = 'zhoumin'): Promise<Worker> {
  return await Worker.comes(world(), { as: await world().staff(login) })
}

/** 周敏 has it, through HTTP: the story begins later. */
async function inWork(number: string, of: 'urgent' | 'key' = 'key'): Promise<{ id: string }> {
  const zhou = await world().staff()
  const me = await zhou.done<{ actor: { personId: string } }>('GET', '/api/session')
  const { id } = await detail(zhou, number)
  await takeUp(zhou, id, me.actor.personId, of)
  await act(zhou, id, 'contact', { way: 'phone', reached: true })
  return { id }
}

async function answered(number: string): Promise<void> {
  const { id } = await inWork(number)
  const zhou = await world().staff()
  const { points } = await detail(zhou, id)
  await act(zhou, id, 'reply', { ...fullReply, words: reply, answered: points.map((_, point) => point) })
}

/** The n of the share of solved requests on the street's overview. */
async function solvedCount(shen: Worker): Promise<number> {
  const figure = shen.page.getByRole('region', { name: '主要数字' }).locator('.figure', { hasText: '解决率' })
  return Number(/n = ([\d,]+)/.exec(await figure.innerText())?.[1]?.replace(',', '') ?? 0)
}

describe('a request and its answer', () => {
  test('[S3-45] [BJ-8] [PIPL-17] [WF-20] [S4-99] [GB39734] is reported with a photo, taken up while both look, answered, confirmed, rated and counted', async () => {
    const shen = await zhouIn('shenli')
    await shen.goesTo('总览')
    await shen.sees('平均首次回应')
    await shen.sees(/目标 12 小时 · n = \d+/)
    const before = await solvedCount(shen)
    const zhou = await Worker.comes(world())
    await zhou.signsInAs('周敏')
    await zhou.goesTo('诉求')
    await zhou.sees(/件 · 按承诺时间排/)
    const zhouStayed = await marks(zhou.page)

    const chen = await Resident.comes(world(), { firstTime: true })
    await chen.presses('用普通版')
    await chen.writes({ unit: '2 单元', room: '502', withPhoto: true })
    await chen.sees('最晚 5月21日（周四）18:00 前答复您')
    await chen.presses('提交')
    await chen.signsIn(world().demo.residentPhone)
    const number = await chen.receipt()
    await chen.sees(/5月21日|下周四/)
    await chen.presses('看进度')
    await chen.sees('已收到，等社区接手')
    const chenStayed = await marks(chen.page)

    await zhou.presses('有 1 件新的，点这里看')
    await zhou.page.locator(`a[data-number="${number}"]`).click()
    await zhou.page.getByRole('region', { name: '这一件' }).getByRole('link', { name: '打开' }).click()
    await zhou.sees(/昨天晚上停在 5 楼/)
    await zhou.page.getByRole('button', { name: '看大图：照片 1' }).waitFor()
    await zhou.accepts()
    await chen.sees('社区受理了')
    await zhou.classifies('重点')
    await zhou.assigns('周敏')
    await chen.sees('周敏负责办这件事')
    await zhou.begins()
    await chen.sees('办理中')
    await zhou.contacts('电话里说了 6 分钟，停的三次都记了时间。')
    await chen.sees('周敏联系过您')
    await zhou.replies(reply)
    await chen.sees('答复好了，请您看看')
    await chen.sees(reply)
    expect(await chenStayed()).toBe(true)
    expect(await zhouStayed()).toBe(true)

    await chen.presses('看看解决没有')
    expect(await chen.page.getByRole('radio', { checked: true }).count()).toBe(0)
    await chen.sees('不评价也可以，不影响以后办事。')
    await choose(chen.page, '解决了')
    await choose(chen.page, '非常满意')
    await chen.presses('提交')
    await chen.sees('您确认过了')
    await chen.sees('您说：解决了')
    await chen.sees('服务：非常满意')
    expect(await chen.page.getByRole('button', { name: '评价服务' }).count()).toBe(0)

    await zhou.sees('居民已确认 · 解决了')
    await shen.presses('有新的变化，点这里更新数字')
    await expect.poll(() => solvedCount(shen), { timeout: 10_000 }).toBe(before + 1)
  })

  test('[S4-99] is not solved: the resident says what is open, and the same worker goes on', async () => {
    const phone = await world().resident()
    const { number } = await reported(world(), phone)
    await answered(number)
    const zhou = await zhouIn()
    await zhou.opens(number)
    const chen = await Resident.comes(world(), { as: phone })

    await chen.opensMine('要我确认', /12 幢的电梯/)
    await chen.presses('看看解决没有')
    await choose(chen.page, '没有解决')
    await chen.presses('没解决，请继续办')
    await chen.sees('请写几个字')
    await chen.page.getByLabel('还有什么没解决').fill('今天早上又停了一次。')
    await chen.presses('没解决，请继续办')

    await chen.sees('没解决，接着办')
    await zhou.sees('今天早上又停了一次。')
    await zhou.sees('没解决，接着办')
  })

  test('[WF-19] [BJ-11] is not for the community: it says why, where to go and the phone, and the resident objects', async () => {
    const phone = await world().resident()
    const { number } = await reported(world(), phone)
    const zhou = await zhouIn()
    await zhou.opens(number)
    await zhou.starts('办不了，告知去处')
    await zhou.tries()
    await zhou.sees('还没选属于哪一种')
    await choose(zhou.dialog, '归别的单位、市场或社会渠道')
    await zhou.dialog.getByLabel('为什么办不了').fill('')
    await zhou.tries()
    await zhou.sees('写明为什么办不了')
    await zhou.dialog.getByLabel('为什么办不了').fill('电梯年检归市场监管部门')
    await zhou.dialog.getByLabel('可以去哪里').fill('区市场监督管理局三楼')
    await zhou.dialog.getByLabel('那里的电话').fill('12315')
    await zhou.sends()

    const chen = await Resident.comes(world(), { as: phone })
    await chen.opensMine('已办结', /12 幢的电梯/)
    await chen.sees('社区办不了。原因：电梯年检归市场监管部门')
    await chen.sees('可以去：区市场监督管理局三楼')
    await chen.page.getByRole('link', { name: '打电话 12315' }).waitFor()
    await chen.presses('我不同意')
    await chen.page.getByLabel('为什么应该由社区办').fill('是物业不管，不是年检。')
    await chen.presses('提出不同意见')

    await chen.sees('已收到，等社区接手')
    await zhou.sees('是物业不管，不是年检。')
  })

  test('[S2-15] [BJ-13] is urgent or key: the day follows from the class, both sides see it, and a change needs a reason', async () => {
    const phone = await world().resident()
    const { number } = await reported(world(), phone)
    const zhou = await zhouIn()
    await zhou.opens(number)
    await zhou.accepts()
    await zhou.classifies('紧急')
    await zhou.page.getByRole('button', { name: '怎么算的' }).click()
    await zhou.sees(/加 7 天（自然日）/)
    await zhou.sees(/依据：.*S2-15/)
    const chen = await Resident.comes(world(), { as: phone })
    await chen.opensMine('在办', /12 幢的电梯/)
    await chen.sees('下周四 18:00 前')

    await zhou.starts('改轻重缓急')
    await zhou.dialog.getByRole('radio', { name: /^重点/ }).check()
    await zhou.tries()
    await zhou.sees('写明原因')
    await zhou.dialog.getByLabel('为什么改').fill('要等维保单位排期')
    await zhou.sends()

    await chen.sees('要等维保单位排期')
    expect((await chen.page.locator('del, s').allInnerTexts()).join()).toMatch(/5月21日|下周四/)
  })
})

describe('what is known of a person', () => {
  test('[PIPL-17] [S4-04] [S4-01] is asked after the notice only; whoever has a phone reports in any village or community', async () => {
    const li = await Resident.comes(world(), { firstTime: true })
    await li.presses('用普通版')
    await li.page
      .getByRole('main')
      .getByRole('link', { name: /^先选您的社区/ })
      .click()
    for (const place of ['海曙区', '横街镇']) await li.presses(new RegExp(`^${place}`))
    const villages = li.page.getByRole('list', { name: '社区' }).getByRole('button')
    await villages.first().waitFor()
    const names = await villages.allInnerTexts()
    expect(names.some((name) => name.endsWith('村'))).toBe(true)
    const village = names.find((name) => name.endsWith('村')) ?? ''
    await li.page.getByRole('button', { name: village, exact: true }).click()
    await li.page.getByRole('heading', { name: village }).waitFor()

    await li.presses(/^我要反映/)
    await li.page.getByLabel('出了什么事').fill('村口的路灯不亮，晚上看不见台阶。')
    await li.page.locator('#report-place').click()
    await li.presses('不在楼里，写一句在哪里')
    await li.page.getByLabel('写一句在哪里').fill('村口的小桥边')
    await li.presses('就是这里')
    await li.presses('提交')
    await li.page.getByRole('heading', { name: '先看一下：个人信息怎么用' }).waitFor()
    expect(await li.page.getByRole('textbox').count()).toBe(0)
    for (const fact of [/版本/, /保存|留/, /撤回|删/]) await li.sees(fact)
    await li.signsIn('12899990001')
    await li.presses('先不填')
    const number = await li.receipt()

    const { rows } = await world().database.pool.query(
      `select c.version from consent c join request r on r.requester_id = c.person_id join matter m on m.id = r.matter_id
       where m.number = $1`,
      [Number(number.slice(0, 8))],
    )
    expect(rows).toHaveLength(1)
  })

  test('[S3-60] is masked until a worker says what for; the person reads who looked, when and why', async () => {
    const phone = await world().resident()
    const { number } = await reported(world(), phone)
    const zhou = await zhouIn()
    await zhou.opens(number)
    await zhou.sees('尾号 0316')
    expect(await zhou.page.getByText('12800000316').count()).toBe(0)
    await zhou.page.getByRole('button', { name: '查看', exact: true }).click()
    await zhou.page.getByRole('button', { name: '查看 5 分钟' }).click()
    await zhou.sees('先选为什么要看')
    await zhou.page.getByRole('radio', { name: '联系本人' }).check()
    await zhou.page.getByRole('button', { name: '查看 5 分钟' }).click()
    await zhou.sees('12800000316')

    const chen = await Resident.comes(world(), { as: phone })
    await chen.page.getByRole('navigation').getByRole('link', { name: '我的', exact: true }).click()
    await chen.presses('谁看过我的联系方式')
    await chen.sees('周敏，网格员')
    await chen.sees(/看了.*手机号.*，为了联系您/)
  })
})

describe('what everybody may read', () => {
  test('[U34] [BJ-34] an answer is public after a worker took out what tells who it is; small numbers are not shown', async () => {
    const phone = await world().resident()
    const words = '2 单元 502 室门口堆了三辆旧自行车，找过 13 号楼的李师傅，电话 12800004321，一直没人搬。'
    const { number } = await reported(world(), phone, { words, visibility: 'public' })
    await answered(number)
    const lin = await zhouIn('linxiao')
    await lin.opens(number)
    await lin.starts('公开答复')
    const text = lin.dialog.getByLabel('公开的文字')
    expect(await text.inputValue()).not.toMatch(/502|4321|李师傅/)
    await text.fill('单元门口堆了三辆旧自行车，一直没人搬。')
    await lin.tries()
    await lin.sees('请先对照原文看一遍，再勾上最后一项')
    await lin.dialog.getByRole('checkbox', { name: /对照原文看过/ }).check()
    await lin.sends()

    const other = { community: '330203101001', words: '横街菜场南门' }
    await reported(world(), await world().resident('12899990002'), { place: other })

    const anyone = await Resident.comes(world(), { community: world().demo.community })
    await anyone.page.getByRole('navigation').getByRole('link', { name: '大家的事', exact: true }).click()
    const card = anyone.page.getByRole('article').filter({ hasText: '单元门口堆了三辆旧自行车' })
    await card.getByText(reply).waitFor()
    expect(await card.innerText()).not.toMatch(/陈|502|4321/)
    await anyone.goesHome()
    await anyone.page.getByRole('heading', { level: 1 }).getByRole('link').click()
    await anyone.page.getByLabel('找社区').fill('横街社区')
    await anyone.presses(/^横街社区/)
    await anyone.page.getByRole('navigation').getByRole('link', { name: '大家的事', exact: true }).click()
    await anyone.page.getByText('近 30 天收到').waitFor()
    expect(await anyone.page.getByRole('definition').allInnerTexts()).toEqual(['少于 5 件', '少于 5 件'])

    const shen = await zhouIn('shenli')
    await shen.goesTo('总览')
    await shen.sees(/样本太少，不出比例（n = \d+）/)
  })

  test('[S3-45] a number and the last four digits show how far it is, without signing in', async () => {
    const phone = await world().resident()
    const { number } = await reported(world(), phone)
    const anyone = await Resident.comes(world())
    await anyone.presses('用编号查')
    await anyone.page.getByLabel('编号').fill(number)
    await anyone.page.getByLabel('手机号后四位').fill('9999')
    await anyone.presses('查进度')
    await anyone.sees(/没有找到这个编号。请核对编号和手机号后四位/)

    await anyone.page.getByLabel('手机号后四位').fill('0316')
    await anyone.presses('查进度')

    await anyone.page.getByRole('heading', { name: '已收到' }).waitFor()
    expect(await anyone.page.getByRole('main').innerText()).not.toMatch(/陈佳|502|12800000316/)
  })
})

describe('the desk', () => {
  test('[S3-54] [S2-14] [BJ-2] [BJ-10] a call, a visit, a letter, a chat and a door all land in the one list, each with its channel and consent', async () => {
    const lin = await zhouIn('linxiao')
    await lin.goesTo('登记诉求')
    const channels = ['电话', '来访', '纸质', '微信群', '上门']
    const numbers: string[] = []
    for (const channel of channels) {
      await lin.page.getByRole('radio', { name: channel, exact: true }).check()
      await lin.page.getByLabel('说了什么').fill(`${channel}说的：楼下的垃圾两天没收了，味道很大。`)
      await lin.page.getByLabel('在登记的居民里找').fill('0316')
      await lin.page.getByRole('button', { name: /^陈/ }).click()
      if (channel === '电话') {
        await lin.presses(/^保存，登记下一件/)
        await lin.sees('还没记本人怎么同意的')
      }
      await lin.page.getByRole('radio', { name: channel === '纸质' ? '签了纸质同意书' : /^口头同意/ }).check()
      await lin.page.getByLabel('或者写一句在哪里').fill('牡丹新村东门的垃圾房')
      await lin.page.keyboard.press('Control+Enter')
      const receipt = lin.page.locator('.receipt').filter({ hasText: `${channel}说的` })
      numbers.push((await receipt.getByText(/^\d{4} \d{4} \d$/).innerText()).replaceAll(' ', ''))
    }
    expect(new Set(numbers).size).toBe(channels.length)

    await lin.goesTo('诉求')
    await lin.page.getByRole('navigation', { name: '视图' }).getByRole('link', { name: /^全部/ }).click()
    for (const [place, number] of numbers.entries())
      await lin.page
        .locator(`a[data-number="${number}"]`)
        .getByText(channels[place] ?? '', { exact: true })
        .waitFor()
    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.presses('消息')
    await chen.sees(/已经替您登记，编号/)
  })

  test('[S3-58] the street sees where the same thing came back, and opens the requests behind it', async () => {
    const shen = await zhouIn('shenli')
    await shen.goesTo('总览')
    const line = shen.page.locator('li', { hasText: /\d+ 件，\d+ 人/ }).first()
    const count = Number(/(\d+) 件，\d+ 人/.exec(await line.innerText())?.[1])
    expect(count).toBeGreaterThanOrEqual(3)
    await line.getByRole('link').click()

    await shen.page.getByRole('button', { name: /收到的，撤回的除外/ }).waitFor()
    await shen.sees(new RegExp(`^${count} 件 · `))
    expect(await shen.page.locator('a[data-number]').count()).toBe(count)
  })

  test('[S3-45] every bar of what is late opens as many requests as it counts, and the list says which', async () => {
    const shen = await zhouIn('shenli')
    await shen.goesTo('总览')
    const ages = shen.page.getByRole('list', { name: '晚了多久' }).getByRole('link')
    const reasons = shen.page.locator('.bar-row')
    await ages.first().waitFor()
    const bars = [...(await ages.all()), ...(await reasons.all())]
    const shown: [string, number][] = []
    for (const bar of bars) {
      const words = (await bar.innerText()).trim().split(/\n+/)
      const count = Number(words.find((word) => /^\d+$/.test(word)))
      shown.push([words.find((word) => !/^\d+$/.test(word)) ?? '', count])
    }
    expect(shown.filter(([, count]) => count > 0).length).toBeGreaterThan(2)

    for (const [words, count] of shown) {
      await shen.page.getByRole('main').getByRole('link').filter({ hasText: words }).click()
      await shen.page.getByRole('button', { name: words }).waitFor()
      await shen.page.getByRole('button', { name: '数字：晚了的' }).waitFor()
      await shen.sees(new RegExp(`^${count} 件 · `))
      expect([words, await shen.page.locator('a[data-number]').count()]).toEqual([words, count])
      await shen.page.goBack()
      await ages.first().waitFor()
    }
  })
})

// the last of the file: it moves the time of the street
describe('two days later', () => {
  test('[BJ-15] [BJ-13] waits with a reason the resident sees; going on moves the promise and the old day stays, struck through', async () => {
    const phone = await world().resident()
    const { number } = await reported(world(), phone)
    await inWork(number, 'urgent')
    const chen = await Resident.comes(world(), { as: phone })
    await chen.opensMine('在办', /12 幢的电梯/)
    await chen.sees(/下周四（5月21日）18:00 前答复/)
    const zhou = await zhouIn()
    await zhou.opens(number)
    await zhou.starts('先等一等')
    await zhou.tries()
    await zhou.sees('写明在等什么')
    await zhou.dialog.getByRole('button', { name: '等配件' }).click()
    await zhou.dialog.getByLabel('哪一天接着办').fill('2026-05-16')
    await zhou.sends()
    await chen.sees('先等一等：等配件')
    await chen.sees(/预计 ?5月16日接着办/)

    await world().pass(48)
    const later = await zhouIn()
    await later.opens(number)
    await later.starts('接着办')
    await later.sends()

    await chen.sees('接着办了')
    await chen.sees(/下周六（5月23日）18:00 前答复/)
    expect((await chen.page.locator('del, s').allInnerTexts()).at(-1)).toMatch(/5月21日|周四/)
    await later.page.getByRole('button', { name: '怎么算的' }).click()
    await later.sees(/加 7 天（自然日）/)
    await later.sees(/5月14日.* 到 .*暂停/)
  })
})

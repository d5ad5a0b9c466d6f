/**
 * What a resident finds of their own: their home filled in, all they ever reported, and what is held about them: seen, put
 * right, taken along, ended, and gone by itself when its time is over.
 */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Client } from '../support/client.ts'
import { demoWorld } from '../support/demo-world.ts'
import { choose, Resident, reported, Worker } from '../support/people.ts'

const world = demoWorld()
const mine = '我的信息：看、改、带走'

describe('what is my own', () => {
  test('[S3-45] my home is filled in with stairwell and room, and each can be put right', async () => {
    const phone = await world().resident()
    const { actor } = await phone.done<{ actor: { home: { units: number; unit: number; room: string } } }>(
      'GET',
      '/api/session',
    )
    const { units, unit, room } = actor.home
    const chen = await Resident.comes(world(), { as: phone })
    await chen.presses(/^我要反映/)
    await chen.page.getByLabel('出了什么事').fill('楼道的灯坏了。')
    await chen.page.getByRole('button', { name: new RegExp(`${unit} 单元 ${room} 室.*我家`) }).click()
    const sheet = chen.page.getByRole('dialog', { name: '在哪里' })
    await sheet.getByRole('radio', { name: `${unit} 单元`, checked: true }).waitFor({ state: 'attached' })
    expect(await sheet.getByRole('radio', { name: /^\d+ 单元$/ }).count()).toBe(units)
    expect(await sheet.getByLabel('室号（可以不填）').inputValue()).toBe(room)

    await choose(sheet, '1 单元')
    await sheet.getByLabel('室号（可以不填）').fill('101')
    await sheet.getByRole('button', { name: '就是这里' }).click()

    await chen.page.getByRole('button', { name: /1 单元 101 室/ }).waitFor()
  })

  test('[S3-45] older requests come with a press, and the tab counts all of them', async () => {
    const phone = await world().resident('12899990007')
    for (let made = 0; made < 55; made++) await reported(world(), phone, { words: `第 ${made} 盏路灯不亮。` })
    const li = await Resident.comes(world(), { as: phone })
    await li.page.getByRole('navigation').getByRole('link', { name: '进度', exact: true }).click()
    await li.sees('在办 55')
    const cards = li.page.getByRole('main').getByRole('listitem').getByRole('link')
    expect(await cards.count()).toBe(50)
    expect(await li.page.getByText('第 0 盏路灯不亮').count()).toBe(0)

    await li.presses('再看以前的')

    await li.sees('第 0 盏路灯不亮')
    expect(await cards.count()).toBe(55)
    expect(await li.page.getByRole('button', { name: '再看以前的' }).count()).toBe(0)
  })
})

/** One kind of what is held, by its heading. */
const held = (page: Page, name: string) =>
  page.locator('.held').filter({ has: page.getByRole('heading', { name, exact: true }) })

async function nameOf(client: Client): Promise<{ name: string; requests: number }> {
  return await client.done('GET', '/api/me/data')
}

/** What was recorded about a person, oldest first. */
async function deedsOn(personId: string): Promise<string[]> {
  const { rows } = await world().database.pool.query<{ kind: string }>(
    'select kind from action where subject_id = $1 order by at, id',
    [personId],
  )
  return rows.map(({ kind }) => kind)
}

async function personIdOf(client: Client): Promise<string> {
  return (await client.done<{ actor: { personId: string } }>('GET', '/api/session')).actor.personId
}

describe('what is held about me', () => {
  test('[PIPL-44] [PIPL-45] is shown kind by kind with why and until when, and who read it; a copy is taken along', async () => {
    const phone = await world().resident()
    const { id, number } = await reported(world(), phone, { words: '12 幢的门禁刷不开。' })
    const zhou = await world().staff()
    await zhou.done('POST', `/api/requests/${id}/reveal`, { id: crypto.randomUUID(), purpose: 'contact' })
    const chen = await Resident.comes(world(), { as: phone })
    const { page } = chen
    await chen.goesToMine(mine)
    await page.getByRole('heading', { level: 1, name: '我的信息' }).waitFor()
    for (const [kind, what, until] of [
      ['称呼', '陈佳', '存到您注销账号；3 年没用过、也没有在办的事，会自动删去'],
      ['手机号', '12800000316', '存到您注销账号'],
      ['住址', '牡丹新村 12 幢', '存到您注销账号'],
      ['我反映的事', '件在办', '办结后 3 年删去文字、照片和语音，只留编号和时间'],
      ['谁看过我的联系方式', ' 次', '一直留着，谁也改不了、删不了'],
      ['我同意过的', '看过“个人信息怎么用”并继续', '一直留着，注销后只剩时间'],
      ['登录记录', '验证码 10 分钟后作废', '90 天没用就要重新登录'],
    ] as const) {
      const words = await held(page, kind).innerText()
      expect(words).toContain(what)
      expect(words).toContain(until)
      expect(words).toContain('依据：')
    }

    await held(page, '谁看过我的联系方式').getByRole('link', { name: '看记录' }).click()
    const reading = page.getByRole('listitem').filter({ hasText: '周敏，网格员' }).first()
    await reading.getByText('看了姓名、手机号、住址，为了联系您').waitFor()
    await reading.getByRole('link', { name: /^编号 / }).click()
    await chen.sees('12 幢的门禁刷不开')

    await chen.goesToMine(mine, '带走一份我的信息')
    await chen.sees('12 幢的门禁刷不开')
    await chen.sees('周敏，网格员')
    const coming = page.waitForEvent('download')
    await chen.presses('下载文件')
    const download = await coming
    expect(download.suggestedFilename()).toBe('我的信息.json')
    const copy = JSON.parse(await readFile(await download.path(), 'utf8'))
    expect(copy.person).toMatchObject({ name: '陈佳', phone: '12800000316' })
    expect(copy.matters.map((matter: { number: string }) => matter.number)).toContain(number)
    expect(JSON.stringify(copy.matters)).toContain('12 幢的门禁刷不开。')
    expect(copy.readings[0]).toMatchObject({ reader: '周敏', purpose: 'contact' })
  })

  test('[PIPL-46] name, home and phone are put right by the person, the phone with a code to each of the two', async () => {
    const phone = await world().resident('12899950001')
    const personId = await personIdOf(phone)
    const shen = await Resident.comes(world(), { as: phone })
    const { page } = shen
    await shen.goesToMine(mine, '改称呼')
    await page.getByRole('dialog').getByLabel('称呼').fill('沈小青')
    await shen.presses('保存')
    await held(page, '称呼').getByText('沈小青').waitFor()
    await shen.presses('改住址')
    await shen.choosesPlace('牡丹新村 12 幢', '2 单元', '302')
    await held(page, '住址').getByText('牡丹新村 12 幢 2 单元 302 室').waitFor()

    await shen.presses('换手机号')
    await page.getByLabel('新手机号').fill('12899950002')
    await shen.presses('取验证码')
    const fresh = await shen.entersCode('新号码收到的验证码')
    await page.getByRole('textbox', { name: '新号码收到的验证码' }).fill(fresh === '000000' ? '111111' : '000000')
    await shen.presses('下一步')
    // told at the field it belongs to
    await shen.entersCode('现在的号码收到的验证码')
    await shen.presses('换成新号码')
    await page.getByRole('textbox', { name: '新号码收到的验证码' }).waitFor()
    await shen.sees(/^验证码不对/)
    await page.getByRole('textbox', { name: '新号码收到的验证码' }).fill(fresh)
    await shen.presses('下一步')
    const right = await shen.entersCode('现在的号码收到的验证码')
    await page.getByRole('textbox', { name: '现在的号码收到的验证码' }).fill(right === '000000' ? '111111' : '000000')
    await shen.presses('换成新号码')
    await shen.sees(/^验证码不对/)
    await page.getByRole('textbox', { name: '现在的号码收到的验证码' }).fill(right)
    await shen.presses('换成新号码')
    await held(page, '手机号').getByText('12899950002').waitFor()

    expect(await nameOf(await world().resident('12899950002'))).toMatchObject({ name: '沈小青' })
    expect(await deedsOn(personId)).toEqual(['person.corrected', 'person.corrected', 'person.phone-changed'])
  })

  test('[PIPL-31] a child under fourteen is added with a consent of its own, and is erased with who takes it off', async () => {
    const phone = await world().resident('12899950003')
    const mother = await Resident.comes(world(), { as: phone })
    const { page } = mother
    await mother.goesToMine('家人代办', '添加孩子')
    await mother.presses('我同意，添加')
    await mother.sees('请写怎么称呼孩子')
    await page.getByLabel('怎么称呼孩子').fill('独一无二的小满')
    await page.getByLabel('出生年').selectOption('2012')
    await page.getByLabel('出生月').selectOption('03')
    await choose(page, '父母')
    await mother.sees('满 14 岁的那个月底自动结束')
    await mother.presses('我同意，添加')
    await mother.sees(/^这里只添加未满 14 岁的孩子/)
    await page.getByLabel('出生年').selectOption('2020')
    await mother.presses('我同意，添加')
    const child = page.getByRole('link', { name: /^独一无二的小满/ })
    expect(await child.innerText()).toContain('到 2034年3月31日')

    await mother.goesToMine(mine)
    await held(page, '我同意过的').getByText('5月14日作为监护人同意').waitFor()
    await mother.goesToMine(/^家人代办/, /^独一无二的小满/, '不再代管', '确定删去')
    await page.getByRole('heading', { level: 1, name: '家人代办' }).waitFor()
    await child.waitFor({ state: 'detached' })
    const { rows } = await world().database.pool.query(`select from person where name = '独一无二的小满'`)
    expect(rows).toEqual([])
  })

  test('[PIPL-47] the account is closed with a code: signed out, no words left, and its number is found by nobody', async () => {
    const phone = await world().resident('12899950004')
    const { id, number } = await reported(world(), phone, { words: '独一无二的漏水。' })
    const zhou = await world().staff()
    const gu = await Resident.comes(world(), { as: phone })
    const { page } = gu
    await gu.goesToMine(mine, '注销账号')
    await gu.sees('1 件事里您写的话、照片、语音，和给您的答复')
    await gu.sees('还没办完的 1 件')
    await gu.presses('下一步')
    await gu.sees(/^您还有 1 件没办完。请先选好/)
    await choose(page, /^都撤回/)
    await gu.presses('下一步')
    await gu.sees('输入验证码就注销，删去的内容找不回来。')
    const right = await gu.entersCode('验证码')
    await page.getByRole('textbox', { name: '验证码' }).fill(right === '000000' ? '111111' : '000000')
    await gu.presses('注销账号')
    await gu.sees(/^验证码不对/)
    await page.getByRole('textbox', { name: '验证码' }).fill(right)
    await gu.presses('注销账号')
    await page.getByRole('heading', { name: '账号注销了' }).waitFor()

    await gu.presses('首页')
    await gu.goesToMine()
    await page.getByRole('link', { name: '登录', exact: true }).waitFor()
    await gu.presses('用编号查')
    await page.getByLabel('编号').fill(number)
    await page.getByLabel('手机号后四位').fill('0004')
    await gu.presses('查进度')
    await gu.sees(/^没有找到这个编号/)
    expect((await phone.get('/api/me/data')).status).toBe(401)
    expect(await zhou.done('GET', `/api/requests/${id}`)).toMatchObject({ state: 'withdrawn', words: '' })
    const { rows } = await world().database.pool.query(`select from content where body::text like '%独一无二的漏水%'`)
    expect(rows).toEqual([])
  })

  test('[PIPL-46] [U01] who lost the phone comes to the window: the desk finds the person, sees a paper, and the new one is read out', async () => {
    const phone = await world().resident('12899950005')
    const personId = await personIdOf(phone)
    const home = { community: world().demo.community }
    await phone.done('PUT', '/api/me/data', { id: crypto.randomUUID(), name: '龚月英', home })
    const lost = await Resident.comes(world(), { as: phone })
    const lin = await Worker.comes(world(), { as: await world().staff('linxiao') })
    const { page } = lin
    const search = page.getByRole('banner').getByRole('textbox')
    await search.fill('gyy')
    await search.press('Enter')
    await lin.presses('换手机号：龚*英')
    await page.getByRole('heading', { name: '窗口换手机号' }).waitFor()
    await lin.presses('给新手机号发验证码')
    await lin.sees('请选看了什么证件')
    await lin.sees('请填 11 位手机号')
    await page.getByRole('radio', { name: '身份证' }).check()
    await page.getByLabel('新手机号').fill('12899950006')
    await lin.presses('给新手机号发验证码')
    const hint = await page.getByText(/验证码是 \d{6}/).innerText()
    await page.getByLabel(/^尾号 0006 收到的验证码/).fill(/\d{6}/.exec(hint)?.[0] ?? '')
    await lin.presses('换成新手机号')
    await lin.sees(/^换好了，今后用尾号 0006 的手机登录/)
    expect(await page.getByRole('main').innerText()).not.toContain('龚月英')

    await lost.page.goto('/me')
    await lost.page.getByRole('link', { name: '登录', exact: true }).waitFor()
    expect(await nameOf(await world().resident('12899950006'))).toMatchObject({ name: '龚月英' })
    expect(await deedsOn(personId)).toEqual(['person.corrected', 'person.phone-changed-at-window'])
  })

  // the clock is moved by years: nothing may come after it
  test('[U33] [PIPL-19] what is over its time is gone by itself: of a request years after its end only number and steps are left', async () => {
    const { number } = await world().find(`p.name = '陈佳' and m.state = 'closed'`)
    const phone = await world().resident()
    const { title, words } = await phone.done<{ title: string; words: string }>('GET', `/api/requests/${number}`)
    const before = await Resident.comes(world(), { as: phone })
    await before.opensMine('已办结', title)
    await before.sees(words)
    await before.goesToMine(mine)
    const { rows } = await world().database.pool.query<{ day: string }>(
      `select to_char(min(m.closed_at at time zone 'Asia/Shanghai') + interval '3 years', 'FMYYYY年FMMM月FMDD日') as day
       from matter m join request r on r.matter_id = m.id join person p on p.id = r.requester_id where p.name = '陈佳' and p.phone_tail = $1`,
      [world().demo.residentPhone.slice(-4)],
    )
    expect(await held(before.page, '我反映的事').innerText()).toContain(`最早办结的一件存到 ${rows[0]?.day}`)

    world().clock.set(new Date('2029-06-01T10:40:00+08:00'))
    await world().work()

    const chen = await Resident.comes(world())
    const { page } = chen
    await chen.goesToMine('登录')
    await chen.signsIn(world().demo.residentPhone)
    await page.getByRole('heading', { name: '陈佳' }).waitFor()
    await chen.presses('用编号查')
    await page.getByLabel('编号').fill(number)
    await page.getByLabel('手机号后四位').fill(world().demo.residentPhone.slice(-4))
    await chen.presses('查进度')
    await chen.sees('已删除')
    await chen.sees('已办结')
    expect(await page.getByRole('main').innerText()).not.toContain(title)
    await chen.opensMine('已办结', '已删除')
    expect(await page.getByRole('main').innerText()).not.toContain(words)
    await chen.goesToMine(mine)
    expect(await held(page, '我反映的事').innerText()).toContain('办结后 3 年删去文字、照片和语音')
  })
})

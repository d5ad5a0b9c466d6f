/**
 * Everything with keys only: a resident from home to the rating, a worker from the sign-in page to a sent answer.
 *
 * Read next: ../support/keyboard.ts.
 */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { focused, focusOn, tabThrough, tabTo } from '../support/keyboard.ts'
import { liftWords, reported } from '../support/people.ts'
import { act, detail, takeUp } from '../support/requests.ts'
import { settled, visit } from '../support/visits.ts'

const world = demoWorld()

describe('with keys only', () => {
  test('[S4-99] a resident reports from home, follows, confirms and rates', async () => {
    const { origin, resident, staff } = world()
    const page = await visit(origin, { width: 1280, as: await resident() })
    await page.goto('/')
    await settled(page)

    await tabTo(page, 'link', /^我要反映/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '我要反映' }).waitFor()
    await focusOn(page, 'heading', '我要反映')
    await tabTo(page, 'textbox', '出了什么事')
    await page.keyboard.type(liftWords)
    await tabTo(page, 'button', /我家$/)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await focusOn(page, 'heading', '在哪里')
    await tabTo(page, 'button', /换一个$/)
    await page.keyboard.press('Enter')
    await tabTo(page, 'searchbox', '找楼')
    await page.keyboard.type('新村12')
    await tabTo(page, 'button', '牡丹新村 12 幢')
    await page.keyboard.press('Enter')
    await tabTo(page, 'button', '就是这里')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await focusOn(page, 'button', /牡丹新村 12 幢/)
    await tabTo(page, 'button', '提交')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '收到了' }).waitFor()
    await tabTo(page, 'link', '看进度')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '办理进度' }).waitFor()
    const number = page.url().split('/').at(-1) ?? ''

    const zhou = await staff()
    const { id, points } = await detail(zhou, number)
    const me = await zhou.done<{ actor: { personId: string } }>('GET', '/api/session')
    await takeUp(zhou, id, me.actor.personId)
    const answered = points.map((_, point) => point)
    await act(zhou, id, 'reply', { words: '换好了，试了 40 趟没再停。', answered, omitted: [] })
    await page.getByRole('link', { name: '看看解决没有' }).waitFor()

    await tabTo(page, 'link', '看看解决没有')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '请您确认' }).waitFor()
    await tabTo(page, 'radio', '解决了')
    await page.keyboard.press('Space')
    await tabTo(page, 'radio', '非常满意')
    await page.keyboard.press('Space')
    await tabTo(page, 'button', '提交')
    await page.keyboard.press('Enter')
    await page.getByText('您确认过了').waitFor()

    expect(await detail(await resident(), number)).toMatchObject({ state: 'confirmed', solved: 'yes', service: 5 })
  })

  test('a worker signs in, finds the case, takes it up and answers', async () => {
    const { origin, resident, staff, demo } = world()
    const { number } = await reported(world(), await resident())
    const page = await visit(origin, { width: 1440 })
    await page.goto('/desk/login')
    await settled(page)

    await tabTo(page, 'textbox', '账号')
    await page.keyboard.type('zhoumin')
    await tabTo(page, 'textbox', '密码')
    await page.keyboard.type(demo.password)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await settled(page)
    await page.keyboard.press('/')
    await focusOn(page, 'textbox', '查找居民和诉求')
    await page.keyboard.type(number)
    await page.keyboard.press('Enter')
    await page.getByRole('main').locator(`a[href="/desk/requests/${number}"]`).waitFor()
    await tabTo(page, 'link', /12 幢的电梯/)
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: '可以办的' }).waitFor()

    await page.keyboard.press('a')
    await page.getByRole('dialog', { name: '受理' }).waitFor()
    await tabTo(page, 'radio', /^咨询/)
    await page.keyboard.press('Space')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '定轻重缓急', disabled: false }).waitFor()
    await page.keyboard.press('d')
    await page.getByRole('dialog', { name: '定轻重缓急' }).waitFor()
    await tabTo(page, 'radio', /^紧急/)
    await page.keyboard.press('ArrowDown')
    await focusOn(page, 'radio', /^重点/)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '交给工作人员', disabled: false }).waitFor()
    await page.keyboard.press('d')
    await page.getByRole('dialog', { name: '交给工作人员' }).waitFor()
    await tabTo(page, 'radio', /./)
    while (!(await focused(page)).name.startsWith('周敏')) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '开始办理', disabled: false }).waitFor()

    await page.keyboard.press('r')
    await expect.poll(async () => (await focused(page)).name).toBe('答复内容')
    await page.keyboard.type('换好了，试了 40 趟没再停。')
    const zhou = await staff()
    const { points } = await detail(zhou, number)
    for (const place of points.keys()) {
      await tabTo(page, 'checkbox', new RegExp(`^${'①②③④⑤⑥'[points.length - 1 - place]}`), { back: true })
      await page.keyboard.press('Space')
    }
    await tabTo(page, 'textbox', '答复内容')
    await page.keyboard.press('Control+Enter')

    await expect.poll(async () => (await detail(zhou, number)).state).toBe('replied')
    // a similar request beside it may say the same, so the case's own way on is looked for
    await page.getByRole('button', { name: '发出答复' }).waitFor({ state: 'hidden' })
  })

  test('[S3-54] a clerk takes in a call: whom it is for leads on to the consent, and Ctrl+Enter saves from anywhere', async () => {
    const { origin, staff } = world()
    const page = await visit(origin, { width: 1440, as: await staff('linxiao') })
    await page.goto('/desk/requests/new')
    await settled(page)
    await focusOn(page, 'textbox', '说了什么')
    const field = page.getByLabel('说了什么')
    const line = await field.evaluate((area) => Number.parseFloat(getComputedStyle(area).lineHeight))
    expect((await field.boundingBox())?.height).toBeGreaterThanOrEqual(4 * line)
    await page.keyboard.type('楼下的垃圾两天没收了，味道很大。')
    await tabTo(page, 'textbox', '在登记的居民里找')
    await page.keyboard.type('0316')
    await tabTo(page, 'button', /^陈/)
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toMatchObject({ role: 'radio', name: expect.stringMatching(/^口头同意/) })

    await tabTo(page, 'button', '换一位', { back: true })
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toMatchObject({ role: 'textbox', name: '在登记的居民里找' })
    await page.keyboard.type('0316')
    await page.getByRole('button', { name: /^陈/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toMatchObject({ role: 'radio' })
    await page.keyboard.press('Space')
    await tabTo(page, 'textbox', '或者写一句在哪里')
    await page.keyboard.type('牡丹新村东门的垃圾房')

    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('Control+Enter')

    await page.locator('.receipt').getByText('楼下的垃圾两天没收了').waitFor()
    await expect.poll(() => focused(page)).toMatchObject({ role: 'textbox', name: '说了什么' })
  })

  test.each(['/', '/report', '/requests', '/board', '/me', '/me/settings', '/track', '/community'])(
    'no place of %s holds the focus',
    async (address) => {
      const page = await visit(world().origin, { width: 1280, as: await world().resident() })
      await page.goto(address)
      await settled(page)

      const stops = await tabThrough(page)

      expect(stops[0]).toBe('link 跳到正文')
      expect(new Set(stops).size).toBeGreaterThan(4)
    },
  )
})

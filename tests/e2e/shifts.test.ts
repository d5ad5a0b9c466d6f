/** Volunteering for a shift, clicked through: choosing what it earns, the code at the door, the roll; and casual help. */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { choose, Resident, Worker } from '../support/people.ts'
import { visit } from '../support/visits.ts'

const world = demoWorld()

describe('a shift', () => {
  test('[S4-89] [S4-07] [S0-16] a resident signs up, types the code at the door, and the desk confirms it', async () => {
    const { demo, origin } = world()
    const chen = await Resident.comes(world(), {
      as: await world().resident(demo.residentPhone),
      community: demo.community,
    })
    await chen.page.goto('/volunteer/projects')
    await chen.page
      .getByRole('link', { name: /教老人用手机/ })
      .last()
      .click()
    await choose(chen.page, /60 分钟时长/)
    await chen.presses(/^报名，记.*60 分钟时长/)
    await chen.sees('报好名了。到时候见。')

    const lin = new Worker(await visit(origin, { width: 1440, as: await world().staff('linxiao') }))
    await lin.page.goto('/desk/shifts')
    await lin.page.getByRole('link', { name: '教老人用手机' }).last().click()
    await lin.page.getByRole('button', { name: '到场码' }).click()
    const code = (await lin.page.locator('.shift-code').innerText()).replace(/\D/g, '')

    await chen.presses('到场签到')
    await chen.presses('签到')
    await chen.sees('请输六位数字')
    await chen.page.getByLabel('门口屏幕上的六位数字').fill(code)
    await chen.presses('签到')
    await chen.sees(/签到好了/)

    await world().pass(1.5)
    await lin.page.getByRole('link', { name: '回到名单' }).click()
    await lin.page.reload()
    const line = lin.page.getByRole('row', { name: /陈\*/ })
    await line.getByRole('checkbox').check()
    await line.getByRole('spinbutton').fill('55')
    await lin.page.getByRole('button', { name: /^确认勾选的/ }).click()
    await lin.page
      .getByRole('status')
      .filter({ hasText: /^确认了/ })
      .waitFor()
    await chen.page.goto('/volunteer/projects')
    await chen.sees('时长已确认')
    const { rows } = await world().database.pool.query(
      `select s.minutes, s.earned from service_minutes s join person p on p.id = s.person_id where p.name = '陈佳'
       order by s.confirmed_at desc limit 1`,
    )
    expect(rows).toEqual([{ minutes: 55, earned: 'time_credit' }])

    // a wrong one is taken back where the record is, and a certificate is issued from there
    await lin.page.getByRole('link', { name: '记错了？到服务记录里撤回' }).click()
    await lin.page.getByRole('button', { name: '撤回' }).first().waitFor()
    await lin.page.getByRole('link', { name: '出具证明' }).click()
    await lin.dialog.getByText('陈*').waitFor()
  })

  test('[S4-64] [S3-93] casual help is noted in one page and the desk confirms it', async () => {
    const { demo, origin } = world()
    const chen = await Resident.comes(world(), {
      as: await world().resident(demo.residentPhone),
      community: demo.community,
    })
    await chen.page.goto('/volunteer/casual')
    await chen.presses('记下来')
    await chen.sees('请选一类')
    await chen.page.getByLabel('做了什么事').selectOption({ label: '垃圾分类' })
    await chen.page.getByLabel('说一句').fill('帮邻居把旧家电抬到了投放点')
    await chen.presses('记下来')
    await chen.sees('记下了，等社区或邻居确认。')

    const lin = new Worker(await visit(origin, { width: 1440, as: await world().staff('linxiao') }))
    await lin.page.goto('/desk/casual')
    const line = lin.page.getByRole('row', { name: /旧家电/ })
    await line.getByRole('button', { name: '确认', exact: true }).click()
    await lin.page.getByRole('dialog').getByRole('button', { name: '确认', exact: true }).click()
    await line.waitFor({ state: 'detached' })
    await chen.page.reload()
    await chen.sees('已确认')
  })

  test('[S4-98] an emergency project is made only when it says how people are insured and supplied', async () => {
    const lin = new Worker(await visit(world().origin, { width: 1440, as: await world().staff('linxiao') }))
    await lin.page.goto('/desk/projects')
    await lin.page.getByRole('button', { name: '新建项目' }).click()
    await choose(lin.dialog, '应急志愿项目')
    await lin.dialog.getByLabel('名称').fill('扫雪除冰')
    await lin.dialog.getByLabel('地点').fill('牡丹社区一楼大厅')
    await lin.dialog.getByRole('button', { name: '建好' }).click()
    await lin.dialog.getByText('请填写这一项').first().waitFor()
    await lin.dialog.getByLabel('活动类别').click()
    await lin.page.getByTitle('应急', { exact: false }).first().click()
    await lin.dialog.getByLabel('牵头社工').click()
    await lin.page.getByTitle('林晓').first().click()
    await lin.dialog.getByRole('button', { name: '建好' }).click()
    await lin.dialog.getByText('应急项目要先写明保险和物资').waitFor()
    await lin.dialog.getByLabel('保险').fill('街道统一投保')
    await lin.dialog.getByLabel('物资').fill('铁锹 30 把')
    await lin.dialog.getByRole('button', { name: '建好' }).click()
    await lin.page.getByRole('heading', { name: /扫雪除冰/ }).waitFor()
  })
})

/** Other systems, by clicking: the system administrator connects one, and a worker sees what it sent. */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Open311 } from '../support/open311.ts'
import { Worker } from '../support/people.ts'

const world = demoWorld()

describe('other systems', () => {
  test('[U18] [U10] [OPEN311-KEY] the system administrator connects a system and hands over its key; what it reports is in the inbox with its name', async () => {
    const xu = await Worker.comes(world(), { as: await world().staff('xitong') })
    await xu.goesTo('外部平台接入')
    await xu.presses('新增平台')
    await xu.dialog.getByLabel('平台名称').fill('随手拍')
    await xu.dialog.getByLabel('联系人').fill('城管指挥中心 0574-55500011')
    await xu.dialog.getByRole('button', { name: '新增平台' }).click()
    await xu.sees('只显示这一次')
    const key = (await xu.page.locator('.handed-link').innerText()).trim()
    expect(key.length).toBe(40)

    const fix = new Open311(world().origin, key)
    const sent = await fix.post('v2/requests', {
      service_code: 'lighting',
      address_id: world().demo.community,
      address_string: '牡丹新村北门',
      description: '北门的路灯不亮\n\n晚上看不见台阶。\n\nhttps://fix.example/report/4711',
    })
    expect(sent.status).toBe(200)
    const notice = (sent.json as { service_notice: string }[])[0]?.service_notice ?? ''
    const number = /(\d{4}) (\d{4}) (\d)/.exec(notice)?.slice(1).join('') ?? ''
    const lin = await Worker.comes(world(), { as: await world().staff('linxiao') })
    await lin.opens(number)
    await lin.sees('来自外部平台')
    await lin.sees('https://fix.example/report/4711')

    await xu.presses('已交给对方')
    await xu.page.getByRole('button', { name: '修改：随手拍' }).click()
    await xu.dialog.getByLabel('暂停：密钥先不能用，随时可以恢复').check()
    await xu.dialog.getByRole('button', { name: '保存' }).click()
    await xu.sees('起暂停')
    expect((await fix.get('v2/servicerequestupdates')).status).toBe(403)
  })
})

/** Neighbours helping each other, clicked from home: registering, asking on the phone through a worker, agreeing, confirming. */
import { describe, expect, test } from 'vitest'
import { getPersonOpen } from '#foundation/people/people.ts'
import { newId } from '#lib/ids.ts'
import { demoWorld, seals } from '../support/demo-world.ts'
import { choose, Resident, Worker } from '../support/people.ts'
import { table } from '../support/sheets.ts'
import { settled, visit } from '../support/visits.ts'

const world = demoWorld()

async function desk(login = 'linxiao'): Promise<Worker> {
  const worker = new Worker(await visit(world().origin, { width: 1440, as: await world().staff(login) }))
  await worker.page.goto('/desk')
  return worker
}

describe('neighbours help each other', () => {
  test('[S2-06] [S1-48] a younger elder registers from home, the desk takes in a need by phone, and the confirmed time is theirs', async () => {
    const helper = await Resident.comes(world(), {
      as: await world().resident('12899960001'),
      community: world().demo.community,
    })
    await helper.goesHome()
    await helper.presses('志愿服务')
    await helper.presses('能帮忙')
    await helper.presses('登记当志愿者')
    await helper.presses('登记')
    await helper.sees('请至少选一项')
    for (const one of ['陪伴聊天', '周末']) await helper.page.getByRole('checkbox', { name: one, exact: true }).check()
    await choose(helper.page, /^时间银行/)
    await choose(helper.page, /^愿意/)
    await helper.page.getByLabel('您的出生年份').fill('1962')
    await helper.page.getByRole('checkbox', { name: /^我同意/ }).check()
    await helper.presses('登记')
    await helper.sees('登记了，等社区审核')

    const lin = await desk()
    await lin.goesTo('志愿者')
    await lin.page
      .getByRole('main')
      .getByRole('button', { name: /^通过登记/ })
      .last()
      .click()

    await lin.goesTo('要人帮')
    await lin.presses('替人提')
    await lin.page.getByLabel('姓名').fill('沈桂花')
    await lin.page.getByLabel('电话', { exact: true }).fill('12899960080')
    await choose(lin.page, '陪伴聊天')
    await lin.page.getByLabel('照本人的话写').fill('一个人在家，想有人来坐坐，说说话。')
    await choose(lin.page, '都可以')
    await choose(lin.page, '是')
    await choose(lin.page, '口头同意')
    await lin.presses('登记')
    await lin.sees('一个人在家，想有人来坐坐，说说话。')
    await lin.starts('发布到“要人帮”')
    await lin.dialog.getByLabel(/^公开的话/).fill('想请人来家里坐坐')
    await lin.sends()

    await helper.page.goto('/volunteer')
    await helper.presses(/想请人来家里坐坐/)
    await helper.presses('我来帮')
    await choose(helper.page, /^时间银行/)
    await helper.presses('提交')
    await helper.page.getByRole('heading', { name: '等对方同意' }).waitFor()
    await lin.starts('同意请这位来')
    await lin.sends()
    await helper.page.getByRole('heading', { name: '说好了，请按时去' }).waitFor()
    await helper.presses('打开')
    await helper.presses('开始服务')
    await helper.presses('服务结束了')
    await helper.page.getByRole('heading', { name: '等受助的人确认时间' }).waitFor()
    await lin.starts('确认时间')
    await choose(lin.dialog, '打电话')
    await lin.sends()
    await helper.page.getByRole('heading', { name: '已记入您的志愿时长' }).waitFor()
    expect(await helper.page.getByText('低龄帮高龄').count()).toBe(1)
  })

  test('[S2-06] [S1-48] an older elder asks for company in 长辈版 with taps alone, and the desk is told what is next', async () => {
    const wang = await Resident.comes(world(), {
      as: await world().resident('12899960002'),
      community: world().demo.community,
      mode: 'elder',
    })
    await wang.goesHome()
    await wang.presses(/^志愿服务/)
    await wang.presses('我要请人帮忙')
    await wang.presses('提交')
    await wang.sees('请选一项')
    for (const one of ['陪伴聊天', /^明天/, '下午', '60 分钟', '是']) await choose(wang.page, one)
    await wang.presses('提交')
    await wang.page.getByRole('heading', { name: '社区在看，看过就发布' }).waitFor()
    await wang.sees('想请人帮忙：陪伴聊天')

    const lin = await desk()
    await lin.page.goto(`/desk/needs/${wang.page.url().split('/').at(-1)}`)
    await lin.sees(/^先看一遍，再写一句公开的话发布/)
    await lin.starts('发布到“要人帮”')
    await lin.dialog.getByLabel(/^公开的话/).fill('想请人来说说话')
    await lin.sends()
    await lin.sees(/^等志愿者报名/)
    await lin.page.getByRole('button', { name: '请一位志愿者' }).waitFor()
  })

  test('[S1-47] [S4-07] [S4-63] the desk writes what a station has and by what, and founds a team with who leads it', async () => {
    const lin = await desk()
    await lin.goesTo('志愿站点')
    await lin.sees('六有：5 / 6')
    await lin.page.getByRole('button', { name: /^写凭据：牡丹志愿服务站 有记录/ }).click()
    await lin.dialog.getByLabel('凭什么说有').fill('服务记录都在平台上')
    await lin.sends()
    await lin.sees('六有：6 / 6')

    await lin.goesTo('志愿队伍')
    await lin.presses('建一支队伍')
    await lin.dialog.getByLabel('队伍', { exact: true }).fill('楼道清洁队')
    await choose(lin.dialog, '已备案')
    await lin.dialog.getByRole('combobox', { name: '带队的社工' }).click()
    await lin.page.getByTitle('林晓').last().click()
    await lin.sends()
    await lin.sees('楼道清洁队')
  })

  test('[S1-52] [S3-64] the desk reads who often takes part and who is registered, opens the list behind a figure, and counts a professional team', async () => {
    const lin = await desk()
    await lin.goesTo('志愿者')
    const figure = (label: string) =>
      lin.page.getByRole('region', { name: '志愿者情况' }).locator('.figure').filter({ hasText: label })
    await lin.sees(/人，目标 50%/)
    const [, often, registered] = /(\d+) \/ (\d+) 人，目标 50%/.exec(await figure('经常参加').innerText()) ?? []
    expect(await figure('注册率').innerText()).toContain('还没有常住人口数')
    await (await world().staff('shenli')).done('POST', `/api/territory/${world().demo.community}/figures`, {
      id: newId(),
      on: '2026-05-01',
      kind: 'residents',
      n: 400,
      source: '公安人口库',
      corrects: null,
      reason: null,
    })
    await lin.page.reload()
    const rate = Math.round((Number(registered) / 400) * 1000) / 10
    await figure('注册率').getByText(`${rate}%`, { exact: true }).waitFor()
    expect(await figure('注册率').innerText()).toContain(`${registered} / 400 人，目标 50%`)
    await figure('经常参加').getByText('怎么算的').click()
    await lin.sees(/12 个月里服务 \d+ 次以上的人 ÷ 登记志愿者/)
    await figure('经常参加').getByRole('link').click()
    const list = lin.page.getByRole('region', { name: '经常参加' }).getByRole('row')
    await expect.poll(async () => (await list.count()) - 1).toBe(Number(often))

    await lin.goesTo('志愿队伍')
    await lin.sees(/支，其中专业队伍/)
    const [, teams, professional] =
      /(\d+) 支，其中专业队伍 (\d+) 支/.exec(await lin.page.getByRole('main').innerText()) ?? []
    await lin.presses('建一支队伍')
    await lin.dialog.getByLabel('队伍', { exact: true }).fill('心理疏导队')
    await choose(lin.dialog, '已备案')
    await lin.dialog.getByRole('checkbox', { name: '专业队伍' }).check()
    await lin.dialog.getByRole('combobox', { name: '带队的社工' }).click()
    await lin.page.getByTitle('林晓').last().click()
    await lin.sends()
    await lin.sees(`${Number(teams) + 1} 支，其中专业队伍 ${Number(professional) + 1} 支`)
  })

  test('[S3-47] the head brings the party’s list, reads which share of its members serves and marks the party’s team; the desk sees none of it', async () => {
    const { database, demo } = world()
    const { rows } = await database.pool.query<{ id: string }>(
      `select id from person where path like $1 || '%' and phone_mark is not null order by id limit 30`,
      [demo.community],
    )
    const members = await Promise.all(rows.map(async ({ id }) => await getPersonOpen(database, seals, id)))
    const xu = await desk('xu')
    await xu.goesTo('志愿者')
    const share = xu.page.locator('.figure').filter({ hasText: '党员参与服务' })
    await share.getByText('人数少，不算比率').waitFor()
    await xu.goesTo('导入名单')
    await choose(xu.page, /^党员名单/)
    await xu.page.locator('input[type=file]').setInputFiles({
      name: '党员名单.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        table(
          ['姓名', '手机号'],
          members.map(({ name, phone }) => [name, phone]),
        ),
      ),
    })
    await xu.presses('读取文件')
    await settled(xu.page)
    await xu.page.getByRole('radio', { name: '履行法定职责' }).check()
    await xu.page.getByLabel('依据哪部法规、哪项工作').fill('党组织提供的名单')
    await xu.presses('试算，先不导入')
    await xu.sees('正在试算')
    await world().work()
    await xu.presses('导入 30 行')
    await xu.sees('正在导入')
    await world().work()
    await xu.sees('导入结果')

    await xu.goesTo('志愿者')
    // figures are kept for some seconds
    await xu.page.reload()
    await share.getByText('30 人，目标 100%').waitFor()
    const [, percent, n] = /([\d.]+)%\s+(\d+) \/ 30 人，目标 100%/.exec(await share.innerText()) ?? []
    expect(Number(percent)).toBe(Math.round((Number(n) / 30) * 1000) / 10)
    await xu.goesTo('志愿队伍')
    await xu.page.getByRole('button', { name: /^标为党员队伍.*助老帮帮队/ }).click()
    await xu.page.getByRole('row', { name: /助老帮帮队.*党员队伍/ }).waitFor()

    const lin = await desk()
    await lin.goesTo('志愿队伍')
    await lin.sees('助老帮帮队')
    expect(await lin.page.getByRole('row', { name: /助老帮帮队/ }).innerText()).not.toContain('党员')
    await lin.goesTo('志愿者')
    await lin.sees('经常参加')
    expect(await lin.page.getByRole('main').innerText()).not.toContain('党员')
  })
})

/** Certificates, stars and the governance star, by clicking: from one's record to the checked paper, from a proposal to an award. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { sealsOf } from '#lib/seal.ts'
import { demoWorld } from '../support/demo-world.ts'
import { textOf } from '../support/honours.ts'
import { axeComplaints } from '../support/page-checks.ts'
import { Resident, Worker } from '../support/people.ts'
import { type VisitOptions, visit } from '../support/visits.ts'

const world = demoWorld()

const worker = async (login: string): Promise<Worker> =>
  new Worker(await visit(world().origin, { width: 1440, as: await world().staff(login) }))

/** The phone of who is honoured with this, as the demo made it. */
async function phoneOf(honour: 'star' | 'governance'): Promise<string> {
  const { rows } = await world().database.pool.query<{ id: string }>(
    `select requester_id as id from honour where honour = $1 and level is not distinct from $2 order by 1`,
    [honour, honour === 'star' ? 1 : null],
  )
  const { database } = world()
  const found = await database.pool.query<{ sealed: string }>(
    'select phone_sealed as sealed from person where id = $1',
    [rows[0]?.id],
  )
  return sealsOf(new Map([['test', Buffer.alloc(32, 7)]])).open(found.rows[0]?.sealed ?? '')
}

async function honoured(honour: 'star' | 'governance', options: VisitOptions = {}): Promise<Resident> {
  const as = await world().resident(await phoneOf(honour))
  return await Resident.comes(world(), { ...options, as, community: world().demo.community })
}

describe('a certificate', () => {
  test('[S1-49] [S4-88] is issued from one’s record, checked by anybody, revoked at the desk, and then says so', async () => {
    const chen = await Resident.comes(world(), { as: await world().resident(), community: world().demo.community })
    await chen.page.getByRole('navigation').getByRole('link', { name: '我的', exact: true }).click()
    await chen.presses('志愿记录、证明和荣誉')
    await chen.sees('2026 年一共 3 小时 30 分')
    await chen.presses('开一份证明')
    await chen.presses('开证明')
    await chen.sees(/证明开好了，编号 \d{4} \d{4} \d/)

    const saved = chen.page.waitForEvent('download')
    await chen.page.getByRole('link', { name: '存下证明（PDF）' }).first().click()
    const pdf = await readFile(await (await saved).path())
    const text = textOf(pdf)
    expect(text).toContain('陈佳')
    const serial = /\d{4} \d{4} \d(?!\d)/.exec(text)?.[0] ?? ''
    const code = /\n([0-9A-Z]{5} [0-9A-Z]{5})\n/.exec(text)?.[1] ?? ''

    const someone = await Resident.comes(world())
    await someone.page.goto(`/certificates/${serial.replaceAll(' ', '')}`)
    await someone.presses('核对')
    await someone.sees('请照着证明填好这一项')
    await someone.page.getByLabel('核对码（10 位）').fill('00000 00000')
    await someone.presses('核对')
    await someone.sees('编号或者核对码对不上。请照着证明再看一遍')
    await someone.page.getByLabel('核对码（10 位）').fill(code.toLowerCase())
    await someone.presses('核对')
    await someone.page.getByText('有效', { exact: true }).waitFor()
    await someone.sees('陈*')

    const lin = await worker('linxiao')
    await lin.page.goto('/desk/certificates')
    const row = lin.page.getByRole('row', { name: new RegExp(serial) })
    await row.getByRole('button', { name: '撤销', exact: true }).click()
    await lin.dialog.getByText('本人要求').click()
    await lin.sends()
    await row.getByText('已撤销').waitFor()
    // as its QR code opens it
    await someone.page.goto(`/certificates/${serial.replaceAll(' ', '')}?#${code.replace(' ', '')}`)
    await someone.page.getByText('已撤销', { exact: true }).waitFor()
    await chen.page.reload()
    await chen.sees(/撤销：本人要求/)
  })

  test('[S1-49] is issued at the desk on paper for who has no phone', async () => {
    const lin = await worker('linxiao')
    await lin.page.goto('/desk/certificates')
    await lin.presses('给人开证明')
    await lin.tries()
    await lin.sees('请选一个人')
    await lin.dialog.getByLabel('找人').fill('陈佳')
    await lin.dialog.getByRole('button', { name: /^陈/ }).first().click()
    await lin.sends()
    const saved = lin.page.waitForEvent('download')
    await lin.page.getByRole('link', { name: '下载 PDF' }).click()
    expect(textOf(await readFile(await (await saved).path()))).toContain('陈佳')
  })
})

describe('an honour', () => {
  test('[S1-50] [S4-88] is reviewed, shown, objected to, answered, awarded, and named when the person says so', async () => {
    const lin = await worker('linxiao')
    await lin.page.goto('/desk/stars')
    await lin.presses('审核')
    await lin.dialog.getByRole('button', { name: '看服务记录' }).click()
    await lin.dialog.getByText(/一共 105 小时 50 分/).waitFor()
    await lin.dialog.getByRole('button', { name: '开始公示' }).click()
    await lin.sees('没有等着审核的')

    const chen = await Resident.comes(world(), { as: await world().resident(), community: world().demo.community })
    await chen.page.goto('/honours')
    await chen.page.getByRole('button', { name: '有意见 一星志愿者' }).first().click()
    await chen.page.getByLabel('您的意见').fill('有几天好像没有来。')
    await chen.presses('提交')
    await chen.sees('收到了，社区会回复您')

    await world().pass(24 * 8)
    const xu = await worker('xu')
    await xu.page.goto('/desk/stars')
    const objected = xu.page.getByRole('row', { name: /1 条意见待回复/ })
    const name = (await objected.getByRole('link').innerText()).trim()
    await objected.getByRole('link').click()
    await xu.sees('有几天好像没有来。')
    await xu.presses('回复')
    await xu.dialog.getByLabel('回复内容').fill('逐天核过签到，都有人一起确认。')
    await xu.sends()
    await xu.starts('授予')
    await xu.sends()
    await xu.page.getByRole('heading', { level: 1 }).getByText('已授予').waitFor()
    await chen.page.goto('/honours')
    await chen.sees('还没有本人同意公开的')
    expect(await chen.page.getByText(name).count()).toBe(0)
  })

  test('[S2-20] the governance star of last quarter is on the page with consent, and gone when it is taken back', async () => {
    const someone = await Resident.comes(world(), { community: world().demo.community })
    await someone.page.goto('/honours')
    await someone.sees(/2026 年第 1 季度社区治理之星/)
    for (const mode of ['standard', 'elder'] as const) {
      const star = await honoured('governance', { mode })
      await star.page.goto('/me/honours')
      await star.page.getByText('2026 年第 1 季度社区治理之星').waitFor()
      expect(await axeComplaints(star.page)).toEqual([])
      if (mode === 'elder') continue
      await star.presses('收回同意')
      await star.sees('记下了，不公开您的姓名')
    }
    await someone.page.reload()
    await someone.page.getByRole('heading', { name: '社区治理之星', exact: true }).waitFor()
    expect(await someone.page.getByText(/第 1 季度社区治理之星/).count()).toBe(0)
  })

  test('[S2-20] a round is begun, a neighbour is nominated and named, the head chooses and ends it', async () => {
    // the quarter after the demo's
    await world().pass(24 * 60)
    const xu = await worker('xu')
    await xu.page.goto('/desk/governance')
    await xu.presses('开始评选 2026 年第 2 季度')
    await xu.presses('打开候选名单')
    await xu.sees('议事 1 次，建议落实 1 条，志愿服务 2 小时')

    const chen = await Resident.comes(world(), { as: await world().resident(), community: world().demo.community })
    await chen.page.goto('/honours')
    await chen.presses('推荐一位')
    await chen.page.getByLabel('推荐谁').fill('王阿婆')
    await chen.page.getByLabel('做了什么').fill('天天在楼下照看没人接的孩子。')
    await chen.presses('提交')
    await chen.sees('推荐收到了，谢谢您')

    await xu.page.reload()
    await xu.presses('认一认是谁')
    await xu.dialog.getByLabel('找人').fill('王秀英')
    await xu.dialog.getByRole('button', { name: /^王/ }).first().click()
    await xu.sends()
    await xu.presses('评为治理之星')
    await xu.dialog.getByLabel(/^评定理由/).fill('照看邻居的孩子，一年没有断过。')
    await xu.sends()
    await xu.page.getByRole('row', { name: /王\*英.*公示中/ }).waitFor()
    await xu.presses('结束这一轮')
    await xu.sends()
    await xu.sees('评选已结束')
  })
})

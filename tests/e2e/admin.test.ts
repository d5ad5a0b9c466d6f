/**
 * Governing the program by clicking: rule values with their effect, holidays, categories, emergencies, privacy texts, logs.
 */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Worker } from '../support/people.ts'
import { act, clockOf, detail, reportBody } from '../support/requests.ts'
import { settled } from '../support/visits.ts'

const world = demoWorld()

/** 陈佳 reports and 林晓 finds it urgent. @returns the matter's id */
async function urgent(): Promise<string> {
  const chen = await world().resident()
  const lin = await world().staff('linxiao')
  const place = { community: world().demo.community, words: '小区门口' }
  const { id } = await chen.done<{ id: string }>('POST', '/api/requests', reportBody({ place }))
  await act(lin, id, 'accept', {})
  await act(lin, id, 'classify', { class: 'urgent' })
  return id
}
const promised = async (id: string) => clockOf(await detail(await world().staff('linxiao'), id), 'urgent').promiseAt

describe('the city officer', () => {
  test('[U35] [S2-15] changes 紧急 from 7 days to 5 from tomorrow, sees what it does, and what ran before keeps its promise', async () => {
    const older = await urgent()
    expect(await promised(older)).toBe('2026-05-21T10:00:00.000Z')
    const he = await Worker.comes(world(), { as: await world().staff('heming') })
    await he.goesTo('规则数值')
    await he.presses('紧急的办结时限')
    await he.sees('紧急7天内办结')
    await he.dialog.getByLabel('改成').fill('31')
    await he.dialog.getByLabel('为什么改').fill('市里要求紧急的事五天内办结')
    await he.presses('先看影响')
    await he.sees('请填 1 到 30 之间的整数')

    await he.dialog.getByLabel('改成').fill('5')
    await he.presses('先看影响')
    const effect = he.dialog.getByRole('status')
    await effect.getByText('5月15日 周五起，由 7 天 改成 5 天').waitFor()
    expect(await effect.innerText()).toMatch(/正在走的时限有 \d+ 个（按 7 天 的 \d+ 个），原来怎么承诺的还怎么算/)
    expect(await effect.innerText()).toContain('5月22日（周五）18:00 前')
    expect(await effect.innerText()).toContain('5月20日（周三）18:00 前')
    await he.presses('确定：5月15日 周五起改成 5 天')
    await he.sees('还没到日子')
    await he.presses('关闭')
    await he.sees('5月15日起 5 天')
    expect(await promised(await urgent())).toBe('2026-05-21T10:00:00.000Z')

    await world().pass(24)
    expect(await promised(await urgent())).toBe('2026-05-20T10:00:00.000Z')
    expect(await promised(older)).toBe('2026-05-21T10:00:00.000Z')
    const zhou = await Worker.comes(world(), { as: await world().staff() })
    await zhou.goesTo('规则数值')
    await zhou.presses('紧急的办结时限')
    await zhou.sees('市里要求紧急的事五天内办结')
    expect(await zhou.dialog.getByLabel('改成').count()).toBe(0)
  })

  test('[U35] withdraws a value before its day', async () => {
    const he = await Worker.comes(world(), { as: await world().staff('heming') })
    await he.goesTo('规则数值')
    await he.presses('重点的办结时限')
    await he.dialog.getByLabel('改成').fill('2')
    await he.dialog.getByLabel('为什么改').fill('试一试')
    await he.presses('先看影响')
    await he.presses(/^确定：/)
    await he.presses('撤回')
    await he.dialog.getByLabel('为什么撤回').fill('打错了')
    await he.presses('撤回这次修改')
    await he.sees('已撤回')
    await he.presses('关闭')
    expect(await he.page.getByText(/起 2 个月/).count()).toBe(0)
  })
})

describe('the system administrator', () => {
  test('[U12] imports a year of holidays after a dry run that finds a mistake', async () => {
    const fang = await Worker.comes(world(), { as: await world().staff('xitong') })
    await fang.goesTo('节假日')
    const lines = fang.page.getByLabel('每行一天')
    await lines.fill('2027-01-01,放假,元旦\n2027-02-30,放假,春节')
    await fang.presses('先核对')
    await fang.sees('第 2 行：日期要写成 2027-01-01')
    await lines.fill('2027-01-01,放假,元旦\n2027-02-06,放假,春节\n2027-02-07,上班,春节')
    await fang.presses('先核对')
    await fang.sees('2027 年：放假 2 天，调休上班 1 天')
    await fang.presses('确定：导入 2027 年')
    await fang.sees('2027 年导入好了')
    await fang.page.getByRole('region', { name: '2027 年' }).getByText('许国平').waitFor()
  })

  test('[U35] [U32] says whom a category goes to, retires a template, and adds a word of an emergency', async () => {
    const fang = await Worker.comes(world(), { as: await world().staff('xitong') })
    await fang.goesTo('分类与模板')
    await fang.presses('电梯故障')
    await fang.dialog.getByLabel('一般交给谁').click()
    await fang.page.getByTitle('水电气等单位', { exact: true }).click()
    await fang.dialog.getByLabel('一般要多久').fill('1–2 天')
    await fang.sends()
    await fang.sees('水电气等单位')

    await fang.presses('答复模板')
    await fang.presses('电梯修好了')
    await fang.dialog.getByRole('checkbox', { name: '停用' }).check()
    await fang.sends()
    await fang.sees('5月15日停用')

    await fang.presses('急事与电话')
    await fang.presses('煤气、燃气泄漏')
    const words = fang.dialog.getByLabel('听起来像急事的词')
    await words.fill(`${await words.inputValue()}\n臭鸡蛋味`)
    await fang.sends()
    const { emergencies } = await (await world().resident()).done<{ emergencies: { kind: string; words: string[] }[] }>(
      'GET',
      '/api/emergencies',
    )
    expect(emergencies.find(({ kind }) => kind === 'gas')?.words).toContain('臭鸡蛋味')
  })
})

describe('the security administrator', () => {
  test('[PIPL-17] drafts the next privacy text beside the one in force, publishes it, and the old one stays readable', async () => {
    const su = await Worker.comes(world(), { as: await world().staff('anquan') })
    await su.goesTo('个人信息说明')
    await su.presses('起草新版本')
    await su.page.getByLabel('版本号').fill('2026-06')
    const zh = su.page.getByRole('textbox', { name: '草稿：中文' })
    await zh.fill(`${await zh.inputValue()}\n新加的一条。`)
    await su.presses('保存草稿')
    await su.sees('草稿存好了')
    await su.presses('发布')
    await su.presses('确定发布')
    await su.page.getByRole('row', { name: /2026-06 现行/ }).waitFor()
    await su.page.getByRole('row', { name: /2026-05 以前的/ }).waitFor()
    const { zh: shown } = await (await world().resident()).done<{ zh: string }>('GET', '/api/privacy-notice')
    expect(shown).toContain('新加的一条。')
    await su.presses('2026-05')
    expect(await su.dialog.innerText()).not.toContain('新加的一条。')
  })
})

describe('the audit administrator', () => {
  test('[GB22239-L2-AUDIT] [U13] finds who changed a rule, takes the log along, and finds that in it too', async () => {
    const liang = await Worker.comes(world(), { as: await world().staff('shenji') })
    await liang.goesTo('操作日志')
    await liang.page.getByLabel('种类').click()
    await liang.page.keyboard.type('改规则')
    await liang.page.getByTitle('改规则数值', { exact: true }).click()
    await liang.presses('查看')
    await settled(liang.page)
    expect(new URL(liang.page.url()).search).toContain('kind=rule.changed')
    await liang.page
      .getByRole('row', { name: /何明 市级工作人员 改规则数值.*规则 紧急的办结时限.*原来 7.*改成 5/ })
      .waitFor()
    const coming = liang.page.waitForEvent('download')
    await liang.presses('导出 CSV')
    const download = await coming
    expect(download.suggestedFilename()).toMatch(/^操作日志 .*\.csv$/)
    const text = await readFile(await download.path(), 'utf8')
    expect(text).toContain('何明,city_officer,rule.changed')
    expect(text).toMatch(/规则：紧急的办结时限；从哪天起：2026-05-15；原来：7；改成：5/)
    await liang.sees(/导出了 \d+ 行，已记入日志/)
    await liang.presses('清除')
    await liang.page.getByRole('row', { name: /俞敏 审计管理员 导出日志/ }).waitFor()

    await liang.goesTo('查看日志')
    await settled(liang.page)
    await liang.page.getByRole('columnheader', { name: '被查看的人' }).waitFor()
  })
})

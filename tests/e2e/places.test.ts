/** Territory by clicking: the street officer tends a community, the system administrator imports a list of changed codes. */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Resident, Worker } from '../support/people.ts'

const world = demoWorld()

describe('the street officer', () => {
  test('[U02] [S4-01] [S4-12] [S4-14] finds a community, gives it a type, adds a grid, an estate with a building and its homes, and a figure', async () => {
    const shen = await Worker.comes(world(), { as: await world().staff('shenli') })
    const { page } = shen
    await shen.goesTo('区划与楼栋')
    await page.getByLabel('名称、拼音首字母或代码').fill('ylsq')
    await page.getByRole('button', { name: /^云乐社区/ }).click()
    await page.getByRole('heading', { name: '云乐社区' }).waitFor()
    await shen.presses('修改')
    await shen.dialog.getByRole('combobox', { name: '社区类型' }).click()
    await page.getByTitle('产业：楼宇型').click()
    await shen.sends()
    await shen.sees(/产业：楼宇型（.*起）/)

    await shen.presses('新增网格')
    await shen.dialog.getByLabel('名称').fill('河滨网格')
    await shen.sends()
    await shen.presses('新增小区')
    await shen.dialog.getByLabel('名称').fill('河滨苑')
    await shen.sends()
    await shen.presses('新增楼栋 河滨苑')
    await shen.dialog.getByLabel(/^楼栋名称/).fill('1 幢')
    await shen.dialog.getByLabel('经度').fill('121.5352')
    await shen.tries()
    await shen.sees('请写名称，单元数、层数填整数，经纬度填数字')
    await shen.dialog.getByLabel('纬度').fill('29.8681')
    await shen.sends()
    const estate = page.getByRole('region', { name: '小区和楼栋' })
    const row = estate.getByRole('row').filter({ hasText: '不在网格里' })
    await row.getByRole('button', { name: '住房 1 幢' }).click()
    await shen.tries()
    await shen.sees('将新增 12 套，已有的 0 套不动')
    await shen.sends()
    await row.getByText('住房 12 套').waitFor()

    await shen.presses('录入人口数')
    await shen.dialog.getByLabel('人数或户数').fill('3120')
    await shen.dialog.getByLabel('来源').fill('公安人口库')
    await shen.sends()
    await page.getByRole('button', { name: /^更正常住人口/ }).click()
    await shen.dialog.getByLabel('人数或户数').fill('3210')
    await shen.dialog.getByLabel('为什么更正').fill('漏了两幢')
    await shen.sends()
    await shen.sees('原为 3120，更正原因：')
    expect(await page.getByRole('link', { name: '改码导入' }).count()).toBe(0)
  })
})

describe('the system administrator', () => {
  test('[U02] imports a list of changed codes after a look that finds a mistake, and the old code leads on', async () => {
    const fang = await Worker.comes(world(), { as: await world().staff('xitong') })
    const { page } = fang
    await fang.goesTo('区划与楼栋')
    await fang.presses('改码导入')
    const lines = page.getByLabel(/^每行一项/)
    await lines.fill('330203006005,330203006055,,划转\n330203006006,330203999006,,划转')
    await fang.presses('先核对')
    await fang.sees('第 2 行：上级 330203999 没有，请先新设上级')
    await lines.fill('330203006005,330203006055,,划转\n330203006006,,云丰园社区,更名')
    await fang.presses('先核对')
    await fang.sees(/^2 项变更，随上级改码的有 4 个地方/)
    await fang.presses(/^确定：按/)
    await fang.sees('变更好了，一共改了 6 个地方')

    const zhou = await Worker.comes(world(), { as: await world().staff('zhoumin') })
    await zhou.goesTo('区划与楼栋')
    await zhou.page.getByLabel('名称、拼音首字母或代码').fill('330203006055')
    await zhou.sees('牡丹社区')
    const { name } = await world()
      .resident()
      .then((chen) => chen.done<{ name: string }>('GET', '/api/communities/330203006005'))
    expect(name).toBe('牡丹社区')
  })

  test('[U02] makes a list of places', async () => {
    const fang = await Worker.comes(world(), { as: await world().staff('xitong') })
    await fang.goesTo('区划与楼栋')
    await fang.presses('名单')
    await fang.presses('新建名单')
    await fang.dialog.getByLabel('名称').fill('东片')
    await fang.tries()
    await fang.sees('请写名称，至少选一个地方')
    await fang.dialog.getByRole('combobox', { name: '包括的地方' }).fill('云乐')
    await fang.page.getByTitle(/^云乐社区/).click()
    await fang.sends()
    await fang.sees('东片')
  })
})

describe('a resident', () => {
  test('[U02] tells a village from a community of the same name', async () => {
    await world().database.pool.query(
      `update territory set name = '安丰社区', initials = 'afsq', kind = 'village' where path = '330203006010'`,
    )
    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.goesToMine(/^我的社区/)
    await chen.page.getByLabel('找社区').fill('afsq')
    const found = chen.page.getByRole('list', { name: '找到的社区' })
    await found.getByRole('button', { name: '安丰社区 白云街道 村' }).waitFor()
    await found.getByRole('button', { name: '安丰社区 白云街道 社区' }).waitFor()
    await chen.page.getByLabel('找社区').fill('ylsq')
    await found.getByRole('button', { name: '云乐社区 白云街道', exact: true }).waitFor()
  })
})

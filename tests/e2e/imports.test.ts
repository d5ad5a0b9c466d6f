/** Bringing a list by clicking: the file, its columns, the dry run, a decision, importing, undoing. */
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Worker } from '../support/people.ts'
import { demoList } from '../support/sheets.ts'
import { settled } from '../support/visits.ts'

const world = demoWorld()

/** The worker's next look, then the page's. */
async function worked(page: Worker['page'], words: string): Promise<void> {
  await world().work()
  await page.getByText(words).first().waitFor()
}

describe('the community desk', () => {
  test('[U30] [U06] [U38] [S4-04] [PIPL-13] brings a list, says on what ground, sees what it would do, decides, imports and undoes it', async () => {
    const lin = await Worker.comes(world(), { as: await world().staff('linxiao') })
    const { page } = lin
    const people = async () => {
      const { rows } = await world().database.pool.query(
        `select name, room from person where name in ('沈洁', '孙国华', '吴桂芬', '陈小弟') order by name`,
      )
      return rows.length
    }
    const before = await people()
    await lin.goesTo('导入名单')
    await lin.presses('读取文件')
    await lin.sees('请选择文件')
    await page.locator('input[type=file]').setInputFiles({
      name: '居民信息表.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: await demoList(),
    })
    await lin.presses('读取文件')
    await lin.sees('表头在第 3 行，下面有 7 行')
    await settled(page)
    await lin.presses('试算，先不导入')
    await lin.sees('请选一项')
    await lin.sees('请写明')
    await page.getByRole('radio', { name: '履行法定职责' }).check()
    await page.getByLabel('依据哪部法规、哪项工作').fill('社区日常走访')
    await lin.presses('试算，先不导入')
    await lin.sees('正在试算：0 / 7 行')
    await page.reload()
    await lin.sees('正在试算：0 / 7 行')
    await worked(page, '试算结果')

    await lin.sees('这个手机号登记的是另一个名字')
    expect(await page.getByRole('button', { name: '导入 4 行' }).isDisabled()).toBe(true)
    await page
      .getByRole('row', { name: /陈小弟/ })
      .getByRole('button', { name: '另一个人' })
      .click()
    await page.getByRole('button', { name: /有错，不导入 3/ }).click()
    await lin.sees('手机号被表格软件改成了科学记数')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载没导入的行（CSV）' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^没导入的行.*\.csv$/)
    await lin.presses('导入 4 行')
    await lin.sees('正在导入')
    await worked(page, '导入结果')
    await lin.sees('履行法定职责 · 社区日常走访')
    expect(await people()).toBe(before + 4)

    await lin.presses('撤销这次导入')
    await lin.sends()
    await lin.sees('正在撤销')
    await worked(page, '已撤销')
    expect(await people()).toBe(before)
  })
})

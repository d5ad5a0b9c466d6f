/** Public proof, by clicking: from the board to feeds and sealed days, from one's own request to a receipt and its check. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { demoWorld } from '../support/demo-world.ts'
import { Resident } from '../support/people.ts'
import { sealDays } from '../support/proof.ts'
import { parseXml } from '../support/xml.ts'

const world = demoWorld()

describe('public proof', () => {
  test('[U34] [U23] whoever reads the board finds it as a feed and as map data, of the community and of the city', async () => {
    const { origin, demo } = world()
    const someone = await Resident.comes(world(), { community: demo.community })
    const { page } = someone
    await page.getByRole('navigation').getByRole('link', { name: '大家的事', exact: true }).click()
    await someone.sees('订阅和数据')

    const alternate = page.locator('head link[rel=alternate]')
    expect(await alternate.evaluateAll((links) => links.map((link) => link.getAttribute('type')))).toEqual([
      'application/rss+xml',
      'application/geo+json',
    ])
    const hrefOf = async (name: string) =>
      (await page.getByRole('link', { name, exact: true }).getAttribute('href')) ?? ''
    for (const name of ['订阅（RSS）', '订阅全市（RSS）']) {
      const feed = await fetch(`${origin}${await hrefOf(name)}`)
      expect(parseXml(await feed.text()).name).toBe('rss')
    }
    for (const name of ['地图数据（GeoJSON）', '全市地图数据（GeoJSON）']) {
      const map = (await (await fetch(`${origin}${await hrefOf(name)}`)).json()) as { features: unknown[] }
      expect(map.features.length).toBeGreaterThan(0)
    }
    expect(await hrefOf('订阅（RSS）')).toBe(`/api/board/rss?path=${demo.community}`)
  })

  test('[U34] the link of a card in a feed opens the board of its community, also for who never chose one', async () => {
    const { origin, demo } = world()
    const feed = await (await fetch(`${origin}/api/board/geojson?path=${demo.community}`)).json()
    const [card] = (feed as { features: { properties: { link: string; words: string } }[] }).features
    const someone = await Resident.comes(world())
    await someone.page.goto(card?.properties.link ?? '')
    await someone.sees(card?.properties.words.split('\n')[0] ?? '')
    await someone.sees('大家的事 · 牡丹社区')
  })

  test('[U13] a resident keeps a receipt of an own request and checks it; a changed one does not fit', async () => {
    const chen = await Resident.comes(world(), { as: await world().resident() })
    await chen.opensMine('在办', /电梯/)
    await chen.presses('存一份凭证')
    await chen.sees('请明天再来存凭证')

    await sealDays(world(), 2)
    await chen.opensMine('在办', /电梯/)
    await chen.presses('存一份凭证')
    const saved = chen.page.waitForEvent('download')
    await chen.page.getByRole('link', { name: '存凭证文件' }).click()
    const download = await saved
    expect(download.suggestedFilename()).toMatch(/^凭证 \d{9}\.json$/)
    const text = await readFile(await download.path(), 'utf8')

    await chen.presses('核对凭证')
    const pick = async (words: string) =>
      await chen.page.locator('input[type=file]').setInputFiles({
        name: 'receipt.json',
        mimeType: 'application/json',
        buffer: Buffer.from(words),
      })
    await pick(text)
    await chen.sees('核对无误')
    await chen.sees('这几天的指纹和现在公布的一样')
    await chen.sees('您写的：')

    await pick(text.replace('request.opened', 'request.closed'))
    await chen.sees('对不上的地方')
    await chen.sees('第 1 步不在封存的记录里')
    await pick('{"a": 1}')
    await chen.sees('这不是凭证文件')

    await chen.page.context().setOffline(true)
    await pick(text)
    await chen.sees('没有和公布的比')
    await chen.page.context().setOffline(false)
  })

  test('[U13] anybody reads from the board what the sealed days are for, keeps them and takes the script along', async () => {
    const { origin, demo } = world()
    await sealDays(world(), 2)
    const someone = await Resident.comes(world(), { community: demo.community })
    const { page } = someone
    await page.getByRole('navigation').getByRole('link', { name: '大家的事', exact: true }).click()
    await page.getByRole('link', { name: '每日封存：记录有没有被改过' }).click()
    await someone.sees('它能证明记录没有被改过，不能证明事情办得好不好')
    await page.locator('.proof-days code').first().waitFor()
    const hashes = await page.locator('.proof-days code').allInnerTexts()
    const { checkpoints } = (await (await fetch(`${origin}/api/checkpoints`)).json()) as {
      checkpoints: { hash: string }[]
    }
    expect(hashes).toEqual(checkpoints.map(({ hash }) => hash))
    expect(hashes).toHaveLength(2)
    const saved = page.waitForEvent('download')
    await page.getByRole('link', { name: '存下这些数据（JSON）' }).click()
    expect((await saved).suggestedFilename()).toBe('每日封存.json')

    await someone.presses('核对凭证')
    await page.getByRole('link', { name: '存下核对程序（verify.mjs）' }).waitFor()
    const script = await fetch(`${origin}/verify.mjs`)
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect((await script.arrayBuffer()).byteLength).toBeLessThan(10 * 1024)
  })
})

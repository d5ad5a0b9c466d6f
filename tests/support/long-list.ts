/** A long list of residents as communities keep them, and what an import must make of it. */
import type { SheetRow } from './sheets.ts'

export interface LongList {
  rows: SheetRow[]
  new: number
  wrong: number
  residences: number
}

const fullWidth = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜']
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红梅建国文斌辉鑫宇浩然雨欣怡']

/** Three to a home; days, phones and homes written in several ways; a blank line now and then; some that cannot be read. */
export function makeList(count: number): LongList {
  const list: LongList = { rows: [], new: 0, wrong: 0, residences: 0 }
  for (let n = 0; n < count; n++) {
    if (n % 97 === 96) list.rows.push([])
    const home = Math.floor(n / 3)
    const at = (n * 7) % 40_000
    const name = [
      surnames[at % surnames.length],
      given[Math.floor(at / surnames.length) % given.length],
      given[Math.floor(at / 1_280) % given.length],
    ].join(n % 5 === 0 ? '　' : '')
    const phone = n % 10 === 9 ? '' : `128${String(10_000_000 + n)}`
    const wrong = n % 50 === 49 ? n % 100 : undefined
    const registered = n % 2 === 0 ? '浙江省宁波市鄞州区' : ''
    const since = ['2020年5月2日', '2019.1.1', '2021-03-04', '２０２０/１/８', ''][n % 5] ?? ''
    list.rows.push([
      n + 1,
      name,
      wrong === 49 ? '1.28E+10' : n % 4 === 1 ? fullWidth(phone) : phone,
      '',
      registered,
      wrong === 99 ? '玫瑰园' : '牡丹新村',
      home % 2 === 0 ? '１２栋' : '5幢',
      String((home % 3) + 1),
      `${1000 + Math.floor(home / 6)}室`,
      since,
    ])
    if (wrong === undefined) list.new += 1
    else list.wrong += 1
    if (wrong === undefined) list.residences += registered === '' ? 1 : 2
  }
  return list
}

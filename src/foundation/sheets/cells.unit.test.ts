/** What a cell means, however it is written. */
import { describe, expect, test } from 'vitest'
import {
  buildingKey,
  type Cell,
  checkIdentity,
  halfWidth,
  readCount,
  readDay,
  readHome,
  readName,
  readPhone,
  readRoom,
  readUnit,
} from './cells.ts'

const readOf = <T>(cell: Cell<T>): T | string => ('value' in cell ? cell.value : cell.code)

describe('a cell', () => {
  test('[U30] of full width is read as half width, and nothing else is changed', () => {
    expect(halfWidth('１２Ａ－（３）　㐂')).toBe('12A-(3) 㐂')
  })

  test.each([
    { words: '2026-5-2', day: '2026-05-02' },
    { words: '2026/05/02', day: '2026-05-02' },
    { words: '2026.5.2', day: '2026-05-02' },
    { words: '2026年5月2日', day: '2026-05-02' },
    { words: '2026 年 5 月 2 号', day: '2026-05-02' },
    { words: '２０２６－０５－０２', day: '2026-05-02' },
    { words: '20260502', day: '2026-05-02' },
    { words: '2026-05-02 08:30:00', day: '2026-05-02' },
    { words: '46144', day: '2026-05-02' },
    { words: '2024-02-29', day: '2024-02-29' },
    { words: '2026-02-29', day: 'cell.day' },
    { words: '2026-13-01', day: 'cell.day' },
    { words: '1899-12-31', day: 'cell.day' },
    { words: '2021年3月', day: 'cell.day' },
    { words: '去年', day: 'cell.day' },
  ])('[U30] that says $words is the day $day', ({ words, day }) => {
    expect(readOf(readDay(words))).toBe(day)
  })

  test.each([
    { words: '128 0000 0316', phone: '12800000316' },
    { words: '１２８－００００－０３１６', phone: '12800000316' },
    { words: '+86 12800000316', phone: '12800000316' },
    { words: '008612800000316', phone: '12800000316' },
    { words: '(128)00000316', phone: '12800000316' },
    { words: '1.28E+10', phone: 'cell.phone-rounded' },
    { words: '0574-87654321', phone: 'cell.phone' },
    { words: '1280000031', phone: 'cell.phone' },
  ])('[U30] that says $words is the phone $phone', ({ words, phone }) => {
    expect(readOf(readPhone(words, true))).toBe(phone)
  })

  test('[U30] with a phone of the demo is none in production', () => {
    expect(readPhone('12800000316', false)).toEqual({ code: 'cell.phone' })
  })

  test.each([
    { words: '张　伟', name: '张伟' },
    { words: '阿卜杜拉•买买提', name: '阿卜杜拉·买买提' },
    { words: '𠮷田．次郎', name: '𠮷田·次郎' },
    { words: "Anna O'Neil-Smith", name: "Anna O'Neil-Smith" },
    { words: '王〇一', name: '王〇一' },
    { words: '张伟(户主)', name: 'cell.name' },
    { words: '12800000316', name: 'cell.name' },
    { words: '王'.repeat(61), name: 'cell.name-long' },
  ])('[U38] that says $words is the name $name', ({ words, name }) => {
    expect(readOf(readName(words))).toBe(name)
  })

  test.each([
    { words: '11010519491231002X', read: true },
    { words: '11010519491231002x', read: true },
    { words: '１１０１０５１９４９１２３１００２Ｘ', read: true },
    { words: '110105194912310021', read: 'cell.identity-digit' },
    { words: '110105194913310029', read: 'cell.identity-form' },
    { words: '110105491231002', read: 'cell.identity-form' },
  ])('[U38] that says $words is an identity number: $read', ({ words, read }) => {
    expect(readOf(checkIdentity(words))).toBe(read)
  })

  test('[U30] names a building in any of the ways people do', () => {
    expect(['3幢', '3 栋', '三号楼', '3#', '３', '第3幢', '03'].map(buildingKey)).toEqual(Array(7).fill('3'))
    expect(['十二幢', '12号楼', 'B座', '配电房'].map(buildingKey)).toEqual(['12', '12', 'b', '配电房'])
  })

  test.each([
    { words: '3-2-501', home: { building: '3', unit: 2, room: '501' } },
    { words: '3幢2单元501室', home: { building: '3', unit: 2, room: '501' } },
    { words: '三号楼二单元501', home: { building: '3', unit: 2, room: '501' } },
    { words: '１２＃５０１', home: { building: '12', unit: undefined, room: '501' } },
    { words: '12-501a', home: { building: '12', unit: undefined, room: '501A' } },
    { words: '3－2－501', home: { building: '3', unit: 2, room: '501' } },
    { words: '3-99-501', home: 'cell.home' },
    { words: '东门', home: 'cell.home' },
  ])('[U30] that says $words is the home $home', ({ words, home }) => {
    expect(readOf(readHome(words))).toEqual(home)
  })

  test('[U30] with a unit, a room or a number is read with and without its measure, and only within bounds', () => {
    expect(['2单元', '二单元', '2', '２梯'].map((words) => readOf(readUnit(words)))).toEqual([2, 2, 2, 2])
    expect(['0', '41', '东'].map((words) => readOf(readUnit(words)))).toEqual(Array(3).fill('cell.number'))
    expect(['501室', '5 0 1', '501a', '车库', '501/502'].map((words) => readOf(readRoom(words)))).toEqual([
      '501',
      '501',
      '501A',
      '车库',
      'cell.room',
    ])
    expect(['18层', '十八', '0', '101'].map((words) => readOf(readCount(1, 100)(words)))).toEqual([
      18,
      18,
      'cell.number',
      'cell.number',
    ])
  })
})

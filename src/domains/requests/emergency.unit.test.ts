/** Which words sound like an emergency, on the words every city starts with. */
import { describe, expect, test } from 'vitest'
import { emergencies as seeded } from '#seed/reference-emergencies.ts'
import { type Emergency, emergencyCalls, emergencyKinds, findEmergencies, takenBack } from './rules.ts'

const emergencies = Object.entries(seeded).map(([kind, { words, calls }]) => ({ kind, words, calls })) as Emergency[]
const heard = (text: string) =>
  findEmergencies(text, { emergencies, takenBack }).map(({ word, emergency }) => [emergency.kind, word])

describe('words of an emergency', () => {
  test.each([
    ['楼道里有很重的煤气味', 'gas', '煤气味'],
    ['我家闻到燃气味了，怎么办', 'gas', '闻到燃气味'],
    ['三楼着火了', 'fire', '着火'],
    ['配电箱在冒烟', 'fire', '冒烟'],
    ['有人触电了', 'electric', '触电'],
    ['门口的电线掉下来，挂在半空', 'electric', '电线掉下来'],
    ['楼下两个人打起来了', 'violence', '打起来'],
    ['有人打人', 'violence', '打人'],
    ['花坛边有人晕倒', 'medical', '晕倒'],
    ['我爸好像心梗', 'medical', '心梗'],
    ['河里有人溺水', 'water', '溺水'],
    ['2 幢电梯困人，里面有老人', 'lift', '电梯困人'],
    ['楼上有人要跳楼', 'suicide', '跳楼'],
    ['我家小孩走失了', 'missing', '走失'],
    ['There is a strong smell of gas', 'gas', 'smell of gas'],
    ['THE KITCHEN IS ON FIRE', 'fire', 'on fire'],
    ['I can’t breathe', 'medical', "can't breathe"],
    ['Somebody is trapped in the\nlift', 'lift', 'trapped in the lift'],
  ])('%s', (text, kind, word) => {
    expect(heard(text)[0]).toEqual([kind, word])
  })

  test.each([
    '12 幢的电梯这周停了三次，昨天晚上停在 5 楼，铃按了没人应。',
    '落水管堵了，雨水倒灌',
    '家里的漏电保护器老是跳闸',
    '楼道堆满东西，有火灾隐患',
    '想问煤气费在哪里交',
    'The fire door on the second floor does not close',
    'This is a question about the gas bill and the firewall',
    'The film about a kidnapper on the square was too loud',
    '',
  ])('are not in: %s', (text) => {
    expect(heard(text)).toEqual([])
  })

  test.each([
    '没有煤气味，就是想问一下',
    '没有闻到煤气味',
    '楼下不是着火，是烧烤',
    '灶台没着火',
    '热水器打不着火',
    '楼道堆满纸板，万一着火怎么跑',
    'There is no smell of gas',
    'We did not smell gas',
    "I don't smell gas",
  ])('do not count when they are denied or only feared: %s', (text) => {
    expect(heard(text)).toEqual([])
  })

  test.each([
    ['不知道有没有煤气味', '煤气味'],
    ['这是不是着火了', '着火'],
    ['没有电，又闻到煤气味', '闻到煤气味'],
    ['没有着火，可是有煤气味', '煤气味'],
  ])('count when they are asked about, or something else is denied: %s', (text, word) => {
    expect(heard(text)[0]?.[1]).toBe(word)
  })

  test('are given longest first, as often as they are said, and none inside a longer one', () => {
    expect(heard('着火了着火了，电线掉下来冒火花，闻到煤气味，有人晕倒')).toEqual([
      ['electric', '电线掉下来'],
      ['gas', '闻到煤气味'],
      ['electric', '冒火花'],
      ['fire', '着火'],
      ['fire', '着火'],
      ['medical', '晕倒'],
    ])
    expect(heard('电梯困人')).toEqual([['lift', '电梯困人']])
  })

  test.each([
    ['电梯坏在四楼，困了一家人', 'lift', '电梯坏在四楼,困'],
    ['煤气好像有味道', 'gas', '煤气好像有味'],
  ])('with a gap are given as they are said: %s', (text, kind, word) => {
    expect(heard(text)[0]).toEqual([kind, word])
  })

  test.each([
    '电梯里没有困人',
    '电梯修好了。困难家庭补贴怎么领',
    '电梯停了，我们从一楼慢慢走上去都觉得很困',
    '溺水讲座在哪里报名',
    '楼下充电怕着火',
  ])('do not count with a gap too wide, over a full stop, denied in it, or as a subject: %s', (text) => {
    expect(heard(text)).toEqual([])
  })

  test('are of every kind, and each kind has somebody to call', () => {
    expect(emergencies.map(({ kind }) => kind)).toEqual([...emergencyKinds])
    for (const { words, calls } of emergencies) {
      const plain = words.map((word) => word.replace('…', ''))
      expect(plain.filter((word) => word !== word.normalize('NFKC').toLowerCase())).toEqual([])
      expect(calls.filter((call) => !emergencyCalls.includes(call))).toEqual([])
      expect(calls).toEqual(expect.arrayContaining(['police', 'fire', 'ambulance']))
    }
    const all = emergencies.flatMap(({ words }) => words)
    expect(all.filter((word, index) => all.indexOf(word) !== index)).toEqual([])
  })
})

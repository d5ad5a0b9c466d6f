/** What is learnt from labelled texts, and which of them repeat another. */
import { expect, test } from 'vitest'
import { train, trainWithPauses, unpack } from './classifier.ts'
import { findDuplicates } from './duplicates.ts'

const rows = [
  ...['路灯不亮晚上看不见', '楼下路灯坏了三天', '路灯一闪一闪', '路口的路灯又坏了'].map((text) => ({
    text,
    label: '照明',
  })),
  ...['垃圾堆了一个星期', '垃圾桶满了没人收', '建筑垃圾倒在路边', '垃圾分类桶发臭'].map((text) => ({
    text,
    label: '环卫',
  })),
  ...['夜里跳舞音乐太响', '装修噪音吵得睡不着', '酒吧音乐半夜还响', '楼上装修太吵'].map((text) => ({
    text,
    label: '噪声',
  })),
]

test('a new text has the label of those it is like, likeliest first, and the shares are one together', () => {
  const model = train(rows)
  expect(model.labels).toEqual(['噪声', '照明', '环卫'])
  for (const [text, label] of [
    ['我们楼的路灯不亮', '照明'],
    ['没人来收垃圾', '环卫'],
    ['隔壁装修很吵', '噪声'],
  ] as const) {
    const guesses = model.guess(text)
    expect(guesses[0]?.label).toBe(label)
    expect(guesses.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  }
})

test('the same texts give the same model, and a text of nothing known is nowhere sure', () => {
  expect(train(rows).guess('路灯坏了')).toEqual(train(rows).guess('路灯坏了'))
  expect(train(rows).guess('xyz')[0]?.share).toBeLessThan(0.6)
  expect(train(rows).guess('')).toHaveLength(3)
})

test('texts that share half of their pieces repeat the first of them', () => {
  const texts = [
    '楼下的路灯坏了三天没人修',
    '楼下的路灯坏了三天还没人修！',
    '垃圾堆了一个星期',
    '楼下的路灯，坏了三天没人修',
  ]
  expect(findDuplicates(texts, 0.5)).toEqual([-1, 0, -1, 0])
  expect(findDuplicates(['', '', '一'], 0.5)).toEqual([-1, -1, -1])
})

test('a model that was put away answers the same, and says by what', async () => {
  const model = await trainWithPauses(rows)
  const again = unpack(model.packed)
  expect(again.guess('路灯坏了')).toEqual(train(rows).guess('路灯坏了'))
  expect(model.packed.texts).toEqual([4, 4, 4])
  expect(again.why('楼下的路灯不亮', '照明', 2)).toContain('路灯')
  expect(again.why('xyz', '照明', 2)).toEqual([])
})

test('pieces that too few persons used are left out, however often they used them', () => {
  const named = [
    ...rows.map((row, at) => ({ ...row, by: String(at % 6) })),
    ...Array.from({ length: 8 }, () => ({ text: '路灯不亮王小花', label: '照明', by: 'one' })),
  ]
  const { pieces } = train(named, { least: 3 }).packed
  expect(pieces).toContain('路灯')
  expect(pieces).not.toContain('小花')
  expect(train(named, { least: 3, most: 5 }).packed.pieces).toHaveLength(5)
})

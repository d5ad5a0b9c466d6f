/** What is learnt from labelled texts, and which of them repeat another. */
import { expect, test } from 'vitest'
import { train } from './classifier.ts'
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

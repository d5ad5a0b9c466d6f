/** Which texts are alike, and what a half-typed one has in common with another. */
import { expect, test } from 'vitest'
import { containment, likenesses } from './likeness.ts'

test('the same text is wholly alike, another not at all, spaces and punctuation aside', () => {
  expect(likenesses('楼下的路灯坏了三天', ['楼下的路灯，坏了三天！', '垃圾堆了一个星期', ''])).toEqual([1, 0, 0])
  expect(likenesses('', ['', '路灯'])).toEqual([0, 0])
})

test('what many others say too makes two no more alike', () => {
  const formula = '请社区尽快处理谢谢'
  const many = ['水管漏了', '车位被占', '狗叫一夜', '井盖松了', '树倒路边', '墙皮掉落'].map((words) => words + formula)
  const [alone = 0] = likenesses(`路灯不亮${formula}`, [`垃圾没收${formula}`])
  const [among = 0] = likenesses(`路灯不亮${formula}`, [`垃圾没收${formula}`, ...many])
  expect(alone).toBeGreaterThan(0.3)
  expect(among).toBeLessThan(0.25)
  const [same = 0] = likenesses(`楼道路灯不亮了${formula}`, [`楼道的路灯不亮了${formula}`, ...many])
  expect(same).toBeGreaterThan(0.5)
})

test('of a half-typed text only the pieces that count are looked for', () => {
  expect(containment('路灯坏', '三号楼路灯坏了三天', () => true)).toBe(1)
  expect(containment('路灯坏', '三号楼路灯', () => true)).toBe(0.5)
  expect(containment('路灯坏', '三号楼路灯', (piece) => piece === '路灯')).toBe(1)
  expect(containment('张三', '张三', () => false)).toBe(0)
})

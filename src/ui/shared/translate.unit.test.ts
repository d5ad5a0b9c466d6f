/** Sentences come from the catalogue with facts in them; the pseudo-locale marks every one of them. */
import { describe, expect, test } from 'vitest'
import { pseudo, translator } from './translate.ts'

const catalogue = {
  'report.submit': 'Submit',
  'home.callWorker': 'Call {name}',
  'home.open.one': '1 open matter',
  'home.open.other': '{n} open matters',
  'report.promise': 'We will answer {when}, at the latest',
}

describe('a sentence', () => {
  const { t, has, pieces } = translator(catalogue, 'en')

  test('takes facts into its placeholders', () => {
    expect(t('report.submit')).toBe('Submit')
    expect(t('home.callWorker', { name: '周敏' })).toBe('Call 周敏')
  })

  test('chooses the English plural by n', () => {
    expect(t('home.open', { n: 1 })).toBe('1 open matter')
    expect(t('home.open', { n: 3 })).toBe('3 open matters')
  })

  test('that no catalogue has is its key, so that it is seen', () => {
    expect(t('nobody.wrote.this')).toBe('nobody.wrote.this')
    expect(has('nobody.wrote.this')).toBe(false)
  })

  test('comes in pieces for a screen that puts elements into it', () => {
    expect(pieces('report.promise')).toEqual([
      { text: 'We will answer ', slot: false },
      { text: 'when', slot: true },
      { text: ', at the latest', slot: false },
    ])
  })

  test('keeps a fact whole, whatever signs are in it', () => {
    expect(t('home.callWorker', { name: '$& {name}' })).toBe('Call $& {name}')
  })
})

test('Chinese has one space where it meets digits or Latin letters', () => {
  const { t } = translator({ waits: '预计{day}接着办', who: '{name}在办', both: '{a}{b}' }, 'zh')
  expect(t('waits', { day: '11月21日' })).toBe('预计 11月21日接着办')
  expect(t('waits', { day: '周一' })).toBe('预计周一接着办')
  expect(t('who', { name: 'Ann' })).toBe('Ann 在办')
  expect(t('both', { a: '好', b: '1' })).toBe('好1')
})

describe('the pseudo-locale', () => {
  const { t, mark } = translator(catalogue, 'zh', true)

  test('marks every sentence and leaves facts as they are', () => {
    expect(t('home.callWorker', { name: 'Ann' })).toBe('⟦Cáll Ann~~~~~~⟧')
    expect(mark('明天 18:00 前')).toMatch(/^⟦明天 18:00 前~+⟧$/)
  })

  test('is longer by half and leaves nothing empty marked', () => {
    expect([...pseudo('提交提交')].length).toBe(8)
    expect(pseudo(' ')).toBe(' ')
  })
})

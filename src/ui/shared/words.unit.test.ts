/** Every key that a screen names is in a catalogue its app has loaded. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import creditsCommonWords from '#domains/credits/web/words/common.zh.ts'
import creditsWords from '#domains/credits/web/words/own.zh.ts'
import honoursCommonWords from '#domains/honours/web/words/common.zh.ts'
import honoursWords from '#domains/honours/web/words/own.zh.ts'
import proofWords from '#domains/proof/web/words/page.zh.ts'
import ownWords from '#domains/register/web/words/own.zh.ts'
import registerWords from '#domains/register/web/words/resident.zh.ts'
import requestWords from '#domains/requests/web/words/common.zh.ts'
import boardWords from '#domains/requests/web/words/own.zh.ts'
import residentWords from '#domains/requests/web/words/resident.zh.ts'
import rightsCommonWords from '#domains/rights/web/words/common.zh.ts'
import rightsOwnWords from '#domains/rights/web/words/own.zh.ts'
import shiftsCommonWords from '#domains/shifts/web/words/common.zh.ts'
import shiftsWords from '#domains/shifts/web/words/own.zh.ts'
import volunteersCommonWords from '#domains/volunteers/web/words/common.zh.ts'
import volunteersWords from '#domains/volunteers/web/words/own.zh.ts'
import kitWords from '#ui/resident/words/kit.zh.ts'
import sharedWords from './words/common.zh.ts'

const known: Readonly<Record<string, string>> = {
  ...sharedWords,
  ...kitWords,
  ...requestWords,
  ...registerWords,
  ...ownWords,
  ...residentWords,
  ...boardWords,
  ...creditsCommonWords,
  ...creditsWords,
  ...honoursCommonWords,
  ...honoursWords,
  ...proofWords,
  ...rightsCommonWords,
  ...rightsOwnWords,
  ...shiftsCommonWords,
  ...shiftsWords,
  ...volunteersCommonWords,
  ...volunteersWords,
}
const files = globSync([
  'src/ui/{resident,shared}/*.ts*',
  'src/shells/resident/*.ts*',
  'src/domains/*/web/resident*.ts*',
])
  .filter((file) => !/\.test\.|\/words\./.test(file))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
const literals = files.flatMap(({ file, text }) =>
  [...text.matchAll(/'([a-z][A-Za-z]*(?:\.[A-Za-z0-9_-]+)+)'/g)].map(([, key = '']) => ({ file, key })),
)
const heads = new Set(Object.keys(known).map((key) => key.split('.')[0]))
const has = (key: string) => key in known || `${key}.other` in known

describe('words of the resident app', () => {
  test('every key a screen names has a sentence', () => {
    const missing = literals.filter(({ key }) => heads.has(key.split('.')[0]) && !has(key) && !isCode(key))
    expect(missing).toEqual([])
  })

  test('every key that a screen makes from a value has at least one sentence', () => {
    const made = files.flatMap(({ text }) =>
      [...text.matchAll(/[`(]([a-z][A-Za-z]*(?:\.[A-Za-z0-9_-]+)*\.)\$\{/g)].map(([, key = '']) => key),
    )
    expect(made.length).toBeGreaterThan(20)
    expect(made.filter((head) => !Object.keys(known).some((key) => key.startsWith(head)))).toEqual([])
  })

  test('every sentence of the resident app is named somewhere', () => {
    const all = files.map(({ text }) => text).join('\n')
    const own = { ...kitWords, ...registerWords, ...ownWords, ...residentWords, ...boardWords, ...proofWords }
    const unused = Object.keys(own).filter((key) => {
      const name = key.replace(/\.(?:one|other)$/, '')
      if ([name, key].some((one) => all.includes(`'${one}'`) || all.includes(`"${one}"`))) return false
      const parts = key.split('.')
      const heads = parts.map((_, index) => parts.slice(0, index).join('.')).slice(1)
      return !heads.some((head) => all.includes(`\`${head}.\${`) || all.includes(`of="${head}"`))
    })
    expect(unused).toEqual([])
  })
})

/** Refusal codes look like keys. */
function isCode(key: string): boolean {
  return `refusal.${key}` in known
}

/**
 * Whatever can be said has words: every refusal code, notice, state, action, clock and category, in both languages.
 * tests/tidy.test.ts compares the two languages with each other.
 */
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import adminEnglish from '#domains/admin/web/words/staff.en.ts'
import adminWords from '#domains/admin/web/words/staff.zh.ts'
import creditsCommonWords from '#domains/credits/web/words/common.zh.ts'
import creditsOwnWords from '#domains/credits/web/words/own.zh.ts'
import creditsDeskEnglish from '#domains/credits/web/words/staff.en.ts'
import creditsDeskWords from '#domains/credits/web/words/staff.zh.ts'
import placeWords from '#domains/divisions/web/words/staff.zh.ts'
import honourCommonWords from '#domains/honours/web/words/common.zh.ts'
import honourOwnWords from '#domains/honours/web/words/own.zh.ts'
import honourDeskWords from '#domains/honours/web/words/staff.zh.ts'
import importWords from '#domains/imports/web/words/staff.zh.ts'
import insightWords from '#domains/insight/web/words/staff.zh.ts'
import { statusOfStep } from '#domains/open311/rules.ts'
import { hasWords } from '#domains/open311/say.ts'
import open311Answers from '#domains/open311/web/words/answers.zh.ts'
import open311Words from '#domains/open311/web/words/staff.zh.ts'
import ownWords from '#domains/register/web/words/own.zh.ts'
import registerWords from '#domains/register/web/words/staff.zh.ts'
import { figures } from '#domains/requests/contract.ts'
import requestWords from '#domains/requests/web/words/common.zh.ts'
import requestOwnWords from '#domains/requests/web/words/own.zh.ts'
import deskEnglish from '#domains/requests/web/words/staff.en.ts'
import deskWords from '#domains/requests/web/words/staff.zh.ts'
import ratesWords from '#domains/requests/web/words/staff-rates.zh.ts'
import rightsCommonWords from '#domains/rights/web/words/common.zh.ts'
import rightsOwnWords from '#domains/rights/web/words/own.zh.ts'
import rightsDeskWords from '#domains/rights/web/words/staff.zh.ts'
import shiftsCommonWords from '#domains/shifts/web/words/common.zh.ts'
import shiftsOwnWords from '#domains/shifts/web/words/own.zh.ts'
import shiftsDeskWords from '#domains/shifts/web/words/staff.zh.ts'
import { organisationKinds } from '#domains/staff/spec.ts'
import staffWords from '#domains/staff/web/words/staff.zh.ts'
import volunteerCommonWords from '#domains/volunteers/web/words/common.zh.ts'
import volunteerOwnWords from '#domains/volunteers/web/words/own.zh.ts'
import volunteerDeskWords from '#domains/volunteers/web/words/staff.zh.ts'
import { roles } from '#foundation/authority.ts'
import { requestCategories } from '#seed/reference-words.ts'
import sharedWords from '#ui/shared/words/common.zh.ts'
import { domains, specs } from '../src/program.ts'

const known: Record<string, string> = {
  ...sharedWords,
  ...requestWords,
  ...requestOwnWords,
  ...deskWords,
  ...ratesWords,
  ...registerWords,
  ...ownWords,
  ...rightsCommonWords,
  ...rightsOwnWords,
  ...rightsDeskWords,
  ...shiftsCommonWords,
  ...shiftsOwnWords,
  ...shiftsDeskWords,
  ...staffWords,
  ...adminWords,
  ...placeWords,
  ...importWords,
  ...honourCommonWords,
  ...honourOwnWords,
  ...honourDeskWords,
  ...insightWords,
  ...open311Words,
  ...open311Answers,
  ...volunteerCommonWords,
  ...volunteerOwnWords,
  ...volunteerDeskWords,
  ...creditsCommonWords,
  ...creditsOwnWords,
  ...creditsDeskWords,
}
const source = join(import.meta.dirname, '../src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|[/]web[/]|^ui/.test(name))
  .map((name) => readFileSync(join(source, name), 'utf8'))

const found = (pattern: RegExp): string[] => [
  ...new Set(files.flatMap((text) => [...text.matchAll(pattern)].map(([, code]) => code ?? ''))),
]
const missing = (keys: readonly string[]): string[] => keys.filter((key) => !(key in known)).sort()

describe('whatever can be said has words', () => {
  test('no domain says another domain’s key in other words', async () => {
    const files = globSync('src/domains/*/web/words/*.{zh,en}.ts')
    const sayings = await Promise.all(
      files.map(async (file) => {
        const { default: words } = (await import(join(import.meta.dirname, '..', file))) as {
          default: Record<string, string>
        }
        const [, , domain = ''] = file.split('/')
        return Object.entries(words).map(([key, text]) => ({ domain, key: `${file.slice(-5, -3)} ${key}`, text }))
      }),
    )
    const byKey = Map.groupBy(sayings.flat(), ({ key }) => key)
    const differing = [...byKey].filter(
      ([, all]) => new Set(all.map(({ domain }) => domain)).size > 1 && new Set(all.map(({ text }) => text)).size > 1,
    )
    expect(
      differing.map(([key, all]) => `${key}: ${all.map(({ domain, text }) => `${domain} ${text}`).join(' | ')}`),
    ).toEqual([])
  })

  test('every refusal code that is raised or listed has a sentence', () => {
    const listed = domains.flatMap((domain) => [
      ...Object.values(domain.contract).flatMap(({ refusals }) => refusals),
      ...domain.matters.flatMap(({ refusals }) => refusals),
    ])
    const codes = [
      ...new Set([...listed, ...found(/new Refusal\(\s*'([a-z0-9.-]+)'/g), ...found(/\bcode: '([a-z]+\.[a-z-]+)'/g)]),
    ]
    expect(codes.length).toBeGreaterThan(40)
    expect(missing(codes.map((code) => `refusal.${code}`))).toEqual([])
  })

  test('every problem that Open311 tells has a sentence, in both languages', () => {
    const codes = found(/new Problem\(\s*'([a-z0-9.-]+)'/g)
    expect(codes.length).toBeGreaterThan(30)
    expect(codes.filter((code) => !hasWords(`refusal.${code}`))).toEqual([])
    const steps = Object.keys(statusOfStep).map((kind) => `open311.step.${kind}`)
    const groups = organisationKinds.map((kind) => `open311.group.${kind}`)
    expect([...steps, ...groups].filter((key) => !hasWords(key))).toEqual([])
  })

  test('every notice has a sentence', () => {
    const keys = found(/'(notice\.[a-z-]+)'/g)
    expect(keys.length).toBeGreaterThan(20)
    expect(missing(keys)).toEqual([])
  })

  test('every deed that is recorded has a name in the log', () => {
    const kinds = found(/kind: '([a-z0-9-]+\.[a-z-]+)'/g).filter((kind) => !/^(need|request|rights)\./.test(kind))
    expect(kinds.length).toBeGreaterThan(20)
    expect(missing(kinds.map((kind) => `deed.${kind}`))).toEqual([])
  })

  test('every fact that is recorded has a name in the log', () => {
    const names = files.flatMap((text) =>
      [...text.matchAll(/\bfacts(?:: | = |: \([^)]*\) => \()\{([^{}]*)\}/g)]
        // those of a refusal are said by its sentence
        .filter(({ index }) => !/code: [^;]*$/.test(text.slice(Math.max(0, index - 60), index)))
        .flatMap(([, inside = '']) => inside.replace(/\([^()]*\)/g, '').split(','))
        .map((part) => part.trim().split(':')[0] ?? '')
        // a seal has the hashes of its rows
        .filter((name) => /^[A-Za-z_]+$/.test(name) && name !== 'rowHashes'),
    )
    expect(names.length).toBeGreaterThan(40)
    expect(missing([...new Set(names)].map((name) => `fact.${name}`))).toEqual([])
  })

  test('every figure that opens a list has a name to show above it, in both languages', () => {
    const keys = figures.map((figure) => `desk.figure.${figure}`)
    expect(keys.filter((key) => !(key in deskWords && key in deskEnglish))).toEqual([])
  })

  test('[U35] every rule value and its topic have a name officials understand, in both languages', () => {
    const keys = domains.flatMap(({ name, policies }) => {
      const rules = Object.keys(policies).map((key) => `policy.${key}`)
      return rules.length > 0 ? [`rules.topic.${name}`, ...rules] : []
    })
    expect(keys.length).toBeGreaterThan(20)
    const zh = { ...adminWords, ...creditsDeskWords }
    const en = { ...adminEnglish, ...creditsDeskEnglish }
    expect(keys.filter((key) => !(key in zh && key in en))).toEqual([])
  })

  test('every state, action, clock, category and role has a word', () => {
    const keys = specs.flatMap((spec) => [
      ...Object.keys(spec.states).map((state) => `state.${state}`),
      ...Object.keys(spec.actions).flatMap((action) => [`action.${action}`, `step.${action}`]),
      ...Object.keys(spec.clocks).map((clock) => `clock.${clock}`),
    ])
    expect(
      missing([
        ...keys,
        ...Object.keys(requestCategories).map((code) => `category.${code}`),
        ...roles.map((role) => `role.${role}`),
      ]),
    ).toEqual([])
  })
})

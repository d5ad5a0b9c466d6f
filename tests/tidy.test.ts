/**
 * The project keeps the structure it says it has. Each check also meets a mistake planted for it, so none can fall asleep.
 *
 * Read next: support/tidy.ts for the checks.
 */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { coverage } from '../bin/documents.ts'
import { listStale } from '../bin/generate.ts'
import { awaited } from '../src/coverage.ts'
import { codeOf, readCode, root } from './support/code.ts'
import { freshDatabase } from './support/database.ts'
import type { Words } from './support/tidy.ts'
import * as tidy from './support/tidy.ts'

const code = readCode()

describe('the project is tidy', () => {
  test('layers lie on each other in one direction', () => {
    expect(tidy.checkLayers(code)).toEqual([])
  })

  test('domains do not import in a circle', () => {
    expect(tidy.checkDomainCycles(code)).toEqual([])
  })

  test('pages of residents and of staff keep apart and import only what is for the web', () => {
    expect(tidy.checkWeb(code)).toEqual([])
  })

  test('nothing that needs a server is reached from a page', () => {
    expect(tidy.checkServerStaysBehind(code)).toEqual([])
  })

  test('no word of a domain is below the domains', () => {
    expect(tidy.checkDomainWords(code)).toEqual([])
  })

  test('every cited source is listed', () => {
    expect(tidy.checkSources(code)).toEqual([])
  })

  test('generated files are fresh (npm run generate)', async () => {
    const { url, drop } = await freshDatabase('empty')

    expect((await listStale(url).finally(drop)).map(({ file }) => file)).toEqual([])
  })

  test('every row of C01 and C12 and every implied need is claimed, or it says what will answer it', () => {
    const needs = Array.from({ length: 40 }, (_, at) => `U${String(at + 1).padStart(2, '0')}`)
    const rows = ['S4-01', 'S4-04', 'S4-11', 'S4-12', 'S4-14', 'S1-54', 'S3-60', 'S4-76', 'S4-81']
    rows.push(
      'S0-16',
      'S1-47',
      'S1-48',
      'S1-49',
      'S1-50',
      'S1-51',
      'S1-52',
      'S2-06',
      'S2-18',
      'S2-19',
      'S2-20',
      'S3-47',
    )
    rows.push('S3-64', 'S3-93', 'S4-07', 'S4-63', 'S4-64', 'S4-67', 'S4-88', 'S4-89')
    const claimed = coverage.map(({ id }) => id)
    const either = [...new Set([...claimed, ...Object.keys(awaited)])]
    expect([...rows, ...needs].filter((id) => !either.includes(id))).toEqual([])
    expect(claimed.filter((id) => id in awaited)).toEqual([])
  })

  test('no file is dead', () => {
    expect(tidy.checkDeadFiles(code)).toEqual([])
  })

  test('nothing is left for later or switched off', () => {
    expect(tidy.checkLeftOvers(code)).toEqual([])
  })

  test('no file names a folder of one machine or a package registry', () => {
    expect(tidy.checkPlaces(code)).toEqual([])
  })

  test('every sentence is there in both languages, in words that may be said', async () => {
    const chinese = tidy.listCatalogues(code, 'zh')
    const english = tidy.listCatalogues(code, 'en')
    expect(english).toEqual(chinese.map((path) => path.replace(/zh\.ts$/, 'en.ts')))

    const complaints = await Promise.all(
      chinese.map(async (path) =>
        tidy.checkWords(path, await wordsOf(path), await wordsOf(path.replace(/zh\.ts$/, 'en.ts'))),
      ),
    )
    expect(complaints.flat()).toEqual([])
  })
})

describe('each check finds the mistake planted for it', () => {
  test.each([
    { from: 'src/lib/a.ts', to: '#foundation/journal/journal.ts' },
    { from: 'src/lib/a.ts', to: '#ui/resident/tokens.ts' },
    { from: 'src/ui/staff/a.tsx', to: '#foundation/people/people.ts' },
    { from: 'src/foundation/people/a.ts', to: '#engines/matter/write.ts' },
    { from: 'src/engines/matter/a.ts', to: '../duty/duty.ts' },
    { from: 'src/engines/matter/a.ts', to: '#domains/requests/index.ts' },
    { from: 'src/domains/requests/a.ts', to: '#http/server.ts' },
    { from: 'src/domains/requests/a.ts', to: '../votes/store.ts' },
    { from: 'src/domains/requests/a.ts', to: '#ui/staff/table.tsx' },
    { from: 'src/http/a.ts', to: '#worker/worker.ts' },
    { from: 'src/worker/a.ts', to: '#http/server.ts' },
    { from: 'src/shells/staff/a.ts', to: '#http/server.ts' },
    { from: 'db/seed/a.ts', to: '#http/server.ts' },
  ])('layers: $from imports $to', ({ from, to }) => {
    expect(tidy.checkLayers(codeOf({ [from]: `import '${to}'` }))).toHaveLength(1)
    expect(tidy.checkLayers(codeOf({ [from]: `export type { A } from '${to}'` }))).toHaveLength(1)
    expect(tidy.checkLayers(codeOf({ [from]: `const a = await import('${to}')` }))).toHaveLength(1)
    expect(tidy.checkLayers(codeOf({ [from]: `// import '${to}'` }))).toHaveLength(0)
  })

  test.each([
    { from: 'src/engines/matter/a.ts', to: './write.ts' },
    { from: 'src/domains/requests/a.ts', to: '#domains/votes/index.ts' },
    { from: 'src/http/a.ts', to: '#domains/requests/handlers.ts' },
    { from: 'src/lib/a.test.ts', to: '#http/server.ts' },
  ])('layers: $from may import $to', ({ from, to }) => {
    expect(tidy.checkLayers(codeOf({ [from]: `import '${to}'` }))).toEqual([])
  })

  test('circles of domains', () => {
    const circle = codeOf({
      'src/domains/a/index.ts': `import '#domains/b/index.ts'`,
      'src/domains/b/handlers.ts': `import type { C } from '#domains/c/index.ts'`,
      'src/domains/c/handlers.ts': `import '../a/index.ts'`,
    })

    expect(tidy.checkDomainCycles(circle)).toEqual(['domains import in a circle: a → b → c → a'])
  })

  test.each([
    { from: 'web/residentReport.tsx', line: `import { Table } from 'antd'` },
    { from: 'web/residentReport.tsx', line: `import { Page } from '#ui/staff/page.tsx'` },
    { from: 'web/residentReport.tsx', line: `import { Row } from './staffInbox.tsx'` },
    { from: 'web/staffInbox.tsx', line: `import { Page } from '#ui/resident/page.tsx'` },
    { from: 'web/staffInbox.tsx', line: `import { Card } from './residentReport.tsx'` },
    { from: 'web/parts.tsx', line: `import { Table } from 'antd'` },
    { from: 'web/staffInbox.tsx', line: `import { contract } from '../contract.ts'` },
    { from: 'web/staffInbox.tsx', line: `import { type Contract } from '../contract.ts'` },
    { from: 'web/staffInbox.tsx', line: `import type { Row } from '../store.ts'` },
    { from: 'web/staffInbox.tsx', line: `import { votes } from '#domains/votes/index.ts'` },
    { from: 'web/staffInbox.tsx', line: `import { write } from '#engines/matter/write.ts'` },
  ])('web: $from has $line', ({ from, line }) => {
    expect(tidy.checkWeb(codeOf({ [`src/domains/requests/${from}`]: line }))).toHaveLength(1)
  })

  test('web: what is allowed', () => {
    const allowed = codeOf({
      'src/domains/requests/web/residentReport.tsx': `import type { Contract } from '../contract.ts'
        import { request } from '../spec.ts'
        import { check } from '../rules.ts'
        import { Page } from '#ui/resident/page.tsx'`,
      'src/domains/requests/web/staffInbox.tsx': `import { Table } from 'antd'
        import { Page } from '#ui/staff/page.tsx'`,
    })

    expect(tidy.checkWeb(allowed)).toEqual([])
  })

  test('a page that reaches the database over two corners', () => {
    const code = codeOf({
      'src/domains/requests/web/staffInbox.tsx': `import { request } from '../spec.ts'`,
      'src/domains/requests/spec.ts': `import { open } from '#engines/matter/write.ts'`,
      'src/engines/matter/write.ts': `import { prepared } from '#foundation/database/database.ts'`,
    })

    expect(tidy.checkServerStaysBehind(code)).toHaveLength(1)
  })

  test('a domain named below the domains', () => {
    const code = codeOf({
      'src/domains/requests/spec.ts': '',
      'src/engines/matter/a.ts': `const action = 'requests.reply'`,
      'src/engines/matter/b.ts': `const kind = 'request.accepted'`,
      'src/ui/resident/c.tsx': `export const C = () => <p>我的诉求</p>`,
      'src/lib/d.ts': `// 'requests.reply' may be an example in a comment`,
    })

    expect(tidy.checkDomainWords(code)).toHaveLength(3)
  })

  test('sources that are not listed', () => {
    const code = codeOf({
      'docs/sources.md': '| S2-15 | 七日 | seven days |\n| BJ-13 | 日期 | a date |',
      'src/lib/a.ts': '/** @source S2-15 (the clocks), BJ-13 */\n/** @source S2-15, BJ-99 */',
      'db/migrations/1.sql': '-- @source S9-1',
      'src/domains/a/spec.ts': `definePolicies({ 'a.b': { source: 'S2-99' }, 'a.c': { source: 'house' }, 'a.d': { source: 'S2-15' } })`,
    })

    expect(tidy.checkSources(code)).toEqual([
      'db/migrations/1.sql:1 cites S9-1, which docs/sources.md does not have',
      'src/domains/a/spec.ts:1 cites S2-99, which docs/sources.md does not have',
      'src/lib/a.ts:2 cites BJ-99, which docs/sources.md does not have',
    ])
  })

  test('dead files, also when only their own test imports them', () => {
    const code = codeOf({
      'src/main.ts': `import './used.ts'`,
      'src/used.ts': '',
      'src/dead.ts': '',
      'src/tested.ts': '',
      'src/tested.test.ts': `import './tested.ts'`,
      'src/shells/staff/index.html': '<script type="module" src="./main.tsx"></script>',
      'src/shells/staff/main.tsx': `const pages = import.meta.glob('../../domains/*/web/staff*.tsx')`,
      'src/domains/a/web/staffA.tsx': '',
      'src/domains/a/web/residentA.tsx': '',
    })

    expect(tidy.checkDeadFiles(code)).toEqual([
      'src/dead.ts is used by nobody',
      'src/domains/a/web/residentA.tsx is used by nobody',
      'src/tested.ts is used by nobody',
    ])
  })

  test.each([
    `test${'.skip'}('a', () => {})`,
    `describe${'.only'}('a', () => {})`,
    `// ${'TO'}DO: later`,
    `// ${'fix'}me`,
    `console${'.log'}('a')`,
    `const a = b ${'as'} any`,
    `// @ts-${'ignore'}`,
  ])('left over: %s', (line) => {
    expect(tidy.checkLeftOvers(codeOf({ 'src/lib/a.ts': line }))).toHaveLength(1)
  })

  test.each([`'/${'root'}/a'`, `'/${'home'}/li/a'`, `/${'work'}/main`, `https://${'registry'}.example.org/a`])(
    'place: %s',
    (words) => {
      expect(tidy.checkPlaces(codeOf({ 'docs/a.md': words }))).toHaveLength(1)
    },
  )

  test.each([
    { chinese: { a: '好' }, english: {} },
    { chinese: {}, english: { a: 'Good' } },
    { chinese: { a: '{n} 件' }, english: { a: '{count} things' } },
    { chinese: { a: '好！' }, english: { a: 'Good' } },
    { chinese: { a: '好' }, english: { a: 'Good!' } },
    { chinese: { a: '您的工单' }, english: { a: 'Your request' } },
    { chinese: { a: '亲，您好' }, english: { a: 'Hello' } },
    { chinese: { 'staff.a': '排名' }, english: { 'staff.a': 'Ranking' } },
    { chinese: { a: '网络异常，请稍后再试' }, english: { a: 'Try later' } },
  ])('words: $chinese', ({ chinese, english }) => {
    expect(tidy.checkWords('src/a/words', chinese as Words, english as Words)).toHaveLength(1)
  })

  test('words: what may be said', () => {
    const chinese = { a: '好差评', b: '您的母亲', 'staff.c': '派单', 'd.other': '{n} 件' }
    const english = {
      a: 'Rating',
      b: 'Your mother',
      'staff.c': 'Assign',
      'd.one': 'One thing',
      'd.other': '{n} things',
    }

    expect(tidy.checkWords('src/a/words', chinese, english)).toEqual([])
  })
})

async function wordsOf(path: string): Promise<Words> {
  return ((await import(join(root, path))) as { default: Words }).default
}

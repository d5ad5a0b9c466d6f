/**
 * What tidy asks of the project's files: each check returns its complaints, one line each, empty when all is well.
 *
 * They guard structure (design: lib, ui ← foundation ← engines ← domains ← http, worker, shells); none counts lines.
 * Read next: ../tidy.test.ts, which runs each on the real files and on a planted mistake.
 */
import type { Code, Import, SourceFile } from './code.ts'

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)

interface Area {
  readonly layer: string
  /** The engine or the domain. */
  readonly part: string
}

function areaOf(path: string): Area {
  const [top = '', layer = '', part = '', inside] = path.split('/')
  if (top === 'db') return { layer: 'seed', part: '' }
  if (top !== 'src') return { layer: 'outside', part: '' }
  if (layer.endsWith('.ts')) return { layer: layer.slice(0, -3), part: '' }
  // A file beside the folders of engines or domains is shared by them.
  const isPart = (layer === 'engines' || layer === 'domains') && inside !== undefined
  return { layer, part: isPart ? part : '' }
}

/** Which layers a layer may import; itself always. What is not listed (main, bin, tests) may import anything. */
const below: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  ui: ['lib'],
  config: ['lib'],
  foundation: ['lib'],
  engines: ['lib', 'foundation'],
  domains: ['lib', 'ui', 'foundation', 'engines'],
  http: ['lib', 'config', 'foundation', 'engines', 'domains'],
  worker: ['lib', 'config', 'foundation', 'engines', 'domains'],
  seed: ['lib', 'config', 'foundation', 'engines', 'domains'],
  shells: ['lib', 'ui', 'domains'],
}

/** Layers lie on each other in one direction; engines and domains keep apart. */
export function checkLayers(code: Code): string[] {
  return eachImport(code, (file, { specifier, target }) => {
    if (!target || isTest(file.path)) return undefined
    const [from, to] = [areaOf(file.path), areaOf(target)]
    const allowed = below[from.layer]
    if (!allowed) return undefined
    if (from.layer !== to.layer && !allowed.includes(to.layer)) return `${from.layer} must not import ${specifier}`
    if (from.layer === 'engines' && to.layer === 'engines' && to.part !== '' && from.part !== to.part) {
      return `an engine must not import another: ${specifier}`
    }
    if (to.layer === 'ui' && from.layer === 'domains' && !isWeb(file.path)) return `only web files import ${specifier}`
    if (from.layer === 'domains' && to.layer === 'domains' && to.part !== '' && from.part !== to.part) {
      return target === `src/domains/${to.part}/index.ts`
        ? undefined
        : `another domain is met through its index.ts: ${specifier}`
    }
    return undefined
  })
}

/** The graph of domains has no cycle. */
export function checkDomainCycles(code: Code): string[] {
  const graph = new Map<string, Set<string>>()
  for (const file of code.values()) {
    const from = areaOf(file.path)
    if (from.layer !== 'domains' || isTest(file.path)) continue
    for (const { target } of file.imports) {
      const to = target ? areaOf(target) : undefined
      if (to?.layer !== 'domains' || to.part === '' || to.part === from.part) continue
      graph.set(from.part, (graph.get(from.part) ?? new Set()).add(to.part))
    }
  }
  const complaints: string[] = []
  const done = new Set<string>()
  const visit = (part: string, path: readonly string[]): void => {
    if (path.includes(part))
      complaints.push(`domains import in a circle: ${[...path.slice(path.indexOf(part)), part].join(' → ')}`)
    if (done.has(part) || path.includes(part)) return
    for (const next of graph.get(part) ?? []) visit(next, [...path, part])
    done.add(part)
  }
  for (const part of graph.keys()) visit(part, [])
  return complaints
}

type Side = 'resident' | 'staff' | 'both'

const isWeb = (path: string): boolean => /^src\/domains\/[^/]+\/web\//.test(path)

/** Whose pages a file is part of; undefined when it is not part of pages. */
function sideOf(path: string): Side | undefined {
  if (isTest(path)) return undefined
  if (path.endsWith('vite.config.ts')) return undefined
  const shellOrKit = /^src\/(?:shells|ui)\/(resident|staff)\//.exec(path)?.[1] as Side | undefined
  if (shellOrKit) return shellOrKit
  const web = /^src\/domains\/[^/]+\/web\/(resident|staff)?/i.exec(path)
  if (web) return (web[1]?.toLowerCase() as Side | undefined) ?? 'both'
  return path.startsWith('src/ui/') ? 'both' : undefined
}

const staffPackages = /^(?:antd|@ant-design\/|echarts|@tanstack\/)/
const ownForWeb = /^(?:web\/.*|spec\.ts|rules\.ts|words\b.*)$/

/** Pages of residents and of staff keep apart, and reach of a domain only what runs in a browser. */
export function checkWeb(code: Code): string[] {
  return eachImport(code, (file, { specifier, target, typeOnly }) => {
    const side = sideOf(file.path)
    if (!side) return undefined
    if (!target) {
      return side !== 'staff' && staffPackages.test(specifier) ? `${specifier} is for pages of staff` : undefined
    }
    const other = sideOf(target)
    if (other && other !== 'both' && other !== side) {
      return `${side === 'both' ? 'a file for both' : side} must not import ${other}: ${specifier}`
    }
    const to = areaOf(target)
    if (!isWeb(file.path)) return undefined
    if (to.layer === 'domains' && to.part === areaOf(file.path).part) {
      const name = target.split('/').slice(3).join('/')
      if (ownForWeb.test(name)) return undefined
      if (name === 'contract.ts') return typeOnly ? undefined : `contract.ts is imported as a type only`
      return `web files must not import ${specifier}`
    }
    if (['domains', 'engines', 'foundation'].includes(to.layer) && !typeOnly)
      return `web files import ${specifier} as a type only`
    return undefined
  })
}

const serverOnly =
  /^src\/(?:http|worker|main\.ts|config\.ts|foundation\/database|lib\/postgres)|\/(?:store|handlers)\.ts$/
const serverPackages = /^(?:node:|pg$|pg\/|kysely|fastify|@fastify\/|sharp|prom-client|@node-rs\/)/

/** Nothing that needs a server is reached at run time from a page, however long the way. */
export function checkServerStaysBehind(code: Code): string[] {
  const complaints: string[] = []
  const seen = new Set<string>()
  const visit = (path: string, way: readonly string[]): void => {
    if (seen.has(path)) return
    seen.add(path)
    for (const { specifier, target, typeOnly } of code.get(path)?.imports ?? []) {
      if (typeOnly) continue
      const reached = target ?? specifier
      if (target ? serverOnly.test(target) : serverPackages.test(specifier)) {
        complaints.push(`a page reaches ${reached}: ${[...way, path].join(' → ')}`)
      } else if (target) visit(target, [...way, path])
    }
  }
  for (const path of code.keys()) if (sideOf(path)) visit(path, [])
  return complaints
}

/** Words of single domains that do not belong into what all of them share. */
const domainNouns = [
  '诉求',
  '接诉',
  '回访',
  '议事',
  '调解',
  '志愿',
  '养老',
  '托育',
  '物业',
  'complaint',
  'eldercare',
  'childcare',
]

/** Below the domains no domain is named: neither its folder in a string, nor its nouns. */
export function checkDomainWords(code: Code): string[] {
  const folders = new Set(
    [...code.keys()].map(areaOf).flatMap(({ layer, part }) => (layer === 'domains' && part ? [part] : [])),
  )
  const names = [...folders].flatMap((folder) => [folder, folder.replace(/s$/, '')]).join('|')
  const literal = names ? new RegExp(`['"\`](?:${names})\\.`, 'g') : /(?!)/g
  const noun = new RegExp(`${domainNouns.join('|')}`, 'gi')
  return (
    [...code.values()]
      .filter(({ path }) => ['lib', 'ui', 'foundation', 'engines'].includes(areaOf(path).layer) && !isTest(path))
      // the tables of domains, described for Kysely
      .filter(({ text }) => !text.includes('GENERATED by'))
      .flatMap((file) =>
        [literal, noun].flatMap((pattern) =>
          [...file.code.matchAll(pattern)].map((match) => `${at(file, match.index)} names a domain: ${match[0]}`),
        ),
      )
  )
}

const reference = /@source\s+((?:,?\s*[A-Z][\w-]*(?:\.\d+)*(?:\s*\([^)]*\))?)+)/g

/** Every cited source is in docs/sources.md. */
export function checkSources(code: Code): string[] {
  const known = new Set(
    [...(code.get('docs/sources.md')?.text ?? '').matchAll(/^\| ([A-Z][\w.-]*) \|/gm)].map((match) => match[1] ?? ''),
  )
  return [...code.values()]
    .filter(({ path }) => /^(?:src|db)\//.test(path))
    .flatMap((file) => {
      const cited = [...file.text.matchAll(reference)].flatMap((match) =>
        (match[1] ?? '')
          .replace(/\([^)]*\)/g, '')
          .split(/[\s,]+/)
          .map((id) => ({ id, index: match.index })),
      )
      const policies = /definePolicies\(/.test(file.code)
        ? [...file.code.matchAll(/\bsource:\s*'([^']*)'/g)].map((match) => ({ id: match[1] ?? '', index: match.index }))
        : []
      return [...cited, ...policies.filter(({ id }) => id !== 'house')]
        .filter(({ id }) => id !== '' && !known.has(id))
        .map(({ id, index }) => `${at(file, index)} cites ${id}, which docs/sources.md does not have`)
    })
}

const checkedForUse = /^(?:src|bin|db\/seed)\/.*\.(?:tsx?|css)$/
const entries = [
  /^src\/main\.ts$/,
  /^src\/shells\/[^/]+\/vite\.config\.ts$/,
  /^src\/shells\/.*\.html$/,
  /^bin\//,
  /^tests\//,
  /^bench\//,
]

/** Every file is used by the program, its tools or shared test support; being imported by its own test is not a use. */
export function checkDeadFiles(code: Code): string[] {
  const used = new Set<string>()
  const use = (path: string): void => {
    if (used.has(path)) return
    used.add(path)
    for (const { target } of code.get(path)?.imports ?? []) if (target) use(target)
  }
  for (const path of code.keys()) if (entries.some((entry) => entry.test(path))) use(path)
  return [...code.keys()]
    .filter((path) => checkedForUse.test(path) && !isTest(path) && !used.has(path))
    .map((path) => `${path} is used by nobody`)
}

/** Written in pieces, so that this file does not complain about itself. */
const leftOvers: readonly { pattern: RegExp; in: 'code' | 'text'; except?: RegExp }[] = [
  { pattern: /\.(?:skip|only)(?=\()/g, in: 'code' },
  { pattern: new RegExp(['TO', 'DO\\b|FIX', 'ME\\b'].join(''), 'gi'), in: 'text' },
  { pattern: /\bconsole\.(?:log|debug|trace)\b/g, in: 'code', except: /^(?:bin|bench)\/|^src\/main\.ts$/ },
  { pattern: /\bas any\b/g, in: 'code' },
  { pattern: new RegExp(['@ts-', '(?:ignore|nocheck)'].join(''), 'g'), in: 'text' },
]

/** Nothing is left for later or switched off. */
export function checkLeftOvers(code: Code): string[] {
  return [...code.values()]
    .filter(({ path }) => /^(?:src|db|bin|bench|tests)\/.*\.(?:tsx?|mjs|sql|css|html)$/.test(path))
    .flatMap((file) =>
      leftOvers
        .filter(({ except }) => !except?.test(file.path))
        .flatMap(({ pattern, in: part }) =>
          [...file[part].matchAll(pattern)].map((match) => `${at(file, match.index)} has ${match[0]}`),
        ),
    )
}

const machinePath = /(?<![\w.*}-])\/(?:root|home|work|Users)\/[\w.]/g
const registryHost = /https?:\/\/[^\s"'`)/]*(?:registry|npmmirror|mirrors?\.|nexus|artifact|deb\.debian)[^\s"'`)/]*/gi

/** No file names a machine's folders or a package registry. */
export function checkPlaces(code: Code): string[] {
  return [...code.values()].flatMap((file) =>
    [machinePath, registryHost].flatMap((pattern) =>
      [...file.text.matchAll(pattern)].map((match) => `${at(file, match.index)} names ${match[0]}`),
    ),
  )
}

/** The words of one catalogue, by key. */
export type Words = Readonly<Record<string, string>>

const placeholders = (sentence: string): string => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort().join(' ')

/** Said to nobody (ux §8). 好差评 is a standard's name, so only 差评 alone. */
const neverSaid = /打卡|排名|先进|落后|红黑榜|在线时长|(?<!好)差评|[!！]/g
/** Not said to residents (ux §8). */
const notToResidents = new RegExp(
  '工单|派单|办件|闭环|赋能|抓手|相关部门|高度重视|妥善处理|进一步|予以|敬请谅解|请知悉|尊敬的用户|温馨提示|' +
    '系统异常|参数错误|非法操作|^网络异常，?请稍后再试。?$|无权访问|操作成功|(?<![\\p{Script=Han}])亲(?=[，,。～~\\s]|$)',
  'gu',
)

/**
 * Chinese and English say the same things, in words that may be said.
 *
 * A key may end in `.one` or `.other` where one language needs two sentences; `.one` may say the number in a word.
 *
 * @param path of either file; words in a folder, file or under a key named staff are not for residents
 */
export function checkWords(path: string, chinese: Words, english: Words): string[] {
  const complaints: string[] = []
  const find = (words: Words, key: string) =>
    words[key] ?? words[key.replace(/\.(?:one|other)$/, '')] ?? words[`${key}.other`]
  for (const key of new Set([...Object.keys(chinese), ...Object.keys(english)])) {
    const [zh, en] = [find(chinese, key), find(english, key)]
    const complain = (words: string): number => complaints.push(`${path} ${key} ${words}`)
    if (!zh?.trim() && !key.endsWith('.one')) complain('has no Chinese')
    if (!en?.trim()) complain('has no English')
    if (!zh || !en) continue
    if (!key.endsWith('.one') && placeholders(zh) !== placeholders(en)) complain('has other {placeholders} in English')
    const toStaff = /(?:^|[/.])staff/i.test(path) || /(?:^|\.)staff/i.test(key)
    const said = [...zh.matchAll(neverSaid), ...en.matchAll(/!/g), ...(toStaff ? [] : zh.matchAll(notToResidents))]
    for (const match of said) complain(`says ${match[0]}`)
  }
  return complaints
}

/** The Chinese catalogues: `words.zh.ts`, or several in a folder `words`; the English one has `en` in its name. */
export function listCatalogues(code: Code, language: 'zh' | 'en'): string[] {
  return [...code.keys()].filter((path) => new RegExp(`^src/.*\\bwords(?:/[^/]+)?\\.${language}\\.ts$`).test(path))
}

function eachImport(code: Code, check: (file: SourceFile, found: Import) => string | undefined): string[] {
  return [...code.values()].flatMap((file) =>
    file.imports.flatMap((found) => {
      const complaint = check(file, found)
      return complaint ? [`${file.path}: ${complaint}`] : []
    }),
  )
}

function at({ path, text }: SourceFile, index: number): string {
  return `${path}:${text.slice(0, index).split('\n').length}`
}

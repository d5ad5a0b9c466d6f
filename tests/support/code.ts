/**
 * The project's files as tidy sees them: text, comments apart from code, and what each file imports.
 *
 * Read next: tidy.ts for what is asked of them.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, matchesGlob, normalize } from 'node:path'
import { parseSync } from 'vite'

/** One import, re-export, dynamic import, glob or file address. */
export interface Import {
  readonly specifier: string
  /** Path in the checkout; undefined for a package. */
  readonly target: string | undefined
  /** `import type`: gone at run time. */
  readonly typeOnly: boolean
}

/** One file. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  /** The text with comments blanked; the text itself when it is not TypeScript or JavaScript. */
  readonly code: string
  readonly comments: string
  readonly imports: readonly Import[]
}

/** Files by path, `/` between folders. */
export type Code = ReadonlyMap<string, SourceFile>

/** The checkout. */
export const root = join(import.meta.dirname, '../..')

const notOurs = new Set(['node_modules', 'dist', 'var', '.git'])
const binary = /\.(?:png|jpe?g|webp|avif|gif|ico|woff2?|ttf|otf|pdf|xlsx|gz|zip|pbf)$/
const script = /\.(?:ts|tsx|mjs|js)$/

/** Reads every text file of the checkout. */
export function readCode(): Code {
  const texts: Record<string, string> = {}
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.isDirectory() && !notOurs.has(entry.name)) walk(path)
      else if (entry.isFile() && !binary.test(path)) texts[path] = readFileSync(join(root, path), 'utf8')
    }
  }
  walk('')
  return codeOf(texts)
}

/** Makes code of texts by path; tests of tidy itself plant their mistakes this way. */
export function codeOf(texts: Readonly<Record<string, string>>): Code {
  const paths = Object.keys(texts).sort()
  return new Map(paths.map((path) => [path, parse(path, texts[path] ?? '', paths)]))
}

function parse(path: string, text: string, paths: readonly string[]): SourceFile {
  if (!script.test(path)) return { path, text, code: text, comments: '', imports: importsOfPage(path, text) }

  const { comments, module } = parseSync(path, text)
  let code = text
  for (const { start, end } of comments) {
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, ' ') + code.slice(end)
  }
  const found = new Map<number, Import>()
  const add = (start: number, specifier: string, typeOnly: boolean): void => {
    found.set(start, { specifier, target: resolveTarget(path, specifier), typeOnly })
  }
  for (const { start, end, moduleRequest } of module.staticImports) {
    add(start, moduleRequest.value, /^import\s+type\b/.test(text.slice(start, end)))
  }
  for (const { start, end, entries } of module.staticExports) {
    const request = entries[0]?.moduleRequest
    if (request) add(start, request.value, /^export\s+type\b/.test(text.slice(start, end)))
  }
  for (const { start, moduleRequest } of module.dynamicImports) {
    const words = text.slice(moduleRequest.start, moduleRequest.end)
    if (/^(['"`]).*\1$/.test(words)) add(start, words.slice(1, -1), false)
  }
  for (const match of code.matchAll(/\bnew URL\(\s*'(\.[^']+)'\s*,\s*import\.meta\.url/g)) {
    add(match.index, match[1] ?? '', false)
  }
  const globs = [...code.matchAll(/import\.meta\.glob(?:<[^(]*>)?\(\s*(\[[^\]]*\]|'[^']*')/g)].flatMap((match) =>
    matchGlobs(path, match[1] ?? '', paths),
  )
  return {
    path,
    text,
    code,
    comments: comments.map(({ value }) => value).join('\n'),
    imports: [...found.values(), ...globs],
  }
}

/** A page names its scripts and styles. */
function importsOfPage(path: string, text: string): Import[] {
  if (!path.endsWith('.html')) return []
  return [...text.matchAll(/\b(?:src|href)="(\.?\/?[^":]+\.(?:tsx?|css))"/g)].map((match) => {
    const specifier = `./${(match[1] ?? '').replace(/^\.?\//, '')}`
    return { specifier, target: resolveTarget(path, specifier), typeOnly: false }
  })
}

function matchGlobs(path: string, words: string, paths: readonly string[]): Import[] {
  const patterns = [...words.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '')
  const resolved = patterns.map((pattern) => resolveTarget(path, pattern.replace(/^!/, '')) ?? '')
  const wanted = resolved.filter((_, index) => !patterns[index]?.startsWith('!'))
  const unwanted = resolved.filter((_, index) => patterns[index]?.startsWith('!'))
  return paths
    .filter((target) => wanted.some((glob) => matchesGlob(target, glob)))
    .filter((target) => !unwanted.some((glob) => matchesGlob(target, glob)))
    .map((target) => ({ specifier: target, target, typeOnly: false }))
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports: Record<string, string> }

function resolveTarget(from: string, specifier: string): string | undefined {
  const bare = specifier.replace(/\?.*$/, '')
  if (bare.startsWith('.')) return normalize(join(dirname(from), bare))
  if (bare.startsWith('/')) return bare.slice(1)
  for (const [alias, folder] of Object.entries(manifest.imports)) {
    const prefix = alias.slice(0, -1)
    if (bare.startsWith(prefix)) return normalize(join(folder.slice(0, -1), bare.slice(prefix.length)))
  }
  return undefined
}

/**
 * `npm run bench -- classify --data=FILE`: how well a classifier learnt from labelled texts suggests, on any CSV or XLSX.
 *
 * Repeated texts are taken out before the split, so that none is learnt and asked; what is later in time is asked, when the
 * file says when. Beside it stand the commonest label and the words a label is known by.
 * --text= --title= --label= --unit= --time= (names of columns; found by themselves) --asked=20 (percent) --least=0.5 (repeats)
 */
import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { wilson } from '#domains/requests/rules.ts'
import { decodeText, findDelimiter } from '#foundation/sheets/csv.ts'
import { openWorkbook } from '#foundation/sheets/xlsx.ts'
import { randomFrom, shuffle, train } from '#lib/text/classifier.ts'
import { findDuplicates } from '#lib/text/duplicates.ts'
import { gramsOf, signsOf } from '#lib/text/grams.ts'

/** Names of columns as files have them, likeliest first. */
const columns = {
  text: [
    'text',
    'content',
    'words',
    'message',
    '留言详情',
    '诉求内容',
    '详情',
    '内容',
    '描述',
    '投诉内容',
    '留言内容',
    '文本',
  ],
  title: ['title', 'subject', '留言主题', '诉求标题', '标题', '主题'],
  label: ['label', 'category', 'class', 'type', '一级标签', '一级分类', '标签', '类别', '分类', '诉求类型', '类型'],
  unit: ['unit', 'department', 'agency', '办理单位', '承办单位', '处置部门', '责任单位', '部门'],
  time: ['time', 'date', 'created_at', 'created', '留言时间', '诉求时间', '受理时间', '上报时间', '时间', '日期'],
} as const
type Column = keyof typeof columns

interface Row {
  text: string
  label: string
  unit: string
  time: number
}

interface Ranked {
  label: string
  share: number
}

const words = process.argv.slice(2)
const options = new Map<string, string>()
for (const [at, word] of words.entries()) {
  const [, name, value] = /^--([a-z]+)(?:=(.*))?$/s.exec(word) ?? []
  if (name) options.set(name, value ?? words[at + 1] ?? '')
}
const say = (line: string): void => console.log(line)
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const round = (n: number): number => Math.round(n * 10_000) / 10_000

const since = performance.now()
const file = options.get('data')
if (!file) stop('用法 · usage: npm run bench -- classify --data=FILE.csv [--text=列] [--label=列]')
const { rows: all, found } = await readRows(file)
say(`${all.length} rows; columns: ${JSON.stringify(found)}`)
const hasTimes = all.filter(({ time }) => !Number.isNaN(time)).length >= all.length * 0.9
if (hasTimes) all.sort((a, b) => (a.time || 0) - (b.time || 0))
else shuffle(all, randomFrom(7))
const repeats = findDuplicates(
  all.map(({ text }) => text),
  Number(options.get('least') || 0.5),
)
const rows = all.filter((_, at) => repeats[at] === -1)
const asked = Math.max(1, Math.round((rows.length * Number(options.get('asked') || 20)) / 100))
const [learnt, later] = [rows.slice(0, -asked), rows.slice(-asked)]
if (learnt.length < 2) stop('Too few rows with a text and a label are left to learn from.')
say(
  `${rows.length} without repeats; ${learnt.length} learnt, ${later.length} asked, ${hasTimes ? 'by time' : 'at random'}`,
)

const result = {
  bench: 'classify',
  rows: all.length,
  repeats: all.length - rows.length,
  split: hasTimes ? 'time' : 'random',
  label: measure('label'),
  ...(rows.some(({ unit }) => unit !== '') ? { unit: measure('unit') } : {}),
  seconds: 0,
}
result.seconds = Math.round((performance.now() - since) / 100) / 10
console.log(JSON.stringify(result))

function stop(line: string): never {
  console.error(line)
  process.exit(1)
}

function measure(of: 'label' | 'unit') {
  const known = learnt.filter((row) => row[of] !== '').map((row) => ({ text: row.text, label: row[of] }))
  const test = later.filter((row) => row[of] !== '').map((row) => ({ text: row.text, label: row[of] }))
  if (known.length === 0 || test.length === 0) return null
  const counts = new Map<string, number>()
  for (const { label } of known) counts.set(label, (counts.get(label) ?? 0) + 1)
  const [[majority = ''] = []] = [...counts].sort((a, b) => b[1] - a[1])
  const model = train(known)
  const byWords = wordsOf(known, counts)
  const guesses = test.map(({ text }) => model.guess(text))
  const answers = test.map(({ label }) => label)
  const top = guesses.map((ranked) => ranked[0]?.label ?? '')
  const classes = scores(top, answers)

  say(
    `\n${of}: ${counts.size} labels, ${test.length} asked, ${answers.filter((a) => !counts.has(a)).length} of a label never learnt`,
  )
  say('label · asked · precision · recall · F1')
  for (const one of classes)
    say(`${one.label} · ${one.n} · ${percent(one.precision)} · ${percent(one.recall)} · ${percent(one.f1)}`)
  const hits = top.filter((label, at) => label === answers[at]).length
  const keywords = test.map(({ text }) => byWords(text) ?? majority)
  return {
    labels: counts.size,
    n: test.length,
    neverLearnt: answers.filter((answer) => !counts.has(answer)).length,
    accuracy: round(hits / test.length),
    interval: Object.values(wilson(hits, test.length)).map(round),
    macroF1: round(mean(classes.map(({ f1 }) => f1))),
    top3: round(
      guesses.filter((ranked, at) => ranked.slice(0, 3).some(({ label }) => label === answers[at])).length /
        test.length,
    ),
    majority: base(
      test.map(() => majority),
      answers,
    ),
    keywords: base(keywords, answers),
    ...(of === 'unit' ? { byLabel: lookUp() } : {}),
    abstaining: abstaining(guesses, answers),
    classes: classes.map((one) => ({
      ...one,
      precision: round(one.precision),
      recall: round(one.recall),
      f1: round(one.f1),
    })),
  }
}

/** The unit that a label went to most, when the label is known: what a table of units would suggest. */
function lookUp() {
  const units = new Map<string, Map<string, number>>()
  for (const { label, unit } of learnt) {
    if (unit === '') continue
    const of = units.get(label) ?? new Map<string, number>()
    units.set(label, of.set(unit, (of.get(unit) ?? 0) + 1))
  }
  const ranked = later
    .filter(({ unit }) => unit !== '')
    .map(({ label, unit }) => ({
      unit,
      best: [...(units.get(label) ?? [])].sort((a, b) => b[1] - a[1]).map(([one]) => one),
    }))
  const within = (n: number) =>
    round(ranked.filter(({ unit, best }) => best.slice(0, n).includes(unit)).length / ranked.length)
  return { accuracy: within(1), top3: within(3) }
}

function abstaining(guesses: readonly (readonly Ranked[])[], answers: readonly string[]) {
  return [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map((least) => {
    const sure = guesses.flatMap((ranked, at) => {
      const [best] = ranked
      return best && best.share >= least ? [best.label === answers[at]] : []
    })
    const right = sure.filter(Boolean).length
    return {
      least,
      answered: round(sure.length / answers.length),
      accuracy: sure.length > 0 ? round(right / sure.length) : null,
    }
  })
}

function base(given: readonly string[], answers: readonly string[]) {
  return {
    accuracy: round(given.filter((label, at) => label === answers[at]).length / answers.length),
    macroF1: round(mean(scores(given, answers).map(({ f1 }) => f1))),
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / Math.max(1, numbers.length)
}

/** Of each label that is asked for, the commonest first. */
function scores(given: readonly string[], answers: readonly string[]) {
  const tally = new Map<string, { n: number; given: number; hits: number }>()
  const of = (label: string) => {
    const one = tally.get(label) ?? { n: 0, given: 0, hits: 0 }
    tally.set(label, one)
    return one
  }
  for (const [at, answer] of answers.entries()) {
    of(answer).n++
    of(given[at] ?? '').given++
    if (given[at] === answer) of(answer).hits++
  }
  return [...tally]
    .filter(([, one]) => one.n > 0)
    .map(([label, one]) => ({
      label,
      n: one.n,
      precision: one.given > 0 ? one.hits / one.given : 0,
      recall: one.hits / one.n,
      f1: (2 * one.hits) / (one.n + one.given),
    }))
    .sort((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1))
}

/** Ten pairs of signs by which each label is known: those that stand most in its texts and least in the others. */
function wordsOf(known: readonly { text: string; label: string }[], counts: ReadonlyMap<string, number>) {
  const inAll = new Map<string, number>()
  const inLabel = new Map<string, Map<string, number>>()
  for (const { text, label } of known) {
    const own = inLabel.get(label) ?? new Map<string, number>()
    inLabel.set(label, own)
    for (const gram of new Set(gramsOf(signsOf(text), 2))) {
      inAll.set(gram, (inAll.get(gram) ?? 0) + 1)
      own.set(gram, (own.get(gram) ?? 0) + 1)
    }
  }
  const lists = [...inLabel].map(([label, own]) => {
    const worth = ([gram, n]: [string, number]) => n / (counts.get(label) ?? 1) - (inAll.get(gram) ?? 0) / known.length
    return {
      label,
      words: [...own]
        .sort((a, b) => worth(b) - worth(a))
        .slice(0, 10)
        .map(([gram]) => gram),
    }
  })
  return (text: string): string | undefined => {
    const said = signsOf(text).join('')
    const [best] = lists
      .map(({ label, words: of }) => ({ label, n: of.filter((word) => said.includes(word)).length }))
      .sort((a, b) => b.n - a.n)
    return best && best.n > 0 ? best.label : undefined
  }
}

async function readRows(path: string): Promise<{ rows: Row[]; found: Partial<Record<Column, string>> }> {
  const [header = [], ...records] = await readCells(path)
  const names = header.map((name) => name.normalize('NFKC').trim().toLowerCase())
  const placeOf = (column: Column): number => {
    const asked = options.get(column)?.normalize('NFKC').trim().toLowerCase()
    if (asked !== undefined) return names.indexOf(asked)
    const exact = columns[column].map((name) => names.indexOf(name)).find((at) => at >= 0)
    return exact ?? names.findIndex((name) => columns[column].some((known) => known.length > 1 && name.includes(known)))
  }
  const at = Object.fromEntries(
    (Object.keys(columns) as Column[]).map((column) => [column, placeOf(column)]),
  ) as Record<Column, number>
  if (at.text < 0) at.text = at.title
  if (at.title === at.text) at.title = -1
  if (at.text < 0 || at.label < 0)
    stop(`No column of texts or of labels: say --text= and --label=. Columns: ${header.join(' | ')}`)
  const rows = records.flatMap((cells): Row[] => {
    const of = (column: Column) => cells[at[column]]?.trim() ?? ''
    const text = [of('title'), of('text')].filter(Boolean).join('\n')
    return text === '' || of('label') === ''
      ? []
      : [{ text, label: of('label'), unit: of('unit'), time: timeOf(of('time')) }]
  })
  const found = Object.fromEntries(
    Object.entries(at).flatMap(([column, place]) => (place < 0 ? [] : [[column, header[place]]])),
  )
  return { rows, found }
}

async function readCells(path: string): Promise<string[][]> {
  const bytes = await readFile(path).catch((error: Error) => stop(`${path}: ${error.message}`))
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const book = await openWorkbook(bytes, 1_000_000_000)
    const cells: string[][] = []
    const [sheet] = book.sheets
    if (sheet) for await (const [, row] of book.rows(sheet.part)) if (row.some((cell) => cell !== '')) cells.push(row)
    return cells
  }
  const { text } = decodeText(bytes)
  return parse(text, {
    delimiter: findDelimiter(text),
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
}

/** 2020/1/6 12:09:38, 2020-01-06T12:09:38Z, 2020年1月6日, 20200106, days as spreadsheets count them, seconds and milliseconds. */
function timeOf(words: string): number {
  const plain = words.normalize('NFKC').trim()
  const number = Number(plain)
  if (/^\d{8}$/.test(plain)) return Date.parse(plain.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3'))
  if (plain !== '' && !Number.isNaN(number)) {
    if (number > 1e11) return number
    return number > 1e8 ? number * 1000 : Date.UTC(1899, 11, 30) + number * 86_400_000
  }
  return Date.parse(
    plain
      .replace(/年|月/g, '/')
      .replace('日', ' ')
      .replace(/^(\d{4})\.(\d+)\.(\d+)/, '$1/$2/$3'),
  )
}

/**
 * The facts of an action in words: what each is called, and the word of a code. What the catalogue does not know stays as it
 * was recorded. The page and the exported file say the same.
 * A domain that records a new fact names it in words/staff.*.ts (`fact.NAME`, or `fact.KIND.NAME` where the name says another
 * thing), and in `codes` below when its values are codes.
 */
import { type Catalogue, type Language, type Translator, translator } from '#ui/shared/translate.ts'

export interface SaidFact {
  /** What the fact is called, or its code. */
  name: string
  /** Whether the catalogue has its name. */
  known: boolean
  value: string
}

/** What ids and codes of places are called: colleagues, residents masked, places, units, numbers of matters. */
export type Names = Readonly<Record<string, string>>

type Words = Pick<Translator, 't' | 'has'>

/** Where the catalogue has the words of a fact's codes: `class: urgent` is said by `class.urgent`. */
const codes: Readonly<Record<string, string>> = {
  basis: 'import.basis',
  callsAfter: 'number',
  callsBefore: 'number',
  category: 'category',
  categoryAfter: 'category',
  categoryBefore: 'category',
  channel: 'channel',
  class: 'class',
  clock: 'clock',
  confirmedBy: 'fact.confirmedBy',
  consentOn: 'fact.consentOn',
  decision: 'import.decision',
  document: 'window.document',
  exclusion: 'exclusion.reason',
  fields: 'fact.fields',
  grounds: 'grounds',
  how: 'fact.how',
  key: 'policy',
  kinship: 'rights.kinship',
  list: 'import.kind',
  log: 'log.file',
  may: 'fact.may',
  outcome: 'outcome',
  ownerAfter: 'level',
  ownerBefore: 'level',
  purpose: 'place.purpose',
  rate: 'rate',
  reason: 'lateReason',
  role: 'role',
  service: 'service',
  solved: 'solved',
  type: 'place.type',
  unitAfter: 'unit.kind',
  unitBefore: 'unit.kind',
  visibility: 'visibility',
  way: 'way',
}

/** The same for facts whose name means something of its own in a kind of action. */
const codesOfKind: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'calendar.imported': { before: 'fact.day', after: 'fact.day' },
  'category.changed': { code: 'category' },
  'category.ordered': { before: 'category', after: 'category' },
  'emergency.changed': { kind: 'emergency' },
  'request.supervise': { reason: 'supervision' },
  'emergency.number-changed': { code: 'number' },
  'log.exported': { kind: 'deed' },
  'organisation.added': { kind: 'unit.kind' },
  'place.counted': { kind: 'population' },
  'places.changed': { lines: 'places.did' },
  'request.accept': { kind: 'kind' },
  'request.reclassify': { before: 'class' },
  'request.refer': { grounds: 'refer.kind' },
}

/** Files of a matter are told by how many there are. */
const counted: readonly string[] = ['files', 'photos']

/** What became of a clock that ended with the action; its name is the name of the clock. */
const outcomes: readonly unknown[] = ['met', 'late', 'replaced', 'dropped']

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0)

/** The facts of an action of a kind, those that say something. */
export function sayFacts(
  { t, has }: Words,
  kind: string,
  facts: Readonly<Record<string, unknown>>,
  names: Names = {},
): SaidFact[] {
  return (
    Object.entries(facts)
      // an import counts every outcome, also those that did not come
      .filter(([, value]) => !isEmpty(value) && !(value === 0 && kind.startsWith('import.')))
      .sort(byOrder)
      .map(([name, value]) => {
        if (outcomes.includes(value) && has(`clock.${name}`))
          return { name: t(`clock.${name}`), known: true, value: t(`fact.outcome.${value}`) }
        const label = [`fact.${kind}.${name}`, `fact.${name}`].find(has)
        return { name: label ? t(label) : name, known: label !== undefined, value: sayValue(name, value) }
      })
  )

  function sayValue(name: string, value: unknown): string {
    if (counted.includes(name) && Array.isArray(value)) return t('fact.count', { n: value.length })
    if (name === 'answered' && Array.isArray(value))
      return value.map((at) => t('fact.point', { n: Number(at) + 1 })).join(t('list.comma'))
    if (Array.isArray(value)) return value.map((one) => sayOne(name, one)).join(t('list.comma'))
    return sayOne(name, value)
  }

  function sayOne(name: string, value: unknown): string {
    if (typeof value === 'boolean') return t(value ? 'fact.yes' : 'fact.no')
    if (typeof value === 'object') return JSON.stringify(value)
    const words = String(value)
    const first = codesOfKind[kind]?.[name] ?? codes[name]
    // a day of the calendar and a line of changed codes have their code among other things
    const found = (code: string): string => (first && has(`${first}.${code}`) ? t(`${first}.${code}`) : code)
    if (/^\d{4}-\d\d-\d\d \w+$/.test(words)) return words.replace(/\w+$/, found)
    if (words.includes('|')) return words.replace(/^\w+/, found).replaceAll('|', ' ').trim()
    if (first === 'deed') return sayKind({ t, has }, words)
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(words)) return localTime(words)
    return first && has(`${first}.${words}`) ? t(`${first}.${words}`) : (names[words] ?? words)
  }
}

/** 受理 for request.accept; the code itself for a kind that has no words. */
export function sayKind({ t, has }: Words, kind: string): string {
  const step = `step.${kind.slice(kind.indexOf('.') + 1)}`
  if (has(`deed.${kind}`)) return t(`deed.${kind}`)
  return has(step) ? t(step) : kind
}

/** The facts in one line, for a file. */
export function factLine(
  catalogue: Catalogue,
  language: Language,
): (kind: string, facts: Readonly<Record<string, unknown>>, names: Names) => string {
  const words = translator(catalogue, language)
  return (kind, facts, names) =>
    sayFacts(words, kind, facts, names)
      .map(({ name, value }) => words.t('fact.said', { name, value }))
      .join(words.t('fact.next'))
}

/** Shanghai time: 2026-05-14 09:40. */
const localTime = (at: string): string =>
  new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

/** What it was stands before what it became; the rest as it was recorded. */
function byOrder([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  const rank = (name: string) => (/before$/i.test(name) ? 1 : /after$/i.test(name) ? 2 : 0)
  return rank(one) - rank(other)
}

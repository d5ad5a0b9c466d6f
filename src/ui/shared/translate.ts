/**
 * Sentences from a catalogue: placeholders, English plurals, and the pseudo-locale that shows text outside of it.
 * A catalogue is a flat record; `{name}` is replaced by a fact; `key.one` and `key.other` are chosen by `facts.n`.
 * Pure. Read next: words.tsx for the hook, words.unit.test.ts for what catalogues must hold.
 */
export type Catalogue = Readonly<Record<string, string>>
export type Language = 'zh' | 'en'
export type Facts = Readonly<Record<string, string | number>>

export interface Translator {
  /** The sentence of a key; the key itself when no catalogue has it. */
  t(key: string, facts?: Facts): string
  has(key: string): boolean
  /** The sentence in pieces, so that a screen can put elements in the place of `{name}`. */
  pieces(key: string): readonly Piece[]
  /** Marks words that were composed from the catalogue's language outside of it: dates, numbers with units. */
  mark(words: string): string
}

export interface Piece {
  /** Words of the catalogue, or the name of a placeholder. */
  text: string
  slot: boolean
}

const ACCENTS: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Á',
  E: 'É',
  n: 'ñ',
  s: 'š',
}

/** 提交 → ⟦提交~~⟧: accented, longer by half, and between brackets that nothing else has. */
export function pseudo(words: string): string {
  if (words.trim() === '') return words
  const accented = words
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? part : part.replace(/[aeiounsAE]/g, (letter) => ACCENTS[letter] ?? letter)))
    .join('')
  return `⟦${accented}${'~'.repeat(Math.ceil([...words].length / 2))}⟧`
}

/** Puts facts in their places; in Chinese with a space between Han and Latin letters or digits where they meet. */
function fill(words: string, facts: Facts, language: Language): string {
  return words.replace(/(.?)\{(\w+)\}(?=(.?))/gsu, (_, before: string, name: string, after: string) => {
    const fact = String(facts[name] ?? '…')
    if (language === 'en') return before + fact
    const open = HAN.test(before) && LATIN_FIRST.test(fact) ? ' ' : ''
    const close = HAN.test(after) && LATIN_LAST.test(fact) ? ' ' : ''
    return before + open + fact + close
  })
}

const HAN = /\p{Script=Han}/u
const LATIN_FIRST = /^[A-Za-z0-9]/
const LATIN_LAST = /[A-Za-z0-9]$/

/**
 * @param catalogue merged catalogues of one language
 * @param isPseudo whether every sentence is marked, so that a test finds text outside the catalogue
 */
export function translator(catalogue: Catalogue, language: Language, isPseudo = false): Translator {
  const plurals = new Intl.PluralRules(language)
  const find = (key: string, n?: string | number): string | undefined =>
    catalogue[key] ?? (n === undefined ? undefined : catalogue[`${key}.${plurals.select(Number(n))}`])
  const mark = (words: string) => (isPseudo ? pseudo(words) : words)

  return {
    has: (key) => key in catalogue,
    t(key, facts) {
      const words = find(key, facts?.n)
      if (words === undefined) return key
      return fill(mark(words), facts ?? {}, language)
    },
    pieces(key) {
      return (catalogue[key] ?? key)
        .split(/(\{\w+\})/)
        .filter((text) => text !== '')
        .map((text) =>
          text.startsWith('{') ? { text: text.slice(1, -1), slot: true } : { text: mark(text), slot: false },
        )
    },
    mark,
  }
}

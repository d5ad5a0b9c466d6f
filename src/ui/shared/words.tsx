/**
 * The reader's language on a screen: `useWords()` gives t(), has(), rich() and setLanguage().
 * A shell hands over one dynamic import per language, so that one language is transferred; the choice is kept on the device.
 * `?lang=zh|en|pseudo` sets it; pseudo exists outside production only (session.tsx turns it off there).
 * What people said (words, names, places) is marked with `data-said` on its element and never translated.
 */
import { createContext, Fragment, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { type Catalogue, type Facts, type Language, type Translator, translator } from './translate.ts'

export type Locale = Language | 'pseudo'

/** One module per language; its default export is the merged catalogue. */
export type Catalogues = Readonly<Record<Language, () => Promise<{ default: Catalogue }>>>

export interface Words extends Translator {
  locale: Locale
  /** What the catalogue is written in: pseudo is made from zh. */
  language: Language
  /** Loads the other catalogue first, so that no screen is ever without words. */
  setLocale(locale: Locale): Promise<void>
  /** Loads the sentences of pages that few open; before the first of them is shown. */
  loadMore(): Promise<void>
  /** A sentence with elements in place of `{name}`. */
  rich(key: string, slots: Readonly<Record<string, ReactNode>>): ReactNode
}

const KEPT = 'linli.language'
const WordsContext = createContext<Words | undefined>(undefined)

function isLocale(value: string | null): value is Locale {
  return value === 'zh' || value === 'en' || value === 'pseudo'
}

/** The language asked for by the address, kept on the device, or preferred by the browser. */
export function preferredLocale(): Locale {
  const asked = new URLSearchParams(location.search).get('lang')
  if (isLocale(asked)) {
    keep(asked)
    return asked
  }
  const kept = readKept()
  if (isLocale(kept)) return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** Whether the reader chose a language on this device. */
export function hasChosenLocale(): boolean {
  return isLocale(readKept())
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT)
  } catch {
    return null
  }
}

function keep(locale: Locale): void {
  try {
    localStorage.setItem(KEPT, locale)
  } catch {
    // A browser that keeps nothing still shows the language for this visit.
  }
}

const languageOf = (locale: Locale): Language => (locale === 'en' ? 'en' : 'zh')

/** Loads the catalogue a shell starts with. */
export async function loadFirst(catalogues: Catalogues): Promise<{ locale: Locale; catalogue: Catalogue }> {
  const locale = preferredLocale()
  return { locale, catalogue: (await catalogues[languageOf(locale)]()).default }
}

interface ProviderProps {
  catalogues: Catalogues
  /** Sentences of pages that few open. */
  more?: Catalogues
  first: { locale: Locale; catalogue: Catalogue }
  children: ReactNode
}

export function WordsProvider({ catalogues, more, first, children }: ProviderProps) {
  const [{ locale, catalogue, whole }, set] = useState({ ...first, whole: more === undefined })
  const setLocale = useCallback(
    async (next: Locale) => {
      const language = languageOf(next)
      const [loaded, rest] = await Promise.all([catalogues[language](), whole ? more?.[language]() : undefined])
      keep(next)
      set({ locale: next, catalogue: { ...loaded.default, ...rest?.default }, whole })
    },
    [catalogues, more, whole],
  )
  const loadMore = useCallback(async () => {
    if (whole) return
    const loaded = await more?.[languageOf(locale)]()
    set((before) =>
      before.locale === locale
        ? { ...before, catalogue: { ...before.catalogue, ...loaded?.default }, whole: true }
        : before,
    )
  }, [more, whole, locale])
  useEffect(() => {
    document.documentElement.lang = locale === 'en' ? 'en' : 'zh-CN'
  }, [locale])
  const words = useMemo<Words>(() => {
    const language = languageOf(locale)
    const made = translator(catalogue, language, locale === 'pseudo')
    return {
      ...made,
      locale,
      language,
      setLocale,
      loadMore,
      rich: (key, slots) =>
        made.pieces(key).map(({ text, slot }) => <Fragment key={text}>{slot ? (slots[text] ?? '…') : text}</Fragment>),
    }
  }, [catalogue, locale, setLocale, loadMore])
  return <WordsContext.Provider value={words}>{children}</WordsContext.Provider>
}

export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('useWords needs a WordsProvider above it')
  return words
}

/** A fact as a sentence takes it. */
export type { Facts }

/** Sentences of the answers, in the caller's language. */
import { requestWordsChinese, requestWordsEnglish } from '#domains/requests/index.ts'
import type { Facts } from '#lib/refusal.ts'
import english from './web/words/answers.en.ts'
import chinese from './web/words/answers.zh.ts'

export type Locale = 'zh' | 'en'
export type Say = (key: string, facts?: Facts) => string

const words: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  zh: { ...requestWordsChinese, ...chinese },
  en: { ...requestWordsEnglish, ...english },
}

export const hasWords = (key: string): boolean => key in words.zh && key in words.en

/** @returns a function that fills `{name}` from the facts */
export function sayIn(locale: Locale): Say {
  return (key, facts = {}) =>
    (words[locale][key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''))
}

/** Chinese unless the caller asks for English by `locale` or prefers it by Accept-Language. */
export function localeOf(asked: string | undefined, accepted: string | undefined): Locale {
  const first = (asked || accepted || '').trim().toLowerCase()
  return first.startsWith('en') ? 'en' : 'zh'
}

const times = {
  zh: new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Shanghai' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Shanghai' }),
}

export const sayTime = (locale: Locale, at: Date): string => times[locale].format(at)

/** Amounts of the two accounts, money and lines in words, for residents and workers alike. */
import type { Translator } from '#ui/shared/translate.ts'
import type { CreditLine } from '../contract.ts'
import type { Currency } from '../rules.ts'

type Words = Pick<Translator, 't' | 'has'>
interface Format {
  duration(minutes: number): string
}

/** 100 分; 1 小时 30 分. */
export function amountWords({ t }: Words, { duration }: Format, account: Currency, amount: number): string {
  if (account === 'points') return t('credits.amount.points', { n: amount })
  return amount === 0 ? t('credits.amount.none') : duration(amount)
}

/** +5, −100: with the sign that is read as one. */
export function changeWords(words: Words, format: Format, account: Currency, amount: number): string {
  const size = account === 'points' ? String(Math.abs(amount)) : amountWords(words, format, account, Math.abs(amount))
  return `${amount < 0 ? '−' : '+'}${size}`
}

/** What a line was for. */
export function lineWords({ t, has }: Words, { duration }: Format, line: CreditLine): string {
  const { rule, activity, minutes, reward, reverses } = line
  const what = activity && has(`activity.${activity}`) ? t(`activity.${activity}`) : t(`credits.rule.${rule}`)
  const plain = reward ? t('credits.line.reward', { reward }) : minutes ? `${what} ${duration(minutes)}` : what
  return reverses === null ? plain : t('credits.line.reversal', { n: reverses, what: plain })
}

/** 1,280.50. */
export const yuan = (fen: number): string =>
  (fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** 8305 2917. */
export const groupCode = (digits: string): string => `${digits.slice(0, 4)} ${digits.slice(4)}`

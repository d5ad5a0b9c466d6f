/** Decisions of Open311. Pure: no clock, no database. @source OPEN311-UPDATES @source OPEN311-POST */

/** Signs a description may have. @source OPEN311-POST */
export const DESCRIPTION_MAX = 4000
/** Signs that words of a request may have; longer ones are cut into several. */
const WORDS_MAX = 500

/** The status words of updates; everything but REOPEN is told to the worker and changes nothing by itself. */
export const updateStatuses = [
  'OPEN',
  'CLOSED',
  'FIXED',
  'IN_PROGRESS',
  'ACTION_SCHEDULED',
  'INVESTIGATING',
  'DUPLICATE',
  'NOT_COUNCILS_RESPONSIBILITY',
  'NO_FURTHER_ACTION',
  'INTERNAL_REFERRAL',
  'FOR_TRIAGE',
  'CANCELLED',
  'REOPEN',
] as const

export const isUpdateStatus = (status: string): boolean => updateStatuses.some((known) => known === status)

/** What a step is called in the feed. Until nobody can object any more it is never CLOSED or FIXED. */
export const statusOfStep: Readonly<Record<string, (typeof updateStatuses)[number]>> = {
  accept: 'INVESTIGATING',
  classify: 'INVESTIGATING',
  reclassify: 'INVESTIGATING',
  assign: 'ACTION_SCHEDULED',
  start: 'IN_PROGRESS',
  progress: 'IN_PROGRESS',
  wait: 'ACTION_SCHEDULED',
  resume: 'IN_PROGRESS',
  explain_late: 'IN_PROGRESS',
  extend: 'IN_PROGRESS',
  send_back: 'REOPEN',
  reply: 'IN_PROGRESS',
  confirm: 'IN_PROGRESS',
  confirm_by_silence: 'IN_PROGRESS',
  refer: 'NOT_COUNCILS_RESPONSIBILITY',
  merge: 'DUPLICATE',
  reopen: 'OPEN',
  object: 'OPEN',
  withdraw: 'CANCELLED',
  close: 'CLOSED',
}

/** Words in parts that fit, cut between signs. */
export function cutWords(words: string): string[] {
  const signs = [...words]
  const parts: string[] = []
  for (let at = 0; at < signs.length; at += WORDS_MAX) parts.push(signs.slice(at, at + WORDS_MAX).join(''))
  return parts.filter((part) => part.trim() !== '')
}

export interface Described {
  /** At most 500 signs. */
  words: string
  /** The page of the report in the other system: the address its text ends with. */
  link: string | null
}

/** What a description says, apart from the address it may end with (a FixMyStreet server writes title, detail, address). */
export function readDescription(description: string): Described {
  const match = /(?:^|\n)\s*(https?:\/\/\S{1,490})\s*$/.exec(description)
  const said = match ? description.slice(0, match.index).trim() : description.trim()
  const signs = [...(said || description.trim())]
  return {
    words: signs.length <= WORDS_MAX ? signs.join('') : `${signs.slice(0, WORDS_MAX - 1).join('')}…`,
    link: match?.[1] ?? null,
  }
}

/** 王 and 小英 are 王小英, Ann and Lee are Ann Lee; a name that came whole in one of them stays as it is. */
export function joinName(first: string | undefined, last: string | undefined): string | undefined {
  const parts = [first, last].map((part) => (part === '-' ? '' : (part?.trim() ?? ''))).filter((part) => part !== '')
  if (parts.length === 0) return undefined
  const chinese = parts.every((part) => /^[\p{Script=Han}·]+$/u.test(part))
  return [...(chinese ? parts.reverse().join('') : parts.join(' '))].slice(0, 60).join('')
}

/**
 * Decisions about requests. Pure: no clock, no database; the screens ask the same functions.
 * Rules: S2-15 (classes), S3-45 (first response), BJ-11/WF-19 (reasons), GB39734 (rating) in docs/sources.md.
 */
import type { Visibility } from '#foundation/authority.ts'
import { addDays, type Calendar, type Day, dayOf, workdaysBetween } from '#lib/days.ts'

export const classes = ['urgent', 'key', 'long_term'] as const
export type Class = (typeof classes)[number]

export const kinds = ['consult', 'help', 'complaint', 'report', 'suggestion', 'praise'] as const
export type Kind = (typeof kinds)[number]

export const channels = ['app', 'phone', 'visit', 'paper', 'chat', 'door', 'open311'] as const
export type Channel = (typeof channels)[number]

/** The lists a resident keeps their requests in: being handled, waiting for their word, done. */
export const mineLists = ['open', 'confirm', 'done'] as const
export type MineList = (typeof mineLists)[number]
/** The states of a request, in the order they are shown. */
export const states = [
  'submitted',
  'accepted',
  'classified',
  'assigned',
  'dispatched',
  'coordinating',
  'in_progress',
  'waiting',
  'replied',
  'confirmed',
  'reopened',
  'closed',
  'referred',
  'merged',
  'withdrawn',
] as const

/** States in which the resident waits for us. */
export const unanswered = [
  'submitted',
  'accepted',
  'classified',
  'assigned',
  'dispatched',
  'coordinating',
  'in_progress',
  'waiting',
  'reopened',
] as const

/** States in which nothing more is expected of anybody. */
export const doneStates = ['closed', 'referred', 'merged', 'withdrawn', 'confirmed'] as const

/** @param done whether nothing more is expected; what follows a neighbour's request waits while that one is open */
export function mineListOf({ state, done }: { state: string; done: boolean }): MineList {
  if (state === 'replied') return 'confirm'
  return done ? 'done' : 'open'
}

/** Why something is not ours to handle; the law tells each apart, and where it goes. @source BJ-11.1 … BJ-11.6 */
export const referGrounds = ['elsewhere', 'lawful', 'emergency', 'answered', 'secret', 'unlawful'] as const
export type ReferGround = (typeof referGrounds)[number]

/** Where matters of a ground usually go, with the phone the whole country has for it; a name is under `refer.to.`. */
export const referChannels: Partial<Record<ReferGround, readonly { name: string; phone: string }[]>> = {
  lawful: [
    { name: 'court', phone: '12368' },
    { name: 'labour', phone: '12333' },
    { name: 'discipline', phone: '12388' },
    { name: 'review', phone: '12348' },
    { name: 'disclosure', phone: '' },
    { name: 'petition', phone: '' },
  ],
  emergency: [
    { name: 'police', phone: '110' },
    { name: 'fire', phone: '119' },
    { name: 'ambulance', phone: '120' },
    { name: 'traffic', phone: '122' },
  ],
}

/** Who else may read a request, as its reporter chooses; public and neighbours only after a worker approved the words. */
export const audiences = ['public', 'neighbours', 'handler'] as const
export type Audience = (typeof audiences)[number]

export function audienceOf({
  may_publish,
  neighbours_only,
}: {
  may_publish: boolean
  neighbours_only: boolean
}): Audience {
  if (!may_publish) return 'handler'
  return neighbours_only ? 'neighbours' : 'public'
}

/** Its reporter is to stay unknown to whoever handles it. @source BJ-8 @source WF-11 */
export const isProtected = (visibility: Visibility): boolean => visibility === 'sealed' || visibility === 'anonymous'

export const contactWays = ['phone', 'visit', 'message'] as const
export type ContactWay = (typeof contactWays)[number]

export const lateReasons = ['other_unit', 'wrong_unit', 'property', 'hands', 'materials', 'other'] as const
export type LateReason = (typeof lateReasons)[number]

/** Why somebody above takes notice of a request. @source WF-26 */
export const supervisions = ['overdue', 'refused', 'unsolved', 'bad', 'other'] as const
export type Supervision = (typeof supervisions)[number]

/** What an answer says: that it is done, or that it cannot be done yet, with a plan. @source WF-20 */
export const outcomes = ['done', 'explained'] as const
export type Outcome = (typeof outcomes)[number]

/** The worst levels of service: verified and called back, all of them. @source GB39734 */
export const isBad = (service: number | null): boolean => service !== null && service <= 2

/** Why a unit returns what it was given. @source WF-22 */
export const returnGrounds = ['not_ours', 'not_here', 'needs_other', 'duplicate', 'unlawful'] as const
export type ReturnGround = (typeof returnGrounds)[number]

/** At which level a matter is owned, highest first, with the length of such a place's path. */
export const ownerLevels = { city: 4, district: 6, street: 9, community: 12 } as const
export type OwnerLevel = keyof typeof ownerLevels

/** Offices that can be given what a department owns, by pushing it down. */
const offices: readonly string[] = ['committee', 'street_office', 'department']

/**
 * Whether a matter is pushed down: an office below the level that owns it is given it. What is no office, a utility or a firm, may
 * lie anywhere.
 *
 * @param unitLength length of the path of the unit's place
 * @source BJ-11 @source BJ-17
 */
export function isPushedDown(owner: OwnerLevel | null, unitKind: string, unitLength: number): boolean {
  return owner !== null && offices.includes(unitKind) && unitLength > ownerLevels[owner]
}

const STREET_LENGTH = ownerLevels.street

/**
 * How high somebody must stand to decide: the street when it lies above who gave it and holds the unit, else the city.
 *
 * @param from length of the path of the place that gave it or asks
 * @param unit length of the path of the unit's place; null when no unit has it
 * @returns the length of the path of the place whose officers decide
 */
export function whoDecides(from: number | null, unit: number | null): number {
  const isAbove = from !== null && from > STREET_LENGTH
  const holds = unit === null || unit >= STREET_LENGTH
  return isAbove && holds ? STREET_LENGTH : ownerLevels.city
}

/** How long late requests are late, in working days. */
export const lateAges = [
  { from: 1, to: 1 },
  { from: 2, to: 3 },
  { from: 4, to: 5 },
  { from: 6, to: null },
] as const
export type LateAge = (typeof lateAges)[number]

/** Working days since a last day; what ran out today is late for one. */
export function workdaysLate(lastDay: Day, today: Day, calendar: Calendar): number {
  return Math.max(1, workdaysBetween(lastDay, today, calendar))
}

/** The last days of promises that are now of an age; `first` is null when there is no earliest. */
export function lastDaysOf({ from, to }: LateAge, today: Day, calendar: Calendar): { first: Day | null; last: Day } {
  let last = today
  while (workdaysLate(last, today, calendar) < from) last = addDays(last, -1)
  if (to === null) return { first: null, last }
  let first = last
  while (workdaysLate(addDays(first, -1), today, calendar) <= to) first = addDays(first, -1)
  return { first, last }
}

/** The lists of the inbox, as its tabs stand; 'all' is what numbers and buildings open. */
export const views = [
  'mine',
  'grid',
  'all',
  'late',
  'dispatched',
  'coordinating',
  'waiting',
  'supervised',
  'replied',
  'callback',
  'publish',
  'planned',
  'closed',
] as const

/** Lists and views count no further; it stands for that many or more. */
export const COUNT_MOST = 1000

/** The five levels of 好差评, best first. @source GB39734 */
export const serviceLevels = [5, 4, 3, 2, 1] as const

/** The clocks that are promises of an answer. One runs at a time. */
export const answerClocks = ['answer', 'urgent', 'key', 'longTerm'] as const

/** The clock a class runs on. @source S2-15 */
export const clockOfClass = { urgent: 'urgent', key: 'key', long_term: 'longTerm' } as const

/**
 * A title from what somebody wrote: its first clauses, as many as say something (6 signs), at most 20 signs.
 *
 * @param words what was written; may be empty when only a voice message was left
 * @param spare the title when there are no words
 */
export function titleOf(words: string, spare: string): string {
  const clauses = words.trim().split(/(?<=[，。！？；,.!?;\n])/)
  let title = ''
  for (const clause of clauses) {
    if (title.replace(/\p{P}/gu, '').length >= 6) break
    title += clause
  }
  const signs = [...title.replace(/[\s，。！？；,.!?;]+$/u, '').replace(/\s+/g, ' ')]
  if (signs.length === 0) return spare
  return signs.length <= 20 ? signs.join('') : `${signs.slice(0, 19).join('')}…`
}

/**
 * The points of a complaint as a first proposal: its sentences, at most six. The worker corrects them.
 *
 * @returns one to six points, or none when there are no words
 */
export function splitPoints(words: string): string[] {
  const sentences = words
    .split(/[。！？；!?;\n]+/)
    .map((sentence) => sentence.trim().replace(/^[，,、]+|[，,、]+$/g, ''))
    .filter((sentence) => [...sentence].length >= 4)
  if (sentences.length === 0) return words.trim() === '' ? [] : [words.trim().slice(0, 100)]
  return sentences.slice(0, 6).map((sentence) => [...sentence].slice(0, 100).join(''))
}

export interface Omission {
  point: number
  reason: string
}

/**
 * Which points a reply leaves open: neither answered nor explained.
 *
 * @param count number of points of the request
 * @returns indexes from 0
 */
export function openPoints(count: number, answered: readonly number[], omitted: readonly Omission[]): number[] {
  return Array.from({ length: count }, (_, point) => point).filter(
    (point) =>
      !answered.includes(point) &&
      !omitted.some((omission) => omission.point === point && omission.reason.trim() !== ''),
  )
}

/** The last day on which a closed request can be reopened. */
export function lastReopenDay(since: Date, days: number): Day {
  return addDays(dayOf(since), days)
}

export interface CategoryWords {
  code: string
  words: readonly string[]
}

/**
 * Categories that the words speak of, best first, at most three. A longer word weighs more; nothing fits means nothing
 * is suggested.
 */
export function suggestCategories(words: string, categories: readonly CategoryWords[]): string[] {
  const text = words.normalize('NFKC').toLowerCase()
  return categories
    .map(({ code, words: known }) => ({
      code,
      weight: known.filter((word) => text.includes(word)).reduce((sum, word) => sum + [...word].length, 0),
    }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.code < b.code ? -1 : 1))
    .slice(0, 3)
    .map(({ code }) => code)
}

export const emergencyKinds = [
  'fire',
  'gas',
  'electric',
  'violence',
  'suicide',
  'medical',
  'water',
  'lift',
  'missing',
] as const
export type EmergencyKind = (typeof emergencyKinds)[number]

/** Whom one calls in an emergency. */
export const emergencyCalls = ['police', 'fire', 'ambulance', 'gas', 'lift'] as const
export type EmergencyCall = (typeof emergencyCalls)[number]

export interface Emergency {
  kind: EmergencyKind
  words: string[]
  /** Likeliest first. */
  calls: EmergencyCall[]
}

/** What takes a word back, as alternatives of a regular expression. It is told with the list: the page stays light. */
export interface TakenBack {
  /** Just before it; */
  before: string
  /** or at most two signs after it. */
  after: string
}

export interface EmergencyList {
  emergencies: Emergency[]
  takenBack: TakenBack
  numbers: { code: EmergencyCall; phone: string }[]
}

/** Denied (打不着火 too), only feared, prevented or long ago, unless it is denied and asked about at once; or a subject. */
export const takenBack: TakenBack = {
  before: "(^|[^有])没有?|(^|[^是])不是?|万一|容易|怕|担心|防止?|避免|[去前]年|no |not |n't ",
  after: '隐患|演练|演习|培训|讲座|宣传|知识|手环|庇护',
}

/**
 * Words of emergencies in a text, the longest first, then as they stand, as the text says them.
 *
 * A word with a gap (电梯…困) is found when its parts stand in this order in one sentence, at most nine signs apart. Of words
 * that overlap the longer one counts. A word that is denied just before it or in its gap (没有煤气味, 不是着火), only feared
 * (万一着火) or spoken of as a subject (溺水讲座) does not count; one that is asked about (有没有煤气味) does. English words
 * count as whole words only.
 */
export function findEmergencies(
  text: string,
  { emergencies, takenBack: { before, after } }: Pick<EmergencyList, 'emergencies' | 'takenBack'>,
): { word: string; emergency: Emergency }[] {
  const said = text.normalize('NFKC').toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ')
  const back = RegExp(`(${before})$`)
  const subject = RegExp(`^.{0,2}(${after})`)
  const places = emergencies
    .flatMap((emergency) =>
      emergency.words.flatMap((known) =>
        [...said.matchAll(patternOf(known))].map(({ 0: word, 1: gap = '', index: at }) => {
          const end = at + word.length
          const isDenied = back.test(said.slice(0, at)) || back.test(gap)
          return {
            word,
            at,
            end,
            isBack: isDenied || subject.test(said.slice(end)),
            weight: known.replace('…', '').length,
            emergency,
          }
        }),
      ),
    )
    .sort((a, b) => b.weight - a.weight || a.at - b.at)
  const taken: typeof places = []
  for (const place of places) {
    if (!taken.some(({ at, end }) => at < place.end && place.at < end)) taken.push(place)
  }
  return taken.filter(({ isBack }) => !isBack)
}

function patternOf(known: string): RegExp {
  const edge = /^[a-z]/.test(known) ? '\\b' : ''
  return new RegExp(edge + known.replace(/\W/g, '\\$&').replace('\\…', '([^。.!?;]{0,9}?)') + edge, 'g')
}

/**
 * The 95% Wilson interval of a share.
 *
 * @param hits 0…n
 * @param n at least 1
 * @returns shares between 0 and 1
 */
export function wilson(hits: number, n: number): { low: number; high: number } {
  const z = 1.959964
  const share = hits / n
  const middle = share + (z * z) / (2 * n)
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  const scale = 1 + (z * z) / n
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) }
}

/** Whether a count of things may be shown in public. @source U34 */
export function mayShowCount(count: number, min: number): boolean {
  return count === 0 || count >= min
}

/** How alike two texts are when they may be about one thing. It is shown; nobody and nothing is merged by it. */
export const likenessWords = { very: 0.5, some: 0.25 } as const

/** The word for a likeness of 0–1; null when it says nothing. */
export function likenessWord(likeness: number): keyof typeof likenessWords | null {
  if (likeness >= likenessWords.very) return 'very'
  return likeness >= likenessWords.some ? 'some' : null
}

/** The three rates: contacted in time, solved, satisfied. @source BJ-32 */
export const rateNames = ['responded', 'solved', 'satisfied'] as const
export type RateName = (typeof rateNames)[number]

/** Why a request may be left out of a rate; there is no other reason. @source BJ-32 */
export const exclusionReasons = ['elsewhere', 'unlawful', 'impossible', 'disaster', 'mistaken', 'misdirected'] as const
export type ExclusionReason = (typeof exclusionReasons)[number]

/** How a place compares with the whole it is part of; no order of places is made of it. @source GH66-RANK */
export const rateBands = ['above', 'same', 'below'] as const
export type RateBand = (typeof rateBands)[number]

interface Interval {
  share: number | null
  low: number | null
  high: number | null
}

/** Above or below only when the interval of the place leaves the share of the whole outside. */
export function bandOf(place: Interval, whole: Interval): RateBand | null {
  if (place.low === null || place.high === null || whole.share === null) return null
  if (place.low > whole.share) return 'above'
  return place.high < whole.share ? 'below' : 'same'
}

/** How sure a suggestion is, by its share of 0–1; null when it is better not made. */
export function sureness(share: number): 'very' | 'some' | 'unsure' | null {
  if (share >= 0.7) return 'very'
  if (share >= 0.4) return 'some'
  return share >= 0.25 ? 'unsure' : null
}

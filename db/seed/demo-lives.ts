/**
 * The life of one demo request: what its people do and when, told forwards from the day it was made.
 *
 * Only actions of people are told; what clocks do (escalate, confirm by silence, close) is left to the engine.
 * Pure. Read next: demo-plan.ts, which chooses 300 lives; demo.ts, which lives them.
 */
import {
  type Channel,
  type Class,
  type ContactWay,
  clockOfClass,
  type LateReason,
  splitPoints,
} from '#domains/requests/rules.ts'
import type { RequestAction, RequestState } from '#domains/requests/spec.ts'
import { addDays, addMonths, dayOf, endOfDay, isWorkday } from '#lib/days.ts'
import { HOUR, type Hours, MINUTE } from './demo-hours.ts'
import type { Person, Resident, Staff } from './demo-people.ts'
import type { Picture } from './demo-pictures.ts'
import type { DemoText } from './demo-requests.ts'
import type { Random } from './random.ts'
import type { CategoryCode } from './reference-words.ts'

export interface Step {
  at: Date
  action: 'open' | RequestAction
  by: Person | Staff
  input: Record<string, unknown>
  /** A picture attached to it. */
  picture?: Picture
}

/** Who and what a life is about. */
export interface Draft {
  text: DemoText
  words: string
  class: Class
  category: CategoryCode
  requester: Resident
  channel: Channel
  /** Who took it in, when it did not come by the app. */
  taker: Staff | null
  desk: Staff
  worker: Staff
  /** Organisation that helps, and what people call it. */
  unit: { id: string; name: string } | null
  mayPublish: boolean
  picture: Picture | null
  /** Picture of the place after the work. */
  after: Picture | null
}

/** How it goes. */
export interface Course {
  openedAt: Date
  /** The state it should be in now; when absent it goes on to its end. */
  stop?: RequestState
  /** Instant of classification, instead of soon. */
  classifiedAt?: Date
  contact?: 'late' | 'none'
  /** The answer comes after the promise, or has not come; with the reason given to the resident. */
  late?: LateReason | 'unexplained'
  withdraws?: true
  refers?: 'final' | 'objected'
  /** Merged into this request. */
  into?: string
  toUnit?: GivenCourse
}

/** How far it has come with a unit. */
export type GivenHow = 'given' | 'taken' | 'assisted' | 'returned' | 'decided'

/** That a unit is given it, who takes it there, who decides above, and who is asked to help. */
export interface GivenCourse {
  how: GivenHow
  unit: { id: string }
  officer: Staff
  decider: Staff
  assist: { id: string }
}

/** Tells a life. Steps are in order; those in the future have not happened. */
export function tell(random: Random, hours: Hours, draft: Draft, course: Course): Step[] {
  const { text, requester, desk, worker, taker } = draft
  const { openedAt, stop } = course
  const steps: Step[] = []
  const step = (at: Date, action: Step['action'], by: Person | Staff, input: Step['input'] = {}) =>
    steps.push({ at, action, by, input })
  const soon = (at: Date, low: number, high: number) => new Date(+at + (low + random.next() * (high - low)) * MINUTE)
  // Somebody is always on duty for what must not wait, and for what is asked to be at a state now.
  const rush = draft.class === 'urgent' && !text.wait && !course.classifiedAt && !course.late && !stop
  const offDays = draft.class === 'urgent' || stop !== undefined
  const work = (at: Date, low: number, high: number, days = offDays) =>
    hours.work(at, low + random.next() * (high - low), days)
  const told = () => steps.sort((a, b) => +a.at - +b.at)
  /** Given to a unit, and what the unit and those above did with it. */
  const tellUnit = ({ how, unit, officer, decider, assist }: GivenCourse) => {
    const givenAt = soon(
      steps.reduce((last, { at }) => (at > last ? at : last), openedAt),
      2,
      8,
    )
    step(givenAt, 'dispatch', desk, { unitId: unit.id, words: sayings.give })
    if (how === 'given') return
    const nextAt = work(givenAt, 30, 120)
    if (how === 'taken' || how === 'assisted') {
      step(nextAt, 'receive', officer)
      const calledAt = soon(nextAt, 5, 25)
      step(calledAt, 'progress', officer, { words: sayings.unitBegins })
      if (how === 'assisted')
        step(soon(calledAt, 2, 9), 'ask_assist', officer, { unitId: assist.id, words: sayings.assist, days: 3 })
      return
    }
    step(nextAt, 'give_back', officer, { grounds: 'not_ours', words: sayings.back, suggests: assist.id })
    if (how === 'returned') return
    step(work(nextAt, 30, 120), 'decide', decider, { unitId: unit.id, words: sayings.decide, rule: sayings.rule })
  }

  step(openedAt, 'open', taker ?? requester)
  if (draft.picture) Object.assign(steps[0] ?? {}, { picture: draft.picture })
  if (stop === 'submitted' && course.contact === 'none') return told()

  // Taken in: contact, acceptance, the points as the worker read them.
  let acceptedAt = rush || taker ? soon(openedAt, 1, 8) : work(openedAt, 4, 95, true)
  if (course.classifiedAt) acceptedAt = soon(course.classifiedAt, -40, -6)
  let contactAt = taker || rush ? soon(openedAt, 3, 30) : work(openedAt, 12, 170, true)
  if (course.contact === 'late') contactAt = work(new Date(+openedAt + (25 + random.next() * 15) * HOUR), 1, 60, true)
  if (course.classifiedAt && contactAt < course.classifiedAt) contactAt = work(course.classifiedAt, 12, 70)
  const contacted = () => {
    if (course.contact === 'none') return
    if (!taker && !rush && course.contact !== 'late' && random.chance(0.06))
      step(soon(contactAt, -9, -4), 'contact', worker, {
        way: 'phone',
        reached: false,
        words: '没有人接，过一会儿再打。',
      })
    step(contactAt, 'contact', taker ?? worker, { way: wayOf(draft), reached: true, words: text.contact })
  }
  if (stop === 'submitted') {
    contacted()
    return told()
  }
  const calls = course.into === undefined || random.chance(0.5)
  if (calls) contacted()
  step(acceptedAt, 'accept', taker ?? desk, { kind: text.kind, category: draft.category })
  let points = splitPoints(draft.words).length
  if (text.points && !course.into) {
    points = text.points.length
    step(soon(acceptedAt, 0.6, 2), 'list_points', taker ?? desk, { points: [...text.points] })
  }
  if (stop === 'accepted') return told()
  const known = calls ? new Date(Math.max(+acceptedAt, +contactAt)) : acceptedAt

  if (course.into) {
    step(soon(known, 2, 25), 'merge', desk, { into: course.into })
    return told()
  }
  if (course.refers && text.outOfScope) {
    const referredAt = work(known, 6, 60)
    step(referredAt, 'refer', desk, { ...text.outOfScope })
    if (course.refers === 'final') return told()
    const objectedAt = hours.awake(soon(referredAt, 200, 1800))
    step(objectedAt, 'object', requester, { words: random.pick(sayings.object) })
    acceptedAt = work(objectedAt, 5, 60, true)
    contactAt = work(acceptedAt, 10, 90, true)
    step(acceptedAt, 'accept', desk, { kind: text.kind, category: draft.category })
    step(contactAt, 'contact', worker, {
      way: 'phone',
      reached: true,
      words: '电话里讲清楚了：那边该办的由那边办，社区陪着走一趟。',
    })
  }
  if (course.withdraws) {
    step(hours.awake(soon(known, 90, 2400)), 'withdraw', requester, { reason: random.pick(sayings.withdraw) })
    return told()
  }

  // Classified, assigned, begun.
  const handledFrom = course.refers ? contactAt : acceptedAt
  const classifiedAt =
    course.classifiedAt ?? (rush ? soon(handledFrom, 2.5, 6) : work(soon(handledFrom, 2.5, 3), 2, 130))
  step(classifiedAt, 'classify', desk, { class: draft.class, ...planYear(draft.class, classifiedAt) })
  if (course.toUnit) {
    tellUnit(course.toUnit)
    return told()
  }
  if (stop === 'classified') return told()
  const assignedAt = soon(classifiedAt, 1, 6)
  step(assignedAt, 'assign', desk, { handlerId: worker.id, ...(draft.unit ? { unitId: draft.unit.id } : {}) })
  if (stop === 'assigned') return told()
  const startedAt = rush
    ? soon(new Date(Math.max(+assignedAt, +known)), 2, 12)
    : work(new Date(Math.max(+assignedAt, +known)), 8, 190)
  step(startedAt, 'start', worker)
  if (random.chance(0.1))
    step(hours.awake(soon(handledFrom, 30, 500)), 'add', requester, { words: random.pick(sayings.add) })
  if (random.chance(0.14))
    step(work(startedAt, 5, 60, true), 'note', worker, { words: fill(random.pick(sayings.note), draft) })
  if (stop === 'in_progress' && !course.late) {
    if (random.chance(0.6)) step(work(startedAt, 20, 200), 'progress', worker, { words: progressOf(random, draft) })
    return told()
  }

  if (draft.class === 'long_term' && !text.wait && random.chance(0.25))
    step(work(startedAt, 20, 200), 'reclassify', desk, { class: 'key', reason: sayings.reclassify })

  // Worked on, with a pause when something has to come first.
  const span = rush ? 30 + random.next() * 380 : spanOf(random, draft) * (stop ? 0.4 : 1)
  let readyAt = work(startedAt, span * 0.3, span * 0.5)
  if (span > 700 && text.kind !== 'praise')
    step(soon(readyAt, 1, 20), 'progress', worker, { words: progressOf(random, draft) })
  if (text.wait && !course.late && (!stop || stop === 'waiting')) {
    const waitAt = soon(readyAt, 22, 40)
    const until = waitDay(random, hours, draft, waitAt)
    step(waitAt, 'wait', worker, { reason: text.wait, until })
    if (stop === 'waiting') return told()
    const early = random.chance(0.35) && until > addDays(dayOf(waitAt), 3)
    const days = early ? -2 : random.chance(0.2) ? 0 : -1
    const resumedAt = hours.work(endOfDay(addDays(until, days)), 10 + random.next() * 150, false)
    step(resumedAt, 'resume', worker, random.chance(0.7) ? { words: '等的有了回音，接着办。' } : {})
    readyAt = resumedAt
  }

  if (course.late) {
    const dueAt = dueOf(draft.class, classifiedAt)
    if (course.late !== 'unexplained') {
      const explainedAt = hours.work(dueAt, 8 + random.next() * 60, true)
      step(explainedAt, 'explain_late', worker, {
        reason: course.late,
        words: explanation(course.late, explainedAt, hours),
      })
    }
    if (stop) return told()
    readyAt = hours.work(dueAt, 300 + random.next() * 700, offDays)
  }

  // Answered, and what the resident says to it.
  const answer = (at: Date, words: string) => {
    const answered = Array.from({ length: points }, (_, point) => point)
    step(at, 'reply', worker, { words, answered, omitted: [] })
  }
  let repliedAt = rush ? hours.awake(soon(readyAt, 5, 60)) : work(readyAt, span * 0.4, span * 0.6)
  answer(repliedAt, text.reply)
  if (draft.after) Object.assign(steps.at(-1) ?? {}, { picture: draft.after })
  if (stop === 'replied') return told()

  if (text.unsolved || stop === 'reopened') {
    const reopenedAt = hours.awake(soon(repliedAt, 240, 2600))
    const rating = text.service && text.service < 4 ? { service: text.service } : {}
    step(reopenedAt, 'reopen', requester, { words: random.pick(sayings.reopen), ...rating })
    if (stop) return told()
    const againAt = work(reopenedAt, 30, 240)
    step(againAt, 'start', worker)
    step(soon(againAt, 4, 15), 'contact', worker, {
      way: 'visit',
      reached: true,
      words: '上门听您说了哪里没弄好，一起看了一遍，记下来了。',
    })
    repliedAt = work(againAt, 250, 1100)
    answer(repliedAt, fill(draft.unit ? sayings.replyAgainWith : sayings.replyAgain, draft))
    if (random.chance(0.5))
      step(hours.awake(soon(repliedAt, 200, 3000)), 'confirm', requester, { solved: 'partly', service: 4 })
  } else if (text.service || stop === 'confirmed') {
    const patience = stop ? 900 : random.chance(0.8) ? 2_000 : 7_000
    const confirmedAt = hours.awake(soon(repliedAt, 40, patience))
    const service = text.service ?? 4
    const solved = service >= 4 ? 'yes' : service === 3 ? random.pick(['yes', 'partly']) : 'partly'
    const rating = { service, ...(text.comment ? { words: text.comment } : {}) }
    const ratesLater = !stop && random.chance(0.1)
    step(confirmedAt, 'confirm', requester, { solved, ...(ratesLater ? {} : rating) })
    if (ratesLater) step(hours.awake(soon(confirmedAt, 60, 1500)), 'rate', requester, rating)
  }
  if (draft.mayPublish && text.publicWords && text.publicReply && !text.unsolved && random.chance(0.84)) {
    const photos: string[] = []
    step(work(repliedAt, 60, 700, false), 'publish', desk, { words: text.publicWords, reply: text.publicReply, photos })
  }
  return told()
}

/** The end of the promise of a class. */
export function dueOf(kind: Class, from: Date): Date {
  const day = dayOf(from)
  if (clockOfClass[kind] === 'urgent') return endOfDay(addDays(day, 7))
  if (clockOfClass[kind] === 'key') return endOfDay(addMonths(day, 1))
  return endOfDay(`${planYear(kind, from).planYear}-12-31`)
}

/** What is classified late in the year goes into the next year's plan. */
function planYear(kind: Class, at: Date): { planYear?: number } {
  if (kind !== 'long_term') return {}
  const [year = 0, month = 0] = dayOf(at).split('-').map(Number)
  return { planYear: month >= 10 ? year + 1 : year }
}

/** Minutes of staff time from the start to the answer. */
function spanOf(random: Random, { text, class: kind }: Draft): number {
  const day = 450
  if (text.kind === 'praise') return day * (0.2 + random.next() * 0.8)
  if (kind === 'urgent') return day * (0.5 + random.next() * 1.8)
  if (kind === 'long_term') return day * (3 + random.next() * 7)
  if (text.kind === 'consult') return day * (0.2 + random.next() * 1.6)
  return day * (0.8 + random.next() * random.next() * 7)
}

function waitDay(random: Random, { calendar }: Hours, draft: Draft, from: Date): string {
  let day = addDays(dayOf(from), draft.class === 'long_term' ? random.between(6, 18) : random.between(3, 9))
  while (!isWorkday(day, calendar)) day = addDays(day, 1)
  return day
}

function wayOf({ channel, text }: Draft): ContactWay {
  if (channel === 'visit' || channel === 'door' || channel === 'paper') return 'visit'
  if (channel === 'chat') return 'message'
  return /上门|到家|到场|现场|当面|敲门/.test(text.contact) ? 'visit' : 'phone'
}

const sayings = {
  give: '位置在小区围墙外的市政道路上。',
  unitBegins: '下午到现场看过，已经排进这周的作业单。',
  assist: '围墙里的那一段请物业一起处理，好了拍照。',
  back: '现场在小区红线以内，三定方案里归物业服务企业管理。',
  decide: '经现场核对，这一段在红线以外，属于市政养护和市容管理。',
  rule: '红线以外的道路和人行道由城管处置，红线以内的由物业处置',
  add: [
    '补充一下：我白天上班，晚上七点以后方便接电话。',
    '补充：刚才又去看了一眼，还是老样子。',
    '补充：楼里另外两户也说有这件事。',
  ],
  note: [
    '同一幢前阵子也有人说过，下次巡查一起看。',
    '家里白天没人，联系要在晚上七点以后。',
    '现场拍了照片留着，做完好对比。',
    '{unit}接的电话，答应明天回话，记得问。',
  ],
  visit: ['今天到现场看过了，拍了照，也问了旁边几户。', '现场量好了，正在排人手，轮到这里提前给您打电话。'],
  visitWith: [
    '今天和{unit}一起到现场看过了。哪天来做，定下来就告诉您。',
    '{unit}的师傅来过了，缺一样东西，明天带来接着做。',
    '跟{unit}说好了做法，做完我再去看一遍。',
  ],
  talk: ['找了对方一次，答应想一想，后天我再去。', '两边分别听了，一边已经点头，另一边后天给回话。'],
  ask: ['问清楚怎么办了，要的材料正在列，写好就给您。', '问了办这件事的窗口，还差一个数没核对，核对好就答复您。'],
  object: [
    '去问过了，那边说也要社区出面。就这样让我自己跑，我不同意。',
    '我不同意。我是没办法才来找社区的，至少陪我去一趟。',
  ],
  reclassify: '材料是现成的，不用等到下一年的计划，一个月内能办。',
  withdraw: ['已经自己弄好了，不用麻烦了。', '物业刚来弄好了，谢谢。', '看错了，不是我们这一幢的事。'],
  reopen: [
    '看了答复，可是还没弄好，跟原来一样，请接着办。',
    '好了两天，又变回老样子了，麻烦再来看看。',
    '答复里说的，有一半没看见动静。请接着办。',
  ],
  replyAgain: '您说得对，上次没有弄彻底，对不起。今天又到现场，当着您的面重新做了一遍，一个星期后我再来看。',
  replyAgainWith:
    '您说得对，上次没有弄彻底，对不起。今天和{unit}又到现场，当着您的面重新做了一遍，一个星期后我再来看。',
} as const

function progressOf(random: Random, draft: Draft): string {
  if (draft.text.kind === 'consult' || draft.category === 'policy_question') return random.pick(sayings.ask)
  if (draft.category === 'neighbour_dispute' || draft.category === 'noise') return random.pick(sayings.talk)
  return fill(random.pick(draft.unit ? sayings.visitWith : sayings.visit), draft)
}

function fill(words: string, { unit }: Draft): string {
  return words.replaceAll('{unit}', unit?.name ?? '物业')
}

function explanation(reason: LateReason, from: Date, hours: Hours): string {
  const day = dayOf(hours.work(from, 1400, false))
  const date = `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`
  const why: Record<LateReason, string> = {
    other_unit: '管线图要等另一家单位给',
    wrong_unit: '先前找错了单位，已经改过来了',
    property: '物业的维修师傅这周只有一个人',
    hands: '这几天社区人手不够',
    materials: '要换的零件厂里缺货',
    other: '现场比原来看的复杂',
  }
  return `对不起，这件事晚了。${why[reason]}，${date}前给您答复，我每天去看一次。`
}

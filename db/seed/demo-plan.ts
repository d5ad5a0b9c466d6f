/**
 * Chooses the 300 lives of the demo: whose, where, about what, and how far each has come by now.
 *
 * Some are placed so that lists are never empty at any hour of any day: late, due today, waiting, one or more in each state.
 * The rest are spread over the last sixty days and end as they end; some fifty more were taken down in the year before, so that
 * seasons have something to rest on. Pure. Read next: demo-lives.ts for one life.
 */
import type { Channel, LateReason } from '#domains/requests/rules.ts'
import type { RequestState } from '#domains/requests/spec.ts'
import { addDays, addMonths, DAY, dayOf, endOfDay, hourOfDay, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { HOUR, type Hours, MINUTE } from './demo-hours.ts'
import { type Course, type Draft, type GivenCourse, type GivenHow, type Step, tell } from './demo-lives.ts'
import type { People, Resident, Staff } from './demo-people.ts'
import type { Picture } from './demo-pictures.ts'
import { type Building, type Community, stage } from './demo-places.ts'
import { type DemoText, demoTexts, type Topic } from './demo-requests.ts'
import { grandmaStory, liftStory, liftWords, olderStories } from './demo-stories.ts'
import type { Random } from './random.ts'
import type { CategoryCode } from './reference-words.ts'

export interface Life extends Draft {
  /** Id of the opening action and of the matter. */
  id: string
  steps: Step[]
}

export interface World {
  seed: number
  now: Date
  random: Random
  hours: Hours
  communities: readonly Community[]
  people: People
  /** Organisations by kind and place: firms by name, utilities by what they bring. */
  units: { firm(name: string): Unit; bureau: Unit; power: Unit; gas: Unit; water: Unit }
}

type Unit = { id: string; name: string }

export const requestCount = 300
/** Those of the year before, one about every week; the season's come on top. */
const yearBeforeCount = 38

/** What a month brings more of than others. */
function seasonOf(day: string): Topic {
  const month = Number(day.slice(5, 7))
  if (month <= 2 || month === 12) return 'utilities'
  if (month <= 4) return 'greenery'
  if (month <= 7) return 'drainage'
  return month <= 9 ? 'pests' : 'rubbish'
}

const second = '安泰社区'
const busier: Readonly<Record<string, number>> = { [stage.community]: 9, [second]: 7 }

const categoryOf: Record<Topic, CategoryCode> = {
  elevator: 'elevator',
  'street-light': 'lighting',
  'water-leak': 'dampness_leaks',
  noise: 'noise',
  rubbish: 'rubbish',
  parking: 'parking',
  drainage: 'drainage',
  'e-bike-fire': 'fire_safety',
  'gas-smell': 'water_power_gas',
  animals: 'pests_animals',
  'falling-objects': 'facilities',
  greenery: 'greenery',
  eldercare: 'eldercare',
  canteen: 'eldercare',
  childcare: 'childcare_school',
  health: 'other',
  'property-fee': 'property_service',
  'public-space': 'public_space',
  pests: 'pests_animals',
  road: 'roads_bus',
  bus: 'roads_bus',
  utilities: 'water_power_gas',
  'policy-question': 'policy_question',
  'neighbour-dispute': 'neighbour_dispute',
  facilities: 'facilities',
  labour: 'policy_question',
  shops: 'other',
  'other-offices': 'other',
  thanks: 'thanks',
}

const helpedByFirm: readonly Topic[] = [
  'elevator',
  'street-light',
  'water-leak',
  'rubbish',
  'parking',
  'drainage',
  'e-bike-fire',
  'falling-objects',
  'greenery',
  'property-fee',
  'pests',
  'facilities',
]

/** Where a placed request lies. */
type Where = 'zhoumin' | 'peony' | 'antai' | 'any'

interface Placed {
  where: Where
  stop: RequestState
  late?: LateReason | 'unexplained'
  /** Which promise is late or runs out today. */
  promise?: 'urgent' | 'key' | 'contact'
  today?: true
}

const many = (count: number, where: Where, stop: RequestState): Placed[] =>
  Array.from({ length: count }, () => ({ where, stop }))

const placed: readonly Placed[] = [
  { where: 'zhoumin', stop: 'in_progress', promise: 'urgent', late: 'property' },
  { where: 'any', stop: 'in_progress', promise: 'urgent', late: 'materials' },
  { where: 'any', stop: 'in_progress', promise: 'urgent', late: 'unexplained' },
  { where: 'antai', stop: 'in_progress', promise: 'urgent', late: 'unexplained' },
  { where: 'any', stop: 'in_progress', promise: 'key', late: 'other_unit' },
  { where: 'peony', stop: 'submitted', promise: 'contact', late: 'unexplained' },
  { where: 'zhoumin', stop: 'in_progress', promise: 'urgent', today: true },
  { where: 'antai', stop: 'in_progress', promise: 'urgent', today: true },
  { where: 'any', stop: 'assigned', promise: 'urgent', today: true },
  { where: 'any', stop: 'accepted', promise: 'contact', today: true },
  ...many(2, 'zhoumin', 'waiting'),
  ...many(1, 'peony', 'waiting'),
  ...many(1, 'antai', 'waiting'),
  ...many(2, 'any', 'waiting'),
  ...many(1, 'zhoumin', 'reopened'),
  ...many(2, 'any', 'reopened'),
  ...many(1, 'zhoumin', 'submitted'),
  ...many(1, 'peony', 'submitted'),
  ...many(2, 'any', 'submitted'),
  ...many(1, 'zhoumin', 'accepted'),
  ...many(2, 'any', 'accepted'),
  ...many(1, 'zhoumin', 'classified'),
  ...many(1, 'peony', 'classified'),
  ...many(2, 'any', 'classified'),
  ...many(2, 'zhoumin', 'assigned'),
  ...many(3, 'any', 'assigned'),
  ...many(2, 'zhoumin', 'in_progress'),
  ...many(2, 'peony', 'in_progress'),
  ...many(4, 'any', 'in_progress'),
  ...many(1, 'zhoumin', 'replied'),
  ...many(2, 'peony', 'replied'),
  ...many(4, 'any', 'replied'),
  ...many(1, 'zhoumin', 'confirmed'),
  ...many(3, 'any', 'confirmed'),
]

/** What units were given: taken or not, returned, decided above, and with the help of another. */
const given: readonly { where: Where; stop: RequestState; how: GivenHow }[] = [
  { where: 'zhoumin', stop: 'dispatched', how: 'given' },
  { where: 'peony', stop: 'dispatched', how: 'decided' },
  { where: 'peony', stop: 'coordinating', how: 'returned' },
  { where: 'zhoumin', stop: 'in_progress', how: 'assisted' },
  { where: 'any', stop: 'in_progress', how: 'taken' },
]
/** What a city's bureau is given. */
const streetTopics: readonly Topic[] = ['road', 'public-space', 'rubbish', 'noise', 'greenery', 'shops']

/** Places of the duplicates that are left for somebody to merge, in turn. */
const openDuplicatesAt: readonly Where[] = [
  'zhoumin',
  'antai',
  'zhoumin',
  'any',
  'peony',
  'any',
  'antai',
  'any',
  'any',
  'any',
]

export function planLives(world: World): Life[] {
  const { random, hours, now, people, communities } = world
  const today = dayOf(now)
  const lives: Life[] = []
  const busy = new Map<Resident, number>()
  // Two communities are busier than the others.
  const crowd = communities.flatMap((community) =>
    Array<Community>(busier[community.name] ?? random.between(2, 4)).fill(community),
  )

  const originals = demoTexts.filter((text) => text.duplicateOf === undefined)
  const repeated = new Set(
    demoTexts.flatMap(({ duplicateOf }) => (duplicateOf === undefined ? [] : [demoTexts[duplicateOf]])),
  )
  const pool = random.shuffle(originals.filter((text) => !repeated.has(text)))
  const take = (fits: (text: DemoText) => boolean): DemoText => {
    const at = pool.findIndex(fits)
    const [text] = pool.splice(at < 0 ? pool.findIndex((any) => !any.outOfScope) : at, 1)
    if (!text) throw new Error('no text is left')
    return text
  }

  tellStories()
  for (const one of placed) place(one)
  tellDuplicates()
  tellReferrals()
  for (const one of given) giveToUnit(one)
  for (let count = 0; count < 5; count += 1) spread(take(plain), { withdraws: true }, random.between(3, 50))
  for (let count = 0; count < 4; count += 1)
    spread(take(slow), { late: random.pick(['property', 'materials', 'hands']) }, random.between(16, 50))
  const again = random.shuffle(originals.filter((text) => !repeated.has(text) && !text.outOfScope && text.publicWords))
  while (lives.length < requestCount) {
    const text = pool.pop() ?? again.pop()
    if (!text) throw new Error(`texts for ${requestCount} requests are missing`)
    const days = 0.4 + 59 * random.next() ** 1.1
    spread(text, days > 3 && random.chance(0.05) ? { contact: 'late' } : {}, days)
  }
  tellYearBefore()
  return lives

  /** What workers took down a year ago: every month something, and in the weeks that are coming now what the season brings. */
  function tellYearBefore(): void {
    const first = addMonths(today, -12)
    const texts = originals.filter((text) => !repeated.has(text) && ordinary(text))
    const topic = seasonOf(addDays(first, 14))
    const seasonal = texts.filter((text) => text.topic === topic)
    const days = Array.from({ length: yearBeforeCount }, (_, place) => addDays(first, -12 + 8 * place))
    for (const day of days) tellOld(random.pick(texts), 'any', day)
    for (const where of ['peony', 'peony', 'antai', 'peony', 'antai', 'peony', 'antai', 'peony', 'antai'] as const)
      tellOld(random.pick(seasonal.length > 0 ? seasonal : texts), where, addDays(first, random.between(1, 26)))
  }

  function tellOld(text: DemoText, where: Where, day: string): void {
    const requester = residentFor(text, where)
    const drawn = draw(text, requester, { class: 'key' })
    const draft: Draft = {
      ...drawn,
      channel: random.chance(0.6) ? 'phone' : 'visit',
      taker: drawn.desk,
      mayPublish: false,
      picture: null,
      after: null,
    }
    const openedAt = hours.work(hours.writing(day), 5, true)
    const course = random.chance(0.15) ? { contact: 'late' as const } : {}
    add(draft, tell(random, hours, draft, { ...course, openedAt }))
  }

  /** A request somewhere in the last days, told to its end. */
  function spread(text: DemoText, course: Omit<Course, 'openedAt'>, daysAgo: number): void {
    const draft = draw(text, residentFor(text, 'any'), course.late ? { class: 'urgent' } : {})
    add(draft, tell(random, hours, draft, { ...course, openedAt: openingOf(draft, daysAgo) }))
  }

  /** A request that is in a given state now. */
  function place({ where, stop, late, promise, today: isToday }: Placed): void {
    const fits: Partial<Record<RequestState, (text: DemoText) => boolean>> = {
      waiting: (text) => text.wait !== undefined && !text.unsolved,
      reopened: (text) => text.unsolved === true && !text.wait,
      replied: (text) => settled(text) && text.publicWords !== undefined,
      confirmed: (text) => settled(text) && text.service !== undefined,
    }
    const text = take(promise === 'urgent' ? slow : (fits[stop] ?? plain))
    const draft = draw(text, residentFor(text, where), {
      app: promise !== undefined || stop === 'submitted',
      ...(promise === 'urgent' || promise === 'key' ? { class: promise } : {}),
    })
    if (!promise) {
      addAsOf(draft, stop)
      return
    }
    const course: Omit<Course, 'openedAt'> = { stop, ...(late ? { late } : {}) }
    if (promise === 'contact') {
      const openedAt = isToday ? contactDueToday() : hours.awake(new Date(+now - random.between(29, 40) * HOUR))
      add(draft, tell(random, hours, draft, { ...course, contact: 'none', openedAt }))
      return
    }
    // An urgent promise ends at 24:00 of the seventh day, one of a key matter a month later.
    const days = late ? random.between(9, 11) : 7
    const day = promise === 'urgent' ? addDays(today, -days) : addDays(addMonths(today, -1), -random.between(4, 6))
    const classifiedAt = hours.work(hourOfDay(day, 9), 30 + random.next() * 150, true)
    const openedAt = hours.awake(new Date(+classifiedAt - (9 + random.next() * 5) * HOUR))
    add(
      draft,
      tell(random, hours, draft, {
        ...course,
        classifiedAt,
        openedAt: openedAt < classifiedAt ? openedAt : new Date(+classifiedAt - HOUR),
      }),
    )
  }

  /** A request that the city's bureau was given. */
  function giveToUnit({ where, stop, how }: (typeof given)[number]): void {
    const fits = (one: DemoText) => streetTopics.includes(one.topic) && plainly(one)
    const best = (one: DemoText) => fits(one) && ['public-space', 'road'].includes(one.topic)
    const text = take(pool.some(best) ? best : fits)
    const draft = draw(text, residentFor(text, where), { app: true })
    const [officer, decider] = [staffWith('chenglan'), staffWith('heming')]
    const { bureau, firm } = world.units
    const assist = firm(stage.firm)
    addAsOf({ ...draft, unit: bureau }, stop, 3, undefined, { unit: bureau, how, officer, decider, assist })
  }

  /** Yesterday, so that the twenty-four hours end later today. */
  function contactDueToday(): Date {
    const left = +endOfDay(today) - +now
    const from = new Date(+now - DAY + Math.min(left / 2, 10 * MINUTE))
    const to = new Date(+now - DAY + Math.min(left - 1, 9 * HOUR))
    const at = hours.awake(new Date(+from + random.next() * (+to - +from)))
    return at < to ? at : to
  }

  /** Opened as late as it can have been to be in that state now, and some time earlier. */
  function addAsOf(
    draft: Draft,
    stop: RequestState,
    hoursAgo = hoursAgoOf(stop),
    id?: string,
    toUnit?: GivenCourse,
  ): void {
    for (let back = hoursAgo; back < hoursAgo + 900; back += 3.5) {
      const openedAt = draft.taker
        ? hours.work(new Date(+now - back * HOUR), 5, true)
        : hours.awake(new Date(+now - back * HOUR))
      if (openedAt >= now) continue
      // Who was not called within a working day would be late.
      const contact = stop === 'submitted' || (stop === 'accepted' && back < 14) ? { contact: 'none' as const } : {}
      const steps = tell(random, hours, draft, { stop, openedAt, ...contact, ...(toUnit && { toUnit }) })
      if (steps.every(({ at }) => at <= now)) {
        add(draft, steps, id)
        return
      }
    }
    throw new Error(`no time for a request to be ${stop}`)
  }

  function hoursAgoOf(stop: RequestState): number {
    if (stop === 'submitted') return 0.3 + random.next() * 9
    if (stop === 'accepted') return 1 + random.next() * 8
    if (stop === 'in_progress') return random.between(8, 90)
    if (stop === 'waiting') return random.between(20, 70)
    if (stop === 'replied') return random.between(10, 80)
    return random.between(4, 30)
  }

  function tellDuplicates(): void {
    const pairs = demoTexts.flatMap((text) => {
      const original = text.duplicateOf === undefined ? undefined : demoTexts[text.duplicateOf]
      return original ? [{ text, original }] : []
    })
    // Matters that wait for nobody are joined at once; the calmer half is left to be found.
    const calm = pairs.filter(({ original }) => original.class === 'key')
    const hot = pairs.filter(({ original }) => original.class !== 'key')
    const ordered = [...calm, ...hot]
    const half = Math.ceil(pairs.length / 2)
    for (const [at, { text, original }] of ordered.entries()) {
      const open = at < half
      const requester = residentFor(original, open ? (openDuplicatesAt[at] ?? 'any') : 'any')
      const draft = draw(original, requester, { app: true })
      const neighbour = neighbourOf(requester)
      const second = draw(text, neighbour, { app: true })
      if (open) {
        addAsOf(draft, random.chance(0.3) ? 'assigned' : 'in_progress', random.between(48, 90))
        addAsOf(second, random.chance(0.5) ? 'submitted' : 'accepted', 0.5 + random.next() * 9)
        continue
      }
      const openedAt = openingOf(draft, random.between(8, 55))
      const into = add(draft, tell(random, hours, draft, { openedAt }))
      const gap = draft.class === 'urgent' ? random.between(10, 55) * MINUTE : random.between(3, 40) * HOUR
      const later = hours.awake(new Date(+openedAt + gap))
      add(second, tell(random, hours, second, { openedAt: later, into: into.id }))
    }
  }

  function tellReferrals(): void {
    for (let count = 0; count < 13; count += 1) {
      const text = take((candidate) => candidate.outOfScope !== undefined && !candidate.unsolved)
      spread(text, { refers: count < 11 ? 'final' : 'objected' }, random.between(2, 56))
    }
  }

  /** 陈佳's lift, her two older requests, and 王阿婆's tap that waits for her word. */
  function tellStories(): void {
    const { chenJia, grandmaWang } = people
    const zhoumin = staffWith('zhoumin')
    const linxiao = staffWith('linxiao')
    const draft = draw(liftStory, chenJia, { app: true, photo: 'lift' })
    const [third = today, second = today, first = today] = hours.lastWorkdays(now, 10.5, 3)
    const at = (day: string, hour: number, minute: number) => new Date(+startOfDay(day) + hour * HOUR + minute * MINUTE)
    const steps: Step[] = [
      { at: at(addDays(first, -1), 21, 14), action: 'open', by: chenJia, input: {} },
      { at: at(first, 8, 41), action: 'accept', by: linxiao, input: { kind: 'help', category: 'elevator' } },
      { at: at(first, 8, 42), action: 'list_points', by: linxiao, input: { points: [...(liftStory.points ?? [])] } },
      { at: at(first, 8, 44), action: 'classify', by: linxiao, input: { class: 'key' } },
      {
        at: at(first, 8, 45),
        action: 'assign',
        by: linxiao,
        input: { handlerId: zhoumin.id, unitId: draft.unit?.id ?? '' },
      },
      { at: at(first, 9, 12), action: 'start', by: zhoumin, input: {} },
      {
        at: at(first, 9, 20),
        action: 'contact',
        by: zhoumin,
        input: { way: 'phone', reached: true, words: liftStory.contact },
      },
      { at: at(first, 9, 31), action: 'add', by: chenJia, input: { words: liftWords.add } },
      { at: at(first, 15, 20), action: 'progress', by: zhoumin, input: { words: liftWords.progress } },
      {
        at: at(first, 15, 23),
        action: 'wait',
        by: zhoumin,
        input: { reason: liftStory.wait, until: addDays(third, 1) },
      },
      { at: at(second, 9, 52), action: 'note', by: zhoumin, input: { words: liftWords.note } },
      { at: at(third, 10, 2), action: 'resume', by: zhoumin, input: { words: liftWords.resume } },
    ]
    if (steps[0]) steps[0].picture = 'lift'
    add(draft, steps)

    for (const [index, text] of olderStories.entries()) {
      const older = draw(text, chenJia, { app: true, ...(index === 1 ? { photo: 'lamp' as const } : {}) })
      add(older, tell(random, hours, older, { openedAt: hours.writing(addDays(today, index === 0 ? -47 : -33)) }))
    }
    addAsOf(
      { ...draw(grandmaStory, grandmaWang, {}), channel: 'phone', taker: zhoumin, mayPublish: false },
      'replied',
      random.between(20, 60),
    )
  }

  function add(
    draft: Draft,
    steps: Step[],
    id = idFrom('demo', String(world.seed), 'request', String(lives.length + 1)),
  ): Life {
    const life = { ...draft, id, steps: steps.filter(({ at }) => at <= now) }
    lives.push(life)
    return life
  }

  function openingOf(draft: Draft, daysAgo: number): Date {
    const day = dayOf(new Date(+now - daysAgo * DAY))
    const written = hours.writing(day)
    const at = draft.taker ? hours.work(written, 2 + 160 * random.next() ** 2, true) : written
    return at < now ? at : hours.awake(new Date(+at - DAY))
  }

  interface Wanted {
    class?: Draft['class']
    /** Sent by the resident. */
    app?: boolean
    photo?: Picture
  }

  function draw(text: DemoText, requester: Resident, wanted: Wanted): Draft {
    const { building } = requester
    const worker = people.staff.find(({ role, path }) => role === 'grid_worker' && path === building.path)
    const desk = people.staff.find(({ role, path }) => role === 'community_desk' && path === building.community.path)
    if (!worker || !desk) throw new Error(`nobody works in ${building.path}`)
    const channel = wanted.app ? 'app' : channelOf(requester)
    const picture = wanted.photo ?? (channel === 'app' && random.chance(0.7) ? pictureOf(text) : null)
    return {
      text,
      words: text.words.replace(
        /(\p{Script=Han})?\{building\}/gu,
        (_, before) => (before ? `${before} ` : '') + building.name,
      ),
      class: wanted.class ?? text.class,
      category: /油烟|臭鸡蛋|河边|黑水/.test(text.words) ? 'environment' : categoryOf[text.topic],
      requester,
      channel,
      taker:
        channel === 'app'
          ? null
          : channel === 'chat' || channel === 'door'
            ? worker
            : random.chance(0.7)
              ? desk
              : worker,
      desk: random.chance(0.75) ? desk : worker,
      worker,
      unit: unitOf(text, building),
      mayPublish: random.chance(text.publicWords ? 0.85 : 0.2),
      picture,
      after: picture === 'bin' ? 'bin_emptied' : picture === 'lamp' ? 'lamp_mended' : null,
    }
  }

  function unitOf(text: DemoText, { estate }: Building): Unit | null {
    if (text.topic === 'gas-smell' || /天然气|气费/.test(text.words)) return world.units.gas
    if (/停电|供电/.test(text.words)) return world.units.power
    if (/自来水|水压|停水/.test(text.words)) return world.units.water
    return helpedByFirm.includes(text.topic) && text.kind !== 'praise' ? world.units.firm(estate.firm) : null
  }

  function channelOf({ old }: Resident): Channel {
    const roll = random.next()
    if (old) return roll < 0.25 ? 'app' : roll < 0.6 ? 'phone' : roll < 0.78 ? 'visit' : roll < 0.88 ? 'paper' : 'door'
    return roll < 0.76 ? 'app' : roll < 0.88 ? 'phone' : roll < 0.93 ? 'visit' : roll < 0.98 ? 'chat' : 'paper'
  }

  function staffWith(login: string): Staff {
    const found = people.staff.find((one) => one.login === login)
    if (!found) throw new Error(`nobody signs in as ${login}`)
    return found
  }

  /** A resident whose building fits the text, and who has not asked often. */
  function residentFor(text: DemoText, where: Where): Resident {
    const community =
      where === 'zhoumin' || where === 'peony' ? stage.community : where === 'antai' ? second : random.pick(crowd).name
    const grid = where === 'zhoumin' ? staffWith('zhoumin').path : ''
    const here = people.residents.filter(
      (one) =>
        one.building.community.name === community &&
        one.path.startsWith(grid) &&
        one !== people.chenJia &&
        one !== people.grandmaWang,
    )
    const everyone = here.length > 0 ? here : people.residents
    const fitting = everyone.filter(({ building }) => fitsBuilding(text, building))
    const calm = (fitting.length > 0 ? fitting : everyone).filter((one) => (busy.get(one) ?? 0) < 2)
    const chosen = random.pick(calm.length > 0 ? calm : everyone)
    busy.set(chosen, (busy.get(chosen) ?? 0) + 1)
    return chosen
  }

  function neighbourOf(resident: Resident): Resident {
    const neighbours = people.residents.filter((one) => one.building === resident.building && one !== resident)
    return random.pick(neighbours.length > 0 ? neighbours : people.residents)
  }
}

/** Lifts and seventh floors are in tall buildings; lifts still to be built are not. */
function fitsBuilding({ words, topic }: DemoText, { floors }: Building): boolean {
  if (/装电梯|加装/.test(words)) return floors <= 6
  if (topic === 'elevator' || /电梯|高层|[七八九十]楼|十一层/.test(words)) return floors > 6
  return true
}

/** A picture that shows what the words say. */
function pictureOf({ topic, words }: DemoText): Picture | null {
  if (topic === 'elevator' && /停|按|关人|关在/.test(words)) return 'lift'
  if (topic === 'street-light' && /不亮|黑|灭|坏/.test(words)) return 'lamp'
  if (topic === 'rubbish' && /垃圾房|厨余|桶满/.test(words)) return 'bin'
  return topic === 'drainage' && /积水|臭水|流到/.test(words) ? 'puddle' : null
}

/** Somebody wants something done about it. */
const plainly = (text: DemoText): boolean =>
  !text.outOfScope && !text.unsolved && !text.wait && ['help', 'complaint'].includes(text.kind)

const settled = (text: DemoText): boolean => !text.outOfScope && !text.unsolved && !text.wait && text.class === 'key'
const ordinary = (text: DemoText): boolean => !text.outOfScope && !text.unsolved && !text.wait && text.kind !== 'praise'
const plain = (text: DemoText): boolean => settled(text) && text.kind !== 'praise' && !text.publicWords

/** What presses, and yet can take longer than a week. */
const pressing = /灯罩|漆黑|一闪|堆着旧|盲道|积水|插着|消防栓|发烫|牵绳|四条大狗|花盆|半吊着|隔离栏|关不上|蹲下去|没水/
const slow = (text: DemoText): boolean =>
  pressing.test(text.words) && !text.outOfScope && !text.unsolved && !text.wait && text.class !== 'long_term'

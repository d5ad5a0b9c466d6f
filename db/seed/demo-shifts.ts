/**
 * Volunteer projects of the demo: weekly tutoring by a university's team, sorting at the bins, a lesson on phones that runs
 * today, and what waits for storms; with who signed up, came and was confirmed, and casual help that waits for a word.
 *
 * Everything is done by the domain's own handlers at the instant it is told of. The same seed and instant give the same.
 */
import { codesFrom } from '#domains/shifts/codes.ts'
import { shiftsHandlers } from '#domains/shifts/handlers.ts'
import { planAhead } from '#domains/shifts/offers.ts'
import { listDeskShifts, lockProject } from '#domains/shifts/store.ts'
import type { Database } from '#foundation/database/database.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import type { Context } from '#foundation/service.ts'
import { addDays, DAY, dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import type { Seals } from '#lib/seal.ts'
import { actorOf, type People, type Person } from './demo-people.ts'
import { stage } from './demo-places.ts'

const VOLUNTEERS = 7
const MINUTE = 60_000

export async function seedShifts(
  database: Database,
  rules: Rules,
  seals: Seals,
  seed: number,
  people: People,
  now: Date,
): Promise<void> {
  const today = dayOf(now)
  const at = (days: number, hour: number) => new Date(+startOfDay(addDays(today, days)) + (hour / 24) * DAY)
  const worker = (login: string) => {
    const found = people.staff.find((one) => one.login === login)
    if (!found) throw new Error(`nobody signs in as ${login}`)
    return found
  }
  const [lin, zhou] = [worker('linxiao'), worker('zhoumin')]
  const community = lin.path
  const id = (...parts: readonly string[]) => idFrom('demo', String(seed), 'shifts', ...parts)
  const context = (person: Person, instant: Date) =>
    ({
      database,
      rules,
      seals,
      clock: { now: () => instant },
      actor: actorOf(person),
      settings: {},
    }) as unknown as Context

  const home = people.residents.find(({ building }) => building.estate.name === stage.estate)?.building.id ?? null
  const others = people.residents
    .filter((one) => one.path.startsWith(community) && !one.old && one !== people.chenJia && one !== people.grandmaWang)
    .slice(0, VOLUNTEERS)
  await enlist(database, [...others, people.chenJia], lin.id, at(-40, 10), today)

  const common = {
    partnerId: null,
    partner: null,
    grownUp: false,
    insurance: null,
    supplies: null,
    haves: ['place', 'people', 'programme', 'management'] as const,
    buildingId: home,
    waiting: 5,
    path: community,
  }
  const projects = [
    {
      ...common,
      id: id('project', 'tutoring'),
      kind: 'student_base',
      activity: 'tutoring',
      name: '陪孩子写作业',
      about: '四点半课堂。陪一到三年级的孩子写作业，讲讲不会的题，写完一起读一会儿书。',
      partner: '甬城大学志愿队',
      leadId: lin.id,
      minors: true,
      grownUp: true,
      bring: '带水杯。活动室不收手机，孩子的照片请不要拍。',
      cancelHours: 15,
      place: '牡丹社区二楼活动室',
      seats: 10,
      weekly: { weekday: 6, begins: '09:00', minutes: 120, from: addDays(today, -14), to: null },
    },
    {
      ...common,
      id: id('project', 'sorting'),
      kind: 'regular',
      activity: 'waste_sorting',
      name: '垃圾分类桶边值守',
      about: '早高峰站在桶边，提醒邻居厨余要破袋，帮老人分一分。',
      leadId: zhou.id,
      minors: false,
      bring: '穿平底鞋，手套和马甲现场发。',
      cancelHours: 12,
      haves: ['people', 'programme', 'management'] as const,
      place: '牡丹新村 12 幢北侧投放点',
      seats: 2,
      weekly: { weekday: 7, begins: '07:00', minutes: 90, from: addDays(today, -14), to: null },
    },
    {
      ...common,
      id: id('project', 'phones'),
      kind: 'regular',
      activity: 'digital_help',
      name: '教老人用手机',
      about: '一对一教老人挂号、视频通话、认诈骗短信，慢慢来，教会一样是一样。',
      leadId: lin.id,
      minors: false,
      bring: '带自己的手机和充电线。',
      cancelHours: 2,
      place: '牡丹社区一楼大厅',
      seats: 4,
      weekly: null,
    },
    {
      ...common,
      id: id('project', 'storm'),
      kind: 'emergency',
      activity: 'emergency',
      name: '防台应急志愿队',
      about: '台风预警后帮着转移一楼和地下室的住户，给独居老人送水送餐。听社区统一安排，不单独行动。',
      leadId: lin.id,
      minors: false,
      grownUp: true,
      bring: '带身份证，穿长裤和防滑鞋。',
      cancelHours: 0,
      insurance: '街道统一投保志愿者意外险，每人 30 万元',
      supplies: '雨衣 40 件、头灯 20 个、矿泉水 60 箱，放在社区一楼仓库',
      place: '牡丹社区一楼大厅',
      seats: 30,
      weekly: null,
    },
  ] as const
  for (const body of projects)
    await shiftsHandlers.addProject(
      { params: undefined, query: undefined, body: { ...body, haves: [...body.haves] } },
      context(lin, at(-20, 9)),
    )
  const { policies } = await rules.on(today)
  for (const project of projects)
    await database.transact(async (tx) => {
      const held = await lockProject(tx, project.id)
      if (held) await planAhead(tx, held, policies, now)
    })
  const lesson = id('shift', 'phones')
  for (const [shiftId, begins, minutes] of [
    [lesson, '10:00', 90],
    [id('shift', 'phones', 'later'), '11:00', 60],
  ] as const)
    await shiftsHandlers.addShift(
      {
        params: { id: id('project', 'phones') },
        query: undefined,
        body: {
          id: shiftId,
          day: today,
          begins,
          minutes,
          place: '牡丹社区一楼大厅',
          buildingId: home,
          seats: 4,
          waiting: 2,
        },
      },
      context(lin, at(-6, 14)),
    )
  const storm = id('shift', 'storm')
  await shiftsHandlers.addShift(
    {
      params: { id: id('project', 'storm') },
      query: undefined,
      body: {
        id: storm,
        day: addDays(today, 9),
        begins: '14:00',
        minutes: 120,
        place: '牡丹社区一楼大厅',
        buildingId: home,
        seats: 30,
        waiting: 10,
      },
    },
    context(lin, at(-5, 10)),
  )

  const signUp = async (
    person: Person,
    shiftId: string,
    instant: Date,
    earns: 'points' | 'time_credit',
    wait = false,
  ) => {
    const signupId = id('signup', shiftId, person.id)
    await shiftsHandlers.signUp(
      { params: { id: shiftId }, query: undefined, body: { id: signupId, earns, wait } },
      context(person, instant),
    )
    return signupId
  }
  const attend = async (person: Person, shiftId: string, instant: Date, what: 'in' | 'out') => {
    const [{ code } = { code: '' }] = codesFrom(seals, shiftId, instant, 1)
    const body = { id: id('attend', shiftId, person.id, what), code, what }
    await shiftsHandlers.attend({ params: undefined, query: undefined, body }, context(person, instant))
  }

  const shiftsOf = async (project: string) =>
    (
      await listDeskShifts(
        database.db,
        { scope: [community], personId: lin.id, projectId: id('project', project), limit: 40 },
        now,
      )
    ).toReversed()
  const earnsOf = (n: number) => (n % 2 === 0 ? ('points' as const) : ('time_credit' as const))

  // the tutoring: what is over was confirmed but for the last, the next is nearly full
  const lessons = await shiftsOf('tutoring')
  const past = lessons.filter(({ to }) => to < now)
  for (const [n, shift] of past.entries()) {
    const came = others.slice(0, 4)
    const signups = []
    for (const [m, person] of came.entries())
      signups.push(await signUp(person, shift.id, new Date(+shift.from - 2 * DAY), earnsOf(m)))
    for (const [m, person] of came.slice(0, 3).entries()) {
      await attend(person, shift.id, new Date(+shift.from + (m - 2) * 3 * MINUTE), 'in')
      if (m < 2) await attend(person, shift.id, new Date(+shift.to + m * 2 * MINUTE), 'out')
    }
    if (n === past.length - 1) continue
    const rows = signups.map((signupId, m) => ({ signupId, minutes: [120, 118, 110, null][m] ?? null }))
    await shiftsHandlers.confirmRoll(
      { params: { id: shift.id }, query: undefined, body: { id: id('confirm', shift.id), rows } },
      context(lin, new Date(+shift.to + 60 * MINUTE)),
    )
  }
  const [coming] = lessons.filter(({ from }) => from > now)
  if (coming) for (const [n, person] of others.entries()) await signUp(person, coming.id, at(-3, 9 + n), earnsOf(n))

  // at the bins two have the places and one waits
  const [bins] = (await shiftsOf('sorting')).filter(({ from }) => from > now)
  if (bins)
    for (const [n, person] of others.slice(0, 3).entries())
      await signUp(person, bins.id, at(-2, 10 + n), earnsOf(n), n === 2)

  // the lesson on phones is on
  for (const [n, person] of others.slice(0, 3).entries()) await signUp(person, lesson, at(-4, 19 + n), earnsOf(n))
  for (const [n, person] of others.slice(0, 2).entries()) await attend(person, lesson, at(0, 9.9 + n / 20), 'in')

  const helped = [
    { activity: 'errands', minutes: 40, words: '帮 4 楼的阿婆取了药、买了菜', days: 1, by: 4 },
    { activity: 'cleaning', minutes: 60, words: '把楼道里的小广告铲了，顺手擦了扶手', days: 2, by: 5 },
    { activity: 'neighbour_watch', minutes: 20, words: '邻居出差，帮着浇花、收快递', days: 6, by: 6 },
  ] as const
  for (const [n, { by, days, ...one }] of helped.entries()) {
    const person = others[by]
    if (!person) continue
    const casualId = id('casual', String(n))
    const servedOn = addDays(today, -days)
    const body = { ...one, id: casualId, community, servedOn, earns: earnsOf(n) }
    await shiftsHandlers.reportCasual({ params: undefined, query: undefined, body }, context(person, at(-days, 20)))
    if (n < 2) continue
    const decision = { id: id('casual', String(n), 'decision'), decision: 'confirm' as const, minutes: one.minutes }
    await shiftsHandlers.decideCasual(
      { params: { id: casualId }, query: undefined, body: decision },
      context(lin, at(1 - days, 9.5)),
    )
  }
}

/** Those who are volunteers already stay as they are. */
async function enlist(
  { db }: Database,
  volunteers: readonly Person[],
  by: string,
  since: Date,
  today: string,
): Promise<void> {
  for (const [n, person] of volunteers.entries())
    await db
      .insertInto('volunteer')
      .values({
        person_id: person.id,
        state: 'active',
        path: person.path,
        activities: ['tutoring', 'waste_sorting'],
        earns: n % 2 === 0 ? 'points' : 'time_credit',
        insured_to: `${today.slice(0, 4)}-12-31`,
        cleared_to: addDays(today, 16 + n * 30),
        applied_at: since,
        registered_at: since,
        registered_by: by,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

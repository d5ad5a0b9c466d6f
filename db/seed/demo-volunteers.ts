/**
 * Volunteers of the demo's community, what their neighbours need, a team, a station with five of its six haves and the platform.
 * Neither 陈佳 nor 王秀英 is among them: the story needs both free.
 */

import { creditsLedger } from '#domains/credits/spec.ts'
import { type NeedForm, need } from '#domains/volunteers/need-spec.ts'
import { setServing } from '#domains/volunteers/needs-store.ts'
import { recordService } from '#domains/volunteers/service.ts'
import type { Activity } from '#domains/volunteers/spec.ts'
import * as store from '#domains/volunteers/store.ts'
import { declareLedger } from '#engines/ledger/index.ts'
import { act, type EngineContext, open } from '#engines/matter/index.ts'
import type { Database } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import type { Rules } from '#foundation/policy/policy.ts'
import { addDays, DAY, dayOf, startOfDay } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { actorOf, type People, type Person } from './demo-people.ts'

interface Serving {
  activities: readonly Activity[]
  band: 'adult' | 'younger_elder' | 'youth'
  earns: 'points' | 'time_credit'
  emergency?: true
  offer?: string
  /** Whether the desk has registered them, and shown what they offer. */
  state: 'applied' | 'active'
  shown?: true
}

const serving: readonly Serving[] = [
  {
    activities: ['company', 'errands'],
    band: 'younger_elder',
    earns: 'time_credit',
    state: 'active',
    offer: '退休了有空，可以陪老人说话、买菜',
    shown: true,
  },
  {
    activities: ['errands', 'company', 'repair'],
    band: 'younger_elder',
    earns: 'time_credit',
    state: 'active',
    emergency: true,
  },
  {
    activities: ['repair'],
    band: 'adult',
    earns: 'points',
    state: 'active',
    offer: '会修水龙头和灯，工具自己带',
    shown: true,
  },
  { activities: ['digital_help', 'tutoring'], band: 'adult', earns: 'points', state: 'active', emergency: true },
  { activities: ['waste_sorting', 'cleaning'], band: 'adult', earns: 'points', state: 'active' },
  { activities: ['patrol', 'emergency'], band: 'adult', earns: 'points', state: 'active', emergency: true },
  { activities: ['digital_help'], band: 'adult', earns: 'points', state: 'active', offer: '教老人用手机挂号' },
  { activities: ['culture'], band: 'adult', earns: 'points', state: 'applied' },
]

type Step = {
  action: keyof typeof need.actions
  by: 'asker' | 'helper' | 'desk'
  input: Record<string, unknown>
  after: number
}

interface Asked {
  activity: Activity
  words: string
  public: string
  elder: boolean
  minutes: number
  days: number
  steps: 'posted' | 'listed' | 'agreed' | 'served' | 'recorded'
}

const asked: readonly Asked[] = [
  {
    activity: 'errands',
    words: '这几天腿疼，想请人帮忙买点菜和米。',
    public: '想请人帮忙买菜和米',
    elder: true,
    minutes: 60,
    days: 1,
    steps: 'posted',
  },
  {
    activity: 'company',
    words: '老伴走了以后家里冷清，想有人来坐坐。',
    public: '想请人来坐坐，说说话',
    elder: true,
    minutes: 60,
    days: 2,
    steps: 'listed',
  },
  {
    activity: 'digital_help',
    words: '手机上挂号总是点错，想请人教一教。',
    public: '想请人教手机挂号',
    elder: true,
    minutes: 30,
    days: 3,
    steps: 'listed',
  },
  {
    activity: 'repair',
    words: '阳台的晾衣架摇不上去了。',
    public: '想请人看看晾衣架',
    elder: false,
    minutes: 60,
    days: 4,
    steps: 'agreed',
  },
  {
    activity: 'company',
    words: '下午想有人陪我在小区里走走。',
    public: '想请人陪着散步',
    elder: true,
    minutes: 60,
    days: 6,
    steps: 'served',
  },
  {
    activity: 'errands',
    words: '药吃完了，想请人到社区医院代取。',
    public: '想请人到社区医院代取药',
    elder: true,
    minutes: 90,
    days: 9,
    steps: 'recorded',
  },
]

export async function seedVolunteers(
  database: Database,
  rules: Rules,
  seed: number,
  people: People,
  now: Date,
): Promise<void> {
  await database.transact(async (tx) => await declareLedger(tx, creditsLedger))
  const { chenJia, grandmaWang, staff } = people
  const desk = staff.find(({ login }) => login === 'linxiao')
  if (!desk) throw new Error('nobody signs in as linxiao')
  const community = chenJia.path.slice(0, 12)
  const near = people.residents.filter(
    (one) => one.path.startsWith(community) && one !== chenJia && one !== grandmaWang,
  )
  const young = near.filter(({ old }) => !old).slice(-serving.length)
  const elders = near.filter(({ old }) => old).slice(-asked.length)
  const id = (...parts: string[]) => idFrom('demo', String(seed), 'volunteers', ...parts)
  const at = (days: number, hour: number) => new Date(+startOfDay(addDays(dayOf(now), -days)) + (hour / 24) * DAY)

  for (const [place, one] of serving.entries()) {
    const person = young[place]
    if (person) await enlist(database, { person, one, desk, at: at(40 - place, 9), id: id('join', String(place)) })
  }
  for (const [place, one] of asked.entries()) {
    const asker = elders[place % Math.max(elders.length, 1)]
    const helper = young[place % 2]
    if (asker && helper)
      await ask(database, rules, {
        one,
        asker,
        helper,
        desk,
        at: (hour) => at(one.days, hour),
        id: (step) => id('need', String(place), step),
      })
  }
  await database.transact(async (tx) => {
    const made = at(60, 10)
    const team = id('team')
    await tx
      .insertInto('team')
      .values({
        id: team,
        path: community,
        name: '助老帮帮队',
        standing: 'filed',
        lead_id: desk.id,
        made_at: made,
        identity: 'elder',
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const members = young
      .slice(0, 3)
      .map(({ id: person }) => ({ team_id: team, person_id: person, joined_at: at(30, 10) }))
    if (members.length > 0)
      await tx
        .insertInto('team_member')
        .values(members)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    const haves = {
      station: ['team', 'place', 'facility', 'system', 'service'],
      platform: ['place', 'people', 'management'],
    } as const
    const evidence: Record<string, string> = {
      team: '助老帮帮队，3 人，林晓带队',
      place: '党群服务中心一楼，门口有牌子',
      facility: '量血压的、急救箱、轮椅 2 辆，清单在柜门上',
      system: '《志愿者排班和请假办法》，2026 年 3 月起用',
      service: '每周三下午助老服务日',
      people: '社工 1 人，登记志愿者 7 人',
      management: '每月末核对时长，林晓负责',
    }
    for (const kind of ['station', 'platform'] as const) {
      const station = id(kind)
      const name = kind === 'station' ? '牡丹志愿服务站' : '牡丹社区志愿服务平台'
      await tx
        .insertInto('station')
        .values({
          id: station,
          kind,
          path: community,
          name,
          address: '牡丹新村 1 幢一楼',
          is_practice: kind === 'station',
          made_at: made,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await tx
        .insertInto('station_have')
        .values(
          haves[kind].map((have) => ({
            station_id: station,
            kind,
            have,
            evidence: evidence[have] ?? '',
            noted_by: desk.id,
            noted_at: at(20, 15),
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  })
}

async function enlist(
  database: Database,
  {
    person,
    one,
    desk,
    at,
    id,
  }: { person: Person; one: Serving; desk: Parameters<typeof actorOf>[0]; at: Date; id: string },
): Promise<void> {
  const path = person.path.slice(0, 12)
  await database.transact(async (tx) => {
    const deed = {
      id,
      at,
      actor: actorOf(person),
      role: 'resident',
      kind: 'volunteer.signed-up',
      subjectId: person.id,
      path,
    }
    if (!(await record(tx, { ...deed, input: id }))) return
    await store.keepVolunteer(
      tx,
      {
        personId: person.id,
        path: person.path,
        activities: one.activities,
        available: ['weekend', 'weekday_day'],
        earns: one.earns,
        emergency: one.emergency ?? false,
        identity: one.band === 'younger_elder' ? 'elder' : 'resident',
        band: one.band,
        guardianId: null,
        guardianMark: null,
        offer: one.offer ?? null,
      },
      at,
    )
    if (one.state !== 'active') return
    const accepted = {
      id: idFrom(id, 'accepted'),
      at,
      actor: actorOf(desk),
      role: 'community_desk',
      kind: 'volunteer.accepted',
      subjectId: person.id,
      path,
    }
    await record(tx, { ...accepted, input: id })
    await store.setState(tx, person.id, { to: 'active', from: 'applied', by: desk.id, now: at })
    if (one.shown) await store.setOffer(tx, person.id, true)
  })
}

interface Asking {
  one: Asked
  asker: Person & { building?: { id: string }; unit?: number; room?: string }
  helper: Person
  desk: Parameters<typeof actorOf>[0]
  at(hour: number): Date
  id(step: string): string
}

async function ask(database: Database, rules: Rules, { one, asker, helper, desk, at, id }: Asking): Promise<void> {
  const contextAt = (instant: Date, run: EngineContext['run'] = database.pool): EngineContext => ({
    run,
    clock: { now: () => instant },
    rules,
  })
  const wantedOn = addDays(
    dayOf(at(9)),
    one.steps === 'posted' || one.steps === 'listed' || one.steps === 'agreed' ? one.days + 2 : 0,
  )
  await open(contextAt(at(9)), need, {
    id: id('open'),
    input: {
      community: asker.path.slice(0, 12),
      activity: one.activity,
      words: one.words,
      wantedOn,
      part: 'afternoon',
      minutes: one.minutes,
      elder: one.elder,
    },
    actor: actorOf(asker),
    path: asker.path,
    requesterId: asker.id,
    visibility: 'handler',
    row: {
      requester_id: asker.id,
      activity: one.activity,
      words: one.words,
      wanted_on: wantedOn,
      part: 'afternoon',
      minutes_planned: one.minutes,
      asker_elder: one.elder,
      mutual: false,
      building_id: asker.building?.id ?? null,
      unit: asker.unit ?? null,
      room: asker.room ?? null,
    },
    tells: [{ role: 'community_desk', key: 'notice.need-new' }],
    facts: { activity: one.activity, minutes: one.minutes, elder: one.elder },
  })
  const steps: Step[] = [
    { action: 'list', by: 'desk', input: { words: one.public }, after: 10 },
    { action: 'offer', by: 'helper', input: { earns: 'time_credit' }, after: 11 },
    { action: 'agree', by: 'asker', input: {}, after: 12 },
    { action: 'begin', by: 'helper', input: {}, after: 14 },
    { action: 'end', by: 'helper', input: {}, after: 14 + one.minutes / 60 },
    { action: 'confirm_time', by: 'asker', input: { minutes: one.minutes }, after: 18 },
  ]
  const most = { posted: 0, listed: 1, agreed: 3, served: 5, recorded: 6 }[one.steps]
  for (const [place, { action, by, input, after }] of steps.slice(0, most).entries()) {
    const actor = actorOf(by === 'desk' ? desk : by === 'helper' ? helper : asker)
    await database.transact(async (tx) => {
      await act(contextAt(at(after), tx), need, {
        id: id(action),
        matterId: id('open'),
        action,
        seen: place + 1,
        input,
        actor,
        ...(action === 'offer' && { asParty: true as const }),
      })
      if (action === 'offer') await setServing(tx, id('open'), 'time_credit', one.elder)
      if (action !== 'confirm_time') return
      await recordService(tx, rules, {
        personId: helper.id,
        minutes: one.minutes,
        servedOn: dayOf(at(14)),
        activity: one.activity as NeedForm['activity'],
        path: asker.path,
        source: 'need',
        sourceId: id('open'),
        earns: 'time_credit',
        recordedBy: asker.id,
        confirmedBy: asker.id,
        confirmedAt: at(18),
        actionId: id('confirm_time'),
      })
    })
  }
}

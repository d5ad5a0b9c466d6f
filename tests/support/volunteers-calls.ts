/** For every route of volunteers one call that succeeds; each has people, needs and teams of its own, so that none spoils another's. */
import { addDays, dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import { Client } from './client.ts'
import type { Call, Person, Stage } from './valid-calls.ts'
import { actNeed, asksForHelp, enlist, needBody, needOf, personIdOf, wishes } from './volunteers.ts'
import { places } from './world.ts'

const words = '暗号七七：陪聊'
const name = '赵根宝'
let count = 0

const phone = (): string => {
  count += 1
  return `1280005${String(count).padStart(4, '0')}`
}

const newcomer = async ({ of }: Stage, at = phone()): Promise<Client> =>
  await new Client(of.origin).signInResident(at, name)

/** Somebody who asked to be registered. */
async function applied(stage: Stage, more: Record<string, unknown> = {}) {
  const by = await newcomer(stage)
  await by.done('PUT', '/api/me/volunteer', wishes({ offer: words, ...more }))
  return { by, personId: await personIdOf(by) }
}

async function active(stage: Stage) {
  const by = await newcomer(stage)
  return { by, personId: await enlist(stage.of, by, { offer: words }) }
}

/** Somebody of sixteen whose guardian is asked. */
async function youth(stage: Stage) {
  const at = phone()
  const guardian = await newcomer(stage, at)
  const { personId } = await applied(stage, { born: 2009, guardianPhone: at })
  return { guardian, personId }
}

const days = ({ of }: Stage) => {
  const today = dayOf(of.clock.now())
  return { today, wantedOn: addDays(today, 3) }
}

const asking = (stage: Stage, more: Record<string, unknown> = {}) =>
  needBody({ words, address: words, wantedOn: days(stage).wantedOn, ...more })

interface Need {
  id: string
  asker: Client
  helper: Client
  helperId: string
}
type State = (stage: Stage) => Promise<Need>

const posted: State = async (stage) => {
  const [asker, { by: helper, personId: helperId }] = [await newcomer(stage), await active(stage)]
  const { id } = await asksForHelp(asker, asking(stage))
  return { id, asker, helper, helperId }
}

/** The state after an action of somebody in a need. */
const after =
  (before: State, who: 'asker' | 'helper' | Person, action: string, form: (need: Need) => object = () => ({})): State =>
  async (stage) => {
    const need = await before(stage)
    await actNeed(clientOf(stage, need, who), need.id, action, { ...form(need) })
    return need
  }

const clientOf = (stage: Stage, need: Need, who: 'asker' | 'helper' | Person): Client =>
  who === 'asker' || who === 'helper' ? need[who] : stage.client(who)

const listed = after(posted, 'lin', 'list', () => ({ words }))
const offered = after(listed, 'helper', 'offer', () => ({ earns: 'points' }))
const suggested = after(listed, 'lin', 'propose', ({ helperId }) => ({ volunteerId: helperId }))
const agreed = after(offered, 'asker', 'agree')
const serving = after(agreed, 'helper', 'begin')
const served = after(serving, 'helper', 'end')
const disputed = after(served, 'asker', 'dispute', () => ({ dispute: 'not_done', words }))
const recorded = after(served, 'asker', 'confirm_time', () => ({ minutes: 40 }))

const acting =
  (who: 'asker' | 'helper' | Person, state: State, action: (need: Need) => object = () => ({})) =>
  async (stage: Stage): Promise<Call> => {
    const need = await state(stage)
    const client = clientOf(stage, need, who)
    const { version } = await needOf(client, need.id)
    return {
      as: who === 'asker' || who === 'helper' ? { cookie: client.cookie } : who,
      params: { matterId: need.id },
      body: { id: newId(), seen: version, ...action(need) },
    }
  }

const teamBody = ({ of }: Stage) => {
  count += 1
  return {
    id: newId(),
    community: places.community,
    name: `队伍 ${count}`,
    professional: true,
    standing: 'filed',
    identity: 'youth',
    leadId: of.staffIds.lin,
  }
}

async function team(stage: Stage): Promise<string> {
  const body = teamBody(stage)
  await stage.client('lin').done('POST', '/api/desk/teams', body)
  return body.id
}

const stationBody = () => {
  count += 1
  return {
    id: newId(),
    kind: 'station',
    community: places.community,
    name: `志愿站 ${count}`,
    address: words,
    practice: true,
  }
}

const exporting = () => ({ id: newId(), community: places.community, from: '2026-05-01', to: '2026-05-31' })

const as = ({ cookie }: Client) => ({ as: { cookie } })
const desk = (params: Record<string, string>, body: object, person: Person = 'lin'): Call => ({
  as: person,
  params,
  body: { id: newId(), ...body },
})

export const volunteersCalls: Readonly<Record<string, (stage: Stage) => Call | Promise<Call>>> = {
  'volunteers.getMyVolunteering': async (stage) => as((await active(stage)).by),
  'volunteers.registerVolunteer': async (stage) => ({ ...as(await newcomer(stage)), body: wishes({ offer: words }) }),
  'volunteers.setMyVolunteering': async (stage) => ({
    ...as((await active(stage)).by),
    body: { id: newId(), to: 'paused' },
  }),
  'volunteers.answerGuardian': async (stage) => {
    const { guardian, personId } = await youth(stage)
    return { ...as(guardian), params: { personId }, body: { id: newId(), agrees: true } }
  },
  'volunteers.listOffers': () => ({
    as: 'visitor',
    query: { community: places.community, activity: 'company', when: 'weekend' },
  }),
  'volunteers.listVolunteers': () => ({ as: 'lin', query: { list: 'registered' } }),
  'volunteers.getVolunteerFigures': () => ({ as: 'xu' }),
  'volunteers.getVolunteer': async (stage) => ({ as: 'lin', params: { personId: (await active(stage)).personId } }),
  'volunteers.revealVolunteer': async (stage) =>
    desk({ personId: (await active(stage)).personId }, { purpose: 'other', words }),
  'volunteers.registerForPerson': () => {
    const { agrees: _, ...body } = wishes({ name, phone: phone(), consent: 'voice', offer: words })
    return { as: 'lin', body }
  },
  'volunteers.setVolunteerState': async (stage) =>
    desk({ personId: (await applied(stage)).personId }, { to: 'active' }),
  'volunteers.setVolunteerDates': async (stage) =>
    desk({ personId: (await active(stage)).personId }, { insuredTo: '2027-05-13', clearedTo: null }),
  'volunteers.moderateOffer': async (stage) => desk({ personId: (await active(stage)).personId }, { shown: true }),
  'volunteers.takeBackRecord': async (stage) => {
    const { helperId } = await recorded(stage)
    const { services } = await stage
      .client('lin')
      .done<{ services: { id: string }[] }>('GET', `/api/desk/volunteers/${helperId}`)
    return desk({ serviceId: services[0]?.id ?? '' }, { reason: 'wrong_minutes' })
  },
  'volunteers.exportService': () => ({ as: 'lin', body: exporting() }),
  'volunteers.getServiceExport': async (stage) => {
    await recorded(stage)
    const body = exporting()
    await stage.client('lin').done('POST', '/api/desk/service/exports', body)
    return { as: 'lin', params: { id: body.id }, query: { format: 'csv' } }
  },

  'volunteers.listPublicNeeds': async (stage) => {
    await listed(stage)
    return { as: 'visitor', query: { community: places.community } }
  },
  'volunteers.listMyNeeds': async (stage) => as((await offered(stage)).helper),
  'volunteers.listDeskNeeds': () => ({ as: 'lin', query: { list: 'posted' } }),
  'volunteers.listFitting': async (stage) => ({ as: 'lin', params: { id: (await listed(stage)).id } }),
  'volunteers.openNeedAddress': async (stage) => {
    const { id, helper } = await agreed(stage)
    return { ...as(helper), params: { id }, body: { id: newId() } }
  },
  'needs.open': async (stage) => ({ ...as(await newcomer(stage)), body: asking(stage) }),
  'needs.read': async (stage) => {
    const { id, helper } = await agreed(stage)
    return { ...as(helper), params: { key: id } }
  },
  'needs.list': acting('lin', posted, () => ({ words })),
  'needs.turn_down': acting('lin', posted, () => ({ words })),
  'needs.offer': acting('helper', listed, () => ({ earns: 'time_credit' })),
  'needs.propose': acting('lin', listed, ({ helperId }) => ({ volunteerId: helperId })),
  'needs.agree': acting('asker', offered),
  'needs.decline': acting('asker', offered),
  'needs.take_on': acting('helper', suggested),
  'needs.step_back': acting('helper', agreed),
  'needs.begin': acting('helper', agreed),
  'needs.end': acting('asker', serving),
  'needs.confirm_time': acting('lin', served, () => ({ minutes: 30, asked: 'phone' })),
  'needs.dispute': acting('helper', served, () => ({ dispute: 'longer', words })),
  'needs.resolve': acting('lin', disputed, () => ({ minutes: 90, words })),
  'needs.set_aside': acting('lin', disputed, () => ({ words })),
  'needs.thank': acting('asker', recorded, () => ({ rating: 5, words })),
  'needs.withdraw': acting('asker', posted),

  'volunteers.listTeams': () => ({ as: 'xu' }),
  'volunteers.makeTeam': (stage) => ({ as: 'lin', body: teamBody(stage) }),
  'volunteers.changeTeam': async (stage) =>
    desk(
      { id: await team(stage) },
      { professional: false, standing: 'registered', leadId: stage.of.staffIds.xu, ended: false },
    ),
  'volunteers.listTeamMembers': async (stage) => ({ as: 'lin', params: { id: await team(stage) } }),
  'volunteers.setTeamMember': async (stage) =>
    desk({ id: await team(stage), personId: (await active(stage)).personId }, { member: true }),
  'volunteers.setPartyTeam': async (stage) => desk({ id: await team(stage) }, { party: true }, 'xu'),
  'volunteers.listStations': () => ({ as: 'lin' }),
  'volunteers.makeStation': () => ({ as: 'lin', body: stationBody() }),
  'volunteers.setHave': async ({ client }) => {
    const body = stationBody()
    await client('lin').done('POST', '/api/desk/stations', body)
    return desk({ id: body.id, have: 'team' }, { evidence: words })
  },
  'volunteers.makePairing': () => ({
    as: 'lin',
    body: {
      id: newId(),
      kind: 'old_new',
      community: places.community,
      other: places.otherCommunity,
      words,
      from: '2026-05-01',
      to: '2026-12-31',
    },
  }),
}

/**
 * For every route one call that succeeds, made ready through HTTP, for tests that then change one thing about it.
 *
 * A route is named as in openapi.json. A new route without a call here fails tests/long/fuzz.test.ts.
 */
import { codeOf } from '#domains/honours/certificates.ts'
import { addDays, dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from './client.ts'
import { creditsCalls } from './credits-calls.ts'
import { jpeg, keepPhoto, keepVoice } from './files.ts'
import { honourOf, issues, people, serves, shows } from './honours.ts'
import { act, detail, fullReply, report, reportBody, takeUp } from './requests.ts'
import { actRights, asks, atWindow, refused, rightsBody, rightsOf } from './rights.ts'
import { addSealedDesk, sealedDesk } from './sealed.ts'
import { accepts, codeNow, invites, type Needs } from './second-factor.ts'
import { importList, peopleHeader, type SheetRow, workbook } from './sheets.ts'
import { shiftsCalls } from './shifts-calls.ts'
import { addUnits, officer, units } from './units.ts'
import { volunteersCalls } from './volunteers-calls.ts'
import { buildings, password, phones, places, type StaffName, type World } from './world.ts'

export type Person = StaffName | 'chen' | 'wang' | 'visitor'

/** Somebody made for one call, because it would spoil the others of a person who is always there. */
export interface Made {
  cookie: string
}

export interface Call {
  as: Person | Made
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  /** Type of a body that is bytes. */
  type?: string
}

/** What the calls are made with: the world, and a client for each person that stays signed in. */
export interface Stage {
  of: World
  client(person: Person): Client
}

/** A text that no log line may hold. */
export const secretWords = '暗号七七'
export const secretName = '赵根宝'
export const secretPhone = '12800000977'

const words = `${secretWords}：电梯又停了`
let count = 0
const login = (): string => {
  count += 1
  return `fangqing${count}`
}

/** Phones of residents who were made for one call. */
export const madePhones: string[] = []
const phone = (): string => {
  count += 1
  const made = `1280001${String(count).padStart(4, '0')}`
  madePhones.push(made)
  return made
}

type Ready = (stage: Stage) => Promise<Call> | Call

/** Calls that end what they are made with: each is made ready anew. */
export const callsOfOneUse: ReadonlySet<string> = new Set([
  'register.changeMyPhone',
  'register.closeAccount',
  'register.answerHelping',
  'register.endHelping',
])

export const validCalls: Readonly<Record<string, Ready>> = {
  ...creditsCalls,
  ...shiftsCalls,
  ...volunteersCalls,
  'register.getSession': () => ({ as: 'chen' }),
  'register.getPrivacyNotice': () => ({ as: 'visitor' }),
  'register.makeCode': async ({ of }) => ({
    as: 'visitor',
    body: { phone: secretPhone, noticeVersion: await noticeOf(of) },
  }),
  'register.signIn': async ({ of }) => {
    const noticeVersion = await noticeOf(of)
    const { codeId, demoCode } = await of
      .visitor()
      .done<{ codeId: string; demoCode: string }>('POST', '/api/sign-in/codes', { phone: phones.li, noticeVersion })
    return {
      as: 'visitor',
      body: { id: newId(), codeId, phone: phones.li, code: demoCode, name: secretName, noticeVersion },
    }
  },
  'register.signInStaff': () => ({ as: 'visitor', body: { login: 'sun', password } }),
  'register.signInSecond': async (stage) => {
    const { login: name, secret } = await colleague(stage)
    stage.of.clock.advance(120_000)
    const { ticket } = await stage.of
      .visitor()
      .done<Needs>('POST', '/api/sign-in/password', { login: name, password: 'osmanthus in the rain' })
    return { as: 'visitor', body: { ticket, code: codeNow(secret, stage.of.clock.now()) } }
  },
  'register.enrolSecond': async (stage) => {
    const { link } = await invites(stage.client('system'), login())
    const { ticket, secret } = await stage.of
      .visitor()
      .done<Needs>('POST', '/api/invitations/accept', { token: tokenOf(link), password: 'osmanthus in the rain' })
    return { as: 'visitor', body: { ticket, code: codeNow(secret, stage.of.clock.now()) } }
  },
  'register.lookAtInvitation': async ({ client }) => ({
    as: 'visitor',
    body: { token: tokenOf((await invites(client('system'), login())).link) },
  }),
  'register.acceptInvitation': async ({ client }) => ({
    as: 'visitor',
    body: { token: tokenOf((await invites(client('system'), login())).link), password: 'osmanthus in the rain' },
  }),
  'register.listSessions': () => ({ as: 'zhou' }),
  'register.endSessions': () => ({ as: 'zhou', body: { others: true } }),
  'register.signOut': () => ({ as: 'sun', body: {} }),
  'register.setMine': () => ({ as: 'wang', body: { name: '王秀英', elder: false } }),
  'register.listReadings': () => ({ as: 'chen' }),
  'register.listNotices': () => ({ as: 'zhou' }),
  'register.readNotices': () => ({ as: 'zhou', body: {} }),
  'register.listPlaces': () => ({ as: 'visitor', query: { inside: places.street } }),
  'register.findCommunities': () => ({ as: 'visitor', query: { words: '牡丹' } }),
  'register.getCommunity': () => ({ as: 'visitor', params: { path: places.community } }),
  'register.getBuilding': () => ({ as: 'visitor', params: { id: buildings.twelve } }),
  'register.drawBuildingCode': () => ({ as: 'visitor', params: { id: buildings.twelve } }),
  'register.findNearest': () => ({ as: 'visitor', body: { longitude: 121.535, latitude: 29.868 } }),
  'register.moveClock': () => ({ as: 'visitor', body: { hours: 1 } }),
  'register.getMyData': () => ({ as: 'chen' }),
  'register.correctMyData': async ({ of }) => ({
    as: await newcomer(of),
    body: {
      id: newId(),
      name: secretName,
      home: { community: places.community, buildingId: buildings.twelve, unit: 1, room: '101' },
    },
  }),
  'register.makeMyCode': async ({ of }) => ({ as: await newcomer(of), body: { phone: phone() } }),
  'register.changeMyPhone': async ({ of }) => {
    const [as, next] = [await newcomer(of), phone()]
    const [fresh, own] = [await codeTo(as, next), await codeTo(as)]
    return {
      as,
      body: { id: newId(), phone: next, ...fresh, oldCodeId: own.codeId, oldCode: own.code },
    }
  },
  'register.getWindowPerson': async ({ of }) => ({ as: 'lin', params: await someoneHere(of) }),
  'register.makeWindowCode': async ({ of }) => ({
    as: 'lin',
    params: await someoneHere(of),
    body: { phone: phone() },
  }),
  'register.changePhoneAtWindow': async ({ of, client }) => {
    const [params, to] = [await someoneHere(of), phone()]
    const path = `/api/desk/people/${params.personId}/phone/codes`
    const made = await client('lin').call<{ codeId: string; demoCode: string }>('POST', path, { phone: to })
    const { codeId = newId(), demoCode = '000000' } = made.status === 200 ? made.body : {}
    return { as: 'lin', params, body: { id: newId(), document: 'id_card', phone: to, codeId, code: demoCode } }
  },
  'register.copyMyData': () => ({ as: 'chen' }),
  'register.previewClosing': () => ({ as: 'chen' }),
  'register.closeAccount': async ({ of }) => {
    const as = await newcomer(of)
    await report(as, { words })
    return { as, body: { id: newId(), ...(await codeTo(as)), open: 'withdraw' } }
  },
  'register.listHelpers': () => ({ as: 'chen' }),
  'register.nameHelper': async ({ of }) => ({ as: await newcomer(of), body: naming(of, phone()) }),
  'register.answerHelping': async ({ of }) => {
    const { helper, id } = await named(of)
    return { as: helper, params: { id }, body: { id: newId(), agrees: true } }
  },
  'register.endHelping': async ({ of }) => {
    const { helped, helper, id } = await named(of)
    await helper.done('POST', `/api/me/helpers/${id}/answer`, { id: newId(), agrees: true })
    return { as: helped, params: { id }, body: { id: newId() } }
  },
  'register.addChild': async ({ of }) => ({
    as: await newcomer(of),
    body: { id: newId(), name: secretName, bornMonth: '2019-09', relation: 'parent', agrees: true },
  }),
  'register.listHelped': () => ({ as: 'chen', query: { month: '2026-05' } }),
  'register.changePassword': async (stage) => ({
    as: (await colleague(stage)).client,
    body: { id: newId(), old: 'osmanthus in the rain', password: 'a lamp under the bridge' },
  }),

  'requests.listInbox': () => ({
    as: 'lin',
    query: { view: 'all', path: places.community, from: '2026-05-01', to: '2026-05-31', limit: '5' },
  }),
  'requests.countInbox': () => ({ as: 'lin', query: { path: places.community } }),
  'requests.searchDesk': () => ({ as: 'lin', body: { words: 'cj' } }),
  'requests.listTemplates': () => ({ as: 'zhou' }),
  'requests.listHandlers': async (stage) => ({ as: 'zhou', params: { id: await submitted(stage) } }),
  'requests.revealReporter': async (stage) => ({
    as: 'zhou',
    params: { id: await submitted(stage) },
    body: { id: newId(), purpose: 'other', words },
  }),
  'requests.listTerritoryNumbers': () => ({
    as: 'shen',
    query: { path: places.street, from: '2026-05-01', to: '2026-05-31' },
  }),
  'requests.keepFile': async () => ({
    as: 'chen',
    params: { id: newId() },
    query: { kind: 'photo' },
    body: await jpeg(),
    type: 'image/jpeg',
  }),
  'requests.getFile': async ({ client }) => ({ as: 'chen', params: { id: await keepPhoto(client('chen')) } }),
  'requests.listCategories': () => ({ as: 'visitor' }),
  'requests.suggestCategories': () => ({
    as: 'visitor',
    body: { words, community: places.community, buildingId: buildings.twelve },
  }),
  'requests.listSuggestions': async (stage) => ({ as: 'zhou', params: { id: await submitted(stage) } }),
  'requests.countSuggestions': () => ({ as: 'shen' }),
  'requests.listEmergencies': () => ({ as: 'visitor' }),
  'requests.previewPromise': () => ({ as: 'visitor', query: { community: places.community } }),
  'requests.listMine': () => ({ as: 'chen' }),
  'requests.track': async ({ client }) => {
    const { number } = await report(client('chen'))
    return { as: 'visitor', body: { number, tail: '0316' } }
  },
  'requests.listBoard': () => ({
    as: 'visitor',
    query: { path: places.city, category: 'elevator', month: '2026-05' },
  }),
  'requests.listRates': () => ({
    as: 'shen',
    query: { path: places.street, from: '2026-05-01', to: '2026-05-31' },
  }),
  'requests.listUnitRates': () => ({
    as: 'shen',
    query: { path: places.street, from: '2026-05-01', to: '2026-05-31' },
  }),
  'requests.listExclusions': () => ({ as: 'zhou', query: { list: 'waiting', path: places.grid } }),
  'requests.proposeExclusion': async (stage) => ({
    as: 'zhou',
    body: { id: newId(), number: await ratedNumber(stage), rate: 'solved', reason: 'misdirected', words },
  }),
  'requests.decideExclusion': async (stage) => ({
    as: 'shen',
    params: { exclusionId: await proposedExclusion(stage) },
    body: { id: newId(), approves: true, words },
  }),
  'requests.endExclusion': async (stage) => ({
    as: 'zhou',
    params: { exclusionId: await proposedExclusion(stage) },
    body: { id: newId(), words },
  }),
  'requests.getProof': async (stage) => ({ as: 'chen', params: { id: await submitted(stage) } }),
  'proof.listCheckpoints': () => ({ as: 'visitor', query: {} }),
  'requests.getRss': async (stage) => {
    await published(stage)
    return { as: 'visitor', query: { path: places.community, lang: 'en' } }
  },
  'requests.getGeoJson': async (stage) => {
    await published(stage)
    return { as: 'visitor', query: { path: places.community } }
  },
  'requests.listUnits': async (stage) => ({ as: 'zhou', params: { id: await classified(stage) } }),
  'requests.dispatch': acting('zhou', classified, async (stage) => ({ unitId: await firm(stage), words })),
  'requests.receive': actingForFirm(dispatched, {}),
  'requests.give_back': actingForFirm(dispatched, { grounds: 'not_ours', words }),
  'requests.ask_above': acting('zhou', classified, { words }),
  'requests.decide': acting('shen', askedAbove, async (stage) => ({ unitId: await firm(stage), words })),
  'requests.ask_assist': acting('zhou', inProgress, async (stage) => ({ unitId: await firm(stage), words, days: 2 })),
  'requests.assist_done': actingForFirm(assisted, { words }),
  'requests.open': async ({ client }) => ({
    as: 'chen',
    body: reportBody({ words, files: [await keepPhoto(client('chen'))], kind: 'help', category: 'elevator' }),
  }),
  'requests.read': async (stage) => ({ as: 'zhou', params: { key: await submitted(stage) } }),

  'requests.accept': acting('zhou', submitted, { kind: 'help', category: 'elevator' }),
  'requests.refer': acting('zhou', submitted, { reason: words, place: '区市场监管局', phone: '0574-55500009' }),
  'requests.merge': acting('zhou', submitted, async (stage) => ({ into: await submitted(stage) })),
  'requests.unmerge': acting('zhou', merged, { reason: words }),
  'requests.join': acting('chen', submitted, async (stage) => ({ into: await joinable(stage) })),
  'requests.leave': acting('chen', merged, {}),
  'requests.classify': acting('zhou', accepted, { class: 'long_term', planYear: 2026 }),
  'requests.reclassify': acting('zhou', classified, { class: 'urgent', reason: words }),
  'requests.assign': acting('zhou', classified, ({ of }) => ({ handlerId: of.staffIds.lin })),
  'requests.start': acting('zhou', assigned, {}),
  'requests.contact': acting('zhou', submitted, { way: 'phone', reached: true, words }),
  'requests.progress': acting('zhou', inProgress, async ({ client }) => ({
    words,
    files: [await keepPhoto(client('zhou'))],
  })),
  'requests.note': acting('zhou', submitted, { words }),
  'requests.transcribe': acting('zhou', spoken, { words }),
  'requests.list_points': acting('zhou', submitted, { points: [words, '铃没人应'] }),
  'requests.wait': acting('zhou', inProgress, ({ of }) => ({
    reason: '等配件',
    until: addDays(dayOf(of.clock.now()), 5),
  })),
  'requests.resume': acting('zhou', waiting, { words }),
  'requests.explain_late': acting('zhou', late, { reason: 'property', words }),
  'requests.extend': acting('xu', inProgress, { by: 1, reason: words }),
  'requests.supervise': acting('shen', inProgress, ({ of }) => ({
    reason: 'unsolved',
    words,
    until: addDays(dayOf(of.clock.now()), 3),
  })),
  'requests.call_back': acting('xu', confirmed, { reached: true, solved: 'yes', service: 4, words }),
  'requests.send_back': acting('xu', replied, { words }),
  'requests.reply': acting('zhou', inProgress, { words, answered: [0, 1], omitted: [{ point: 2, reason: words }] }),
  'requests.pass_on': async (stage) => {
    const ren = await independent(stage)
    const { id } = await report(stage.client('chen'), { words, visibility: 'sealed' })
    const { version } = await detail(ren, id)
    const body = {
      id: newId(),
      seen: version,
      words: '有居民反映收费不公示',
      place: '牡丹社区',
      keepBuilding: true,
      photos: [],
    }
    return { as: { cookie: ren.cookie }, params: { matterId: id }, body }
  },
  'requests.publish': acting('lin', replied, { words, reply: words, photos: [] }),
  'requests.unpublish': acting('lin', published, { reason: words }),
  'requests.add': acting('chen', submitted, async ({ client }) => ({
    words,
    files: [await keepPhoto(client('chen'))],
  })),
  'requests.confirm': acting('chen', replied, { solved: 'yes', service: 5, words }),
  'requests.rate': acting('chen', confirmed, { service: 4, words }),
  'requests.reopen': acting('chen', replied, { words, service: 2 }),
  'requests.object': acting('chen', referred, { words }),
  'requests.withdraw': acting('chen', submitted, { reason: words }),
  'requests.set_visibility': acting('chen', submitted, { visibility: 'handler' }),

  'insight.listClusters': () => ({ as: 'shen', query: { path: places.community } }),
  'insight.listSeasons': () => ({ as: 'lin', query: { path: places.community } }),
  'insight.lookAtSeason': () => ({
    as: 'lin',
    body: { id: newId(), path: places.community, category: 'elevator', words },
  }),
  'insight.compareHandling': () => ({
    as: 'shen',
    query: { path: places.street, from: '2026-05-01', to: '2026-05-31', beside: 'year' },
  }),
  'insight.tryRule': () => ({
    as: 'shen',
    query: { path: places.street, from: '2026-05-01', to: '2026-05-31', urgentDays: '5', daysOff: 'left_out' },
  }),
  'honours.listMyService': () => ({ as: 'chen', query: { year: '2026' } }),
  'honours.listMyCertificates': () => ({ as: 'chen' }),
  'honours.issueMine': async ({ of }) => {
    await serves(of, people.chen, { minutes: 60, on: '2026-01-05' })
    return { as: 'chen', body: { id: newId(), from: '2026-01-01', to: '2026-05-01' } }
  },
  'honours.readMyPaper': async (stage) => ({
    as: 'chen',
    params: { id: (await certified(stage)).id },
    query: { format: 'json' },
  }),
  'honours.checkCertificate': async (stage) => {
    const { serial, signature } = await certified(stage)
    return { as: 'visitor', body: { serial, code: codeOf(Buffer.from(signature, 'hex')) } }
  },
  'honours.listRevoked': () => ({ as: 'visitor' }),
  'honours.listDeskCertificates': () => ({ as: 'lin', query: {} }),
  'honours.issueAtDesk': async ({ of }) => {
    await serves(of, people.wang, { minutes: 60, on: '2026-01-06' })
    return { as: 'lin', body: { id: newId(), personId: people.wang, from: '2026-01-01', to: '2026-05-01' } }
  },
  'honours.openPaper': async (stage) => ({
    as: 'lin',
    params: { id: (await certified(stage)).id },
    body: { id: newId() },
  }),
  'honours.readDeskPaper': async (stage) => {
    const { id } = await certified(stage)
    await stage.client('lin').done('POST', `/api/desk/certificates/${id}/readings`, { id: newId() })
    return { as: 'lin', params: { id } }
  },
  'honours.revokeCertificate': async (stage) => ({
    as: 'lin',
    params: { id: (await certified(stage)).id },
    body: { id: newId(), reason: 'asked', words },
  }),
  'honours.listHonours': () => ({ as: 'visitor', query: { community: places.community } }),
  'honours.objectToHonour': async (stage) => ({
    as: 'chen',
    params: { id: await shown(stage) },
    body: { id: newId(), words },
  }),
  'honours.answerObjection': async (stage) => {
    const id = newId()
    const honour = await shown(stage)
    await stage.client('chen').done('POST', `/api/honours/${honour}/objections`, { id, words })
    return { as: 'lin', params: { id }, body: { id: newId(), words } }
  },
  'honours.nominate': async (stage) => {
    await begun(stage)
    await forgetNominations(stage)
    return { as: 'wang', body: { id: newId(), community: places.community, name: secretName, words } }
  },
  'honours.listMyHonours': () => ({ as: 'chen' }),
  'honours.listStars': () => ({ as: 'lin', query: { list: 'open' } }),
  'honours.openRecord': () => ({
    as: 'lin',
    body: { id: newId(), personId: people.wang, purpose: 'other', words },
  }),
  'honours.dismissProposal': async ({ of }) => ({
    as: 'lin',
    body: { id: newId(), personId: await starProposed(of), level: 1, words },
  }),
  'honours.getGovernance': () => ({ as: 'lin', query: { community: places.community } }),
  'honours.openRound': async ({ of }) => {
    // another one of the quarter would be refused
    await of.database.pool.query(`delete from governance_round r where quarter <> '2025Q4'
      and not exists (select from governance_nomination n where n.round_id = r.id)
      and not exists (select from honour h where h.round_id = r.id)`)
    return { as: 'lin', body: { id: newId(), community: places.community } }
  },
  'honours.openShortlist': async (stage) => ({
    as: 'lin',
    params: { id: await begun(stage) },
    body: { id: newId() },
  }),
  'honours.nominateAtDesk': async (stage) => {
    const roundId = await begun(stage)
    return { as: 'lin', body: { id: newId(), roundId, personId: await madeResident(stage), words } }
  },
  'honours.nameNominee': async (stage) => {
    await begun(stage)
    const id = newId()
    await forgetNominations(stage)
    await stage
      .client('wang')
      .done('POST', '/api/honours/nominations', { id, community: places.community, name: secretName, words })
    return { as: 'lin', params: { id }, body: { id: newId(), personId: people.chen } }
  },
  'honours.endRound': async (stage) => ({ as: 'xu', params: { id: await begun(stage) }, body: { id: newId() } }),
  'honours.open': async (stage) => ({
    as: 'xu',
    body: {
      id: newId(),
      honour: 'governance',
      personId: await madeResident(stage),
      roundId: await begun(stage),
      reason: words,
    },
  }),
  'honours.read': async (stage) => ({ as: 'xu', params: { key: await shown(stage) } }),
  'honours.award': actingOnHonour('xu', overdue, {}),
  'honours.deny': actingOnHonour('xu', shown, { words }),
  'honours.decline': actingOnHonour('wang', shownToWang, {}),
  'honours.consent': actingOnHonour('lin', shown, { how: 'paper' }),
  'honours.refuse_consent': actingOnHonour('lin', shown, { how: 'paper' }),

  'rights.listMyRights': () => ({ as: 'chen' }),
  'rights.previewRights': () => ({ as: 'chen' }),
  'rights.listDeskRights': () => ({ as: 'xu', query: { list: 'open' } }),
  'rights.revealAsker': async (stage) => ({
    as: 'xu',
    params: { id: await asked(stage) },
    body: { id: newId(), purpose: 'other', words },
  }),
  'rights.open': () => ({
    as: 'chen',
    body: rightsBody({ about: 'kin', words, deceased: { name: secretName, relation: 'child' } }),
  }),
  'rights.read': async (stage) => ({ as: 'xu', params: { key: await asked(stage) } }),
  'rights.take': actingOnRights('xu', asked, {}),
  'rights.ask_proof': actingOnRights('lin', asked, { words }),
  'rights.prove': actingOnRights('lin', asked, { document: 'id_card', kinship: 'birth' }),
  'rights.answer': actingOnRights('xu', asked, { words }),
  'rights.refuse': actingOnRights('xu', asked, { ...refused, words }),
  'rights.hand_over': actingOnRights('lin', askedAtWindow, {}),
  'rights.add': actingOnRights('chen', asked, { words }),
  'rights.object': actingOnRights('chen', answered, { words }),
  'rights.withdraw': actingOnRights('chen', asked, {}),

  'staff.listStaff': () => ({
    as: 'system',
    query: { words: 'zhou', role: 'grid_worker', path: places.grid, state: 'active' },
  }),
  'staff.getStaff': ({ of }) => ({ as: 'xu', params: { personId: of.staffIds.zhou } }),
  'staff.inviteStaff': ({ of }) => ({
    as: 'system',
    body: { id: newId(), name: secretName, login: login(), roles: [wanted(of)] },
  }),
  'staff.makeLink': async ({ client }) => ({
    as: 'system',
    params: { personId: (await invites(client('system'), login())).personId },
    body: { id: newId() },
  }),
  'staff.suspendStaff': async (stage) => ({
    as: 'system',
    params: { personId: (await colleague(stage)).id },
    body: { id: newId(), words },
  }),
  'staff.restoreStaff': async (stage) => {
    const { id } = await colleague(stage)
    await stage.client('system').done('POST', `/api/staff/${id}/suspension`, { id: newId(), words })
    return { as: 'system', params: { personId: id }, body: { id: newId() } }
  },
  'staff.askReset': async (stage) => ({
    as: 'system',
    params: { personId: (await colleague(stage)).id },
    body: { id: newId(), words },
  }),
  'staff.decideReset': async (stage) => {
    const { id } = await colleague(stage)
    await stage.client('system').done('POST', `/api/staff/${id}/second-factor-resets`, { id: newId(), words })
    const { reset } = await stage.client('system').done<{ reset: { id: string } }>('GET', `/api/staff/${id}`)
    return { as: 'security', params: { resetId: reset.id }, body: { id: newId(), decision: 'refuse' } }
  },
  'staff.proposeRole': async (stage) => ({
    as: 'system',
    params: { personId: (await colleague(stage)).id },
    body: { id: newId(), ...wanted(stage.of) },
  }),
  'staff.listProposals': () => ({ as: 'security', query: { list: 'open' } }),
  'staff.decideProposal': async (stage) => ({
    as: 'security',
    params: { proposalId: (await proposed(stage)).proposal },
    body: { id: newId(), decision: 'confirm' },
  }),
  'staff.endGrant': async (stage) => {
    const { id, proposal } = await proposed(stage)
    await stage
      .client('security')
      .done('POST', `/api/staff-proposals/${proposal}/decision`, { id: newId(), decision: 'confirm' })
    const { grants } = await stage.client('system').done<{ grants: { id: string }[] }>('GET', `/api/staff/${id}`)
    return {
      as: 'system',
      params: { grantId: grants[0]?.id ?? '' },
      body: { id: newId(), day: dayOf(stage.of.clock.now()) },
    }
  },
  'staff.getTasks': () => ({ as: 'security' }),
  'staff.listOrganisations': () => ({
    as: 'system',
    query: { words: '物业', kind: 'property', path: places.community, ended: 'no' },
  }),
  'staff.addOrganisation': () => ({ as: 'system', body: organisation() }),
  'staff.changeOrganisation': async (stage) => ({
    as: 'system',
    params: { organisationId: await added(stage) },
    body: { id: newId(), name: '新物业', phone: null },
  }),
  'staff.endOrganisation': async (stage) => ({
    as: 'system',
    params: { organisationId: await added(stage) },
    body: { id: newId(), day: dayOf(stage.of.clock.now()) },
  }),

  'open311.getTerms': () => ({ as: 'visitor' }),
  'open311.listClients': () => ({ as: 'system' }),
  'open311.addClient': () => ({ as: 'system', body: foreignSystem() }),
  'open311.changeClient': async (stage) => ({
    as: 'system',
    params: { clientId: await connected(stage) },
    body: { ...foreignSystem(), suspended: false },
  }),
  'open311.changeKey': async (stage) => ({
    as: 'system',
    params: { clientId: await connected(stage) },
    body: { id: newId() },
  }),
  'admin.listRules': () => ({ as: 'he' }),
  'admin.listRuleHistory': () => ({ as: 'he', params: { key: 'matter.urgent_due_days' } }),
  'admin.previewRule': ({ of }) => ({
    as: 'he',
    params: { key: 'matter.urgent_due_days' },
    body: { value: [6], from: addDays(dayOf(of.clock.now()), 40) },
  }),
  'admin.changeRule': async (stage) => ({
    as: 'he',
    params: { key: 'matter.urgent_due_days' },
    body: await ruleChange(stage),
  }),
  'admin.withdrawRule': async (stage) => {
    const body = await ruleChange(stage)
    await stage.client('he').done('POST', '/api/rules/matter.urgent_due_days/values', body)
    const { last } = await rule(stage)
    return {
      as: 'he',
      params: { key: 'matter.urgent_due_days', valueId: last },
      body: { id: newId(), reason: words },
    }
  },
  'admin.getCalendar': () => ({ as: 'zhou' }),
  'admin.previewCalendar': () => ({ as: 'system', body: { lines: '2027-01-01,off,元旦\n' } }),
  'admin.importCalendar': () => ({ as: 'system', body: { id: newId(), lines: '2027-01-01,off,元旦\n' } }),
  'admin.getCatalogue': () => ({ as: 'he' }),
  'admin.changeCategory': () => ({
    as: 'he',
    params: { code: 'elevator' },
    body: {
      id: newId(),
      words: ['电梯', secretWords],
      retired: false,
      dispatch: { unitKind: 'property', organisationId: null, note: words, days: '3' },
    },
  }),
  'admin.orderCategories': async ({ client }) => {
    const { categories } = await client('he').done<{ categories: { code: string }[] }>('GET', '/api/catalogue')
    return { as: 'he', body: { id: newId(), codes: categories.map(({ code }) => code) } }
  },
  'admin.addTemplate': () => ({ as: 'he', body: { id: newId(), category: 'elevator', title: '收到', words } }),
  'admin.changeTemplate': async ({ client }) => {
    const id = newId()
    await client('he').done('POST', '/api/catalogue/templates', { id, category: 'elevator', title: '收到', words })
    return {
      as: 'he',
      params: { templateId: id },
      body: { id: newId(), category: null, title: '收到了', words, retired: false },
    }
  },
  'admin.changeEmergency': () => ({
    as: 'he',
    params: { kind: 'gas' },
    body: { id: newId(), words: ['煤气味'], calls: ['fire'] },
  }),
  'admin.changeNumber': () => ({ as: 'he', params: { code: 'gas' }, body: { id: newId(), phone: secretPhone } }),
  'admin.listTexts': () => ({ as: 'security' }),
  'admin.draftText': () => ({ as: 'security', body: text('2027-01') }),
  'admin.publishText': async ({ client }) => {
    const { version, zh, en, ...body } = text('2027-02')
    await client('security').done('POST', '/api/privacy-texts', { ...body, version, zh, en })
    return { as: 'security', params: { version }, body: { id: newId(), zh, en } }
  },
  'admin.listActions': () => ({
    as: 'audit',
    query: { from: '2026-05-01', to: '2026-05-31', path: places.street, limit: '5' },
  }),
  'admin.listReadingLog': () => ({ as: 'audit', query: { from: '2026-05-01', to: '2026-05-31', path: places.street } }),
  'admin.getLogChoices': () => ({ as: 'audit' }),
  'admin.exportLog': () => ({ as: 'audit', body: exported() }),
  'admin.getExport': async ({ client }) => {
    const body = exported()
    await client('audit').done('POST', '/api/log/exports', body)
    return { as: 'audit', params: { id: body.id }, query: { format: 'csv' } }
  },

  'divisions.listTerritory': () => ({ as: 'shen', query: { inside: places.street, words: '社区' } }),
  'divisions.getPlace': () => ({ as: 'lin', params: { path: places.community } }),
  'divisions.changePlace': () => ({
    as: 'shen',
    params: { path: places.otherCommunity },
    body: { id: newId(), phone: '0574-55500009', type: { type: 'resettled', from: '2026-01-01' } },
  }),
  'divisions.addGrid': () => ({
    as: 'shen',
    params: { path: places.otherCommunity },
    body: { id: newId(), name: placeName('网格') },
  }),
  'divisions.renameGrid': async (stage) => ({
    as: 'shen',
    params: { path: await gridAdded(stage) },
    body: { id: newId(), name: placeName('网格') },
  }),
  'divisions.endGrid': async (stage) => ({
    as: 'shen',
    params: { path: await gridAdded(stage) },
    body: { id: newId() },
  }),
  'divisions.addEstate': () => ({
    as: 'shen',
    params: { path: places.otherCommunity },
    body: { id: newId(), name: placeName('苑') },
  }),
  'divisions.changeEstate': async (stage) => ({
    as: 'shen',
    params: { estateId: await estateAdded(stage) },
    body: { id: newId(), name: placeName('苑') },
  }),
  'divisions.endEstate': async (stage) => ({
    as: 'shen',
    params: { estateId: await estateAdded(stage) },
    body: { id: newId() },
  }),
  'divisions.addBuilding': async (stage) => ({
    as: 'shen',
    params: { estateId: await estateAdded(stage) },
    body: { id: newId(), path: places.otherCommunity, ...shape },
  }),
  'divisions.changeBuilding': async (stage) => ({
    as: 'shen',
    params: { id: await buildingAdded(stage) },
    body: { id: newId(), ...shape, name: '1 号楼' },
  }),
  'divisions.endBuilding': async (stage) => ({
    as: 'shen',
    params: { id: await buildingAdded(stage) },
    body: { id: newId() },
  }),
  'divisions.listDwellings': () => ({ as: 'zhou', params: { id: buildings.twelve } }),
  'divisions.previewDwellings': async (stage) => ({
    as: 'shen',
    params: { id: await buildingAdded(stage) },
    body: { units: 2, floors: 6, perFloor: 2 },
  }),
  'divisions.makeDwellings': async (stage) => ({
    as: 'shen',
    params: { id: await buildingAdded(stage) },
    body: { id: newId(), rule: { units: 2, floors: 6, perFloor: 2 }, one: null },
  }),
  'divisions.addFigure': async ({ client }) => {
    const figure = { on: '2026-04-30', kind: 'aged_60', n: 1204, source: '公安人口库' }
    const corrects = newId()
    const path = places.otherCommunity
    const first = { id: corrects, ...figure, corrects: null, reason: null }
    await client('shen').done('POST', `/api/territory/${path}/figures`, first)
    return { as: 'shen', params: { path }, body: { id: newId(), ...figure, n: 1240, corrects, reason: words } }
  },
  'divisions.previewChanges': () => ({ as: 'system', body: { lines: newCommunity(), from: '2026-05-01' } }),
  'divisions.importChanges': () => ({ as: 'system', body: { id: newId(), lines: newCommunity(), from: '2026-05-01' } }),
  'divisions.listPlaceLists': () => ({ as: 'lin' }),
  'divisions.addPlaceList': () => ({ as: 'system', body: placeList() }),
  'divisions.changePlaceList': async ({ client }) => {
    const body = placeList()
    const { listId } = await client('system').done<{ listId: string }>('POST', '/api/place-lists', body)
    return { as: 'system', params: { listId }, body: { ...body, id: newId(), paths: [places.grid], ended: false } }
  },

  'imports.listImports': () => ({ as: 'lin' }),
  'imports.getImportOptions': () => ({ as: 'shen' }),
  'imports.makeImport': () => ({ as: 'lin', body: newImport() }),
  'imports.getImport': async (stage) => ({ as: 'lin', params: { importId: await imported(stage, 'read') } }),
  'imports.sendImportFile': async ({ client }) => {
    const body = newImport()
    await client('lin').done('POST', '/api/imports', body)
    return {
      as: 'lin',
      params: { importId: body.id },
      query: { id: newId() },
      body: await list(),
      type: 'application/octet-stream',
    }
  },
  'imports.mapImport': async (stage) => {
    const { params, body } = await step(stage, 'read')
    const { mapping } = await stage
      .client('lin')
      .done<{ mapping: Record<string, number> }>('GET', `/api/imports/${params.importId}`)
    return {
      as: 'lin',
      params,
      body: {
        ...body,
        mapping: Object.entries(mapping).map(([column, at]) => ({ column, at })),
        asOf: '2026-05-01',
        basis: 'duty',
        basisWords: words,
      },
    }
  },
  'imports.listImportRows': async (stage) => ({
    as: 'lin',
    params: { importId: await imported(stage, 'checked') },
    query: { outcome: 'new', after: '0' },
  }),
  'imports.decideImportRows': async (stage) => {
    const { body, ...call } = await step(stage, 'checked')
    return { ...call, body: { ...body, rows: [], decision: 'skip' } }
  },
  'imports.writeImport': async (stage) => await step(stage, 'decided'),
  'imports.undoImport': async (stage) => await step(stage, 'written'),
  'imports.dropImport': async (stage) => await step(stage, 'checked'),
  'imports.exportImportErrors': async (stage) => ({
    as: 'lin',
    params: { importId: await imported(stage, 'checked') },
    query: { format: 'xlsx' },
  }),
}

/** A certificate of 陈佳, over a record that is confirmed. */
async function certified({ of, client }: Stage): Promise<{ id: string; serial: string; signature: string }> {
  await serves(of, people.chen, { minutes: 60, on: '2026-01-05' })
  const { id, serial } = await issues(client('chen'))
  const file = await client('chen').done<{ signature: string }>('GET', `/api/me/certificates/${id}/paper?format=json`)
  return { id, serial, signature: file.signature }
}

/** A round in which one can nominate and choose. */
async function begun({ of }: Stage): Promise<string> {
  const { pool } = of.database
  const { rows } = await pool.query<{ id: string }>(
    `insert into governance_round (id, path, quarter, opened_at, opened_by, nominate_until)
     values (gen_random_uuid(), $1, '2025Q4', $2, $3, $4) returning id`,
    [places.community, of.clock.now(), of.staffIds.lin, addDays(dayOf(of.clock.now()), 10)],
  )
  return rows[0]?.id ?? ''
}

/** A resident may nominate a few in a round only. */
async function forgetNominations({ of }: Stage): Promise<void> {
  await of.database.pool.query('update governance_nomination set by_id = $1', [of.staffIds.he])
}

/** A resident of the community who is new, so that nothing was done for them yet. */
async function madeResident({ of }: Stage): Promise<string> {
  const id = newId()
  const person = { id, name: secretName, pinyin: 'zhao gen bao', initials: 'zgb', path: places.grid }
  await of.database.db
    .insertInto('person')
    .values({ ...person, created_at: of.clock.now() })
    .execute()
  return id
}

/** Somebody whom the rule proposes. */
async function starProposed(of: World): Promise<string> {
  const personId = await madeResident({ of } as Stage)
  await of.database.db
    .insertInto('star_proposal')
    .values({ person_id: personId, level: 1, path: places.community, minutes: 6000, reached_at: of.clock.now() })
    .execute()
  return personId
}

async function shown(stage: Stage): Promise<string> {
  const form = { honour: 'governance', personId: await madeResident(stage), roundId: await begun(stage), reason: words }
  return (await shows(stage.client('xu'), form)).id
}

async function shownToWang(stage: Stage): Promise<string> {
  const form = { honour: 'governance', personId: people.wang, roundId: await begun(stage), reason: words }
  return (await shows(stage.client('xu'), form)).id
}

/** One whose notice is over. */
async function overdue(stage: Stage): Promise<string> {
  const id = await shown(stage)
  const { database } = stage.of
  await database.pool.query(`update matter set state = 'notice_over' where id = $1`, [id])
  await database.pool.query(`update clock set ended_at = $2, outcome = 'met', next_at = null where matter_id = $1`, [
    id,
    stage.of.clock.now(),
  ])
  return id
}

function actingOnHonour(as: Person, state: State, form: object): Ready {
  return async (stage) => {
    const id = await state(stage)
    const { version } = await honourOf(stage.client(as), id)
    return { as, params: { matterId: id }, body: { id: newId(), seen: version, ...form } }
  }
}

function actingOnRights(as: Person, state: State, form: object): Ready {
  return async (stage) => {
    const id = await state(stage)
    const { version } = await rightsOf(stage.client(as), id)
    return { as, params: { matterId: id }, body: { id: newId(), seen: version, ...form } }
  }
}

async function asked({ client }: Stage): Promise<string> {
  return (await asks(client('chen'), { words })).id
}

async function answered(stage: Stage): Promise<string> {
  const id = await asked(stage)
  await actRights(stage.client('xu'), id, 'answer', { words })
  return id
}

async function askedAtWindow({ client }: Stage): Promise<string> {
  const { id } = await asks(client('lin'), { ...atWindow({ name: secretName }), words })
  await actRights(client('xu'), id, 'answer', { words })
  return id
}

type State = (stage: Stage) => Promise<string>
type Form = object | ((stage: Stage) => object | Promise<object>)

function acting(as: Person, state: State, form: Form): Ready {
  return async (stage) => {
    const id = await state(stage)
    const more = typeof form === 'function' ? await form(stage) : form
    const { version } = await detail(stage.client(as), id)
    return { as, params: { matterId: id }, body: { id: newId(), seen: version, ...more } }
  }
}

/** The firm of the community, with its officer. */
const staffed = new WeakMap<World, Promise<void>>()
async function firm({ of }: Stage): Promise<string> {
  const added = staffed.get(of) ?? addUnits(of)
  staffed.set(of, added)
  await added
  return units.firm
}

/** The desk for sealed reports, with its officers. */
const independents = new WeakMap<World, Promise<unknown>>()
async function independent({ of }: Stage): Promise<Client> {
  const added = independents.get(of) ?? addSealedDesk(of)
  independents.set(of, added)
  await added
  return await sealedDesk(of)
}

function actingForFirm(state: State, form: object): Ready {
  return async (stage) => {
    const id = await state(stage)
    const fang = await officer(stage.of, 'firm')
    const { version } = await detail(fang, id)
    return { as: { cookie: fang.cookie }, params: { matterId: id }, body: { id: newId(), seen: version, ...form } }
  }
}

async function dispatched(stage: Stage): Promise<string> {
  return await after(stage, await classified(stage), 'zhou', 'dispatch', { unitId: await firm(stage) })
}

async function askedAbove(stage: Stage): Promise<string> {
  return await after(stage, await classified(stage), 'zhou', 'ask_above', { words })
}

async function assisted(stage: Stage): Promise<string> {
  const form = { unitId: await firm(stage), words, days: 2 }
  return await after(stage, await inProgress(stage), 'zhou', 'ask_assist', form)
}

async function submitted({ client }: Stage): Promise<string> {
  return (await report(client('chen'), { words: `${words}。铃没人应。晚上也响` })).id
}

async function spoken({ client }: Stage): Promise<string> {
  return (await report(client('chen'), { words: '', files: [await keepVoice(client('chen'))] })).id
}

async function merged(stage: Stage): Promise<string> {
  return await after(stage, await submitted(stage), 'zhou', 'merge', { into: await submitted(stage) })
}

async function joinable({ client }: Stage): Promise<string> {
  const { id } = await report(client('wang'), { category: 'elevator' })
  await act(client('zhou'), id, 'accept')
  return id
}

async function accepted(stage: Stage): Promise<string> {
  return await after(stage, await submitted(stage), 'zhou', 'accept')
}

async function classified(stage: Stage): Promise<string> {
  return await after(stage, await accepted(stage), 'zhou', 'classify', { class: 'key' })
}

async function assigned(stage: Stage): Promise<string> {
  return await after(stage, await classified(stage), 'zhou', 'assign', { handlerId: stage.of.staffIds.zhou })
}

async function inProgress(stage: Stage): Promise<string> {
  const { id } = await report(stage.client('chen'))
  await takeUp(stage.client('zhou'), id, stage.of.staffIds.zhou)
  return id
}

async function waiting(stage: Stage): Promise<string> {
  const until = addDays(dayOf(stage.of.clock.now()), 5)
  return await after(stage, await inProgress(stage), 'zhou', 'wait', { reason: '等配件', until })
}

async function late(stage: Stage): Promise<string> {
  const id = await submitted(stage)
  await stage.of.pass(25)
  return id
}

async function replied(stage: Stage): Promise<string> {
  return await after(stage, await inProgress(stage), 'zhou', 'reply', fullReply)
}

async function published(stage: Stage): Promise<string> {
  return await after(stage, await replied(stage), 'lin', 'publish', { words, reply: words, photos: [] })
}

async function confirmed(stage: Stage): Promise<string> {
  return await after(stage, await replied(stage), 'chen', 'confirm', { solved: 'yes' })
}

async function referred(stage: Stage): Promise<string> {
  const refer = { reason: words, place: '区市场监管局', phone: '0574-55500009' }
  return await after(stage, await submitted(stage), 'zhou', 'refer', refer)
}

async function after(stage: Stage, id: string, as: Person, action: string, form = {}): Promise<string> {
  await act(stage.client(as), id, action, form)
  return id
}

async function noticeOf(of: World): Promise<string> {
  return (await of.visitor().done<{ version: string }>('GET', '/api/privacy-notice')).version
}

const tokenOf = (link: string): string => link.split('#')[1] ?? ''

async function colleague({ of, client }: Stage) {
  const name = login()
  const { personId, link } = await invites(client('system'), name)
  return { id: personId, login: name, ...(await accepts(of, link)) }
}

/** A resident nobody knows yet. */
async function newcomer(of: World, at = phone()): Promise<Client> {
  return await of.visitor().signInResident(at, secretName)
}

/** A resident of the desk's community who stands at the window. */
async function someoneHere(of: World): Promise<{ personId: string }> {
  const resident = await newcomer(of)
  await report(resident, { words })
  const { actor } = await resident.done<{ actor: { personId: string } }>('GET', '/api/session')
  return { personId: actor.personId }
}

async function codeTo(client: Client, to?: string): Promise<{ codeId: string; code: string }> {
  const { codeId, demoCode } = await client.done<{ codeId: string; demoCode: string }>(
    'POST',
    '/api/me/codes',
    to ? { phone: to } : {},
  )
  return { codeId, code: demoCode }
}

const naming = (of: World, to: string) => ({
  id: newId(),
  name: secretName,
  phone: to,
  relation: 'neighbour',
  may: ['report', 'read', 'confirm'],
  from: dayOf(of.clock.now()),
  to: addDays(dayOf(of.clock.now()), 90),
})

/** Two residents, of whom one named the other. */
async function named(of: World): Promise<{ helped: Client; helper: Client; id: string }> {
  const to = phone()
  const [helped, helper] = [await newcomer(of), await newcomer(of, to)]
  const body = naming(of, to)
  await helped.done('POST', '/api/me/helpers', body)
  return { helped, helper, id: body.id }
}

const placeName = (kind: string): string => {
  count += 1
  return `新 ${count} ${kind}`
}

async function gridAdded({ client }: Stage): Promise<string> {
  const body = { id: newId(), name: placeName('网格') }
  const at = `/api/territory/${places.otherCommunity}/grids`
  return (await client('shen').done<{ path: string }>('POST', at, body)).path
}

async function estateAdded({ client }: Stage): Promise<string> {
  const body = { id: newId(), name: placeName('苑') }
  const at = `/api/territory/${places.otherCommunity}/estates`
  return (await client('shen').done<{ estateId: string }>('POST', at, body)).estateId
}

const shape = { name: '1 幢', units: 2, floors: 6, longitude: 121.5361, latitude: 29.8683 }

async function buildingAdded(stage: Stage): Promise<string> {
  const body = { id: newId(), path: places.otherCommunity, ...shape }
  const at = `/api/estates/${await estateAdded(stage)}/buildings`
  return (await stage.client('shen').done<{ buildingId: string }>('POST', at, body)).buildingId
}

/** A list of changed codes that touches no place there is. */
const newCommunity = (): string => {
  count += 1
  return `,${places.street}${String(100 + (count % 900))},${placeName('社区')},新设`
}

const placeList = () => ({
  id: newId(),
  name: placeName('片区'),
  purpose: 'function_zone',
  paths: [places.grid, places.otherCommunity],
})

const newImport = () => ({ id: newId(), kind: 'people', path: places.community, name: `${secretName}.xlsx` })

/** Somebody new, somebody who may be there already, and a row with a mistake. */
async function list(): Promise<Buffer> {
  count += 1
  // somebody of one name with who is there already may be that person, and waits for a decision
  const name = `${secretName}${String.fromCodePoint(0x4e00 + count)}`
  const rows: SheetRow[] = [
    [1, name, phone(), '', '宁波市海曙区', '牡丹新村', '12幢', '2', '101', '2021年3月1日'],
    [2, '陈小弟', phones.chen, '', '', '牡丹新村', '12', '1', '202', ''],
    [3, secretName, '1.28E+10', '', '', '牡丹新村', '12', '1', '203', ''],
  ]
  return await workbook(peopleHeader, rows)
}

type ImportAt = Parameters<typeof importList>[2]

async function imported({ of, client }: Stage, at: ImportAt): Promise<string> {
  const world = { demo: { community: places.community }, work: of.chores }
  return await importList(client('lin'), world, at, await list())
}

/** The next step of an import that is as far as this. */
async function step(stage: Stage, at: ImportAt) {
  const importId = await imported(stage, at)
  const { version } = await stage.client('lin').done<{ version: number }>('GET', `/api/imports/${importId}`)
  return { as: 'lin' as const, params: { importId }, body: { id: newId(), seen: version } }
}

const wanted = (of: World) => ({
  role: 'grid_worker',
  paths: [places.grid],
  from: dayOf(of.clock.now()),
  to: null,
  phone: null,
})

async function proposed(stage: Stage): Promise<{ id: string; proposal: string }> {
  const { id } = await colleague(stage)
  await stage.client('system').done('POST', `/api/staff/${id}/proposals`, { id: newId(), ...wanted(stage.of) })
  const { proposals } = await stage
    .client('security')
    .done<{ proposals: { id: string; decision: string | null }[] }>('GET', `/api/staff/${id}`)
  return { id, proposal: proposals.find(({ decision }) => decision === null)?.id ?? '' }
}

const foreignSystem = () => ({
  id: newId(),
  name: `平台 ${login()}`,
  contact: '值班室 0574-55500011',
  perMinute: 60,
  perDay: 5000,
  mayUpdate: true,
})

async function connected({ client }: Stage): Promise<string> {
  const body = foreignSystem()
  await client('system').done('POST', '/api/open311/clients', body)
  return body.id
}

const organisation = () => ({
  id: newId(),
  kind: 'property',
  name: `物业 ${login()}`,
  path: places.community,
  phone: null,
})

async function added({ client, of }: Stage): Promise<string> {
  const body = organisation()
  await client('system').done('POST', '/api/organisations', body)
  const row = await of.database.db
    .selectFrom('organisation')
    .select('id')
    .where('name', '=', body.name)
    .executeTakeFirstOrThrow()
  return row.id
}

async function rule({ client }: Stage): Promise<{ last: string }> {
  const { rules } = await client('he').done<{ rules: { key: string; last: string }[] }>('GET', '/api/rules')
  return { last: rules.find(({ key }) => key === 'matter.urgent_due_days')?.last ?? '' }
}

async function ratedNumber(stage: Stage): Promise<string> {
  return (await detail(stage.client('zhou'), await confirmed(stage))).number
}

async function proposedExclusion(stage: Stage): Promise<string> {
  const id = newId()
  const body = { id, number: await ratedNumber(stage), rate: 'solved', reason: 'mistaken', words }
  await stage.client('zhou').done('POST', '/api/rates/exclusions', body)
  return id
}

async function ruleChange(stage: Stage) {
  const { last } = await rule(stage)
  count += 1
  const from = addDays(dayOf(stage.of.clock.now()), 30 + count)
  return { id: newId(), seen: last, value: [5 + (count % 2)], from, reason: words }
}

const text = (version: string) => ({ id: newId(), version, zh: `${words}。`, en: 'Who uses your data.' })
const exported = () => ({ id: newId(), log: 'actions', from: '2026-05-01', to: '2026-05-31' })

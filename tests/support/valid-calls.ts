/**
 * For every route one call that succeeds, made ready through HTTP, for tests that then change one thing about it.
 *
 * A route is named as in openapi.json. A new route without a call here fails tests/long/fuzz.test.ts.
 */
import { addDays, dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from './client.ts'
import { jpeg, keepPhoto, keepVoice } from './files.ts'
import { act, detail, fullReply, report, reportBody, takeUp } from './requests.ts'
import { accepts, codeNow, invites, type Needs } from './second-factor.ts'
import { buildings, password, phones, places, type StaffName, type World } from './world.ts'

export type Person = StaffName | 'chen' | 'wang' | 'visitor'

export interface Call {
  as: Person
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

type Ready = (stage: Stage) => Promise<Call> | Call

export const validCalls: Readonly<Record<string, Ready>> = {
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
  'requests.suggestCategories': () => ({ as: 'visitor', body: { words } }),
  'requests.listEmergencies': () => ({ as: 'visitor' }),
  'requests.previewPromise': () => ({ as: 'visitor' }),
  'requests.listMine': () => ({ as: 'chen' }),
  'requests.track': async ({ client }) => {
    const { number } = await report(client('chen'))
    return { as: 'visitor', body: { number, tail: '0316' } }
  },
  'requests.listBoard': () => ({
    as: 'visitor',
    query: { path: places.city, category: 'elevator', month: '2026-05' },
  }),
  'requests.open': async ({ client }) => ({
    as: 'chen',
    body: reportBody({ words, files: [await keepPhoto(client('chen'))], kind: 'help', category: 'elevator' }),
  }),
  'requests.read': async (stage) => ({ as: 'zhou', params: { key: await submitted(stage) } }),

  'requests.accept': acting('zhou', submitted, { kind: 'help', category: 'elevator' }),
  'requests.refer': acting('zhou', submitted, { reason: words, place: '区市场监管局', phone: '0574-55500009' }),
  'requests.merge': acting('zhou', submitted, async (stage) => ({ into: await submitted(stage) })),
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
  'requests.reply': acting('zhou', inProgress, { words, answered: [0, 1], omitted: [{ point: 2, reason: words }] }),
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

async function submitted({ client }: Stage): Promise<string> {
  return (await report(client('chen'), { words: `${words}。铃没人应。晚上也响` })).id
}

async function spoken({ client }: Stage): Promise<string> {
  return (await report(client('chen'), { words: '', files: [await keepVoice(client('chen'))] })).id
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

async function ruleChange(stage: Stage) {
  const { last } = await rule(stage)
  count += 1
  const from = addDays(dayOf(stage.of.clock.now()), 30 + count)
  return { id: newId(), seen: last, value: [5 + (count % 2)], from, reason: words }
}

const text = (version: string) => ({ id: newId(), version, zh: `${words}。`, en: 'Who uses your data.' })
const exported = () => ({ id: newId(), log: 'actions', from: '2026-05-01', to: '2026-05-31' })

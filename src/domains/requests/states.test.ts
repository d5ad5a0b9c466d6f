/**
 * The table of states and actions, walked through HTTP: what the spec allows is done, everything else is refused and
 * changes nothing, and the page of a request says the same beforehand.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { isFinal } from '#engines/matter/index.ts'
import { legalStates } from '#engines/matter/legal.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from '#tests/support/client.ts'
import { keepVoice } from '#tests/support/files.ts'
import { act, detail, fullReply, journalOf, refusedAct, report } from '#tests/support/requests.ts'
import { addUnits, officer, units } from '#tests/support/units.ts'
import { sharedWorld, type World } from '#tests/support/world.ts'
import type { Receipt } from './contract.ts'
import { type RequestAction, type RequestState, request } from './spec.ts'

const shared = sharedWorld()
beforeAll(async () => await addUnits(shared()))
const states = Object.keys(request.states) as RequestState[]
const actions = Object.keys(request.actions) as RequestAction[]

/** Who acts in a case: chen reported it, zhou works on it. */
interface People {
  chen: Client
  zhou: Client
  /** The community's head, for what a grid worker may not do. */
  xu: Client
  /** The street's officer, for what is decided above. */
  shen: Client
  /** The officer of the unit that it is given to. */
  gao: Client
}

const isSystems = (action: RequestAction): boolean => request.actions[action].by === 'system'
const isRequesters = (action: RequestAction): boolean => {
  const { by } = request.actions[action] as { by: string | { roles: readonly string[] } }
  return typeof by === 'object' && by.roles.length === 0 && !isSealeds(action)
}
/** Of the desk for sealed requests alone: walked in sealed.test.ts. */
const isSealeds = (action: RequestAction): boolean => action === 'pass_on'

const isAbove = (action: RequestAction): boolean => {
  const { by } = request.actions[action] as { by: string | { roles: readonly string[] } }
  return typeof by === 'object' && by.roles.includes('community_head') && !by.roles.includes('grid_worker')
}
const heldBy = (action: RequestAction, role: string): boolean => {
  const { by } = request.actions[action] as { by: string | { roles: readonly string[] } }
  return typeof by === 'object' && by.roles.includes(role)
}
const isUnits = (action: RequestAction): boolean => heldBy(action, 'unit_officer') && !heldBy(action, 'grid_worker')
const isDeciders = (action: RequestAction): boolean =>
  heldBy(action, 'street_officer') && !heldBy(action, 'community_head')
const whoDoes = (people: People, action: RequestAction, state?: RequestState): Client => {
  if (isRequesters(action)) return people.chen
  if (isUnits(action)) return people.gao
  // who asked the street has nothing more to ask; the street has
  if (isDeciders(action) || (action === 'ask_above' && state === 'coordinating')) return people.shen
  return isAbove(action) ? people.xu : people.zhou
}

/** The way from a new request to a state, as actions. */
const ways: Readonly<Record<RequestState, readonly RequestAction[]>> = {
  submitted: [],
  accepted: ['accept'],
  classified: ['accept', 'classify'],
  assigned: ['accept', 'classify', 'assign'],
  dispatched: ['accept', 'classify', 'dispatch'],
  coordinating: ['accept', 'classify', 'ask_above'],
  in_progress: ['accept', 'classify', 'assign', 'start'],
  waiting: ['accept', 'classify', 'assign', 'start', 'wait'],
  replied: ['accept', 'classify', 'assign', 'start', 'reply'],
  confirmed: ['accept', 'classify', 'assign', 'start', 'reply', 'confirm'],
  reopened: ['accept', 'classify', 'assign', 'start', 'reply', 'reopen'],
  closed: ['accept', 'classify', 'assign', 'start', 'reply', 'confirm'],
  referred: ['refer'],
  merged: ['merge'],
  withdrawn: ['withdraw'],
}

/** An input for each action that is right wherever the action is legal. */
function inputsFor(of: World, target: string, neighbours = target): Record<RequestAction, Record<string, unknown>> {
  const until = new Date(of.clock.now().getTime() + 3 * 86_400_000).toISOString().slice(0, 10)
  return {
    accept: { kind: 'help', category: 'elevator' },
    refer: { reason: '归市场监管部门', place: '区市场监管局', phone: '0574-55500009' },
    merge: { into: target },
    pass_on: { words: '有人反映收费不公示', place: '牡丹社区', keepBuilding: false, photos: [] },
    classify: { class: 'urgent' },
    reclassify: { class: 'key', reason: '七天不够' },
    assign: { handlerId: of.staffIds.zhou },
    dispatch: { unitId: units.station },
    receive: {},
    give_back: { grounds: 'not_ours', words: '不归我们' },
    ask_above: { words: '不知道归谁' },
    decide: { unitId: units.station, words: '归环卫所' },
    ask_assist: { unitId: units.firm, words: '锁住电梯', days: 1 },
    assist_done: { words: '锁好了' },
    receive_by_silence: {},
    raise: {},
    assist_late: {},
    start: {},
    contact: { way: 'phone', reached: true },
    progress: { words: '配件到了' },
    note: { words: '找物业要合同' },
    transcribe: { words: '电梯停在 5 楼，铃按了没人应' },
    list_points: { points: ['电梯停在 5 楼'] },
    wait: { reason: '等配件', until },
    resume: {},
    explain_late: { reason: 'materials', words: '配件缺货' },
    extend: { by: 1, reason: '等配件' },
    supervise: { reason: 'unsolved', words: '先保证一部能用', until },
    call_back: { reached: false },
    send_back: { words: '没修好' },
    reply: { ...fullReply, answered: [0, 1, 2, 3, 4, 5], withoutAssist: '不用等' },
    publish: { words: '电梯常停', reply: '已修好', photos: [] },
    unpublish: { reason: '居民要求' },
    add: { words: '今天又停了' },
    confirm: { solved: 'yes' },
    rate: { service: 4 },
    reopen: { words: '又停了' },
    object: { words: '就是你们管' },
    withdraw: {},
    set_visibility: { visibility: 'handler' },
    warn: {},
    escalate: {},
    remind: {},
    confirm_by_silence: {},
    close: {},
    unmerge: { reason: '不是同一件事' },
    join: { into: neighbours },
    leave: {},
    gain: {},
    lose: {},
  }
}

async function send(
  people: People,
  { id, version, state }: Receipt,
  action: RequestAction,
  input: Record<string, unknown>,
) {
  return await whoDoes(people, action, state).call<Receipt & { refusal?: { code: string } }>(
    'POST',
    `/api/requests/${id}/actions/${action}`,
    {
      id: newId(),
      seen: version,
      ...input,
    },
  )
}

async function signedIn(of: World, chen: Client): Promise<People> {
  return {
    chen,
    zhou: await of.staff('zhou'),
    xu: await of.staff('xu'),
    shen: await of.staff('shen'),
    gao: await officer(of, 'station'),
  }
}

/** New requests with a voice message whose first contact ran out, each brought into a state. */
async function bring(
  of: World,
  state: RequestState,
  count: number,
): Promise<{ people: People; cases: Receipt[]; target: string }> {
  const chen = await of.resident()
  const target = (await report(await of.resident('wang'), { category: 'elevator' })).id
  const opened: Receipt[] = []
  for (let made = 0; made < count; made++) {
    opened.push(await report(chen, { files: [await keepVoice(chen)] }))
  }
  await of.pass(25)
  const people = await signedIn(of, chen)
  const inputs = inputsFor(of, target)
  const cases: Receipt[] = []
  for (const { id } of opened) {
    let at: Receipt = { ...(await detail(chen, id)) }
    for (const action of ways[state]) {
      const answer = await send(people, at, action, inputs[action])
      expect([action, answer.status]).toEqual([action, 200])
      at = answer.body
    }
    cases.push(at)
  }
  if (state === 'closed') {
    await of.pass(24 * 4)
    Object.assign(people, await signedIn(of, chen))
    for (const [index, { id }] of cases.entries()) cases[index] = { ...(await detail(chen, id)) }
  }
  return { people, cases, target }
}

describe('the states of a request', () => {
  test.each(states)('[S3-45] [S4-99] in state %s exactly the actions of the table can be taken', async (state) => {
    const of = shared()
    const inState = (action: RequestAction): boolean => legalStates(request as never, action).includes(state)
    // what is a unit's alone is walked where a unit has it (and in dispatch.test.ts)
    const walked = actions.filter((action) => (!isUnits(action) || state === 'dispatched') && !isSealeds(action))
    const moves = walked.filter(
      (action) => inState(action) && !isSystems(action) && request.actions[action].to !== 'same',
    )
    const { people, cases, target } = await bring(of, state, 1 + moves.length)
    const [first, ...spare] = cases as [Receipt, ...Receipt[]]
    const neighbours = await report(await of.resident('wang'), { category: 'elevator' })
    await act(people.zhou, neighbours.id, 'accept')
    const inputs = inputsFor(of, target, neighbours.id)
    expect(cases.map((one) => one.state)).toEqual(cases.map(() => state))

    const pages = { chen: await detail(people.chen, first.id), zhou: await detail(people.zhou, first.id) }
    expect(pages.chen.actions.map(({ action }) => action)).toEqual(actions.filter((action) => isRequesters(action)))
    expect(pages.zhou.actions.map(({ action }) => action)).toEqual(
      actions.filter((action) => heldBy(action, 'grid_worker')),
    )
    const above = await detail(people.xu, first.id)
    expect(above.actions.map(({ action }) => action)).toEqual(
      actions.filter((action) => heldBy(action, 'community_head')),
    )
    for (const listed of [...pages.chen.actions, ...above.actions]) {
      if (!inState(listed.action as RequestAction))
        expect(listed).toEqual({
          action: listed.action,
          allowed: false,
          why: { code: 'matter.not-now', facts: { state, action: listed.action } },
        })
      else if (!listed.allowed) expect(listed.why?.code).toMatch(/^request\./)
    }

    for (const action of walked.filter((one) => !inState(one) && !isSystems(one))) {
      const answer = await send(people, first, action, inputs[action])
      expect([action, answer.status, answer.body.refusal?.code]).toEqual([action, 409, 'matter.not-now'])
    }
    for (const action of actions.filter(isSystems)) {
      const answer = await send(people, first, action, inputs[action])
      expect([action, answer.status, answer.body.refusal?.code]).toEqual([action, 404, 'route.unknown'])
    }
    expect(await detail(people.zhou, first.id)).toMatchObject({ version: pages.zhou.version, state })
    expect(await journalOf(of, first.id)).toHaveLength(pages.zhou.version)

    let at = first
    for (const action of walked.filter(
      (one) => inState(one) && !isSystems(one) && request.actions[one].to === 'same',
    )) {
      const listed = (await detail(whoDoes(people, action, state), first.id)).actions.find(
        (one) => one.action === action,
      )
      const answer = await send(people, at, action, inputs[action])
      expect([action, answer.status, answer.body.refusal?.code]).toEqual(
        listed?.allowed ? [action, 200, undefined] : [action, 422, listed?.why?.code],
      )
      if (listed?.allowed) {
        expect(answer.body).toMatchObject({ id: first.id, state, version: at.version + 1 })
        at = answer.body
      }
    }

    for (const [index, action] of moves.entries()) {
      const one = spare[index] as Receipt
      const answer = await send(people, one, action, inputs[action])
      expect([action, answer.status]).toEqual([action, 200])
      const to = request.actions[action].to as RequestState
      expect(answer.body).toMatchObject({ state: to, version: one.version + 1 })
      const page = await detail(people.chen, one.id)
      expect(page.state).toBe(to)
      expect(page.closedAt === null).toBe(!isFinal(request as never, to))
    }
  })

  test('[S3-45] what a matter as it stands does not allow is refused with its own reason, and listed with it', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen, { visibility: 'handler' })
    const listed = async (reader: Client, action: string) =>
      (await detail(reader, id)).actions.find((one) => one.action === action)?.why?.code

    expect(await refusedAct(zhou, id, 'transcribe', { words: '抄写' })).toEqual([422, 'request.no-voice'])
    expect(await refusedAct(zhou, id, 'explain_late', { reason: 'hands', words: '人手' })).toEqual([
      422,
      'request.not-late',
    ])
    expect([await listed(zhou, 'transcribe'), await listed(zhou, 'explain_late')]).toEqual([
      'request.no-voice',
      'request.not-late',
    ])

    const inputs = inputsFor(of, id)
    const step = async (action: RequestAction) => {
      const answer = await send(
        { chen, zhou, xu: zhou, shen: zhou, gao: zhou },
        { ...(await detail(zhou, id)) },
        action,
        inputs[action],
      )
      expect([action, answer.status]).toEqual([action, 200])
    }
    // answered at once, never classified
    await step('accept')
    await step('reply')
    expect(await refusedAct(zhou, id, 'publish', inputs.publish)).toEqual([422, 'request.no-consent-to-publish'])
    expect(await refusedAct(zhou, id, 'unpublish', inputs.unpublish)).toEqual([422, 'request.not-published'])
    expect(await listed(zhou, 'unpublish')).toBe('request.not-published')
    await step('reopen')
    expect(await refusedAct(zhou, id, 'reclassify', inputs.reclassify)).toEqual([422, 'request.not-classified'])
    expect(await listed(zhou, 'reclassify')).toBe('request.not-classified')
    expect(await refusedAct(chen, id, 'set_visibility', { visibility: 'handler' })).toEqual([
      422,
      'request.same-visibility',
    ])
  })

  test('[GB39734] an answer is rated once, after reopening and a new answer once more', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    let at = await report(chen)
    const inputs = inputsFor(of, at.id)
    const step = async (action: RequestAction, input: Record<string, unknown> = inputs[action]) => {
      const answer = await send({ chen, zhou, xu: zhou, shen: zhou, gao: zhou }, at, action, input)
      expect([action, answer.status]).toEqual([action, 200])
      at = answer.body
    }
    await step('accept')
    await step('reply')
    await step('confirm', { solved: 'partly', service: 4, words: '师傅很客气' })
    expect(await refusedAct(chen, at.id, 'rate', { service: 5 })).toEqual([422, 'request.rated'])
    expect(await detail(zhou, at.id)).toMatchObject({ solved: 'partly', service: 4, ratingWords: '师傅很客气' })

    await step('reopen', { words: '又停了', service: 1 })
    expect(await detail(zhou, at.id)).toMatchObject({ solved: 'no', service: 1, ratingWords: null, confirmedBy: null })
    await step('reply')
    await step('confirm', { solved: 'yes', service: 5 })
    expect(await detail(zhou, at.id)).toMatchObject({ solved: 'yes', service: 5, confirmedBy: 'resident' })

    await step('reopen', { words: '又停了' })
    expect(await detail(zhou, at.id)).toMatchObject({ service: null, ratingWords: null })
    await step('reply')
    await step('confirm', { solved: 'yes' })
    await step('rate', { service: 3 })
    expect(await refusedAct(chen, at.id, 'rate', { service: 3 })).toEqual([422, 'request.rated'])
    for (const service of [0, 6, 2.5, '5', null]) {
      expect(await refusedAct(chen, at.id, 'rate', { service })).toEqual([400, 'input.wrong'])
    }
  })

  test('[WF-20] a reply must answer every point or say why not', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen, { words: '电梯停在五楼没人管。楼道灯坏了三个星期；垃圾桶没盖子，味道很大！' })
    expect((await detail(zhou, id)).points).toHaveLength(3)
    const { version } = await detail(zhou, id)
    await zhou.done('POST', `/api/requests/${id}/actions/accept`, { id: newId(), seen: version })
    const missing = { words: '修好了', answered: [0], omitted: [{ point: 1, reason: '物业另行答复' }] }
    expect(await refusedAct(zhou, id, 'reply', missing)).toEqual([422, 'request.points-open'])
    const wordless = { words: '修好了', answered: [0, 2], omitted: [{ point: 1, reason: ' ' }] }
    expect(await refusedAct(zhou, id, 'reply', wordless)).toEqual([400, 'input.wrong'])
    const whole = { words: '修好了', answered: [0, 2], omitted: [{ point: 1, reason: '物业另行答复' }] }
    const answer = await zhou.call('POST', `/api/requests/${id}/actions/reply`, {
      id: newId(),
      seen: version + 1,
      ...whole,
    })
    expect(answer).toMatchObject({ status: 200, body: { state: 'replied' } })
  })

  test('[WF-19] a request cannot be merged into itself, into one that is over, or into one that does not exist', async () => {
    const of = shared()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    const over = await report(chen)
    await chen.done('POST', `/api/requests/${over.id}/actions/withdraw`, { id: newId(), seen: 1 })

    expect(await refusedAct(zhou, id, 'merge', { into: id })).toEqual([422, 'request.merge-itself'])
    expect(await refusedAct(zhou, id, 'merge', { into: id.toUpperCase() })).toEqual([400, 'input.wrong'])
    expect(await refusedAct(zhou, id, 'merge', { into: over.id })).toEqual([422, 'request.merge-target'])
    expect(await refusedAct(zhou, id, 'merge', { into: newId() })).toEqual([422, 'request.merge-target'])
    expect(await detail(zhou, id)).toMatchObject({ state: 'submitted', version: 1 })
  })
})

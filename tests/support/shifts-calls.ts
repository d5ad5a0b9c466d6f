/** For every route of shifts one call that succeeds; each has people and shifts of its own, so that none spoils another's. */
import { newId } from '#lib/ids.ts'
import { Client } from './client.ts'
import { keepPhoto } from './files.ts'
import { codeAtDoor, enlist, project, projectBody, shift, shiftBody, signing, signUp } from './shifts.ts'
import type { Call, Stage } from './valid-calls.ts'
import { places } from './world.ts'

const words = '暗号七七：台风'
let count = 0

/** Somebody who is a volunteer, signed in. */
async function volunteer({ of }: Stage): Promise<Client> {
  count += 1
  const client = await new Client(of.origin).signInResident(`1280003${String(count).padStart(4, '0')}`, '赵根宝')
  const { actor } = await client.done<{ actor: { personId: string } }>('GET', '/api/session')
  await enlist(of, actor.personId, { path: places.community })
  return client
}

/** A shift some days ahead. */
const ahead = async ({ of }: Stage, more: Record<string, unknown> = {}) => {
  count += 1
  const day = new Date(of.clock.now().getTime() + (2 + (count % 20)) * 86_400_000).toISOString().slice(0, 10)
  return await shift(of, { day, ...more }, { name: `班次 ${count}` })
}

const signedUp = async (stage: Stage, more: Record<string, unknown> = {}) => {
  const shiftId = await ahead(stage)
  const by = await volunteer(stage)
  const { id } = await signUp(by, shiftId, more)
  return { shiftId, signupId: id, by }
}

/** The same, on now: what is known of the shift in its sign-ups follows it. */
const onNow = async (stage: Stage) => {
  const made = await signedUp(stage)
  const now = stage.of.clock.now()
  await stage.of.database.pool.query(
    `update shift set span = tstzrange($1::timestamptz - interval '1 hour', $1::timestamptz + interval '1 hour', '[)') where id = $2`,
    [now, made.shiftId],
  )
  return made
}

const reported = async (stage: Stage, more: Record<string, unknown> = {}) => {
  const by = await volunteer(stage)
  const body = casualBody(stage, more)
  await by.done('POST', '/api/casual', body)
  return { id: body.id, by }
}

const casualBody = ({ of }: Stage, more: Record<string, unknown> = {}) => ({
  id: newId(),
  community: places.community,
  activity: 'errands',
  servedOn: new Date(of.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10),
  minutes: 40,
  words,
  earns: 'points',
  ...more,
})

const as = ({ cookie }: Client) => ({ as: { cookie } })
const one = (id: string) => ({ params: { id } })

export const shiftsCalls: Readonly<Record<string, (stage: Stage) => Call | Promise<Call>>> = {
  'shifts.listShifts': () => ({ as: 'visitor', query: { community: places.community } }),
  'shifts.getShift': async (stage) => ({ as: 'visitor', ...one(await ahead(stage)) }),
  'shifts.listMyShifts': async (stage) => as((await signedUp(stage)).by),
  'shifts.signUp': async (stage) => ({
    ...as(await volunteer(stage)),
    ...one(await ahead(stage)),
    body: signing(),
  }),
  'shifts.takeOffer': async (stage) => {
    const shiftId = await ahead(stage, { seats: 1 })
    const [first, second] = [await volunteer(stage), await volunteer(stage)]
    const { id } = await signUp(first, shiftId)
    const waiting = await signUp(second, shiftId, { wait: true })
    await first.done('POST', `/api/volunteer/signups/${id}/cancel`, { id: newId() })
    return { ...as(second), ...one(waiting.id), body: { id: newId() } }
  },
  'shifts.cancelSignup': async (stage) => {
    const { by, signupId } = await signedUp(stage)
    return { ...as(by), ...one(signupId), body: { id: newId() } }
  },
  'shifts.chooseEarning': async (stage) => {
    const { by, signupId } = await signedUp(stage)
    return { ...as(by), ...one(signupId), body: { id: newId(), earns: 'time_credit' } }
  },
  'shifts.attend': async (stage) => {
    const { by, shiftId } = await onNow(stage)
    return { ...as(by), body: { id: newId(), code: await codeAtDoor(stage.of, shiftId), what: 'in' } }
  },
  'shifts.listMyCasual': async (stage) => as((await reported(stage)).by),
  'shifts.reportCasual': async (stage) => {
    const by = await volunteer(stage)
    return { ...as(by), body: casualBody(stage, { photoId: await keepPhoto(by), neighbour: '12800000977' }) }
  },
  'shifts.withdrawCasual': async (stage) => {
    const { id, by } = await reported(stage)
    return { ...as(by), ...one(id), body: { id: newId() } }
  },
  'shifts.decideCasual': async (stage) => ({
    as: 'lin',
    ...one((await reported(stage)).id),
    body: { id: newId(), decision: 'confirm', minutes: 30, words },
  }),
  'shifts.getCasualPhoto': async (stage) => {
    const by = await volunteer(stage)
    const body = casualBody(stage, { photoId: await keepPhoto(by) })
    await by.done('POST', '/api/casual', body)
    return { as: 'lin', ...one(body.id) }
  },
  'shifts.listCasual': () => ({ as: 'lin', query: { list: 'waiting' } }),
  'shifts.listProjects': () => ({ as: 'lin', query: { ended: 'no' } }),
  'shifts.listProjectChoices': () => ({ as: 'lin', query: { community: places.community } }),
  'shifts.getProject': async ({ of }) => ({ as: 'lin', ...one(await project(of)) }),
  'shifts.addProject': ({ of }) => ({ as: 'lin', body: projectBody(of, { about: words }) }),
  'shifts.changeProject': async ({ of }) => {
    const { path: _, ...body } = projectBody(of, { about: words })
    return { as: 'lin', ...one(await project(of)), body }
  },
  'shifts.endProject': async ({ of }) => ({ as: 'lin', ...one(await project(of)), body: { id: newId() } }),
  'shifts.addShift': async ({ of }) => ({
    as: 'lin',
    ...one(await project(of)),
    body: shiftBody({ day: new Date(of.clock.now().getTime() + 3 * 86_400_000).toISOString().slice(0, 10) }),
  }),
  'shifts.listDeskShifts': () => ({ as: 'lin', query: { list: 'coming' } }),
  'shifts.getRoll': async (stage) => ({ as: 'lin', ...one((await signedUp(stage)).shiftId) }),
  'shifts.openRoll': async (stage) => ({
    as: 'lin',
    ...one((await signedUp(stage)).shiftId),
    body: { id: newId(), purpose: 'other', words },
  }),
  'shifts.getDoorCodes': async (stage) => ({ as: 'lin', ...one(await ahead(stage)) }),
  'shifts.confirmRoll': async (stage) => {
    const { shiftId, signupId } = await onNow(stage)
    return { as: 'lin', ...one(shiftId), body: { id: newId(), rows: [{ signupId, minutes: 60 }] } }
  },
  'shifts.callOffShift': async (stage) => ({
    as: 'lin',
    ...one((await signedUp(stage)).shiftId),
    body: { id: newId(), words },
  }),
}

/** Projects and shifts of the small city, made as its desk makes them. */
import { addDays, dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import type { Client } from './client.ts'
import { buildings, places, type World } from './world.ts'

export interface Signup {
  id: string
  state: string
  earns: string
  queue: number | null
  offeredUntil: string | null
  inAt: string | null
  outAt: string | null
  minutes: number | null
}

export interface Roll {
  roll: {
    signupId: string
    name: string
    state: string
    inAt: string | null
    outAt: string | null
    odd: string[]
    minutes: number
    own: boolean
    confirmedBy: string | null
  }[]
  taken: number
  waiting: number
  toConfirm: number
  mayConfirm: boolean
}

export const projectBody = ({ staffIds }: World, more: Record<string, unknown> = {}) => ({
  id: newId(),
  path: places.community,
  kind: 'regular',
  activity: 'tutoring',
  name: '陪孩子写作业',
  about: '四点半课堂，陪一二年级的孩子写作业。',
  partnerId: null,
  partner: '甬城大学志愿队',
  leadId: staffIds.lin,
  minors: false,
  grownUp: false,
  bring: '带水杯。',
  cancelHours: 15,
  haves: ['place', 'people', 'programme', 'management'],
  insurance: null,
  supplies: null,
  place: '牡丹社区二楼活动室',
  buildingId: buildings.five,
  seats: 10,
  waiting: 5,
  weekly: null,
  ...more,
})

/** A project without repetition. @returns its id */
export async function project(of: World, more: Record<string, unknown> = {}): Promise<string> {
  const body = projectBody(of, more)
  await (await of.staff('lin')).done('POST', '/api/desk/projects', body)
  return body.id
}

export const shiftBody = (more: Record<string, unknown> = {}) => ({
  id: newId(),
  day: '2026-05-16',
  begins: '09:00',
  minutes: 120,
  place: '牡丹社区二楼活动室',
  buildingId: buildings.five,
  seats: 10,
  waiting: 5,
  ...more,
})

/** A shift on Saturday 16 May, 9 to 11. @returns its id */
export async function shift(
  of: World,
  more: Record<string, unknown> = {},
  ofProject: Record<string, unknown> = {},
): Promise<string> {
  const id = await project(of, ofProject)
  const body = shiftBody(more)
  await (await of.staff('lin')).done('POST', `/api/desk/projects/${id}/shifts`, body)
  return body.id
}

export const signing = (more: Record<string, unknown> = {}) => ({ id: newId(), earns: 'points', wait: false, ...more })

export async function signUp(by: Client, shiftId: string, more: Record<string, unknown> = {}): Promise<Signup> {
  return await by.done('POST', `/api/volunteer/shifts/${shiftId}/signups`, signing(more))
}

/** What the screen at the door shows now. */
export async function codeAtDoor(of: World, shiftId: string): Promise<string> {
  const lin = await of.staff('lin')
  const { codes } = await lin.done<{ codes: { code: string }[] }>('GET', `/api/desk/shifts/${shiftId}/codes`)
  return codes[0]?.code ?? ''
}

export async function comes(by: Client, code: string, what: 'in' | 'out' = 'in', at?: string) {
  return await by.done<{ lateSent: boolean }>('POST', '/api/volunteer/attendance', {
    id: newId(),
    code,
    what,
    ...(at ? { at } : {}),
  })
}

export async function roll(of: World, shiftId: string): Promise<Roll> {
  return await (await of.staff('lin')).done<Roll>('GET', `/api/desk/shifts/${shiftId}`)
}

export interface Enlisted {
  state?: 'applied' | 'active' | 'paused'
  earns?: 'points' | 'time_credit'
  path?: string
  guardianId?: string | null
  insuredTo?: string | null
  clearedTo?: string | null
}

/** Makes a person a volunteer of today, insured and with a background check for a year unless said otherwise. */
export async function enlist({ database, clock, staffIds }: World, personId: string, enlisted: Enlisted = {}) {
  const now = clock.now()
  const year = addDays(dayOf(now), 365)
  const { state = 'active', earns = 'points', path, guardianId = null, insuredTo = year, clearedTo = year } = enlisted
  const known = await database.db
    .selectFrom('person')
    .select('path')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  await database.db
    .insertInto('volunteer')
    .values({
      person_id: personId,
      state,
      path: path ?? known.path ?? '990101001001',
      activities: ['tutoring'],
      earns,
      guardian_id: guardianId,
      insured_to: insuredTo,
      cleared_to: clearedTo,
      applied_at: now,
      registered_at: state === 'applied' ? null : now,
      registered_by: state === 'applied' ? null : staffIds.lin,
    })
    .execute()
}

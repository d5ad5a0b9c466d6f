/**
 * What volunteers do, as everybody names it, who may do what in the register of volunteers, and the numbers it goes by.
 * Read next: need-spec.ts for the needs, rules.ts for the decisions.
 */
import { definePermissions } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'

/**
 * Kinds of activity (活动类别). Waste sorting and epidemic work are named by S3-93, company and errands by S2-06, tutoring and
 * science by S0-16, old-helps-new, city-helps-village, casual and micro volunteering by S4-64.
 */
export const activities = [
  'company',
  'errands',
  'tutoring',
  'science',
  'cleaning',
  'waste_sorting',
  'epidemic',
  'mediation',
  'patrol',
  'emergency',
  'culture',
  'repair',
  'digital_help',
  'newcomers',
  'village',
  'neighbour_watch',
  'other',
] as const
export type Activity = (typeof activities)[number]

/** Where a record of service comes from. */
export const serviceSources = ['shift', 'need', 'casual', 'import'] as const
export type ServiceSource = (typeof serviceSources)[number]

/** When somebody has time. */
export const availabilities = ['weekday_day', 'weekday_evening', 'weekend'] as const
export type Availability = (typeof availabilities)[number]

/** Whom a volunteer or a team belongs to, as a mark beside them. @source S4-88 */
export const identities = ['cadre', 'employee', 'youth', 'student', 'elder', 'resident'] as const
export type Identity = (typeof identities)[number]

export const volunteerStates = ['applied', 'active', 'paused', 'left'] as const
export type VolunteerState = (typeof volunteerStates)[number]

/** Why a record is taken back. */
export const takeBackReasons = ['wrong_minutes', 'wrong_person', 'not_done', 'twice'] as const

const desk = ['grid_worker', 'community_desk', 'community_head'] as const
const readers = [...desk, 'street_officer', 'city_officer'] as const

export const volunteersPermissions = definePermissions({
  'volunteers.read': { roles: readers },
  /** Registers, moderates, keeps dates; takes in for somebody. */
  'volunteers.desk': { roles: desk },
  /** Teams, stations, pairings. */
  'volunteers.groups': { roles: ['community_desk', 'community_head', 'street_officer'] },
  /** Who is in the party and which teams are the party's is told to nobody else. @source S3-47 */
  'volunteers.party': { roles: ['community_head'] },
  'needs.read': { roles: readers, own: true, help: 'read', party: true },
  'needs.desk': { roles: desk },
  'needs.ask': { roles: desk, own: true, help: 'report' },
  'needs.serve': { roles: [], party: true },
  'needs.either': { roles: desk, own: true, help: 'report', party: true },
  /** The person served says so; the desk after it has asked them. */
  'needs.confirm': { roles: desk, own: true, help: 'confirm' },
})

export const volunteersPolicies = definePolicies({
  'volunteers.child_age': { value: 14, unit: 'years', source: 'PIPL-31', least: 14, most: 16 },
  'volunteers.guardian_age': { value: 18, unit: 'years', source: 'house', least: 16, most: 18 },
  'volunteers.younger_elder_age': { value: 60, unit: 'years', source: 'S2-06', least: 50, most: 70 },
  'volunteers.older_elder_age': { value: 70, unit: 'years', source: 'S2-06', least: 60, most: 90 },
  'volunteers.active_services': { value: 3, unit: 'count', source: 'S1-52', most: 52 },
  'volunteers.active_months': { value: 12, unit: 'months', source: 'S1-52' },
  'volunteers.active_percent': { value: 50, unit: 'percent', source: 'S1-52' },
  'volunteers.recorded_percent': { value: 60, unit: 'percent', source: 'S4-89' },
  'volunteers.registered_percent': { value: 50, unit: 'percent', source: 'S3-64' },
  'volunteers.emergency_permille': { value: 1, unit: 'count', source: 'S4-98', most: 100 },
  'volunteers.alone_minutes': { value: 240, unit: 'minutes', source: 'house' },
  'need.open_days': { value: 14, unit: 'days', source: 'house', most: 60 },
  'need.silence_days': { value: 7, unit: 'days', source: 'house', least: 3, most: 60 },
  'need.rating_days': { value: 14, unit: 'days', source: 'house', most: 60 },
})

/**
 * What volunteers do, as everybody names it, who may do what in the register of volunteers, and the numbers it goes by.
 * Read next: need-spec.ts for the needs, rules.ts for the decisions.
 */
import { definePermissions } from '#foundation/authority.ts'
import { definePolicies } from '#foundation/policy/policy.ts'

export type { NeedAction, NeedOpenForm, NeedState, need } from './need-spec.ts'
export {
  type Activity,
  type Availability,
  activities,
  availabilities,
  type Identity,
  identities,
  type ServiceSource,
  serviceSources,
  takeBackReasons,
  type VolunteerState,
  volunteerStates,
} from './rules.ts'

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

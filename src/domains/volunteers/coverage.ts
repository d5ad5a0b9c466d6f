/** The rows of C12 that the register of volunteers answers. */
import type { Covered } from '../coverage.ts'

export const volunteersCoverage: readonly Covered[] = [
  {
    id: 'S1-47',
    can: 'The desk notes by what a station shows each of the six haves; six of six is a complete one, and the page says how many communities have one.',
    where: ['/desk/stations', 'PUT /api/desk/stations/:id/haves/:have'],
  },
  {
    id: 'S1-48',
    can: 'Residents read what neighbours need and who can help, post a need at any time, agree on a volunteer, confirm the time and say how it was; the desk reads everything before it is public.',
    where: ['/volunteer', '/volunteer/needs/new', '/volunteer/needs/:number', '/desk/needs', '/desk/needs/:number'],
    policies: ['need.open_days', 'need.silence_days', 'need.rating_days'],
  },
  {
    id: 'S1-49',
    can: 'Each record says who confirmed it; a wrong one is taken back whole by a row of its own with what it earned, a long one by two workers.',
    where: ['/desk/volunteers/:personId', 'POST /api/desk/service/:serviceId/reversal'],
    policies: ['volunteers.alone_minutes'],
  },
  {
    id: 'S1-52',
    can: 'The desk reads which share of the registered often takes part, by a number of services and months that officials set, and opens the list behind it.',
    where: ['/desk/volunteers'],
    policies: ['volunteers.active_services', 'volunteers.active_months', 'volunteers.active_percent'],
  },
  {
    id: 'S2-06',
    can: 'An older elder asks for company or shopping, by phone through a worker or in easy mode; a younger elder takes it, and the confirmed minutes are time credit.',
    where: ['/volunteer/needs/new', '/desk/needs/new', 'POST /api/needs'],
    policies: ['volunteers.younger_elder_age', 'volunteers.older_elder_age'],
  },
  {
    id: 'S3-47',
    can: 'The list of the party body marks its members and the head of the community which teams are its own; the rate of members who serve is read by the head only and not when members are few.',
    where: ['/desk/volunteers', '/desk/teams', '/desk/imports'],
  },
  {
    id: 'S3-64',
    can: 'Professional teams are marked and counted, and the registration rate stands beside the residents it is of.',
    where: ['/desk/teams', '/desk/volunteers'],
    policies: ['volunteers.registered_percent'],
  },
  {
    id: 'S4-07',
    can: 'The platform of a community has its four haves with evidence, and each team a social worker who leads it.',
    where: ['/desk/stations', '/desk/teams'],
  },
  {
    id: 'S4-63',
    can: 'A station is a civilisation practice station at the same time, volunteers belong to the grid they live in, and teams are filed or registered.',
    where: ['/desk/stations', '/desk/teams', '/desk/volunteers'],
  },
  {
    id: 'S4-64',
    can: 'Old and new communities, city and village are paired with what they do together.',
    where: ['/desk/stations', 'POST /api/desk/pairings'],
  },
  {
    id: 'S4-88',
    can: 'A mark says whether a volunteer or a team is of cadres, employees, youth, students or elders.',
    where: ['/volunteer/join', '/desk/volunteers', '/desk/teams'],
  },
  {
    id: 'S4-89',
    can: 'Residents register, are looked up, matched and recorded; the records go to other platforms and come from them as spreadsheets, and the shares are read on one page.',
    where: ['/volunteer/join', '/desk/volunteers', '/desk/imports', 'POST /api/desk/service/exports'],
    policies: ['volunteers.recorded_percent'],
  },
  {
    id: 'S4-98',
    can: 'Emergency volunteers sign up with a consent of its own, the desk keeps their insurance and opens their list, and their share of the residents is read.',
    where: ['/volunteer/join', '/desk/volunteers'],
    policies: ['volunteers.emergency_permille'],
  },
]

/** The rows and clauses that staff administration and signing in answer. */
import type { Covered } from '../coverage.ts'

export const staffCoverage: readonly Covered[] = [
  {
    id: 'U01',
    can: 'Staff are invited by a link that works once, prove themselves by password and authenticator, and see and end their own sessions; residents confirm a phone, and name helpers who agree with theirs.',
    where: [
      '/desk/login',
      '/desk/invitation',
      '/desk/sessions',
      '/me/sessions',
      '/me/helpers',
      'POST /api/sign-in/password',
      'POST /api/sign-in/second',
    ],
    policies: ['people.invitation_days', 'people.staff_session_hours', 'people.resident_session_days'],
    open: 'Single sign-on and identity checked at a window come with the register.',
  },
  {
    id: 'U03',
    can: 'A role is given for a place of its kind, for several or for a list of places, from a day and to a day; a list keeps its places while roles stand on it.',
    where: ['/desk/staff/:personId', 'POST /api/staff/:personId/proposals'],
    open: 'Access by class of data and break-glass come with the records that need them.',
  },
  {
    id: 'GB22239-L2-ROLES',
    can: 'System, security and audit administrator are three people; what one proposes another confirms, and nobody decides on themselves.',
    where: ['/desk/staff/proposals', 'POST /api/staff-proposals/:proposalId/decision'],
  },
  {
    id: 'GB22239-L2-ACCESS',
    can: 'There is no default account or password; a role ends on its day, a suspended account at once, and people without a role are listed.',
    where: [
      '/desk/staff',
      '/desk/tasks',
      'POST /api/staff/:personId/suspension',
      'POST /api/staff-grants/:grantId/end',
    ],
  },
  {
    id: 'GB22239-L2-LOGIN',
    can: 'Five wrong passwords or codes lock a name for fifteen minutes; a desk left alone for fifteen minutes is signed out and what was typed is kept.',
    where: ['/desk/login', 'POST /api/sign-in/password'],
    policies: ['people.lock_tries', 'people.lock_minutes', 'people.staff_idle_minutes', 'people.ticket_tries'],
  },
  {
    id: 'GB22239-L3-2FA',
    can: 'A second factor is set up at the first sign-in, works once a code, has recovery codes, and is reset by two administrators.',
    where: ['/desk/login', 'POST /api/sign-in/enrol', 'POST /api/staff/:personId/second-factor-resets'],
    policies: ['people.recovery_codes', 'people.ticket_minutes'],
  },
  {
    id: 'GB22239-L2-IDENTITY',
    can: 'A new password is long enough, none of those tried first and not the account’s name.',
    where: ['/desk/invitation', 'POST /api/invitations/accept'],
    policies: ['people.password_length_min'],
    open: 'No periodic change, by decision 11.',
  },
  {
    id: 'S4-11',
    can: 'Party bodies and the other kinds of C01 are units with a place; they are added, renamed and ended.',
    where: ['/desk/organisations', 'POST /api/organisations'],
    open: 'The hub’s centres, contact days and projects come with facilities and projects.',
  },
]

/** The rows of C12 that honours answers: records and certificates, stars, the governance star. */
import type { Covered } from '../coverage.ts'

export const honoursCoverage: readonly Covered[] = [
  {
    id: 'S1-49',
    can: 'A volunteer reads the confirmed record by year and gets a signed certificate at once, at the desk on paper too; anybody checks it by serial and code or without us, and a revoked one says so.',
    where: [
      '/volunteer/hours',
      '/certificates/:serial',
      '/desk/certificates',
      'GET /api/me/service',
      'POST /api/me/certificates',
      'POST /api/desk/certificates',
      'POST /api/desk/certificates/:id/revocation',
      'POST /api/certificates/check',
      'GET /api/certificates/revoked',
    ],
    policies: ['honours.reveal_minutes'],
  },
  {
    id: 'S1-50',
    can: 'Star levels follow from confirmed hours, are proposed by the rule, reviewed by the desk, shown for five working days with objections answered, and awarded; the name is published only with consent.',
    where: [
      '/desk/stars',
      '/desk/stars/:number',
      '/honours',
      '/me/honours',
      'POST /api/honours',
      'POST /api/honours/:id/objections',
      'POST /api/honours/:matterId/actions/award',
    ],
    policies: ['honours.star_hours', 'honours.notice_workdays'],
  },
  {
    id: 'S2-20',
    can: 'Each quarter a community makes the jury’s list from points and suggestions carried out, takes nominations, lets the head decide with a reason, shows it, awards it, and publishes it only with consent.',
    where: [
      '/desk/governance',
      '/honours',
      '/me/honours',
      'POST /api/desk/governance/rounds',
      'POST /api/desk/governance/rounds/:id/shortlist',
      'POST /api/honours/nominations',
    ],
    policies: ['honours.shortlist_points', 'honours.nomination_days', 'honours.notice_workdays'],
    open: 'The official account and commendation meetings outside the program are told by hand.',
  },
  {
    id: 'S4-88',
    can: 'The level of a star volunteer is awarded after a public notice and stands on every certificate from then on, where it is checked with it.',
    where: ['/volunteer/hours', '/certificates/:serial', '/me/honours', '/desk/stars'],
    policies: ['honours.star_hours'],
  },
]

/** The rows and clauses that residents’ own pages answer. */
import type { Covered } from '../coverage.ts'

export const registerCoverage: readonly Covered[] = [
  {
    id: 'U04',
    can: 'A person sees what is held, why and until when, corrects it, takes a copy, and closes the account; what else they ask is answered in fifteen working days; a helper or guardian acts in the person’s name by a recorded consent.',
    where: ['/me/data', '/me/rights', '/me/close', '/me/helpers', 'GET /api/me/data', 'POST /api/me/helpers'],
    policies: ['people.helpers_max', 'people.helped_max', 'people.helper_months'],
  },
  {
    id: 'U33',
    can: 'Words of requests are erased years after closing, persons when nothing of theirs is needed; each portion is recorded.',
    where: ['/me/data'],
    policies: ['people.retention_years'],
    open: 'Legal hold and a period of its own per class of data are left.',
  },
  {
    id: 'PIPL-19',
    can: 'What is over its time goes by itself once a day, from tables and from the disk.',
    where: ['/me/data'],
    policies: ['people.retention_years'],
  },
  {
    id: 'PIPL-31',
    can: 'A guardian adds a child by its name and month of birth with a consent of its own; it ends with the month in which the child turns fourteen, and who takes the child off has it erased.',
    where: ['/me/helpers/child', 'POST /api/me/children'],
    policies: ['people.guardian_until_years'],
  },
  {
    id: 'PIPL-44',
    can: 'A person sees what is held, who read it and for what, and month by month what helpers did in their name.',
    where: ['/me/data', '/me/readers', '/me/helpers/acts', 'GET /api/me/helpers/acts'],
  },
  {
    id: 'PIPL-45',
    can: 'Everything about a person is read on one page, printed, or taken along as a file other systems can read.',
    where: ['/me/data/copy', 'GET /api/me/copy'],
  },
  {
    id: 'PIPL-46',
    can: 'Name and home are put right by the person; another phone needs a code to the new and one to the old; who lost the old one comes to the window with a paper.',
    where: [
      '/me/data',
      '/me/phone',
      '/desk/people/:personId/phone',
      'PUT /api/me/data',
      'POST /api/me/phone',
      'POST /api/desk/people/:personId/phone',
    ],
    policies: ['people.window_phones_per_day'],
    open: 'Two accounts of one person are not merged yet.',
  },
  {
    id: 'PIPL-47',
    can: 'Closing the account erases name, phone, home, words, salts and files; the journal verifies as before; what is open is withdrawn or goes on with a worker as contact.',
    where: ['/me/close', 'POST /api/me/closing'],
  },
]

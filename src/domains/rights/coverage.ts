/** The clauses that asking about one’s own data answers. */
import type { Covered } from '../coverage.ts'

export const rightsCoverage: readonly Covered[] = [
  {
    id: 'PIPL-15',
    can: 'Who agreed on paper, aloud or through a worker takes it back by one page or at the window; the day of the answer is promised.',
    where: ['/me/rights/new', '/desk/rights/new', 'POST /api/rights'],
    policies: ['rights.answer_workdays'],
    open: 'The consent that is meant is named in words; the answer does not mark its row as withdrawn by itself.',
  },
  {
    id: 'PIPL-48',
    can: 'A rule or an automatic suggestion is asked about and explained in writing by the head of the community.',
    where: ['/me/rights/new', '/me/rights/:number', '/desk/rights/:number'],
    policies: ['rights.answer_workdays'],
  },
  {
    id: 'PIPL-49',
    can: 'A near relative names the dead person and the kinship and is answered after two papers were seen at the window, of which only the kinds are kept.',
    where: ['/me/rights/new', '/desk/rights/new', 'POST /api/rights/:matterId/actions/prove'],
    policies: ['rights.answer_workdays'],
  },
  {
    id: 'PIPL-50',
    can: 'What the pages do not give is asked for on one page or at the window, is answered in fifteen working days, and is refused only with a reason, an explanation and the next place; late ones go to the street; one objection has it looked at again.',
    where: ['/me/rights', '/me/rights/:number', '/desk/rights', '/desk/rights/:number', 'POST /api/rights'],
    policies: ['rights.answer_workdays', 'rights.objection_days'],
  },
]

/** The rows and clauses that administration answers. */
import type { Covered } from '../coverage.ts'

export const adminCoverage: readonly Covered[] = [
  {
    id: 'U35',
    can: 'The city officer changes a rule value from today or a later day, after seeing what runs and what would be promised; everyone at a desk reads what holds, its source and its history; a value ahead can be withdrawn.',
    where: ['/desk/admin/rules', '/desk/admin/categories', 'GET /api/rules', 'POST /api/rules/:key/values'],
    policies: ['log.export_rows_max'],
    open: 'A category of its own cannot be added yet: its name is the catalogue of words’.',
  },
  {
    id: 'U12',
    can: 'The system administrator imports the State Council’s list of a year after a dry run with row errors; what runs keeps its promise, and how many would end on another day is said before.',
    where: ['/desk/admin/calendar', 'POST /api/calendar/preview', 'POST /api/calendar/imports'],
    open: 'The shift of recurring duties (none, before, after) belongs to the duty engine.',
  },
  {
    id: 'PIPL-17',
    can: 'The security administrator drafts the next privacy text in both languages beside the one in force and publishes it; whoever signs in from then on reads it first, and earlier consents keep their text.',
    where: ['/desk/admin/texts', 'POST /api/privacy-texts', 'POST /api/privacy-texts/:version/publication'],
  },
  {
    id: 'GB22239-L2-AUDIT',
    can: 'The audit administrator reads every action and every reading by day, person, kind, place and number, and takes what is shown along; taking it along is an action too.',
    where: ['/desk/admin/actions', '/desk/admin/readings', 'GET /api/log/actions', 'GET /api/log/readings'],
    policies: ['log.export_rows_max'],
    open: 'Backing the log up is part of backups.',
  },
]

/** The rows and clauses that imports answer. */
import type { Covered } from '../coverage.ts'

export const importsCoverage: readonly Covered[] = [
  {
    id: 'U30',
    can: 'A list people made in a spreadsheet is read, matched, tried, corrected by row, imported and undone, 100,000 rows as well; what fails is said and tried again.',
    where: ['/desk/imports', '/desk/imports/:importId', 'POST /api/imports', 'POST /api/imports/:importId/undoing'],
    policies: ['imports.file_megabytes', 'imports.rows_max', 'imports.undo_days', 'imports.keep_days'],
    open: 'Two lists so far, people and places; each later register declares its own.',
  },
  {
    id: 'U06',
    can: 'A row that is perhaps somebody known waits for a decision; what was recorded later than the list stays; each record says its source and day.',
    where: ['/desk/imports/:importId', 'POST /api/imports/:importId/decisions'],
    open: 'Merging two persons who are there already, and marks of age, come with the register.',
  },
  {
    id: 'U38',
    can: 'Names keep their rare characters and dots, identity numbers are checked by their last sign and not stored, who is known is shown masked.',
    where: ['/desk/imports/:importId', 'POST /api/imports/:importId/mapping'],
  },
  {
    id: 'S4-04',
    can: 'An imported person has a registered address and an actual residence with their days; a move ends the one before.',
    where: ['/desk/imports/:importId', 'POST /api/imports/:importId/writing'],
    open: 'Eligibility by residence, open cases that move along and the start of new residents come with services.',
  },
  {
    id: 'PIPL-13',
    can: 'Each list of persons says under which basis they may be recorded; its name and texts are sealed, and erased when their days are over or their person leaves.',
    where: ['/desk/imports/:importId', 'POST /api/imports/:importId/mapping'],
    policies: ['imports.keep_days'],
  },
]

/** The rows and clauses that the program as a whole answers, beside those of its domains. */
import type { Covered } from './domains/coverage.ts'

export const programCoverage: readonly Covered[] = [
  {
    id: 'U05',
    can: 'An operator takes a backup beside the running city, brings it back whole on another machine that has the keys, and changes keys.',
    where: ['npm run backup', 'npm run restore', 'npm run keys'],
    noScreen: true,
    open: 'The incident plan with its notice steps, and encryption of backups by the program itself.',
  },
  {
    id: 'GB22239-L1-BACKUP',
    can: 'Important data are backed up and restored, with every part checked before anything is written.',
    where: ['npm run backup', 'npm run restore', 'docs/deploy.md'],
    noScreen: true,
  },
  {
    id: 'U13',
    can: 'A changed, removed, inserted or moved row of the journal is found and named; erasing what people wrote leaves it whole.',
    where: ['npm run verify'],
    noScreen: true,
  },
  {
    id: 'GB22239-L2-AUDIT',
    can: 'The records of acts and readings are sealed each minute under a key the database does not have.',
    where: ['npm run verify'],
    noScreen: true,
    open: 'Whether every user and important act is in the journal is for the domains to show.',
  },
  {
    id: 'GB22239-L2-ACCESS',
    can: 'A production city starts with no account; demo accounts and default secrets cannot be there.',
    where: ['npm run setup', 'LINLI_ENV=production'],
    noScreen: true,
    open: 'Least privilege and administrators apart are answered by administration.',
  },
  {
    id: 'U40',
    can: 'A city is set up on one machine from a list of places, runs without an outside network, and has its way of upgrading and moving written down.',
    where: ['npm run setup', 'docs/deploy.md'],
    noScreen: true,
  },
]

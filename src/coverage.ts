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
    can: 'A changed, removed, inserted or moved row of the journal is found and named; erasing what people wrote leaves it whole. Each day is published as a signed tree, and a resident keeps a receipt that anybody checks without us.',
    where: [
      'npm run verify',
      '/board/checkpoints',
      '/verify',
      '/requests/:number/proof',
      'GET /api/checkpoints',
      'GET /api/requests/:id/proof',
    ],
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
  {
    id: 'U07',
    can: 'Every resident task is done in 长辈版 with text of 18 to 30 px, by keyboard and by screen reader, or by a worker on the resident’s behalf; the choice goes with the account.',
    where: ['/', '/me/settings', '/desk/requests/new', 'PUT /api/me'],
    open: 'Reading aloud is left to the phone.',
  },
  {
    id: 'U08',
    can: 'Every screen, notice and refusal is there in plain Chinese and in English, and the choice goes with the account.',
    where: ['/', '/me/settings', '/desk', 'PUT /api/me'],
    open: 'Traditional script.',
  },
  {
    id: 'U11',
    can: 'Who is concerned is told each fact once, in the house, and reads what was read; what the clocks do is told to who must act.',
    where: ['/me/notices', '/desk/notices', 'GET /api/me/notices'],
    open: 'Preferences, quiet hours and a delivery log come with the channels that leave the house.',
  },
  {
    id: 'U31',
    can: 'A city of thousands of communities is served by one machine, a province by a schema each; more than can be done is told to come again.',
    where: ['npm run bench -- intake', 'LINLI_CITY', 'GET /metrics'],
    noScreen: true,
  },
  {
    id: 'U32',
    can: 'Who writes of gas or fire reads whom to call before sending; while the database is away every page keeps what was typed and says when to come again.',
    where: ['/report/emergency', '/desk/admin/categories', 'GET /api/emergencies'],
    open: 'Printed call trees come with emergencies (C21).',
  },
  {
    id: 'U37',
    can: 'A day begins and ends at midnight in Shanghai wherever the machine stands, and every amount carries its unit.',
    where: ['/desk/admin/rules', 'GET /api/overview'],
    noScreen: true,
    open: 'Money comes with the ledger.',
  },
]

/**
 * What capability C01 and the implied needs ask and the program does not answer yet, with what will.
 * A row is here or claimed, never neither (tests/tidy.test.ts).
 */
export const awaited: Readonly<Record<string, string>> = {
  U09: 'visits that are written down without a network: household visits (C02, C15)',
  U14: 'documents beyond photos and voice: tenders and projects (C10), with expiry and watermark',
  U15: 'maps and walking time: facilities (C20)',
  U16: 'fixed tables that can be made again as of a date: the indicator engine (C23)',
  U17: 'policy profiles: the indicator engine (C23), where one rule has several readings',
  U19: 'settlement by reference: the ledger of issue D, funds (C24)',
  U20: 'insurance and incidents: volunteers in issue D, activities (C17)',
  U21: 'checks and two adults: childcare (C14), activities (C17)',
  U22: 'anomalies, caps and appeal: the ledger of issue D',
  U24: 'fair voting: votes (C04)',
  U25: 'quorum and minutes: the council (C04)',
  U28: 'time and double entry measured: workforce (C22); nothing here clocks people in',
  U29: 'guided first steps and a guide to print: exchange (C02); the demo city is practice data already',
  U39: 'rows made to the documents’ examples: each domain with its seed; demo people cannot be real',
  'S1-54': 'the integration hub: exchange (C02)',
  'S4-76': 'household visits feeding many uses (C02)',
  'S4-81': 'vetting of committee members: workforce (C22)',
}

/** The rows and clauses that requests answer. */
import type { Covered } from '../coverage.ts'

export const requestsCoverage: readonly Covered[] = [
  {
    id: 'S3-45',
    can: 'A resident reports in one page, follows every step with its promised day, and the mean first response is measured against 12 hours.',
    where: ['/report', '/requests/:number', '/desk/overview', 'POST /api/requests', 'GET /api/overview'],
    policies: ['requests.first_response_mean_hours', 'request.first_contact_hours'],
    open: 'Handling efficiency against a baseline (I3-45) waits for the indicator engine.',
  },
  {
    id: 'S3-54',
    can: 'Phone, counter, paper box, chat group and door all land in the one queue, keyed in on the resident’s behalf with consent recorded.',
    where: ['/desk/requests/new', 'POST /api/requests'],
    open: 'Opening the paper box on a schedule is a duty and waits for the duty engine.',
  },
  {
    id: 'S4-99',
    can: 'The loop closes with the resident: solved or not, five service levels asked apart, reopening, and figures that open their records.',
    where: ['/requests/:number/confirm', '/desk/overview'],
    policies: ['request.silence_days', 'request.objection_days', 'request.reopen_days'],
  },
  {
    id: 'S2-15',
    can: 'Each accepted request is urgent, key or long-term; the class sets 7 days, one month or the yearly plan from classification, warns at 50 and 80 %, and changing it needs a reason.',
    where: [
      '/desk/requests/:number',
      'POST /api/requests/:id/actions/classify',
      'POST /api/requests/:id/actions/reclassify',
    ],
    policies: ['matter.urgent_due_days', 'matter.key_due_months', 'matter.warn_percent'],
    open: 'The plan item a long-term matter becomes waits for the council’s plan.',
  },
  {
    id: 'S2-14',
    can: 'Opinions come in by every channel at any time, each with its channel.',
    where: ['/desk/requests/new', '/report'],
    open: 'The monthly cut-off on the 5th belongs to the council.',
  },
  {
    id: 'S3-58',
    can: 'A street sees where the same thing came back three times in 90 days, with the requests behind it.',
    where: ['/desk/overview', 'GET /api/overview'],
    open: 'Opening a mediation lead from it waits for mediation.',
  },
  {
    id: 'WF-19',
    can: 'What the community cannot handle is answered with the reason, the place to go and its phone, and the resident can object.',
    where: ['/desk/requests/:number', '/requests/:number', 'POST /api/requests/:id/actions/refer'],
    policies: ['request.objection_days'],
  },
  {
    id: 'WF-20',
    can: 'Every request is promised an answer within five working days until it is classified; what cannot be done is explained with a plan, and its day is on a list.',
    where: ['/report', 'GET /api/requests/promise', '/desk/requests?view=planned'],
    policies: ['request.answer_workdays', 'request.promise_hour'],
  },
  {
    id: 'BJ-8',
    can: 'Words, voice and photos are taken, and the requester sees progress and rates.',
    where: ['/report', '/requests/:number', 'POST /api/files/:id'],
    policies: ['request.photos_max'],
  },
  {
    id: 'BJ-13',
    can: 'The deadline is computed, stored and shown to both sides, with how it was counted.',
    where: ['/requests/:number', '/desk/requests/:number'],
  },
  {
    id: 'BJ-15',
    can: 'The requester is contacted within 24 hours; a pause needs a reason the resident sees and the day it goes on; more time is given from above, once for each answer, with a reason; what cannot be done is said with a plan.',
    where: [
      '/desk/requests/:number',
      'POST /api/requests/:id/actions/contact',
      'POST /api/requests/:id/actions/wait',
      'POST /api/requests/:id/actions/extend',
    ],
    policies: ['request.first_contact_hours', 'request.extension_percent'],
  },
  {
    id: 'BJ-23',
    can: 'Who rated badly or said nothing is on a list and is called back by somebody who did not handle it; two questions are asked apart, and the answer of who said nothing counts.',
    where: ['/desk/requests?view=callback', 'POST /api/requests/:id/actions/call_back'],
    policies: ['request.callback_tries', 'request.reopen_days'],
  },
  {
    id: 'WF-26',
    can: 'Overdue, refused, unsolved or badly handled requests are followed up from above with what is asked and by when, seen by handler, head and resident; a bad answer or a wrong refusal is sent back and handled again.',
    where: [
      '/desk/requests?view=supervised',
      'POST /api/requests/:id/actions/supervise',
      'POST /api/requests/:id/actions/send_back',
    ],
  },
  {
    id: 'GB39734',
    can: 'The answer is rated once, voluntarily, in five levels; “was it solved” is asked apart. The two worst levels are verified and called back within 15 working days.',
    where: ['/requests/:number/confirm', 'POST /api/requests/:id/actions/confirm', '/desk/requests?view=callback'],
    policies: ['request.bad_rating_workdays'],
  },
  {
    id: 'PIPL-17',
    can: 'Before the first personal field a versioned notice says purpose, basis, retention and rights; agreeing is recorded.',
    where: ['/login', 'GET /api/privacy-notice'],
  },
  {
    id: 'S3-60',
    can: 'Phones are sealed, fields are masked until a purpose is stated, and the person sees who looked and why.',
    where: ['/desk/requests/:number', '/me/readers', 'POST /api/requests/:id/reveal'],
    policies: ['request.reveal_minutes'],
    open: 'Export control and breach procedure come with administration.',
  },
  {
    id: 'U34',
    can: 'The public board shows no figure below five, and no share is shown for fewer than 30 answers.',
    where: ['/board', 'GET /api/board', 'GET /api/board/rss', 'GET /api/board/geojson'],
    policies: ['public.count_min', 'public.rate_n_min'],
  },
  {
    id: 'S4-04',
    can: 'Anyone with a confirmed phone can report in any community; living there is not asked to be proved.',
    where: ['/login', '/community', '/report'],
    open: 'Moving open matters with a person who moves comes with the register.',
  },
  {
    id: 'U36',
    can: 'A suggested theme says how sure it is, by which words and from how many closed requests, is silent when unsure, is chosen by a person, and how often it was kept is counted by version.',
    where: [
      '/desk/requests/:number',
      '/desk/overview',
      'GET /api/requests/:id/suggestions',
      'GET /api/desk/suggestions',
    ],
    policies: ['request.alike_days'],
    open: 'Suggestions of units stop at what the catalogue names; priorities with their inputs wait for demand (C08).',
  },
  {
    id: 'BJ-11.3',
    can: 'What neighbours reported is shown while somebody writes and joined with one press; a desk sees what is alike, merges, and takes out again with the promise as it was; whoever follows is told of everything.',
    where: [
      '/report',
      '/desk/requests/:number',
      'POST /api/requests/:id/actions/join',
      'POST /api/requests/:id/actions/leave',
      'POST /api/requests/:id/actions/merge',
      'POST /api/requests/:id/actions/unmerge',
    ],
  },
]

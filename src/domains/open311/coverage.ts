/** The rows and clauses that Open311 answers. */
import type { Covered } from '../coverage.ts'

export const open311Coverage: readonly Covered[] = [
  {
    id: 'S3-54',
    can: 'A foreign system that speaks Open311 reports for its people into the one queue, under the same clock, with the consent it tells of recorded.',
    where: ['POST /open311/v2/requests', '/desk/requests/:number'],
    policies: ['open311.repeat_hours'],
    open: 'Opening the paper box on a schedule is a duty and waits for the duty engine.',
  },
  {
    id: 'U10',
    can: 'Another system is one more channel: its reports carry its name, its number and its page, and what we answer goes back through it.',
    where: [
      '/desk/admin/open311',
      '/desk/requests/:number',
      'POST /open311/v2/requests',
      'GET /open311/v2/servicerequestupdates',
    ],
    open: 'Chat and boards: exchange (C02).',
  },
  {
    id: 'U18',
    can: 'Systems exchange requests and updates with the city by a published standard, with keys, limits, a test endpoint and a page that says every choice.',
    where: ['/open311', '/desk/admin/open311', 'GET /open311/discovery'],
    policies: ['open311.calls_per_minute', 'open311.calls_per_day'],
    open: 'Files in and out of other systems: exchange (C02).',
  },
  {
    id: 'OPEN311-DISCOVERY',
    can: 'A client finds the real and the test endpoint, their formats, the contact and how to get a key.',
    where: ['GET /open311/discovery'],
    noScreen: true,
  },
  {
    id: 'OPEN311-SERVICES',
    can: 'The categories in use are the services; at the test endpoint attributes of every type can be tried.',
    where: ['GET /open311/v2/services', 'GET /open311/v2/services/:code'],
    noScreen: true,
  },
  {
    id: 'OPEN311-POST',
    can: 'A report with a key opens a request, with photos, at a position, an address or a community; everything that is wrong is told at once; sent again it opens nothing twice.',
    where: ['POST /open311/v2/requests', 'GET /open311/v2/tokens/:token'],
    policies: ['open311.repeat_hours'],
    noScreen: true,
  },
  {
    id: 'OPEN311-GET',
    can: 'Anybody reads category, community, progress and dates, and what was published; a client reads its own reports whole.',
    where: ['GET /open311/v2/requests', 'GET /open311/v2/requests/:id'],
    policies: ['open311.span_days', 'open311.list_most'],
    noScreen: true,
  },
  {
    id: 'OPEN311-ERRORS',
    can: 'Whatever is wrong is a list of errors in the format asked for, under the standard’s status.',
    where: ['/open311/v2'],
    noScreen: true,
  },
  {
    id: 'OPEN311-FORMAT',
    can: 'Every answer is there in XML and in JSON of the standard’s convention.',
    where: ['/open311/v2'],
    noScreen: true,
  },
  {
    id: 'OPEN311-KEY',
    can: 'The system administrator connects a system, hands over its key once, sets its limits, suspends it and sees its use.',
    where: ['/desk/admin/open311', 'POST /api/open311/clients'],
    policies: ['open311.calls_per_minute', 'open311.calls_per_day'],
  },
  {
    id: 'OPEN311-UPDATES',
    can: 'A client hears what its reporters may read and sends their words; not solved is taken up again within its days.',
    where: ['GET /open311/v2/servicerequestupdates', 'POST /open311/v2/servicerequestupdates'],
    policies: ['open311.feed_hours'],
    noScreen: true,
  },
  {
    id: 'OPEN311-TEST',
    can: 'A client tries every call on data of its own and erases them; the queue hears nothing.',
    where: ['/open311/test/v2'],
    noScreen: true,
  },
]

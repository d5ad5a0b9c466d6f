/** What volunteers do, as everybody names it: shifts, needs, casual help and imported records use the same kinds. */

/**
 * Kinds of activity (活动类别). Waste sorting and epidemic work are named by S3-93, company and errands by S2-06, tutoring and
 * science by S0-16, old-helps-new, city-helps-village, casual and micro volunteering by S4-64.
 */
export const activities = [
  'company',
  'errands',
  'tutoring',
  'science',
  'cleaning',
  'waste_sorting',
  'epidemic',
  'mediation',
  'patrol',
  'emergency',
  'culture',
  'repair',
  'digital_help',
  'newcomers',
  'village',
  'neighbour_watch',
  'other',
] as const
export type Activity = (typeof activities)[number]

/** Where a record of service comes from. */
export const serviceSources = ['shift', 'need', 'casual', 'import'] as const
export type ServiceSource = (typeof serviceSources)[number]

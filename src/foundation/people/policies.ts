import { definePolicies } from '#foundation/policy/policy.ts'

/** How people sign in and how long what they said is kept. House defaults after GB/T 22239 second level, editable per city. */
export const peoplePolicies = definePolicies({
  'people.code_minutes': { value: 10, unit: 'minutes', source: 'house', least: 2, most: 30 },
  'people.code_tries': { value: 5, unit: 'count', source: 'house', least: 3, most: 10 },
  'people.codes_per_hour': { value: 6, unit: 'count', source: 'house', least: 2, most: 20 },
  'people.lock_tries': { value: 5, unit: 'count', source: 'GB22239-L2-LOGIN', least: 3, most: 10 },
  'people.lock_minutes': { value: 15, unit: 'minutes', source: 'GB22239-L2-LOGIN', least: 5 },
  'people.resident_session_days': { value: 90, unit: 'days', source: 'house' },
  'people.retention_years': { value: 3, unit: 'years', source: 'PIPL-19' },
  'people.helpers_max': { value: 3, unit: 'count', source: 'house' },
  'people.helped_max': { value: 3, unit: 'count', source: 'house' },
  'people.helper_months': { value: 12, unit: 'months', source: 'house' },
  'people.guardian_until_years': { value: 14, unit: 'years', source: 'PIPL-31' },
  'people.window_phones_per_day': { value: 10, unit: 'count', source: 'house', least: 1, most: 50 },
  'people.invitation_days': { value: 7, unit: 'days', source: 'house' },
  'people.staff_session_hours': { value: 12, unit: 'hours', source: 'house', most: 24 },
  'people.staff_idle_minutes': { value: 15, unit: 'minutes', source: 'GB22239-L2-LOGIN' },
  'people.password_length_min': { value: 10, unit: 'count', source: 'GB22239-L2-IDENTITY' },
  'people.ticket_minutes': { value: 10, unit: 'minutes', source: 'house' },
  'people.ticket_tries': { value: 5, unit: 'count', source: 'GB22239-L2-LOGIN' },
  'people.recovery_codes': { value: 10, unit: 'count', source: 'house' },
})

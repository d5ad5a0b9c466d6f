/** The rows that projects, shifts and casual help answer. */
import type { Covered } from '../coverage.ts'

export const shiftsCoverage: readonly Covered[] = [
  {
    id: 'S0-16',
    can: 'A student volunteer base is a project with its partner university; weekly tutoring and science become shifts by themselves, and who works with minors needs a valid background check, insurance and, when a minor, a guardian.',
    where: ['/desk/projects', '/desk/projects/:id', '/volunteer/projects', '/volunteer/shifts/:id'],
    policies: ['shifts.ahead_days'],
  },
  {
    id: 'S3-93',
    can: 'Waste sorting and epidemic work are kinds of activity of projects, shifts and casual help.',
    where: ['/desk/projects', '/volunteer/projects', '/volunteer/casual'],
  },
  {
    id: 'S4-07',
    can: 'Each project has a lead social worker, whom volunteers can call and who confirms its shifts, and says which of place, people, programme and management are there.',
    where: ['/desk/projects', '/desk/projects/:id', '/volunteer/shifts/:id'],
  },
  {
    id: 'S4-64',
    can: 'Casual help is noted in one page with an optional photo and counts once the desk or the neighbour who was helped confirms it.',
    where: ['/volunteer/casual', '/desk/casual', 'POST /api/casual'],
    policies: ['shifts.casual_minutes', 'shifts.casual_days'],
  },
  {
    id: 'S4-89',
    can: 'Projects and shifts are published, places are taken or waited for, coming and leaving is by a code that changes each minute, and the roll is confirmed into the record of service.',
    where: ['/volunteer/projects', '/volunteer/checkin', '/desk/shifts', '/desk/shifts/:id', '/desk/shifts/:id/door'],
    policies: [
      'shifts.offer_minutes',
      'shifts.early_minutes',
      'shifts.leave_minutes',
      'shifts.code_minutes',
      'shifts.late_hours',
    ],
  },
  {
    id: 'S4-98',
    can: 'An emergency project says how volunteers are insured and what they are supplied with before it can be published.',
    where: ['/desk/projects', '/volunteer/shifts/:id'],
  },
]

/** The rows that points, time credit, rewards and their money answer. */
import type { Covered } from '../coverage.ts'

export const creditsCoverage: readonly Covered[] = [
  {
    id: 'S1-51',
    can: 'Points and time credit have accounts whose every line says what it was for and who confirmed it; mistakes are taken back by a line, by two persons above a limit; questions are answered.',
    where: ['/credits', '/credits/:account', '/desk/credits'],
    policies: ['credits.reverse_alone', 'credits.reverse_alone_minutes'],
    open: 'Transfer between persons is not offered.',
  },
  {
    id: 'S2-18',
    can: 'A meeting, a suggestion carried out and an hour of service earn what policy says, each once, never by one’s own word.',
    where: ['/credits/:account', '/desk/credits/rules'],
    policies: ['credits.meeting_points', 'credits.suggestion_points', 'credits.hour_points'],
    open: 'The council calls award() for meetings and suggestions.',
  },
  {
    id: 'S2-19',
    can: 'Rewards are reserved, handed over against a code, undone, given back or over; merchants are settled by two and paid from a fund; what is owed is shown beside it.',
    where: [
      '/rewards',
      '/orders/:number',
      '/desk/merchant',
      '/desk/settlements',
      '/desk/liability',
      'POST /api/orders',
    ],
    policies: ['credits.hold_days', 'credits.undo_minutes', 'credits.point_cost_fen'],
  },
  {
    id: 'S4-67',
    can: 'Each earning has one of three categories of contribution, and rewards are services, goods or a priority right.',
    where: ['/rewards', '/credits/:account', '/desk/rewards'],
    open: 'A priority right is handed out at the window; bookings do not take it yet.',
  },
]

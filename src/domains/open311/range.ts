/** Which part of a list is asked for: by time and by page. @source OPEN311-GET */
import { DAY } from '#lib/days.ts'
import type { Calling } from './call.ts'
import { type Params, readCount, readInstant } from './input.ts'
import { Problem } from './problem.ts'

export interface Page {
  size: number
  skipped: number
}

/** From `page` and `page_size`; without them the first of the longest. @throws {Problem} 400 */
export function readPage(params: Params, most: number): Page {
  const size = readCount(params, 'page_size', most) ?? most
  const page = readCount(params, 'page', 1_000_000) ?? 1
  return { size, skipped: Math.min((page - 1) * size, 2_000_000_000) }
}

/** With one end only the other lies as far as a range may span, not beyond now; with none it is the last of them. */
export function readSpan(
  { params, policies, now }: Pick<Calling, 'params' | 'policies' | 'now'>,
  usual = policies.number('open311.span_days') * DAY,
): { from: Date; to: Date } {
  const days = policies.number('open311.span_days')
  const start = readInstant(params, 'start_date')
  const end = readInstant(params, 'end_date')
  const to =
    end ?? (start ? new Date(Math.max(start.getTime(), Math.min(now.getTime(), start.getTime() + days * DAY))) : now)
  const from = start ?? new Date(to.getTime() - usual)
  if (from > to) throw new Problem('open311.span-order', 400)
  if (to.getTime() - from.getTime() > days * DAY) throw new Problem('open311.span', 400, { days })
  // what we answer is cut to the second: whoever asks up to a second we named means all of it
  return { from, to: to.getUTCMilliseconds() === 0 ? new Date(to.getTime() + 999) : to }
}

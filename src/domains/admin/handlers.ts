/** The routes of administration, by what they govern. Each file named here is a part. */
import type { Handlers } from '#foundation/service.ts'
import { calendarHandlers } from './calendar.ts'
import { catalogueHandlers } from './catalogue.ts'
import type { adminContract } from './contract.ts'
import { logHandlers } from './log.ts'
import { ruleHandlers } from './rule-values.ts'
import { textHandlers } from './texts.ts'

export const adminHandlers: Handlers<typeof adminContract> = {
  ...ruleHandlers,
  ...calendarHandlers,
  ...catalogueHandlers,
  ...textHandlers,
  ...logHandlers,
}

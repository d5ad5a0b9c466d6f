/** The routes of administration, by what they govern. Each file beside this one is a part. */
import type { Handlers } from '#foundation/service.ts'
import type { adminContract } from './contract.ts'
import { ruleHandlers } from './rule-values.ts'

export const adminHandlers: Handlers<typeof adminContract> = { ...ruleHandlers }

/** The routes of credits that are not actions: what residents do (mine.ts), the desk (desk.ts), money and merchants (money.ts). */
import type { Handlers } from '#foundation/service.ts'
import type { creditsContract } from './contract.ts'
import { deskHandlers } from './desk.ts'
import { mineHandlers } from './mine.ts'
import { moneyHandlers } from './money.ts'

export const creditsHandlers: Handlers<typeof creditsContract> = { ...mineHandlers, ...deskHandlers, ...moneyHandlers }

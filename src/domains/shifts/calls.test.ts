/** The call that each route is tried with elsewhere succeeds. */
import { expect, test } from 'vitest'
import { Client } from '#tests/support/client.ts'
import { shiftsCalls } from '#tests/support/shifts-calls.ts'
import { type StaffName, world } from '#tests/support/world.ts'
import { shiftsContract } from './contract.ts'

test('every route of shifts has a call that succeeds', async () => {
  const of = await world()
  const stage = { of, client: () => of.visitor() }
  expect(Object.keys(shiftsCalls).sort()).toEqual(
    Object.keys(shiftsContract)
      .map((name) => `shifts.${name}`)
      .sort(),
  )
  for (const [name, route] of Object.entries(shiftsContract)) {
    const call = await shiftsCalls[`shifts.${name}`]?.(stage)
    if (!call) throw new Error(`${name} has no call`)
    const by =
      typeof call.as === 'object'
        ? new Client(of.origin, call.as.cookie)
        : call.as === 'visitor'
          ? of.visitor()
          : await of.staff(call.as as StaffName)
    const path = route.path.replace(':id', call.params?.id ?? '')
    const query = call.query ? `?${new URLSearchParams(call.query)}` : ''
    const { status } = await by.call(route.method, `/api${path}${query}`, call.body)
    expect([name, status]).toEqual([name, 200])
  }
}, 60_000)

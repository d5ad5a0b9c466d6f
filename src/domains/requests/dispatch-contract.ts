/** What whoever gives a request to a unit is told: what the catalogue says, what was decided before, which units there are. */
import Type from 'typebox'
import { defineContract, Id, nullable, oneOf } from '#lib/contract.ts'
import { type OwnerLevel, ownerLevels } from './rules.ts'

const level = oneOf(Object.keys(ownerLevels) as OwnerLevel[])

export const dispatchContract = defineContract({
  listUnits: {
    method: 'GET',
    path: '/requests/:id/units',
    who: 'requests.desk',
    params: Type.Object({ id: Id }),
    reply: Type.Object({
      /** At which level the catalogue says that its category is owned. */
      owner: nullable(level),
      /** Whom the catalogue names, of the units below. */
      usual: nullable(Type.Object({ unitId: Id, note: Type.String(), days: Type.String() })),
      /** Of its place, nearest first. */
      units: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          kind: Type.String(),
          level,
          /** Whether somebody takes it there. */
          officers: Type.Boolean(),
          /** Whether giving it there would push down what a higher level owns. */
          pushedDown: Type.Boolean(),
        }),
      ),
      /** The newest decisions about its category, at most three. */
      precedents: Type.Array(
        Type.Object({
          id: Id,
          day: Type.String(),
          unit: Type.String(),
          /** The unit that had returned it. */
          returnedBy: nullable(Type.String()),
          rule: Type.String(),
        }),
      ),
    }),
    refusals: ['matter.unknown', 'access.not-yours'],
  },
})

/** Routes of what a worker does at the window for a person who cannot do it on the page. A phone travels in a body only. */
import Type from 'typebox'
import { defineContract, Id, nullable, oneOf } from '#lib/contract.ts'
import { seenDocuments } from './spec.ts'

const Phone = Type.String({ minLength: 5, maxLength: 20 })
const Person = Type.Object({ personId: Id })
const Closed = { additionalProperties: false }

/** Masked: the worker sees the person at the window and their paper, and needs nothing more. */
const WindowPerson = Type.Object({
  personId: Id,
  name: Type.String(),
  phoneTail: nullable(Type.String()),
  /** How many phones this worker may still change today. */
  left: Type.Integer({ minimum: 0 }),
})

const elsewhere = ['access.not-yours', 'person.unknown'] as const

export const windowContract = defineContract({
  getWindowPerson: {
    method: 'GET',
    path: '/desk/people/:personId',
    who: 'people.changePhone',
    params: Person,
    reply: WindowPerson,
    refusals: [...elsewhere],
  },
  /** A code to the phone that the person at the window wants to have. */
  makeWindowCode: {
    method: 'POST',
    path: '/desk/people/:personId/phone/codes',
    who: 'people.changePhone',
    params: Person,
    body: Type.Object({ phone: Phone }, Closed),
    /** `demoCode` is there where no message leaves the building. */
    reply: Type.Object({ codeId: Id, minutes: Type.Integer(), to: Type.String(), demoCode: nullable(Type.String()) }),
    refusals: [
      ...elsewhere,
      'sign-in.phone',
      'sign-in.too-many-codes',
      'sign-in.no-messages',
      'phone.of-another',
      'phone.same-at-window',
      'phone.too-many-today',
    ],
    perMinute: 20,
  },
  /** Another phone for who lost the old one: a paper was seen, the new phone is confirmed by a code read out. @source PIPL-46 */
  changePhoneAtWindow: {
    method: 'POST',
    path: '/desk/people/:personId/phone',
    who: 'people.changePhone',
    params: Person,
    body: Type.Object(
      {
        id: Id,
        document: oneOf(seenDocuments),
        phone: Phone,
        codeId: Id,
        code: Type.String({ pattern: '^\\d{6}$' }),
      },
      Closed,
    ),
    reply: WindowPerson,
    refusals: [
      ...elsewhere,
      'action.reused',
      'sign-in.phone',
      'sign-in.code-wrong',
      'sign-in.code-old',
      'phone.of-another',
      'phone.same-at-window',
      'phone.too-many-today',
    ],
    perMinute: 20,
  },
})

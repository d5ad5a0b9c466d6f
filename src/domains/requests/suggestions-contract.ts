/** What is suggested to a desk, and what desks made of it. */
import Type from 'typebox'
import { defineContract, Id, Instant, nullable, oneOf } from '#lib/contract.ts'

const Count = Type.Integer({ minimum: 0 })

export const suggestionsContract = defineContract({
  /** Themes a request may have, likeliest first, at most three; none when nothing is likely. */
  listSuggestions: {
    method: 'GET',
    path: '/requests/:id/suggestions',
    who: 'requests.desk',
    params: Type.Object({ id: Id }),
    reply: Type.Object({
      /** Of the model; null when there is none yet. */
      version: nullable(Type.Integer()),
      suggestions: Type.Array(
        Type.Object({
          category: Type.String(),
          sure: oneOf(['very', 'some', 'unsure']),
          /** Why: what the text says. */
          words: Type.Array(Type.String()),
          /** Closed ones of the theme that were learnt from; 0 when the model is unsure and the words of the catalogue say it. */
          like: Count,
          /** To whom the catalogue gives it. */
          usual: nullable(Type.Object({ name: Type.String(), days: Type.String(), note: Type.String() })),
        }),
      ),
    }),
    refusals: ['matter.unknown', 'access.not-yours'],
  },
  /** Of each model in the last `days`: how many were accepted with it, kept its first suggestion, had none. */
  countSuggestions: {
    method: 'GET',
    path: '/desk/suggestions',
    who: 'requests.overview',
    reply: Type.Object({
      days: Type.Integer(),
      versions: Type.Array(
        Type.Object({ version: Type.Integer(), from: Instant, to: Instant, n: Count, kept: Count, none: Count }),
      ),
    }),
    refusals: [],
  },
})

/**
 * What workers may do for a person in the register, and which papers prove at the window who somebody is.
 * Read next: window.ts.
 */
import { definePermissions } from '#foundation/authority.ts'

export const registerPermissions = definePermissions({
  /** Another phone for a resident who stands at the window and has the old one no more. */
  'people.changePhone': { roles: ['community_desk', 'community_head'] },
})

/** What was seen; no number of it is kept. */
export const seenDocuments = ['id_card', 'residence_permit', 'social_card', 'passport', 'household_book'] as const
export type SeenDocument = (typeof seenDocuments)[number]

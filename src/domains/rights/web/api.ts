/** The contract and the forms of rights, made known to the typed client. */
import type { Static } from 'typebox'
import { actOnMatter, openMatter, readMatter } from '#ui/shared/api.ts'
import type { RightsDetail, RightsReceipt, rightsContract } from '../contract.ts'
import type { OpenForm, RightsAction, rights } from '../spec.ts'

export type Forms = { [A in RightsAction]: Static<(typeof rights)['forms'][A]> }

declare module '#ui/shared/api.ts' {
  interface Contracts {
    rights: typeof rightsContract
  }
  interface Matters {
    rights: { open: Static<typeof OpenForm>; forms: Forms; detail: RightsDetail; receipt: RightsReceipt }
  }
}

export { call, newId } from '#ui/shared/api.ts'
export type { DeskRow, RightsDetail } from '../contract.ts'

export const openRights = async (form: { id: string } & Static<typeof OpenForm>) => await openMatter('rights', form)

export const actOnRights = async <A extends RightsAction>(
  id: string,
  action: A,
  form: { id: string; seen: number } & Forms[A],
) => await actOnMatter('rights', id, action, form)

export const readRights = async (key: string, signal?: AbortSignal) => await readMatter('rights', key, signal)

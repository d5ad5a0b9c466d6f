/** The contracts of volunteers and the forms of needs, made known to the typed client. */
import type { Static } from 'typebox'
import { actOnMatter, openMatter, readMatter } from '#ui/shared/api.ts'
import type { groupsContract, NeedDetail, NeedReceipt, needsContract, volunteersContract } from '../contract.ts'
import type { NeedAction, NeedOpenForm, need } from '../spec.ts'

export type Forms = { [A in NeedAction]: Static<(typeof need)['forms'][A]> }

declare module '#ui/shared/api.ts' {
  interface Contracts {
    volunteers: typeof volunteersContract
    needs: typeof needsContract
    volunteerGroups: typeof groupsContract
  }
  interface Matters {
    needs: { open: Static<typeof NeedOpenForm>; forms: Forms; detail: NeedDetail; receipt: NeedReceipt }
  }
}

export { call, newId } from '#ui/shared/api.ts'
export type { NeedDetail, PublicNeed, Registration } from '../contract.ts'

export const openNeed = async (form: { id: string } & Static<typeof NeedOpenForm>) => await openMatter('needs', form)

export const actOnNeed = async <A extends NeedAction>(
  id: string,
  action: A,
  form: { id: string; seen: number } & Forms[A],
) => await actOnMatter('needs', id, action, form)

export const readNeed = async (key: string, signal?: AbortSignal) => await readMatter('needs', key, signal)

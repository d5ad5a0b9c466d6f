/** The contracts of volunteers and the forms of needs, made known to the typed client. */
import type { Static } from 'typebox'
import { actOnMatter, openMatter, readMatter } from '#ui/shared/api.ts'
import type { volunteersContract } from '../contract.ts'
import type { groupsContract } from '../groups-contract.ts'
import type { NeedAction, NeedOpenForm, need } from '../need-spec.ts'
import type { NeedDetail, NeedReceipt, needsContract } from '../needs-contract.ts'

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
export type { Registration } from '../contract.ts'
export type { NeedDetail, PublicNeed } from '../needs-contract.ts'

export const openNeed = async (form: { id: string } & Static<typeof NeedOpenForm>) => await openMatter('needs', form)

export const actOnNeed = async <A extends NeedAction>(
  id: string,
  action: A,
  form: { id: string; seen: number } & Forms[A],
) => await actOnMatter('needs', id, action, form)

export const readNeed = async (key: string, signal?: AbortSignal) => await readMatter('needs', key, signal)

/** The contract and the forms of honours, made known to the typed client. */
import type { Static } from 'typebox'
import { actOnMatter, openMatter, readMatter } from '#ui/shared/api.ts'
import type { HonourDetail, HonourReceipt, honoursContract } from '../contract.ts'
import type { HonourAction, honour, OpenForm } from '../spec.ts'

type Forms = { [A in HonourAction]: Static<(typeof honour)['forms'][A]> }

declare module '#ui/shared/api.ts' {
  interface Contracts {
    honours: typeof honoursContract
  }
  interface Matters {
    honours: { open: Static<typeof OpenForm>; forms: Forms; detail: HonourDetail; receipt: HonourReceipt }
  }
}

export { addressOf, call, newId } from '#ui/shared/api.ts'
export type {
  CertificateRow,
  DeskCertificate,
  DeskHonour,
  HonourDetail,
  MyHonour,
  PublicHonour,
  ServiceRow,
} from '../contract.ts'

export const showHonour = async (form: { id: string } & Static<typeof OpenForm>) => await openMatter('honours', form)

export const actOnHonour = async <A extends HonourAction>(
  id: string,
  action: A,
  form: { id: string; seen: number } & Forms[A],
) => await actOnMatter('honours', id, action, form)

export const readHonour = async (key: string, signal?: AbortSignal) => await readMatter('honours', key, signal)

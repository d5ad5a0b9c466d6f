/** The contract of credits and the forms of an order, made known to the typed client. */
import type { Static } from 'typebox'
import { actOnMatter, openMatter, readMatter } from '#ui/shared/api.ts'
import type { creditsContract, OrderDetail, OrderReceipt } from '../contract.ts'
import type { OpenForm, OrderAction, order } from '../spec.ts'

type Forms = { [A in OrderAction]: Static<(typeof order)['forms'][A]> }

declare module '#ui/shared/api.ts' {
  interface Contracts {
    credits: typeof creditsContract
  }
  interface Matters {
    orders: { open: Static<typeof OpenForm>; forms: Forms; detail: OrderDetail; receipt: OrderReceipt }
  }
}

export { call, newId } from '#ui/shared/api.ts'
export type * from '../contract.ts'

export const openOrder = async (form: { id: string } & Static<typeof OpenForm>) => await openMatter('orders', form)

export const actOnOrder = async (id: string, action: OrderAction, form: { id: string; seen: number }) =>
  await actOnMatter('orders', id, action, form)

export const readOrder = async (key: string, signal?: AbortSignal) => await readMatter('orders', key, signal)

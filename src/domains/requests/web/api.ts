/** The contract and the forms of requests, made known to the typed client. */
import type { Static } from 'typebox'
import type { FileReply, Receipt, RequestDetail, requestsContract } from '../contract.ts'
import type { OpenForm, RequestAction, request } from '../spec.ts'

declare module '#ui/shared/api.ts' {
  interface Contracts {
    requests: typeof requestsContract
  }
  interface Matters {
    requests: {
      open: Static<typeof OpenForm>
      forms: { [A in RequestAction]: Static<(typeof request)['forms'][A]> }
      detail: RequestDetail
      receipt: Receipt
      file: Static<typeof FileReply>
    }
  }
}

export { actOnRequest, call, openRequest, readRequest } from '#ui/shared/api.ts'

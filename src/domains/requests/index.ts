/** What the program and other domains take of requests. */
import type { DomainModule } from '../module.ts'
import { Receipt, RequestDetail, requestsContract } from './contract.ts'
import { readRequest } from './detail.ts'
import { keptFiles } from './files.ts'
import { requestsHandlers } from './handlers.ts'
import { removeFiles, requestsHolding } from './holding.ts'
import { actOnRequest, openRequest } from './intake.ts'
import { request, requestPermissions, requestPolicies } from './spec.ts'
import { listTitles } from './store.ts'
import { learnWords } from './suggestions.ts'

export { type Kept, readFileBytes, readPhoto } from './files.ts'
export { actFromOutside, openFromOutside } from './outside.ts'
export { internalKinds } from './present.ts'
export { lastReopenDay } from './rules.ts'
export { request } from './spec.ts'
export { figureCondition, type InHand, inside as insideOf, listCategories, listInHand, onBoard } from './store.ts'
export { default as requestWordsEnglish } from './web/words/common.en.ts'
export { default as requestWordsChinese } from './web/words/common.zh.ts'

export const requests: DomainModule = {
  name: 'requests',
  permissions: requestPermissions,
  policies: requestPolicies,
  contract: requestsContract,
  handlers: requestsHandlers,
  holding: requestsHolding,
  chores: [removeFiles, learnWords],
  files: keptFiles,
  matters: [
    {
      spec: request,
      plural: 'requests',
      reads: requestPermissions['requests.read'],
      receipt: Receipt,
      detail: RequestDetail,
      open: openRequest,
      act: actOnRequest,
      read: readRequest,
      titles: listTitles,
      refusals: [
        'request.merge-itself',
        'request.merge-target',
        'request.join-target',
        'request.join-own',
        'request.waits-no-more',
        'request.joined-already',
        'request.not-classified',
        'request.same-class',
        'request.plan-year',
        'request.no-voice',
        'request.wait-day',
        'request.not-late',
        'request.extended',
        'request.no-promise',
        'request.late-already',
        'request.extension-too-long',
        'request.supervise-day',
        'request.plan-missing',
        'request.plan-day',
        'request.own-answer',
        'request.callback-answer',
        'request.others-wait',
        'request.points-open',
        'request.no-consent-to-publish',
        'request.not-published',
        'request.rated',
        'request.erased',
        'request.reopen-too-late',
        'request.objection-too-late',
        'request.same-visibility',
        'request.not-sealed',
        'request.sealed-stays',
        'request.sealed-apart',
        'request.no-sealed-desk',
        'request.contact-by-message',
        'request.callback-sealed',
        'request.words-missing',
        'request.place-missing',
        'request.name-missing',
        'request.on-behalf-only',
        'request.handler-elsewhere',
        'request.with-unit',
        'request.decided',
        'request.asked-above',
        'request.third-party',
        'request.decide-above',
        'request.unit-unknown',
        'request.unit-without-officer',
        'request.unit-above',
        'request.pushed-down',
        'request.assist-itself',
        'request.assist-asked',
        'request.assist-open',
        'request.not-assisting',
        'building.unknown',
        'territory.unknown',
        'file.unknown',
        'file.too-many',
        'sign-in.phone',
      ],
    },
  ],
}

/**
 * Which actions the desk offers for a request, in the order of use, with their keys and the reasons of those not legal now.
 */
import { useWords } from '#ui/shared/words.tsx'
import type { BarAction } from '#ui/staff/action-bar.tsx'
import type { RequestAction, RequestState } from '../spec.ts'
import { useWhyNot } from './staffActing.tsx'
import type { RequestDetail } from './staffQueries.ts'

/** Every action a worker has a form for. */
export const deskActions = [
  'accept',
  'classify',
  'assign',
  'dispatch',
  'receive',
  'give_back',
  'ask_above',
  'decide',
  'start',
  'contact',
  'progress',
  'reply',
  'wait',
  'resume',
  'ask_assist',
  'assist_done',
  'explain_late',
  'extend',
  'supervise',
  'call_back',
  'send_back',
  'note',
  'list_points',
  'transcribe',
  'reclassify',
  'merge',
  'unmerge',
  'refer',
  'pass_on',
  'publish',
  'unpublish',
] as const satisfies readonly RequestAction[]
export type DeskAction = (typeof deskActions)[number]

/** Single keys. */
export const actionKeys: Partial<Record<DeskAction, string>> = {
  accept: 'A',
  assign: 'D',
  contact: 'C',
  reply: 'R',
  wait: 'W',
  resume: 'W',
  merge: 'M',
}

const order: Record<RequestState, readonly DeskAction[]> = {
  submitted: ['accept', 'pass_on', 'contact', 'merge', 'refer'],
  accepted: ['classify', 'pass_on', 'contact', 'merge', 'refer'],
  classified: ['assign', 'dispatch', 'contact', 'merge'],
  assigned: ['start', 'contact', 'reply'],
  dispatched: ['receive', 'give_back', 'contact'],
  coordinating: ['decide', 'ask_above', 'contact'],
  in_progress: ['reply', 'progress', 'wait', 'contact'],
  waiting: ['resume', 'progress', 'contact'],
  reopened: ['start', 'contact', 'reply'],
  replied: ['publish', 'call_back', 'contact'],
  confirmed: ['publish', 'call_back', 'contact'],
  closed: ['publish', 'call_back', 'send_back'],
  referred: ['send_back'],
  merged: ['unmerge'],
  withdrawn: [],
}

/** What somebody would look for in a state although it is not legal there. */
const expected: Partial<Record<RequestState, DeskAction>> = {
  submitted: 'assign',
  accepted: 'assign',
  classified: 'reply',
  assigned: 'wait',
  waiting: 'reply',
}

/** @param press what a press does */
export function useActionList(detail: RequestDetail, press: (action: DeskAction) => void) {
  const { t } = useWords()
  const whyNot = useWhyNot()
  const first = order[detail.state]
  const names = [...first, ...deskActions.filter((action) => !first.includes(action))]
  const actions = names
    .filter((action) => detail.actions.some((one) => one.action === action))
    .map(
      (action): BarAction => ({
        key: action,
        label: t(`action.${action}`),
        why: whyNot(detail, action),
        shortcut: actionKeys[action],
        press: () => press(action),
      }),
    )
  return { actions, expected: expected[detail.state] }
}

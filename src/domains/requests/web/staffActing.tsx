/**
 * Acting on a request from the desk: one id per content, the version seen, and what happens when somebody else was first.
 * Then nothing is sent: the case is read again, the banner tells who did what and when, and what was typed stays.
 * Read next: staffForms.tsx for the forms, staffActionList.ts for which are offered.
 */
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { actOnRequest, newId, RefusalError, type RequestForms } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { ConflictBanner } from '#ui/staff/conflict-banner.tsx'
import type { RequestAction } from '../spec.ts'
import { useStepWords } from './staffParts.tsx'
import { type RequestDetail, refreshRequests } from './staffQueries.ts'

export interface ActingState {
  action: RequestAction
  /** Why it is not legal now, in words. */
  why: string | undefined
  busy: boolean
  error: string
  /** Somebody acted since this form was opened. */
  moved: boolean
  /** Whether the banner answers something the reader just did. */
  stopped: boolean
  review(): void
}

export interface Acting<A extends RequestAction> extends ActingState {
  send(form: RequestForms[A]): Promise<boolean>
}

/** Reasons in words, the same the server gives. */
export function useWhyNot() {
  const say = useSay()
  const { t, has } = useWords()
  return (detail: RequestDetail, action: string): string | undefined => {
    const found = detail.actions.find((one) => one.action === action)
    if (!found) return t('why.others')
    if (found.allowed || !found.why) return undefined
    const special = `why.${action}.${detail.state}`
    return has(special) ? t(special) : say(new RefusalError(found.why.code, 422, found.why.facts))
  }
}

export function useActing<A extends RequestAction>(detail: RequestDetail, action: A, done: () => void): Acting<A> {
  const client = useQueryClient()
  const say = useSay()
  const whyNot = useWhyNot()
  const [reviewed, setReviewed] = useState(detail.version)
  const [seen, setSeen] = useState(detail.version)
  const [stopped, setStopped] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const sent = useRef({ content: '', id: '' })

  return {
    action,
    why: whyNot(detail, action),
    busy,
    error,
    moved: detail.version > reviewed,
    stopped,
    review() {
      setReviewed(detail.version)
      setSeen(detail.version)
      setStopped(false)
    },
    async send(form) {
      if (detail.version > seen) {
        setSeen(detail.version)
        setStopped(true)
        return false
      }
      const content = JSON.stringify({ seen, form })
      if (sent.current.content !== content) sent.current = { content, id: newId() }
      setBusy(true)
      setError('')
      try {
        const { version } = await actOnRequest(detail.id, action, { id: sent.current.id, seen, ...form })
        setReviewed(version)
        setSeen(version)
        done()
        await refreshRequests(client, detail.number)
        return true
      } catch (failure) {
        if (failure instanceof RefusalError && failure.code === 'matter.moved') {
          await refreshRequests(client, detail.number)
          setSeen(Number(failure.facts.version))
          setStopped(true)
        } else {
          setError(say(failure))
          if (failure instanceof RefusalError) void refreshRequests(client, detail.number)
        }
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}

/** Who did what meanwhile. */
export function useMovedWords() {
  const { t } = useWords()
  const { time } = useFormat()
  const { who, what } = useStepWords()
  return ({ steps }: RequestDetail): string => {
    const last = steps.reduce((newest, step) => (step.at >= newest.at ? step : newest))
    return t('desk.conflict', { name: who(last) ?? t('role.system'), time: time(last.at), what: what(last) })
  }
}

interface FrameProps {
  detail: RequestDetail
  acting: ActingState
  /** Whether something was typed that the banner should say is kept. */
  typed: boolean
  submit(): void
  /** The words of the button; the action's own when absent. */
  label?: string
  cancel?: (() => void) | undefined
  /** Something is still on its way (photos). */
  wait?: boolean
  extra?: ReactNode
  children?: ReactNode
  /** The button stands elsewhere and points to the form by this id. */
  formId?: string
}

/** A form of an action: banner, fields, error, buttons. Ctrl+Enter sends it. */
export function ActFrame(props: FrameProps) {
  const { detail, acting, typed, submit, label, cancel, wait, extra, children, formId } = props
  const { t } = useWords()
  const movedWords = useMovedWords()
  return (
    <form
      id={formId}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!acting.why && !acting.busy && !wait) submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
          event.preventDefault()
          event.currentTarget.requestSubmit()
        }
      }}
    >
      {acting.moved && (
        <ConflictBanner words={movedWords(detail)} kept={typed} takeFocus={acting.stopped} close={acting.review} />
      )}
      {children}
      {acting.error && (
        <p className="refusal" role="alert">
          {acting.error}
        </p>
      )}
      {(!formId || cancel) && (
        <div className="row">
          {acting.why ? (
            <>
              <Button aria-disabled="true" aria-describedby={`${acting.action}-why`}>
                {label ?? t(`action.${acting.action}`)}
              </Button>
              <span className="meta" id={`${acting.action}-why`}>
                {acting.why}
              </span>
            </>
          ) : (
            <Button type="primary" htmlType="submit" loading={acting.busy} disabled={wait ?? false}>
              {label ?? t(`action.${acting.action}`)}
            </Button>
          )}
          {extra}
          {cancel && <Button onClick={cancel}>{t('do.cancel')}</Button>}
        </div>
      )}
    </form>
  )
}

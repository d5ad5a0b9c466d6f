/**
 * Acting on a request from the desk: one id per content, the version seen, and what happens when somebody else was first.
 * Then nothing is sent: the case is read again, the banner tells who did what and when, and what was typed stays.
 * Read next: staffForms.tsx for the forms, staffActionList.ts for which are offered.
 */
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { actOnRequest, newId, OfflineError, RefusalError, type RequestForms } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { ConflictBanner } from '#ui/staff/conflict-banner.tsx'
import { WordsField } from '#ui/staff/fields.tsx'
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

/** The version each case had after the reader's own last action: nobody is told of what they did themselves. */
const ownVersions = new Map<string, number>()

/** Reasons in words, the same the server gives. */
export function useWhyNot() {
  const say = useSay()
  const { t, has } = useWords()
  return (detail: RequestDetail, action: string): string | undefined => {
    const found = detail.actions.find((one) => one.action === action)
    if (!found) return t('why.others')
    if (found.allowed || !found.why) return undefined
    const special = `why.${action}.${detail.state}`
    if (has(special)) return t(special)
    if (found.why.code === 'matter.not-now' && has(`why.${action}`)) return t(`why.${action}`)
    return say(new RefusalError(found.why.code, 422, found.why.facts))
  }
}

export function useActing<A extends RequestAction>(
  detail: RequestDetail,
  action: A,
  done: () => void,
  /** Keeps the form for later when there is no network. @returns whether it was kept */
  keep?: (sent: { id: string; seen: number; form: RequestForms[A] }) => boolean,
): Acting<A> {
  const client = useQueryClient()
  const say = useSay()
  const whyNot = useWhyNot()
  const { reload } = useSession()
  const [reviewed, setReviewed] = useState(detail.version)
  const [seen, setSeen] = useState(detail.version)
  const [stopped, setStopped] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const sent = useRef({ content: '', id: '' })
  const { version: latest } = detail
  const review = useCallback(() => {
    setReviewed(latest)
    setSeen(latest)
    setStopped(false)
  }, [latest])
  const own = ownVersions.get(detail.id) ?? 0
  const seenNow = Math.max(seen, own)

  return {
    action,
    why: whyNot(detail, action),
    busy,
    error,
    moved: detail.version > Math.max(reviewed, own),
    stopped,
    review,
    async send(form) {
      if (detail.version > seenNow) {
        setSeen(detail.version)
        setStopped(true)
        return false
      }
      const content = JSON.stringify({ seen: seenNow, form })
      if (sent.current.content !== content) sent.current = { content, id: newId() }
      setBusy(true)
      setError('')
      try {
        const { version } = await actOnRequest(detail.id, action, { id: sent.current.id, seen: seenNow, ...form })
        ownVersions.set(detail.id, version)
        setReviewed(version)
        setSeen(version)
        done()
        await refreshRequests(client, detail.number)
        return true
      } catch (failure) {
        if (failure instanceof OfflineError && keep?.({ id: sent.current.id, seen: seenNow, form })) {
          done()
          return true
        }
        if (failure instanceof RefusalError && failure.status === 401) void reload()
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
    return t('desk.conflict', { name: who(last) ?? t(`role.${last.role}`), time: time(last.at), what: what(last) })
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
  const { t, has } = useWords()
  const movedWords = useMovedWords()
  // An empty form beside the case shows the latest anyway; only what was typed, or a press that was stopped, needs telling.
  const quiet = acting.moved && !typed && !acting.stopped && !cancel
  const { review } = acting
  const name = label ?? t(has(`desk.do.${acting.action}`) ? `desk.do.${acting.action}` : `action.${acting.action}`)
  useEffect(() => {
    if (quiet) review()
  }, [quiet, review])
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
      {acting.moved && !quiet && (
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
                {name}
              </Button>
              <span className="meta" id={`${acting.action}-why`}>
                {acting.why}
              </span>
            </>
          ) : (
            <Button type="primary" htmlType="submit" loading={acting.busy} disabled={wait ?? false}>
              {name}
            </Button>
          )}
          {extra}
          {cancel && <Button onClick={cancel}>{t('do.cancel')}</Button>}
        </div>
      )}
    </form>
  )
}

interface SayFormProps extends Pick<FrameProps, 'detail' | 'acting' | 'cancel'> {
  /** What it does, above the field. */
  above?: string
  label: string
  note?: string
  missing: string
  most: number
  rows?: number
  send(words: string): void
}

/** A form that asks for words and nothing else. */
export function SayForm({ detail, acting, cancel, above, missing, rows = 3, send, ...field }: SayFormProps) {
  const [words, setWords] = useState('')
  const [isMissing, setMissing] = useState(false)
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      submit={() => (words.trim() === '' ? setMissing(true) : send(words.trim()))}
    >
      {above && <p className="soft">{above}</p>}
      <WordsField {...field} error={isMissing ? missing : undefined} value={words} rows={rows} change={setWords} />
    </ActFrame>
  )
}

/**
 * What a resident does on an open request: add, withdraw, object, reopen, rate, change who may see it. One sheet each.
 * The action's id is made when the sheet opens and kept until it went through, so a repeated press acts once; when somebody
 * acted meanwhile the page is read again and the words stay.
 */
import { useRef, useState } from 'react'
import { keepWords, keptWords } from '#ui/resident/device.ts'
import { Button, ErrorLine, Field, LinkButton, NoticeBar, RadioRow } from '#ui/resident/parts.tsx'
import { PhotoInput } from '#ui/resident/photo-input.tsx'
import { Sheet } from '#ui/resident/sheet.tsx'
import { actOnRequest, type Matters, newId, RefusalError, type RequestForms } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useWords } from '#ui/shared/words.tsx'
import type { Audience } from '../rules.ts'
import type { DraftFile } from './residentDraft.ts'
import { PHOTOS_MOST, useFiles } from './residentFiles.ts'
import './api.ts'

type Detail = Matters['requests']['detail']
type Action = keyof RequestForms

/** Acts once per opened form. */
export function useActing(detail: Detail, reload: () => Promise<void>) {
  const say = useSay()
  const id = useRef(newId())
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const [signedOut, setSignedOut] = useState(false)
  const running = useRef(false)

  /** @returns whether it went through */
  const act = async <A extends Action>(action: A, form: RequestForms[A]): Promise<boolean> => {
    if (running.current) return false
    running.current = true
    setBusy(true)
    setProblem('')
    try {
      await actOnRequest(detail.id, action, { id: id.current, seen: detail.version, ...form })
      id.current = newId()
      await reload()
      return true
    } catch (error) {
      setProblem(say(error))
      setSignedOut(error instanceof RefusalError && error.status === 401)
      if (error instanceof RefusalError && error.code === 'matter.moved') await reload()
      if (error instanceof RefusalError && error.code === 'action.reused') id.current = newId()
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return { act, busy, problem, signedOut, setProblem }
}

/** Where to sign in again when that is why it did not go through. */
function SignInAgain() {
  const { t } = useWords()
  return (
    <LinkButton look="line" href={`/login?next=${encodeURIComponent(location.pathname)}`}>
      {t('do.signIn')}
    </LinkButton>
  )
}

export type SheetName = 'add' | 'withdraw' | 'leave' | 'object' | 'reopen' | 'rate' | 'set_visibility'

interface ActingSheetProps {
  name: SheetName | undefined
  detail: Detail
  reload(): Promise<void>
  onClose(done?: string): void
}

export function ActingSheet({ name, detail, reload, onClose }: ActingSheetProps) {
  const { t } = useWords()
  if (!name) return null
  const shared = { detail, reload, onClose }
  return (
    <Sheet title={t(name === 'set_visibility' ? 'report.see' : `act.${name}`)} open onClose={() => onClose()}>
      {name === 'withdraw' || name === 'leave' ? (
        <Withdraw action={name} {...shared} />
      ) : name === 'rate' ? (
        <Rate {...shared} />
      ) : name === 'set_visibility' ? (
        <Visibility {...shared} />
      ) : (
        <Say action={name} {...shared} />
      )}
    </Sheet>
  )
}

type Shared = Omit<ActingSheetProps, 'name'>

/** Words, and photos where the action takes them. */
function Say({ action, detail, reload, onClose }: Shared & { action: 'add' | 'object' | 'reopen' }) {
  const { t } = useWords()
  const { act, busy, problem, signedOut, setProblem } = useActing(detail, reload)
  const kept = `${action} ${detail.id}`
  const [words, setWords] = useState(() => keptWords(kept))
  const [list, setList] = useState<DraftFile[]>([])
  const [missing, setMissing] = useState(false)
  const files = useFiles({ files: list, signedIn: true, change: setList })

  const submit = async () => {
    if (words.trim() === '') return setMissing(true)
    if (!(await files.sendAll(list))) return setProblem(t('report.files.failed'))
    const attached = list.length > 0 ? { files: list.map(({ id }) => id) } : {}
    const done =
      action === 'object'
        ? await act('object', { words: words.trim() })
        : await act(action, { words: words.trim(), ...attached })
    if (!done) return
    keepWords(kept, '')
    onClose(t(`act.${action}.done`))
  }
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
      }}
    >
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      {signedOut && <SignInAgain />}
      <Field
        label={t(action === 'object' && detail.state === 'merged' ? 'act.object.words.merged' : `act.${action}.words`)}
        error={missing ? t('act.words.missing') : undefined}
      >
        {({ id, describedBy, invalid }) => (
          <textarea
            id={id}
            className="input"
            maxLength={500}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            value={words}
            onChange={(event) => {
              setMissing(false)
              setWords(event.currentTarget.value)
              keepWords(kept, event.currentTarget.value)
            }}
          />
        )}
      </Field>
      {action !== 'object' && (
        <PhotoInput
          photos={files.photos}
          most={PHOTOS_MOST}
          error={files.problem || undefined}
          onAdd={(chosen) => void files.addPhotos(chosen)}
          onRemove={files.remove}
          onRetry={files.retry}
        />
      )}
      <Button type="submit" busy={busy}>
        {t(busy ? 'report.sending' : `act.${action}.submit`)}
      </Button>
    </form>
  )
}

/** Taking it back, or following a neighbour's no more. */
function Withdraw({ action, detail, reload, onClose }: Shared & { action: 'withdraw' | 'leave' }) {
  const { t } = useWords()
  const { act, busy, problem } = useActing(detail, reload)
  const [reason, setReason] = useState('')
  const submit = async () => {
    if (await act(action, reason.trim() === '' ? {} : { reason: reason.trim() })) onClose(t(`act.${action}.done`))
  }
  return (
    <div className="stack">
      <p className="second">{t(`act.${action}.why`)}</p>
      {problem && <ErrorLine>{problem}</ErrorLine>}
      {action === 'withdraw' && (
        <Field label={t('act.withdraw.words')}>
          {({ id }) => (
            <input
              id={id}
              className="input"
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
      <div className="pair">
        <Button look="quiet" onClick={() => onClose()}>
          {t(action === 'leave' ? 'act.leave.keep' : 'act.keep')}
        </Button>
        <Button look="line" busy={busy} onClick={() => void submit()}>
          {t(action === 'leave' ? 'act.leave' : 'act.withdraw.submit')}
        </Button>
      </div>
    </div>
  )
}

const levels = ['5', '4', '3', '2', '1'] as const
export type Level = (typeof levels)[number]

/** The five levels, in words; nothing is lit beforehand. */
export function ServiceLevels({ value, onChange }: { value: Level | undefined; onChange(level: Level): void }) {
  const { t } = useWords()
  const icons = { 5: 'mood-happy', 4: 'mood-smile', 3: 'mood-neutral', 2: 'mood-sad', 1: 'mood-sad-2' } as const
  return (
    <RadioRow
      legend={t('confirm.service')}
      name="service"
      look="list"
      value={value}
      options={levels.map((level) => ({ value: level, label: t(`service.${level}`), icon: icons[level] }))}
      onChange={onChange}
    />
  )
}

export const levelNumber = (level: Level) => Number(level) as 1 | 2 | 3 | 4 | 5

function Rate({ detail, reload, onClose }: Shared) {
  const { t } = useWords()
  const { act, busy, problem, setProblem } = useActing(detail, reload)
  const [level, setLevel] = useState<Level>()
  const submit = async () => {
    if (!level) return setProblem(t('confirm.service.missing'))
    if (await act('rate', { service: levelNumber(level) })) onClose(t('act.rate.done'))
  }
  return (
    <div className="stack">
      {problem && <ErrorLine>{problem}</ErrorLine>}
      <ServiceLevels value={level} onChange={setLevel} />
      <p className="meta">{t('confirm.optional')}</p>
      <Button busy={busy} onClick={() => void submit()}>
        {t('act.send')}
      </Button>
    </div>
  )
}

function Visibility({ detail, reload, onClose }: Shared) {
  const { t } = useWords()
  const { act, busy, problem } = useActing(detail, reload)
  const now = detail.audience === 'sealed' || detail.audience === 'anonymous' ? 'handler' : detail.audience
  const [next, setNext] = useState<Audience>(now)
  const submit = async () => {
    if (next === now) return onClose()
    if (await act('set_visibility', { visibility: next })) onClose(t('act.see.done'))
  }
  return (
    <div className="stack">
      {problem && <ErrorLine>{problem}</ErrorLine>}
      <section className="card">
        <RadioRow
          legend={t('report.see')}
          hideLegend
          name="visibility"
          value={next}
          options={[
            { value: 'public', label: t('report.see.public'), hint: t('report.see.public.how') },
            { value: 'neighbours', label: t('report.see.neighbours'), hint: t('report.see.neighbours.how') },
            { value: 'handler', label: t('report.see.handler') },
          ]}
          onChange={(chosen) => setNext(chosen)}
        />
      </section>
      <Button busy={busy} onClick={() => void submit()}>
        {t('do.save')}
      </Button>
    </div>
  )
}

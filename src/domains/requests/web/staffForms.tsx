/**
 * The forms of the desk's actions: what each needs, with sensible beginnings and the fewest presses.
 * A form stays filled when somebody else acts meanwhile. Read next: staffActing.tsx, staffReply.tsx, staffPublish.tsx.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Modal, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { addDays, dayOf } from '#lib/days.ts'
import { groupNumber, parseNumber, withCheckDigit } from '#lib/number.ts'
import { call, readRequest } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useDraft } from '#ui/staff/draft.ts'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { PhotoInput } from '#ui/staff/photo-input.tsx'
import { circled } from '#ui/staff/points.ts'
import { plainSelect } from '#ui/staff/select.tsx'
import {
  type Class,
  type ContactWay,
  classes,
  contactWays,
  kinds,
  type LateReason,
  lateReasons,
  splitPoints,
} from '../rules.ts'
import { CallBackForm, ExtendForm, SendBackForm, SuperviseForm } from './staffAbove.tsx'
import { ActFrame, SayForm, useActing } from './staffActing.tsx'
import type { DeskAction } from './staffActionList.ts'
import {
  AskAboveForm,
  AskAssistForm,
  AssistDoneForm,
  DecideForm,
  DispatchForm,
  GiveBackForm,
  ReceiveForm,
} from './staffDispatch.tsx'
import { keepContact } from './staffOutbox.ts'
import { StateWord, Voice } from './staffParts.tsx'
import { PassOnForm } from './staffPassOn.tsx'
import { PublishForm } from './staffPublish.tsx'
import { type RequestDetail, useCategories } from './staffQueries.ts'
import { ReferForm } from './staffRefer.tsx'
import { ReplyForm } from './staffReply.tsx'
import { Suggestions, suggestedOf, useSuggestions } from './staffSuggestions.tsx'

export interface FormProps {
  detail: RequestDetail
  done(): void
  cancel?: () => void
}

/** Categories: those the words suggest first, then all. */
export function CategoryField({
  words,
  value,
  change,
}: {
  words: string
  value: string | undefined
  change(value: string | undefined): void
}) {
  const { t } = useWords()
  const categories = useCategories()
  const suggested = useQuery({
    queryKey: ['suggested', words],
    queryFn: ({ signal }) =>
      call('POST', '/request-categories/suggestions', { body: { words: words.slice(0, 500) }, signal }),
    enabled: words.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const chips = suggested.data?.categories.filter((code) => code !== value) ?? []
  return (
    <Field label={t('desk.category')}>
      {(ids) => (
        <>
          <Select
            {...ids}
            {...plainSelect}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={value ?? null}
            placeholder={t('desk.category.none')}
            options={(categories.data ?? []).map((code) => ({ value: code, label: t(`category.${code}`) }))}
            onChange={(next: string | null) => change(next ?? undefined)}
          />
          {chips.length > 0 && (
            <span className="row">
              <span className="meta">{t('desk.category.looks')}</span>
              {chips.map((code) => (
                <Button key={code} size="small" onClick={() => change(code)}>
                  {t(`category.${code}`)}
                </Button>
              ))}
            </span>
          )}
        </>
      )}
    </Field>
  )
}

function AcceptForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'accept', done)
  const [kind, setKind] = useState(detail.kind ?? undefined)
  const [category, setCategory] = useState(detail.category ?? undefined)
  const suggested = useSuggestions(detail.id).data
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={false}
      cancel={cancel}
      submit={() =>
        void acting.send({ ...(kind ? { kind } : {}), ...(category ? { category } : {}), ...suggestedOf(suggested) })
      }
    >
      <p className="soft">{t('desk.accept.note')}</p>
      <Choice label={t('desk.kind')} values={kinds} value={kind} words={(one) => t(`kind.${one}`)} change={setKind} />
      <CategoryField words="" value={category} change={setCategory} />
      <Suggestions suggested={suggested} value={category} change={setCategory} />
    </ActFrame>
  )
}

function ClassForm({ detail, done, cancel, again }: FormProps & { again: boolean }) {
  const { t } = useWords()
  const { now } = useSession()
  const classify = useActing(detail, 'classify', done)
  const reclassify = useActing(detail, 'reclassify', done)
  const [chosen, choose] = useState<Class>()
  const year = Number(dayOf(now()).slice(0, 4))
  const [planYear, setPlanYear] = useState(String(year))
  const [reason, setReason] = useState('')
  const [error, setError] = useState<{ class?: string; reason?: string }>({})

  function submit() {
    if (!chosen) return setError({ class: t('desk.class.choose') })
    if (again && reason.trim() === '') return setError({ reason: t('desk.reason.write') })
    setError({})
    const form = { class: chosen, ...(chosen === 'long_term' ? { planYear: Number(planYear) } : {}) }
    void (again ? reclassify.send({ ...form, reason: reason.trim() }) : classify.send(form))
  }

  return (
    <ActFrame
      detail={detail}
      acting={again ? reclassify : classify}
      typed={reason !== ''}
      cancel={cancel}
      submit={submit}
    >
      <p className="soft">{t(again ? 'desk.reclassify.note' : 'desk.classify.note')}</p>
      <Choice
        card
        label={t('desk.class')}
        values={classes}
        value={chosen}
        error={error.class}
        change={choose}
        words={(one) => (
          <>
            <b>{t(`class.${one}`)}</b>
            {one === detail.class && ` · ${t('desk.class.now')}`}
            <small>{t(`desk.class.${one}`)}</small>
          </>
        )}
      />
      {chosen === 'long_term' && (
        <Choice
          label={t('desk.planYear.choose')}
          values={[String(year), String(year + 1)]}
          value={planYear}
          words={(one) => t('desk.planYear', { year: one })}
          change={setPlanYear}
        />
      )}
      {again && (
        <WordsField
          label={t('desk.reclassify.reason')}
          error={error.reason}
          value={reason}
          most={200}
          rows={2}
          change={setReason}
        />
      )}
    </ActFrame>
  )
}

function AssignForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const say = useSay()
  const { actor } = useSession()
  const acting = useActing(detail, 'assign', done)
  const handlers = useQuery({
    queryKey: ['handlers', detail.id],
    queryFn: ({ signal }) => call('GET', '/requests/:id/handlers', { params: { id: detail.id }, signal }),
  })
  const [handlerId, setHandlerId] = useState(detail.handler?.id)
  const [unitId, setUnitId] = useState(detail.unit?.id)
  const [error, setError] = useState('')
  const people = handlers.data?.people ?? []
  const usual = handlers.data?.usual

  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={false}
      cancel={cancel}
      submit={() =>
        handlerId ? void acting.send({ handlerId, ...(unitId ? { unitId } : {}) }) : setError(t('desk.assign.choose'))
      }
    >
      {handlers.error && <p className="refusal">{say(handlers.error)}</p>}
      <Choice
        card
        columns
        label={t('desk.assign.who')}
        values={people.map(({ id }) => id)}
        value={handlerId}
        error={error}
        change={setHandlerId}
        words={(id) => {
          const person = people.find((one) => one.id === id)
          if (!person) return null
          return (
            <>
              <b data-said>{person.name}</b>
              {id === actor?.personId && ` · ${t('desk.assign.me')}`}
              <small>
                {t(`role.${person.role}`)} · <span data-said>{person.place}</span> ·{' '}
                {t('desk.assign.open', { n: person.open })}
              </small>
            </>
          )
        }}
      />
      <Field label={t('desk.assign.unit')} note={t('desk.assign.unit.note')}>
        {(ids) => (
          <Select
            {...ids}
            {...plainSelect}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={unitId ?? null}
            placeholder={t('desk.assign.unit.none')}
            options={(handlers.data?.units ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(next: string | null) => setUnitId(next ?? undefined)}
          />
        )}
      </Field>
      {usual && (
        <p className="row">
          <span className="meta">{t('desk.assign.usual')}</span>
          <Button size="small" onClick={() => setUnitId(usual.unitId)} data-said>
            {usual.name}
          </Button>
          <span className="meta" data-said>
            {[usual.days, usual.note].filter(Boolean).join(' · ')}
          </span>
        </p>
      )}
    </ActFrame>
  )
}

function StartForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'start', done)
  return (
    <ActFrame detail={detail} acting={acting} typed={false} cancel={cancel} submit={() => void acting.send({})}>
      <p className="soft">{t('desk.start.note')}</p>
    </ActFrame>
  )
}

/** A contact in two presses: the way is chosen already, the button says whether it succeeded. */
export function ContactForm({ detail, done, cancel, phone }: FormProps & { phone?: ReactNode }) {
  const { t } = useWords()
  const { actor } = useSession()
  const draft = useDraft(`${actor?.personId ?? ''}.${detail.id}.contact`, '')
  const { now } = useSession()
  const { stamp } = useFormat()
  const acting = useActing(
    detail,
    'contact',
    () => {
      draft.clear()
      done()
    },
    ({ id, seen, form }) =>
      keepContact({
        id,
        personId: actor?.personId ?? '',
        requestId: detail.id,
        number: detail.number,
        seen,
        // It is recorded when the network is back; when it happened stands in the words.
        form: {
          ...form,
          words: `${t('desk.contact.at', { time: stamp(now().toISOString()) })}${form.words ?? ''}`.slice(0, 300),
        },
      }),
  )
  // whom nobody knows is written to
  const ways: readonly ContactWay[] = detail.reporter ? contactWays : ['message']
  const [way, setWay] = useState<ContactWay>(ways[0] ?? 'message')
  const send = (reached: boolean) =>
    void acting.send({ way, reached, ...(draft.value.trim() ? { words: draft.value.trim() } : {}) })
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={draft.value !== ''}
      cancel={cancel}
      label={t(detail.reporter ? 'desk.contact.reached' : 'desk.contact.send')}
      submit={() => send(true)}
      extra={
        !acting.why &&
        detail.reporter && (
          <Button onClick={() => send(false)} disabled={acting.busy}>
            {t('desk.contact.missed')}
          </Button>
        )
      }
    >
      {phone}
      <Choice
        label={t('desk.contact.way')}
        values={ways}
        value={way}
        words={(one) => t(`way.${one}`)}
        change={setWay}
      />
      <WordsField
        label={t(detail.reporter ? 'desk.contact.words' : 'desk.contact.message')}
        note={t(way === 'message' ? 'desk.seen.resident' : 'desk.seen.staff')}
        value={draft.value}
        most={300}
        rows={2}
        change={draft.change}
      />
    </ActFrame>
  )
}

/** What was done since: the resident sees it. */
export function ProgressForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const { actor } = useSession()
  const draft = useDraft<{ words: string; files: string[] }>(`${actor?.personId ?? ''}.${detail.id}.progress`, {
    words: '',
    files: [],
  })
  const acting = useActing(detail, 'progress', () => {
    draft.clear()
    done()
  })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const { words, files } = draft.value
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      wait={busy}
      label={t('desk.progress.send')}
      submit={() => {
        if (words.trim() === '') return setError(t('desk.words.write'))
        setError('')
        void acting.send({ words: words.trim(), ...(files.length > 0 ? { files } : {}) })
      }}
    >
      <WordsField
        label={t('desk.progress.words')}
        error={error || undefined}
        note={t('desk.seen.resident')}
        value={words}
        most={500}
        rows={3}
        change={(words) => draft.change({ words, files })}
      />
      <PhotoInput files={files} change={(next) => draft.change({ words, files: next })} onBusy={setBusy} />
    </ActFrame>
  )
}

/** A note only workers see. */
export function NoteForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const { actor } = useSession()
  const draft = useDraft(`${actor?.personId ?? ''}.${detail.id}.note`, '')
  const acting = useActing(detail, 'note', () => {
    draft.clear()
    done()
  })
  const [error, setError] = useState('')
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={draft.value !== ''}
      cancel={cancel}
      label={t('desk.note.send')}
      submit={() => {
        if (draft.value.trim() === '') return setError(t('desk.words.write'))
        setError('')
        void acting.send({ words: draft.value.trim() })
      }}
    >
      <WordsField
        label={t('action.note')}
        error={error || undefined}
        note={t('log.internal')}
        value={draft.value}
        most={500}
        rows={3}
        change={draft.change}
      />
    </ActFrame>
  )
}

function TranscribeForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'transcribe', done)
  const [words, setWords] = useState(detail.words)
  const [error, setError] = useState('')
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== detail.words}
      cancel={cancel}
      submit={() => (words.trim() === '' ? setError(t('desk.words.write')) : void acting.send({ words: words.trim() }))}
    >
      <Voice files={detail.files} />
      <WordsField
        label={t('desk.transcribe.words')}
        error={error || undefined}
        note={t('desk.transcribe.note')}
        value={words}
        most={500}
        rows={3}
        change={setWords}
      />
    </ActFrame>
  )
}

/** The points of what was said: proposed from its sentences, corrected here. */
export function PointsForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'list_points', done)
  const [points, setPoints] = useState(() => [
    ...(detail.points.length > 0 ? detail.points : splitPoints(detail.words)),
  ])
  const [error, setError] = useState('')
  const kept = points.map((point) => point.trim()).filter((point) => point !== '')
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed
      cancel={cancel}
      label={t('desk.points.save')}
      submit={() => (kept.length === 0 ? setError(t('desk.points.write')) : void acting.send({ points: kept }))}
    >
      <p className="soft">{t('desk.points.note')}</p>
      <ol className="stack-small">
        {points.map((point, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place while it is being written
          <li key={place} className="point-line">
            <span aria-hidden="true">{circled(place)}</span>
            <Input
              value={point}
              maxLength={100}
              aria-label={t('desk.points.one', { place: place + 1 })}
              onChange={({ target }) => setPoints(points.map((other, at) => (at === place ? target.value : other)))}
            />
            <Button
              type="text"
              aria-label={t('desk.points.remove', { place: place + 1 })}
              onClick={() => setPoints(points.filter((_, at) => at !== place))}
            >
              {t('desk.remove')}
            </Button>
          </li>
        ))}
      </ol>
      {points.length < 8 && (
        <span>
          <Button size="small" onClick={() => setPoints([...points, ''])}>
            {t('desk.points.add')}
          </Button>
        </span>
      )}
      {error && <p className="error-text">{error}</p>}
    </ActFrame>
  )
}

const waitReasons = ['parts', 'owner', 'unit', 'weather', 'resident'] as const

function WaitForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const { now } = useSession()
  const format = useFormat()
  const acting = useActing(detail, 'wait', done)
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState('')
  const [error, setError] = useState<{ reason?: string; until?: string }>({})
  const today = dayOf(now())
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={reason !== ''}
      cancel={cancel}
      submit={() => {
        if (reason.trim() === '') return setError({ reason: t('desk.wait.reason.write') })
        if (until === '') return setError({ until: t('desk.wait.until.write') })
        setError({})
        void acting.send({ reason: reason.trim(), until })
      }}
    >
      <p className="soft">{t('desk.wait.note')}</p>
      <Field label={t('desk.wait.reason')} error={error.reason} note={t('desk.seen.resident')}>
        {(ids) => <Input {...ids} value={reason} maxLength={60} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      <span className="row">
        {waitReasons.map((one) => (
          <Button key={one} size="small" onClick={() => setReason(t(`desk.wait.${one}`))}>
            {t(`desk.wait.${one}`)}
          </Button>
        ))}
      </span>
      <Field label={t('desk.wait.until')} error={error.until} {...(until ? { note: format.dayAndWeekday(until) } : {})}>
        {(ids) => (
          <Input
            {...ids}
            type="date"
            min={addDays(today, 1)}
            max={addDays(today, 366)}
            value={until}
            onChange={({ target }) => setUntil(target.value)}
          />
        )}
      </Field>
    </ActFrame>
  )
}

function ResumeForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'resume', done)
  const [words, setWords] = useState('')
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      submit={() => void acting.send(words.trim() ? { words: words.trim() } : {})}
    >
      <p className="soft">{t('desk.resume.note')}</p>
      <WordsField
        label={t('desk.resume.words')}
        note={t('desk.seen.resident')}
        value={words}
        most={200}
        rows={2}
        change={setWords}
      />
    </ActFrame>
  )
}

function LateForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'explain_late', done)
  const [reason, setReason] = useState<LateReason | undefined>(detail.lateReason ?? undefined)
  const [words, setWords] = useState('')
  const [error, setError] = useState<{ reason?: string; words?: string }>({})
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      submit={() => {
        if (!reason) return setError({ reason: t('desk.late.choose') })
        if (words.trim() === '') return setError({ words: t('desk.words.write') })
        setError({})
        void acting.send({ reason, words: words.trim() })
      }}
    >
      <Choice
        label={t('desk.late.reason')}
        values={lateReasons}
        value={reason}
        error={error.reason}
        words={(one) => t(`lateReason.${one}`)}
        change={setReason}
      />
      <WordsField
        label={t('desk.late.words')}
        error={error.words}
        note={t('desk.seen.resident')}
        value={words}
        most={200}
        rows={3}
        change={setWords}
      />
    </ActFrame>
  )
}

const NEAR_SHOWN = 5
const alikeness = ['very', 'some', null] as const

/** Merging a duplicate: chosen from the same building or by number, then both shown before it is done. */
function MergeForm({ detail, done, cancel, into }: FormProps & { into?: string | undefined }) {
  const { t } = useWords()
  const say = useSay()
  const format = useFormat()
  const acting = useActing(detail, 'merge', done)
  const [typed, setTyped] = useState(into ? groupNumber(into) : '')
  const [error, setError] = useState('')
  const asked = parseNumber(typed)
  const number = asked === undefined ? undefined : withCheckDigit(asked)
  const target = useQuery({
    queryKey: ['request', number],
    queryFn: ({ signal }) => readRequest(number ?? '', signal),
    enabled: number !== undefined && number !== detail.number,
    retry: false,
  })
  const open = detail.nearby
    .filter((one) => one.open)
    .sort((a, b) => alikeness.indexOf(a.alike) - alikeness.indexOf(b.alike))
    .filter((one, place) => place < NEAR_SHOWN || one.number === into)
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={typed !== ''}
      cancel={cancel}
      submit={() => (target.data ? void acting.send({ into: target.data.id }) : setError(t('desk.merge.choose')))}
    >
      <p className="soft">{t('desk.merge.note')}</p>
      {open.length > 0 && (
        <Choice
          card
          label={t('desk.merge.near')}
          values={open.map((one) => one.number)}
          value={number}
          change={(next) => setTyped(groupNumber(next))}
          words={(one) => {
            const near = open.find((other) => other.number === one)
            if (!near) return null
            return (
              <>
                <b data-said>{near.title}</b>
                <small>
                  {groupNumber(near.number)} · {format.day(dayOf(new Date(near.openedAt)))} · {t(`state.${near.state}`)}
                  {near.alike && ` · ${t(`desk.like.${near.alike}`)}`}
                  {near.at === 'community' && <span data-said> · {near.place}</span>}
                </small>
              </>
            )
          }}
        />
      )}
      <Field
        label={t('desk.merge.number')}
        error={error || (typed !== '' && number === detail.number ? t('refusal.request.merge-itself') : undefined)}
      >
        {(ids) => (
          <Input
            {...ids}
            value={typed}
            inputMode="numeric"
            maxLength={14}
            onChange={({ target: input }) => {
              setTyped(input.value)
              setError('')
            }}
          />
        )}
      </Field>
      {target.error && <p className="refusal">{say(target.error)}</p>}
      {target.data && number !== detail.number && (
        <div className="beside">
          {[detail, target.data].map((one, place) => (
            <section key={one.id} className="original">
              <h3>{t(place === 0 ? 'desk.merge.this' : 'desk.merge.into')}</h3>
              <p className="meta num">
                {groupNumber(one.number)} · <span data-said>{one.place.building ?? one.place.words ?? ''}</span>
              </p>
              <p data-said>{one.words}</p>
              <StateWord state={one.state} />
            </section>
          ))}
        </div>
      )}
    </ActFrame>
  )
}

function UnmergeForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'unmerge', done)
  return (
    <SayForm
      detail={detail}
      acting={acting}
      cancel={cancel}
      above={t('desk.unmerge.note')}
      label={t('desk.unmerge.reason')}
      note={t('desk.seen.resident')}
      missing={t('desk.reason.write')}
      most={200}
      rows={2}
      send={(reason) => void acting.send({ reason })}
    />
  )
}

function UnpublishForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'unpublish', done)
  return (
    <SayForm
      detail={detail}
      acting={acting}
      cancel={cancel}
      label={t('desk.unpublish.reason')}
      missing={t('desk.reason.write')}
      most={200}
      rows={2}
      send={(reason) => void acting.send({ reason })}
    />
  )
}

interface ActionFormProps extends FormProps {
  action: DeskAction
  /** The number to merge into, when it was pressed beside one. */
  into?: string | undefined
}

/** The form of an action. */
export function ActionForm({ action, into, ...props }: ActionFormProps) {
  switch (action) {
    case 'accept':
      return <AcceptForm {...props} />
    case 'classify':
    case 'reclassify':
      return <ClassForm {...props} again={action === 'reclassify'} />
    case 'assign':
      return <AssignForm {...props} />
    case 'dispatch':
      return <DispatchForm {...props} />
    case 'receive':
      return <ReceiveForm {...props} />
    case 'give_back':
      return <GiveBackForm {...props} />
    case 'ask_above':
      return <AskAboveForm {...props} />
    case 'decide':
      return <DecideForm {...props} />
    case 'ask_assist':
      return <AskAssistForm {...props} />
    case 'assist_done':
      return <AssistDoneForm {...props} />
    case 'start':
      return <StartForm {...props} />
    case 'contact':
      return <ContactForm {...props} />
    case 'progress':
      return <ProgressForm {...props} />
    case 'reply':
      return <ReplyForm {...props} />
    case 'wait':
      return <WaitForm {...props} />
    case 'resume':
      return <ResumeForm {...props} />
    case 'explain_late':
      return <LateForm {...props} />
    case 'extend':
      return <ExtendForm {...props} />
    case 'supervise':
      return <SuperviseForm {...props} />
    case 'call_back':
      return <CallBackForm {...props} />
    case 'send_back':
      return <SendBackForm {...props} />
    case 'note':
      return <NoteForm {...props} />
    case 'list_points':
      return <PointsForm {...props} />
    case 'transcribe':
      return <TranscribeForm {...props} />
    case 'merge':
      return <MergeForm {...props} into={into} />
    case 'unmerge':
      return <UnmergeForm {...props} />
    case 'refer':
      return <ReferForm {...props} />
    case 'pass_on':
      return <PassOnForm {...props} />
    case 'publish':
      return <PublishForm {...props} />
    case 'unpublish':
      return <UnpublishForm {...props} />
  }
}

const wide: readonly DeskAction[] = ['reply', 'publish', 'pass_on', 'merge']

interface DialogProps {
  detail: RequestDetail | undefined
  action: DeskAction | undefined
  into?: string | undefined
  close(): void
  done?(): void
}

/** An action's form in a dialog; the original words stand above it. */
export function ActionDialog({ detail, action, into, close, done }: DialogProps) {
  const { t } = useWords()
  return (
    <Modal
      open={detail !== undefined && action !== undefined}
      onCancel={close}
      footer={null}
      title={action ? t(`action.${action}`) : ''}
      width={action && wide.includes(action) ? 860 : 600}
      destroyOnHidden
      afterOpenChange={(open) => {
        const first =
          open &&
          document.querySelector<HTMLElement>('[role="dialog"] form :is(input, textarea, button[type="submit"])')
        if (first) first.focus()
      }}
    >
      {detail && action && (
        <div className="stack">
          {action !== 'publish' && action !== 'merge' && detail.words !== '' && (
            <blockquote className="original" data-said>
              {detail.words}
            </blockquote>
          )}
          <ActionForm
            detail={detail}
            action={action}
            into={into}
            cancel={close}
            done={() => {
              close()
              done?.()
            }}
          />
        </div>
      )}
    </Modal>
  )
}

/**
 * Taking in for a resident who phones, comes, writes or is visited: by keyboard alone, consent recorded with how it was given.
 * Ctrl+Enter saves; the receipt stands beside an empty form for the next. Nobody types twice what is known.
 */
import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, type InputRef, Select } from 'antd'
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Link } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'
import { groupNumber } from '#lib/number.ts'
import { newId, openRequest, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords, type Words } from '#ui/shared/words.tsx'
import { useDraft } from '#ui/staff/draft.ts'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { KeyCap } from '#ui/staff/key-cap.tsx'
import { isDialogOpen } from '#ui/staff/keys.ts'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { PhotoInput } from '#ui/staff/photo-input.tsx'
import { plainSelect, saidSelect } from '#ui/staff/select.tsx'
import { type Audience, audiences, channels, findEmergencies, type Kind, kinds } from '../rules.ts'
import { Closed } from './staffClosed.tsx'
import { CategoryField } from './staffForms.tsx'
import { useCommunity, useCommunityChoice } from './staffPlaces.ts'
import { type Found, refreshRequests, useEmergencies, useInboxPage } from './staffQueries.ts'
import { useFound } from './staffSearch.tsx'

const behalfChannels = channels.filter((channel) => channel !== 'app' && channel !== 'open311')
type BehalfChannel = (typeof behalfChannels)[number]
const consents = ['voice', 'paper'] as const
type Consent = (typeof consents)[number]
type Person = Found['people'][number]

interface Filled {
  words: string
  person: Person | undefined
  name: string
  phone: string
  consent: Consent | undefined
  buildingId: string | undefined
  unit: string
  room: string
  placeWords: string
  kind: Kind | undefined
  category: string | undefined
  visibility: Audience | 'sealed'
  files: string[]
}

const blank: Filled = {
  words: '',
  person: undefined,
  name: '',
  phone: '',
  consent: undefined,
  buildingId: undefined,
  unit: '',
  room: '',
  placeWords: '',
  kind: undefined,
  category: undefined,
  visibility: 'handler',
  files: [],
}

type Wrong = Partial<Record<'words' | 'person' | 'consent' | 'place' | 'community', string>>

interface Saved {
  number: string
  words: string
  place: string
  channel: BehalfChannel
  at: string
}

export default function TakeInPage() {
  const { t } = useWords()
  const { actor } = useSession()
  if (actor?.permissions.includes('requests.takeIn')) return <TakeIn />
  return <Closed page={t('desk.menu.new')} permission="requests.takeIn" />
}

function TakeIn() {
  const { t } = useWords()
  const say = useSay()
  const client = useQueryClient()
  const { now, actor, reload } = useSession()
  const state = useHistoryState<{ person?: Person } | null>()
  const [channel, setChannel] = useState<BehalfChannel>('phone')
  // the desk for sealed reports takes in nothing else, and nobody else takes these in
  const mayBe = actor?.permissions.includes('requests.sealed') ? (['sealed'] as const) : audiences
  const fresh: Filled = { ...blank, visibility: mayBe === audiences ? 'handler' : 'sealed' }
  const draft = useDraft<Filled>(`${actor?.personId ?? ''}.take-in`, { ...fresh, person: state?.person }, 'sitting')
  const form = draft.value
  const community = useCommunityChoice()
  const places = useCommunity(community.path)
  const [wrong, setWrong] = useState<Wrong>({})
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const [sending, setSending] = useState(false)
  const [saved, setSaved] = useState<readonly Saved[]>([])
  const id = useRef(newId())
  const formElement = useRef<HTMLFormElement>(null)
  const words = useRef<HTMLTextAreaElement>(null)
  const consent = useRef<HTMLDivElement>(null)
  const set = (next: Partial<Filled>) => draft.change({ ...form, ...next })

  const buildings = useMemo(
    () =>
      (places.data?.estates ?? []).flatMap((estate) =>
        estate.buildings.map((building) => ({ ...building, label: `${estate.name} ${building.name}` })),
      ),
    [places.data],
  )
  const building = buildings.find((one) => one.id === form.buildingId)

  useEffect(() => {
    words.current?.focus()
    // on the document: also when the focus is on nothing, after a press beside the fields
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isDialogOpen()) return
      event.preventDefault()
      if (!event.repeat) formElement.current?.requestSubmit()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])

  async function save(event: FormEvent) {
    event.preventDefault()
    if (busy || sending) return
    const found: Wrong = {
      ...(community.path ? {} : { community: t('take.community.choose') }),
      ...(form.words.trim() === '' ? { words: t('take.words.write') } : {}),
      ...(form.person || (form.name.trim() !== '' && form.phone.trim() !== '')
        ? {}
        : { person: t('take.person.choose') }),
      ...(form.consent ? {} : { consent: t('take.consent.choose') }),
      ...(form.buildingId || form.placeWords.trim() !== '' ? {} : { place: t('take.place.choose') }),
    }
    setWrong(found)
    setError('')
    if (Object.keys(found).length > 0 || !form.consent || !community.path) {
      requestAnimationFrame(() =>
        formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-wrong] input')?.focus(),
      )
      return
    }
    setBusy(true)
    try {
      const receipt = await openRequest({
        id: id.current,
        words: form.words.trim(),
        place: {
          community: community.path,
          ...(form.buildingId ? { buildingId: form.buildingId } : {}),
          ...(form.buildingId && form.unit ? { unit: Number(form.unit) } : {}),
          ...(form.buildingId && form.room.trim() ? { room: form.room.trim() } : {}),
          ...(form.placeWords.trim() ? { words: form.placeWords.trim() } : {}),
        },
        visibility: form.visibility,
        ...(form.kind ? { kind: form.kind } : {}),
        ...(form.category ? { category: form.category } : {}),
        ...(form.files.length > 0 ? { files: form.files } : {}),
        behalf: {
          channel,
          consent: form.consent,
          ...(form.person ? { personId: form.person.id } : { name: form.name.trim(), phone: form.phone.trim() }),
        },
      })
      setSaved((before) => [
        {
          number: receipt.number,
          words: form.words.trim(),
          place: building?.label ?? form.placeWords.trim(),
          channel,
          at: now().toISOString(),
        },
        ...before,
      ])
      id.current = newId()
      draft.clear()
      draft.change(fresh)
      words.current?.focus()
      void refreshRequests(client)
    } catch (failure) {
      setError(say(failure))
      if (failure instanceof RefusalError && failure.status === 401) void reload()
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <header className="page-head-plain no-print">
        <PageTitle words={t('desk.menu.new')} />
        <span className="meta">{t('take.note')}</span>
      </header>
      <div className="page-body columns-2">
        <form ref={formElement} className="card take-in no-print" noValidate onSubmit={(event) => void save(event)}>
          {Object.keys(wrong).length > 0 && (
            <div className="refusal" role="alert">
              <b>{t('error.list')}</b>
              <ul>
                {Object.values(wrong).map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </div>
          )}
          <Choice
            label={t('take.channel')}
            values={behalfChannels as readonly BehalfChannel[]}
            value={channel}
            words={(one) => t(`channel.${one}`)}
            change={setChannel}
          />
          <Field label={t('take.words')} error={wrong.words} note={t('take.words.note')}>
            {(ids) => (
              <Input.TextArea
                {...ids}
                ref={(area) => {
                  words.current = area?.resizableTextArea?.textArea ?? null
                }}
                value={form.words}
                maxLength={500}
                showCount
                rows={4}
                onChange={({ target }) => set({ words: target.value })}
              />
            )}
          </Field>
          <EmergencyLine words={form.words} />
          <WhoField
            form={form}
            set={set}
            error={wrong.person}
            onChosen={() => consent.current?.querySelector<HTMLElement>('input:checked, input')?.focus()}
          />
          <div ref={consent} data-wrong={wrong.consent ? true : undefined}>
            <Choice
              label={t('take.consent')}
              values={consents}
              value={form.consent}
              error={wrong.consent}
              words={(one) => t(`take.consent.${one}`)}
              change={(consent) => set({ consent })}
            />
          </div>
          {community.choices.length > 1 && (
            <Field label={t('take.community')} error={wrong.community}>
              {(ids) => (
                <Select
                  {...ids}
                  {...saidSelect}
                  showSearch={{ optionFilterProp: 'label' }}
                  value={community.path ?? null}
                  options={community.choices.map(({ path, name }) => ({ value: path, label: name }))}
                  onChange={(path: string | null) => {
                    community.choose(path ?? undefined)
                    set({ buildingId: undefined, unit: '' })
                  }}
                />
              )}
            </Field>
          )}
          <div className="place-fields">
            <Field label={t('take.building')} error={wrong.place}>
              {(ids) => (
                <Select
                  {...ids}
                  {...saidSelect}
                  allowClear
                  showSearch={{ optionFilterProp: 'label' }}
                  value={form.buildingId ?? null}
                  placeholder={t('take.building.hint')}
                  options={buildings.map(({ id: value, label }) => ({ value, label }))}
                  onChange={(next: string | null) => set({ buildingId: next ?? undefined, unit: '' })}
                />
              )}
            </Field>
            <Field label={t('take.unit')}>
              {(ids) => (
                <Select
                  {...ids}
                  {...plainSelect}
                  allowClear
                  disabled={!building}
                  value={form.unit || null}
                  options={Array.from({ length: building?.units ?? 0 }, (_, unit) => ({
                    value: String(unit + 1),
                    label: t('desk.unit', { n: unit + 1 }),
                  }))}
                  onChange={(next: string | null) => set({ unit: next ?? '' })}
                />
              )}
            </Field>
            <Field label={t('take.room')}>
              {(ids) => (
                <Input
                  {...ids}
                  value={form.room}
                  maxLength={12}
                  disabled={!building}
                  autoComplete="off"
                  onChange={({ target }) => set({ room: target.value })}
                />
              )}
            </Field>
          </div>
          <Field label={t('take.place.words')}>
            {(ids) => (
              <Input
                {...ids}
                value={form.placeWords}
                maxLength={100}
                placeholder={t('take.place.words.hint')}
                onChange={({ target }) => set({ placeWords: target.value })}
              />
            )}
          </Field>
          <Choice
            label={t('desk.kind')}
            values={kinds}
            value={form.kind}
            words={(one) => t(`kind.${one}`)}
            change={(kind) => set({ kind })}
          />
          <CategoryField words={form.words} value={form.category} change={(category) => set({ category })} />
          <Choice
            label={t('take.see')}
            values={mayBe}
            value={form.visibility}
            words={(one) => t(`visibility.${one}`)}
            change={(visibility) => set({ visibility })}
          />
          <PhotoInput files={form.files} change={(files) => set({ files })} onBusy={setSending} />
          {error && (
            <p className="refusal" role="alert">
              {error}
            </p>
          )}
          <div className="row">
            <Button type="primary" htmlType="submit" loading={busy} disabled={sending}>
              {t('take.save')} <KeyCap name="Ctrl ↵" />
            </Button>
            <Button
              onClick={() => {
                draft.clear()
                draft.change(fresh)
                setWrong({})
                words.current?.focus()
              }}
            >
              {t('take.clear')}
            </Button>
          </div>
        </form>
        <aside className="stack" aria-label={t('take.beside')}>
          <Receipts saved={saved} phone={places.data?.phone} />
          {form.buildingId && <SameBuilding buildingId={form.buildingId} />}
        </aside>
      </div>
    </>
  )
}

const knownOf = ({ phoneTail, address }: Person, t: Words['t']) =>
  [phoneTail && t('phone.tail', { tail: phoneTail }), address].filter(Boolean).join(' · ')

/** What they say sounds like an emergency: whom they should call first. */
function EmergencyLine({ words }: { words: string }) {
  const { t, rich } = useWords()
  const list = useEmergencies().data
  const [found] = list ? findEmergencies(words, list) : []
  const numbers = (found?.emergency.calls ?? []).flatMap((code) => {
    const phone = list?.numbers.find((number) => number.code === code)?.phone
    return phone ? [{ code, said: `${t(`number.${code}`)} ${phone}` }] : []
  })
  const [first, ...others] = numbers
  return (
    <div role="status">
      {found && first && (
        <p className="row original">
          <Icon name="phone" small />
          <span>
            {rich('take.emergency', {
              word: <span data-said>{found.word}</span>,
              number: <b className="num">{first.said}</b>,
            })}
            {others.length > 0 && (
              <span className="meta">
                {' '}
                {t('take.emergency.others', { numbers: others.map(({ said }) => said).join(t('list.comma')) })}
              </span>
            )}
          </span>
        </p>
      )}
    </div>
  )
}

interface WhoProps {
  form: Filled
  set(next: Partial<Filled>): void
  error: string | undefined
  /** Goes on to the next field: what held the focus is gone. */
  onChosen(): void
}

/** Whom it is for: found in the register, or a new name and phone. */
function WhoField({ form, set, error, onChosen }: WhoProps) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  const finder = useRef<InputRef>(null)
  const found = useFound(words)
  const choose = (person: Person) => {
    set({ person })
    setTyped('')
    setWords('')
    onChosen()
  }
  const chooseAnother = () => {
    set({ person: undefined })
    requestAnimationFrame(() => finder.current?.focus())
  }
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed), 300)
    return () => clearTimeout(timer)
  }, [typed])

  if (form.person)
    return (
      <div className="field">
        <span className="label">{t('take.who')}</span>
        <div className="row original">
          <b data-said>{form.person.name}</b>
          <span className="num" data-said>
            {knownOf(form.person, t)}
          </span>
          <Button size="small" className="row-end" onClick={chooseAnother}>
            {t('take.who.other')}
          </Button>
        </div>
      </div>
    )
  const people = words.trim() === '' ? [] : (found.data?.people ?? [])
  return (
    <fieldset className="field">
      <legend>{t('take.who')}</legend>
      <Field label={t('take.find')} error={error}>
        {(ids) => (
          <Input
            {...ids}
            ref={finder}
            value={typed}
            maxLength={40}
            autoComplete="off"
            placeholder={t('take.find.hint')}
            prefix={<Icon name="search" small />}
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
              event.preventDefault()
              const [only] = people
              if (only && people.length === 1) choose(only)
            }}
          />
        )}
      </Field>
      <div role="status" className="meta">
        {words.trim() !== '' && found.data ? t('take.found', { n: people.length }) : ''}
      </div>
      {people.length > 0 && (
        <ul className="stack-small">
          {people.map((person) => (
            <li key={person.id}>
              <Button block className="person-choice" onClick={() => choose(person)}>
                <b data-said>{person.name}</b>
                <span className="num" data-said>
                  {knownOf(person, t)}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="two-fields">
        <Field label={t('take.name')}>
          {(ids) => (
            <Input
              {...ids}
              value={form.name}
              maxLength={60}
              autoComplete="off"
              onChange={({ target }) => set({ name: target.value })}
            />
          )}
        </Field>
        <Field label={t('take.phone')}>
          {(ids) => (
            <Input
              {...ids}
              value={form.phone}
              maxLength={20}
              inputMode="tel"
              autoComplete="off"
              onChange={({ target }) => set({ phone: target.value })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  )
}

/** The receipts of this sitting, the newest ready to be read out and printed at 80 mm. */
function Receipts({ saved, phone }: { saved: readonly Saved[]; phone: string | undefined }) {
  const { t } = useWords()
  const format = useFormat()
  const { session } = useSession()
  const [newest, ...older] = saved
  if (!newest)
    return (
      <section className="card no-print">
        <div className="card-head">
          <h2>{t('take.receipt')}</h2>
        </div>
        <p className="card-body meta">{t('take.receipt.none')}</p>
      </section>
    )
  return (
    <section className="card receipt-card">
      <div className="card-head no-print">
        <h2>{t('take.receipt')}</h2>
      </div>
      <div className="card-body stack-small">
        <div role="status" className="unseen">
          {t('take.saved', { number: format.numberAloud(newest.number) })}
        </div>
        <div className="receipt stack-small">
          <b>{t('take.receipt.title', { name: t('app.name') })}</b>
          <div>
            <div className="meta">{t('take.receipt.number')}</div>
            <div className="receipt-number">{groupNumber(newest.number)}</div>
          </div>
          <div>
            {format.stamp(newest.at)} · {t(`channel.${newest.channel}`)}
          </div>
          <div data-said>{newest.place}</div>
          <div data-said>{newest.words}</div>
          <div className="meta">{t('take.receipt.track', { phone: phone ?? session?.phone ?? '' })}</div>
        </div>
        <div className="row no-print">
          <Button onClick={() => print()}>
            <Icon name="printer" small />
            {t('take.receipt.print')}
          </Button>
          <Link href={`/desk/requests/${newest.number}`} className="link">
            {t('take.receipt.open')}
          </Link>
        </div>
        {older.length > 0 && (
          <ul className="no-print">
            {older.map((one) => (
              <li key={one.number} className="row">
                <Link href={`/desk/requests/${one.number}`} className="link num">
                  {groupNumber(one.number)}
                </Link>
                <span className="meta cut" data-said>
                  {one.words}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

/** What the same building has open, so that nothing is taken in twice. */
function SameBuilding({ buildingId }: { buildingId: string }) {
  const { t } = useWords()
  const page = useInboxPage({ view: 'all', figure: 'open', building: buildingId, limit: 5 })
  if (!page.data || page.data.rows.length === 0) return null
  return (
    <section className="card no-print">
      <div className="card-head">
        <h2>{t('take.same')}</h2>
      </div>
      <ul className="card-body likes">
        {page.data.rows.map((row) => (
          <li key={row.id}>
            <Link href={`/desk/requests/${row.number}`} className="link" data-said>
              {row.title}
            </Link>
            <div className="meta">
              {groupNumber(row.number)} · {t(`state.${row.state}`)}
              {row.joined > 0 && ` · ${t('desk.joined', { n: row.joined })}`}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

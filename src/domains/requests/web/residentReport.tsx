/**
 * Reporting in under a minute: words or voice, photos, a place, a kind if one wants, who may see it, and the promise before
 * submitting. Signing in is asked at submit only. In 长辈版 the same is one question a page (residentReportSteps.tsx).
 * Nothing typed is lost: residentDraft.ts keeps it; it is sent when the person presses 提交, never silently.
 */
import { type RefObject, useCallback, useEffect, useId, useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { maskName } from '#lib/mask.ts'
import { keptCommunity, useCommunity, workersOf } from '#ui/resident/community.ts'
import { recall, remember } from '#ui/resident/device.ts'
import { Icon } from '#ui/resident/icon.tsx'
import { useLoad } from '#ui/resident/load.ts'
import { useMode, useTimes } from '#ui/resident/mode.tsx'
import { useOnline } from '#ui/resident/online.ts'
import { Page } from '#ui/resident/page.tsx'
import { Button, Card, ErrorLine, LinkButton, Loading, NoticeBar, RadioRow } from '#ui/resident/parts.tsx'
import { PhotoInput } from '#ui/resident/photo-input.tsx'
import { buildingName, PlacePicker, type PlaceValue, usePlaceLine } from '#ui/resident/place-picker.tsx'
import { VoiceInput } from '#ui/resident/voice-input.tsx'
import { type Answer, newId, OfflineError, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { findEmergencies } from '../rules.ts'
import { call, openRequest } from './api.ts'
import { type Draft, type OpenedForm, useDraft } from './residentDraft.ts'
import { PHOTOS_MOST, useFiles } from './residentFiles.ts'
import { ReportSteps } from './residentReportSteps.tsx'

export const WORDS_MOST = 500
const SUGGEST_AFTER = 600
const SUGGEST_FROM = 4

/** Set while somebody goes to sign in because they pressed 提交: coming back by `?send=1` goes on from there. */
let submitAfterSignIn = false

type Suggested = Answer<'POST', '/request-categories/suggestions'>

export type ReportProblems = { words?: string; place?: string }

/** Everything a report needs; the two forms of the screen share it. */
export function useReport() {
  const { t } = useWords()
  const say = useSay()
  const { actor, session, reload } = useSession()
  const [, navigate] = useLocation()
  const { path: communityPath, community, home } = useCommunity()
  const { draft, ready, found, latest, change, write, clear } = useDraft()
  const [problems, setProblems] = useState<ReportProblems>({})
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState<'photos' | 'sending'>()
  const busyNow = useRef(false)

  const files = useFiles({
    files: draft.files,
    signedIn: actor?.kind === 'resident',
    change: useCallback((next) => change((before) => ({ ...before, files: next(before.files) }), true), [change]),
  })
  const placeGone = usePlaceFromCode(ready, change)
  const helps = actor?.helps.filter(({ may }) => may.includes('report')) ?? []
  const forWhom = helps.find(({ personId }) => personId === draft.for)
  usePersonFromAddress(ready, change)
  usePlaceFromLastTime(ready, draft, change)
  usePlaceFromHome(ready, draft, change, community, home)
  const { categories: suggested, similar } = useSuggestions(draft)
  const urgent = useUrgent(latest)
  const promise = useLoad('promise', (signal) => call('GET', '/requests/promise', { signal, query: {} }))
  // asked whatever is chosen: a call that only who wants to be sealed makes would tell on them
  const where = draft.place?.community ?? communityPath
  const apart = useLoad(where && `apart ${where}`, (signal) =>
    call('GET', '/requests/promise', { signal, query: where ? { community: where } : {} }),
  )

  const setWords = (words: string) => {
    setProblems(({ words: _, ...rest }) => rest)
    change((before) => ({ ...before, words: words.slice(0, WORDS_MOST) }))
  }
  const setPlace = (place: PlaceValue) => {
    setProblems(({ place: _, ...rest }) => rest)
    change(({ placeFrom: _, ...before }) => ({ ...before, place }), true)
    remember('community', place.community)
  }

  const check = (): ReportProblems => {
    const { words, files: kept, place } = latest.current
    return {
      ...(words.trim() === '' && !kept.some(({ kind }) => kind === 'voice') ? { words: t('report.what.missing') } : {}),
      ...(place && (place.buildingId || place.words || place.longitude !== undefined)
        ? {}
        : { place: t('report.place.missing') }),
    }
  }

  const finish = async (number: string, place: PlaceValue | undefined, lost: boolean) => {
    if (place) rememberPlace(place)
    await clear()
    navigate(`/report/done/${number}${lost ? '?lost=1' : ''}`)
  }

  const send = async (again = true): Promise<void> => {
    if (latest.current.files.some(({ sent }) => !sent)) {
      setBusy('photos')
      if (!(await files.sendAll(latest.current.files)))
        return setFailure(navigator.onLine ? t('report.files.failed') : say(new OfflineError()))
    }
    setBusy('sending')
    const form = formOf(latest.current, helps)
    try {
      change((before) => ({ ...before, sent: form }), true)
      const { join, place } = latest.current
      const { id, number, version } = await openRequest(form)
      if (join && (await (await import('./residentSimilar.tsx')).joinRequest(id, version, join))) {
        await clear()
        return navigate(`/requests/${number}`)
      }
      await finish(number, place, false)
    } catch (error) {
      if (!(error instanceof RefusalError))
        return setFailure(error instanceof OfflineError && navigator.onLine ? t('report.unanswered') : say(error))
      // What was sent earlier did arrive and was changed since: that one is the request.
      if (error.code === 'action.reused' && earlier.current) {
        const { number } = await openRequest(earlier.current)
        return await finish(number, latest.current.place, true)
      }
      change(({ sent: _, ...rest }) => rest, true)
      // Files that belong to somebody else or were cleared away are sent anew, once.
      if (error.code === 'file.unknown' && again) {
        change((rest) => ({ ...rest, files: rest.files.map((file) => ({ ...file, id: newId(), sent: false })) }), true)
        return await send(false)
      }
      if (error.status === 401) {
        await reload()
        return goToSignIn()
      }
      if (error.code === 'building.unknown' || error.code === 'request.place-missing')
        setProblems({ place: say(error) })
      else setFailure(say(error))
    }
  }
  const earlier = useRef<OpenedForm>(undefined)

  const goToSignIn = () => {
    submitAfterSignIn = true
    void write()
    navigate(`/login?next=${encodeURIComponent('/report?step=4&send=1')}`)
  }

  /** Whether somebody has to be called first: then that is shown, and what was written waits. */
  const callsFirst = (step: number): boolean => {
    if (!urgent()) return false
    void write()
    navigate(`/report/emergency?step=${step}`)
    return true
  }

  /** @param into a neighbour's request that the own one joins */
  const submit = async (into?: string) => {
    if (busyNow.current) return
    setFailure('')
    if (latest.current.join?.into !== into)
      change(({ join: _, ...before }) => (into ? { ...before, join: { into, id: newId() } } : before), true)
    if (callsFirst(4)) return
    const wrong = check()
    setProblems(wrong)
    if (Object.keys(wrong).length > 0) return
    if (!actor) return goToSignIn()
    if (actor.kind === 'staff') return setFailure(t('report.staff'))
    busyNow.current = true
    earlier.current = latest.current.sent
    try {
      await send()
    } catch (error) {
      setFailure(say(error))
    } finally {
      busyNow.current = false
      setBusy(undefined)
    }
  }

  const submitNow = useRef(submit)
  submitNow.current = submit
  const signedIn = actor !== null
  const goesOn = new URLSearchParams(useSearch()).has('send')
  useEffect(() => {
    if (!ready) return
    const go = submitAfterSignIn && signedIn && goesOn
    submitAfterSignIn = false
    if (go) void submitNow.current(latest.current.join?.into)
  }, [ready, signedIn, goesOn, latest])

  return {
    draft,
    ready,
    found,
    files,
    suggested,
    similar,
    promise: promise.value,
    /** What stands where a sealed report would go. */
    sealedNote: apart.value && !apart.value.heardApart ? 'refusal.request.no-sealed-desk' : 'report.contact.sealed',
    problems,
    failure,
    busy,
    actor,
    placeGone,
    phone: community?.phone ?? session?.phone ?? '',
    helps,
    forWhom,
    worker: community && workersOf(community.workers, home?.grid).own,
    /** Where to look for buildings before a place is chosen. */
    here: communityPath && community ? { community: communityPath, communityName: community.name } : undefined,
    change,
    setWords,
    setPlace,
    setProblems,
    check,
    callsFirst,
    submit,
    clear,
  }
}

export type Report = ReturnType<typeof useReport>

function formOf(
  { id, words, place, files, category, visibility, for: person }: Draft,
  helps: readonly { personId: string }[],
): OpenedForm {
  const { communityName: _, building: __, units: ___, ...where } = place ?? { community: '', communityName: '' }
  return {
    id,
    words: words.trim(),
    place: where,
    ...(files.length > 0 ? { files: files.map((file) => file.id) } : {}),
    ...(category && category !== 'none' ? { category } : {}),
    visibility,
    ...(person && helps.some(({ personId }) => personId === person) ? { for: person } : {}),
  }
}

const LAST_PLACE = 'place'

function rememberPlace({ room: _, words: __, longitude: ___, latitude: ____, ...place }: PlaceValue): void {
  if (place.buildingId) remember(LAST_PLACE, JSON.stringify(place))
}

function recallPlace(): PlaceValue | undefined {
  const kept = recall(LAST_PLACE)
  return kept ? (JSON.parse(kept) as PlaceValue) : undefined
}

/** The code on a notice board names a building; it wins over what was there. @returns whether the building is gone */
function usePlaceFromCode(ready: boolean, change: (next: (draft: Draft) => Draft, atOnce?: boolean) => void): boolean {
  const building = new URLSearchParams(useSearch()).get('place') ?? undefined
  const { value, error } = useLoad(building && ready ? `building ${building}` : undefined, (signal) =>
    call('GET', '/buildings/:id', { params: { id: building ?? '' }, signal }),
  )
  useEffect(() => {
    if (!value) return
    if (!keptCommunity()) remember('community', value.community)
    change((before) =>
      before.place?.buildingId === value.id
        ? before
        : {
            ...before,
            placeFrom: 'code',
            place: {
              community: value.community,
              communityName: value.communityName,
              buildingId: value.id,
              building: buildingName(value.estate, value.name),
              units: value.units,
            },
          },
    )
  }, [value, change])
  return error instanceof RefusalError
}

/** A link from the page of somebody I help says whom the report is for. */
function usePersonFromAddress(ready: boolean, change: (next: (draft: Draft) => Draft, atOnce?: boolean) => void): void {
  const person = new URLSearchParams(useSearch()).get('for') ?? undefined
  useEffect(() => {
    if (ready && person) change((before) => ({ ...before, for: person }))
  }, [ready, person, change])
}

/** Whom it is for, asked only of who helps somebody. */
export function ForWhom({ report: { helps, forWhom, change } }: { report: Report }) {
  const { t } = useWords()
  if (helps.length === 0) return null
  return (
    <section className="card">
      <RadioRow
        legend={t('report.for')}
        name="for"
        look="pills"
        value={forWhom?.personId ?? ''}
        options={[
          { value: '', label: t('report.for.me') },
          ...helps.map(({ personId, name }) => ({
            value: personId,
            label: (
              <span data-said lang="zh-CN">
                {name}
              </span>
            ),
          })),
        ]}
        onChange={(person) => change(({ for: _, ...before }) => ({ ...before, ...(person ? { for: person } : {}) }))}
      />
    </section>
  )
}

function usePlaceFromLastTime(ready: boolean, draft: Draft, change: (next: (draft: Draft) => Draft) => void) {
  const search = useSearch()
  useEffect(() => {
    if (!ready || draft.place || new URLSearchParams(search).has('place')) return
    const last = recallPlace()
    if (last) change((before) => (before.place ? before : { ...before, place: last, placeFrom: 'last' }))
  }, [ready, draft.place, search, change])
}

/** The resident's own building, when nothing nearer is known: nobody picks it twice. */
function usePlaceFromHome(
  ready: boolean,
  draft: Draft,
  change: (next: (draft: Draft) => Draft) => void,
  community: ReturnType<typeof useCommunity>['community'],
  home: ReturnType<typeof useCommunity>['home'],
) {
  const search = useSearch()
  useEffect(() => {
    if (!ready || draft.place || !home || !community || recallPlace()) return
    if (new URLSearchParams(search).has('place')) return
    const place: PlaceValue = {
      community: community.path,
      communityName: community.name,
      buildingId: home.buildingId,
      building: buildingName(home.estate, home.name),
      units: home.units,
      ...(home.unit ? { unit: home.unit } : {}),
      ...(home.room ? { room: home.room } : {}),
    }
    change((before) => (before.place ? before : { ...before, place, placeFrom: 'home' }))
  }, [ready, draft.place, search, change, community, home])
}

const nothing: Suggested = { categories: [], similar: [] }

/**
 * Categories the words speak of and what neighbours reported of them, a moment after the last key. Without a network there are
 * none, and nothing is said.
 */
function useSuggestions({ words, place: { community, buildingId } = {} as PlaceValue }: Draft): Suggested {
  const [suggested, setSuggested] = useState(nothing)
  useEffect(() => {
    if ([...words.trim()].length < SUGGEST_FROM) return setSuggested(nothing)
    const control = new AbortController()
    const timer = setTimeout(() => {
      call('POST', '/request-categories/suggestions', {
        body: { words, ...(community && { community }), ...(buildingId && { buildingId }) },
        signal: control.signal,
      }).then(setSuggested, () => undefined)
    }, SUGGEST_AFTER)
    return () => {
      clearTimeout(timer)
      control.abort()
    }
  }, [words, community, buildingId])
  return suggested
}

/** What neighbours reported; its screen is fetched when there is something. */
export function Similar({ report }: { report: Report }) {
  const { loadMore } = useWords()
  const [Shown, setShown] = useState<typeof import('./residentSimilar.tsx').default>()
  const any = report.similar.length > 0
  useEffect(() => {
    if (any)
      Promise.all([import('./residentSimilar.tsx'), loadMore()]).then(
        ([{ default: shown }]) => setShown(() => shown),
        () => undefined,
      )
  }, [any, loadMore])
  return any && Shown ? <Shown report={report} /> : null
}

/**
 * Whether what is written sounds like an emergency that nobody has said it is not. Looked up here, so that nothing is sent
 * for it. The screen is fetched with the first such word: it must be there also when the network is gone.
 */
function useUrgent(latest: RefObject<Draft>): () => boolean {
  const { value: list } = useLoad('emergencies', (signal) => call('GET', '/emergencies', { signal }))
  const urgent = () => {
    const { words, notUrgent = [] } = latest.current
    return !!list && findEmergencies(words, list).some(({ word }) => !notUrgent.includes(word))
  }
  const isUrgent = urgent()
  useEffect(() => {
    if (isUrgent) void import('./residentEmergency.tsx').catch(() => undefined)
  }, [isUrgent])
  return urgent
}

export default function ResidentReport() {
  const { elder } = useMode()
  const report = useReport()
  const { t } = useWords()
  if (!report.ready)
    return (
      <Page title={t('report.title')} back="/">
        <Loading />
      </Page>
    )
  return elder ? <ReportSteps report={report} /> : <ReportForm report={report} />
}

function ReportForm({ report }: { report: Report }) {
  const { t, rich } = useWords()
  const times = useTimes()
  const online = useOnline()
  const placeLine = usePlaceLine()
  const { draft, files, problems, failure, busy, actor, promise, phone, suggested } = report
  const [picking, setPicking] = useState(false)
  const summary = useRef<HTMLDivElement>(null)
  const words = useId()
  const wasOffline = useRef(false)
  if (!online) wasOffline.current = true
  const backOnline = online && wasOffline.current && (!failure || failure === t('net.offline'))

  const wrong = Object.entries(problems)
  const said = wrong.map(([, sentence]) => sentence).join()
  useEffect(() => {
    if (said !== '') summary.current?.focus()
  }, [said])

  const categories = [
    ...new Set([...suggested, ...(draft.category && draft.category !== 'none' ? [draft.category] : [])]),
  ]
  return (
    <>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void report.submit()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !picking) void report.submit()
        }}
      >
        <Page
          title={t('report.title')}
          back="/"
          right={
            phone ? (
              <a className="icon-button" href={`tel:${phone}`} aria-label={t('call.community', { phone })}>
                <Icon name="phone" />
              </a>
            ) : undefined
          }
          bar={
            <>
              {promise && (
                <p className="bar-line">
                  <Icon name="clock" />
                  <span>
                    {rich('report.promise', {
                      when: (
                        <b>
                          <time dateTime={promise.at}>{times.promise(promise.at, 'dated')}</time>
                        </b>
                      ),
                    })}
                  </span>
                </p>
              )}
              <Button type="submit" busy={busy !== undefined}>
                {t(busy === 'photos' ? 'report.sending.photos' : busy ? 'report.sending' : 'report.submit')}
              </Button>
            </>
          }
        >
          {wrong.length > 0 && (
            <div ref={summary} tabIndex={-1} role="alert" className="card error-list" data-silent>
              <h2 className="card-title">{t('report.problems')}</h2>
              <ul>
                {wrong.map(([field, sentence]) => (
                  <li key={field}>
                    <a
                      href={`#${field === 'words' ? words : 'report-place'}`}
                      onClick={(event) => {
                        event.preventDefault()
                        document.getElementById(field === 'words' ? words : 'report-place')?.focus()
                      }}
                    >
                      {sentence}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          )}
          {report.placeGone && <NoticeBar>{t('report.place.gone')}</NoticeBar>}
          {failure && !backOnline && (online || failure !== t('net.offline')) && (
            <NoticeBar tone="late" icon="alert-triangle" live>
              {failure}
            </NoticeBar>
          )}
          {backOnline && (
            <NoticeBar tone="ok" icon="circle-check" live>
              {t('report.back.online')}
            </NoticeBar>
          )}
          {report.found && (
            <p className="meta foot-note">
              {t('report.draft')}{' '}
              <button type="button" className="text-link" onClick={() => void report.clear()}>
                {t('report.draft.clear')}
              </button>
            </p>
          )}

          <ForWhom report={report} />
          <section className="card">
            <label className="card-title" htmlFor={words}>
              {t('report.what')}
            </label>
            <div className="say">
              <textarea
                id={words}
                maxLength={WORDS_MOST}
                value={draft.words}
                aria-describedby={`${words}-hint${problems.words ? ` ${words}-problem` : ''}`}
                aria-invalid={problems.words ? true : undefined}
                onChange={(event) => report.setWords(event.currentTarget.value)}
              />
              <div className="say-foot">
                <VoiceInput
                  voice={files.voice}
                  onRecorded={files.addVoice}
                  onRemove={() => files.voice && files.remove(files.voice.id)}
                  onRetry={() => files.voice && files.retry(files.voice.id)}
                />
                <span className="meta number">{t('report.count', { n: draft.words.length })}</span>
              </div>
            </div>
            <p className="meta under" id={`${words}-hint`}>
              {t(files.voice ? 'report.voice.how' : 'report.what.example')}
            </p>
            {problems.words && <ErrorLine id={`${words}-problem`}>{problems.words}</ErrorLine>}
            <PhotoInput
              photos={files.photos}
              most={PHOTOS_MOST}
              error={files.problem || undefined}
              onAdd={(chosen) => void files.addPhotos(chosen)}
              onRemove={files.remove}
              onRetry={files.retry}
            />
          </section>

          <Card title={t('report.place')}>
            <button
              type="button"
              id="report-place"
              className="place-button"
              aria-describedby={problems.place ? 'report-place-problem' : undefined}
              onClick={() => setPicking(true)}
            >
              <Icon name="building" />
              <span className="grow">
                {draft.place ? (
                  <span data-said lang="zh-CN">
                    {placeLine(draft.place)}
                  </span>
                ) : (
                  t('report.place.choose')
                )}
              </span>
              {draft.placeFrom && <span className="meta">{t(`report.place.${draft.placeFrom}`)}</span>}
              <Icon name="chevron-right" />
            </button>
            {problems.place && <ErrorLine id="report-place-problem">{problems.place}</ErrorLine>}
          </Card>

          {draft.visibility !== 'sealed' && <Similar report={report} />}
          {categories.length > 0 && (
            <section className="card">
              <RadioRow
                legend={
                  <>
                    {t('report.kind')}
                    <small>{t('report.kind.skip')}</small>
                  </>
                }
                name="category"
                look="pills"
                value={draft.category}
                options={[
                  ...categories.map((code) => ({ value: code, label: t(`category.${code}`) })),
                  { value: 'none', label: t('report.kind.none') },
                ]}
                onChange={(category) => report.change((before) => ({ ...before, category }))}
              />
            </section>
          )}

          <section className="card">
            <RadioRow
              legend={t('report.see')}
              name="visibility"
              value={draft.visibility}
              options={[
                { value: 'public', label: t('report.see.public'), hint: t('report.see.public.how') },
                { value: 'neighbours', label: t('report.see.neighbours'), hint: t('report.see.neighbours.how') },
                { value: 'handler', label: t('report.see.handler'), hint: t('report.see.handler.how') },
                { value: 'sealed', label: t('report.see.sealed'), hint: t('report.see.sealed.how') },
              ]}
              onChange={(visibility) => report.change((before) => ({ ...before, visibility }))}
            />
          </section>

          <p className="meta foot-note">
            {draft.visibility === 'sealed'
              ? t(report.sealedNote)
              : report.forWhom
                ? t('report.contact.for', { name: report.forWhom.name })
                : actor?.phoneTail
                  ? t('report.contact', { tail: actor.phoneTail, name: maskName(actor.name) })
                  : t('report.contact.later')}
          </p>
          {promise?.unsure && <p className="meta foot-note">{t('report.promise.unsure')}</p>}
          {actor?.kind === 'staff' && (
            <LinkButton href="/desk/requests/new" look="line">
              {t('report.staff')}
            </LinkButton>
          )}
        </Page>
      </form>
      <PlacePicker
        open={picking}
        value={draft.place ?? report.here}
        onChange={report.setPlace}
        onClose={() => setPicking(false)}
      />
    </>
  )
}

/**
 * A case: everything needed to act, on one page. The resident's words come first and whole.
 * It changes while it is read: data is renewed in place, what is being written stays (staffActing.tsx, draft.ts).
 */
import { Button, Segmented } from 'antd'
import { Fragment, useRef, useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { groupNumber } from '#lib/number.ts'
import { RefusalError } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { ActionBar } from '#ui/staff/action-bar.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { KeyCap } from '#ui/staff/key-cap.tsx'
import { useKeys } from '#ui/staff/keys.ts'
import { usePhone } from '#ui/staff/media.ts'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { Timeline } from '#ui/staff/timeline.tsx'
import { useMovedWords, useWhyNot } from './staffActing.tsx'
import { type DeskAction, useActionList } from './staffActionList.ts'
import { Clocks } from './staffClocks.tsx'
import { Closed } from './staffClosed.tsx'
import { Assists, UnitNote } from './staffDispatch.tsx'
import { ActionDialog, ContactForm, NoteForm, ProgressForm } from './staffForms.tsx'
import { keptList } from './staffList.ts'
import { ChannelTag, Photos, PromiseOrState, StateWord, Voice, WordsWithPoints } from './staffParts.tsx'
import { usePlaceWords, useTimelineSteps } from './staffPreview.tsx'
import { type RequestDetail, useRequest } from './staffQueries.ts'
import { ReplyForm } from './staffReply.tsx'
import { Reporter } from './staffReporter.tsx'

export default function CasePage() {
  const { t } = useWords()
  const { number = '' } = useParams<{ number: string }>()
  const { data, error, refetch } = useRequest(number)

  if (error instanceof RefusalError && error.status === 404)
    return (
      <>
        <PageTitle words={t('desk.case.unknown', { number: groupNumber(number) })} unseen />
        <EmptyState words={t('desk.case.unknown', { number: groupNumber(number) })} icon="search">
          <Link href="/desk/requests" className="link">
            {t('desk.case.back')}
          </Link>
        </EmptyState>
      </>
    )
  if (error instanceof RefusalError && error.status === 403)
    return <Closed page={t('desk.case.closed', { number: groupNumber(number) })} permission="requests.desk" />
  if (error && !data) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Loading lines={10} />
  return <Case key={data.id} detail={data} />
}

const composers = ['reply', 'progress', 'contact', 'note'] as const
type Composer = (typeof composers)[number]
const parts = ['content', 'act', 'log'] as const

function Case({ detail }: { detail: RequestDetail }) {
  const { t } = useWords()
  const format = useFormat()
  const phone = usePhone()
  const [, navigate] = useLocation()
  const [action, setAction] = useState<DeskAction>()
  const [into, setInto] = useState<string>()
  const [composer, setComposer] = useState<Composer>(() => firstComposer(detail))
  const [part, setPart] = useState<(typeof parts)[number]>('content')
  const [onlyPublic, setOnlyPublic] = useState(false)
  const replyWords = useRef<HTMLTextAreaElement>(null)
  const whyNot = useWhyNot()
  const placeWords = usePlaceWords()
  const timelineSteps = useTimelineSteps()
  const list = keptList()
  const at = list?.numbers.indexOf(detail.number) ?? -1
  const before = at > 0 ? list?.numbers[at - 1] : undefined
  const next = at >= 0 ? list?.numbers[at + 1] : undefined
  const place = placeWords(detail.place)
  const photos = detail.files.filter(({ kind }) => kind === 'photo')
  const replyLegal = !whyNot(detail, 'reply')
  const isAnswered = !replyLegal && (detail.repliedAt !== null || detail.closedAt !== null)
  const mayCompose = composers.some((name) => !whyNot(detail, name))

  const openComposer = (name: Composer) => {
    setPart('act')
    setComposer(name)
    requestAnimationFrame(() => {
      const panel = document.getElementById('composer')
      panel?.scrollIntoView({ block: 'nearest' })
      panel?.querySelector<HTMLElement>('textarea')?.focus()
    })
  }
  const press = (wanted: DeskAction) => {
    if (wanted === 'reply' && composer === 'reply' && part === 'act' && phone) return submitReply()
    if (wanted === 'reply' && composer === 'reply' && !phone && replyWords.current?.value) return submitReply()
    if ((composers as readonly string[]).includes(wanted)) return openComposer(wanted as Composer)
    setInto(undefined)
    setAction(wanted)
  }
  const submitReply = () => {
    const form = document.getElementById('reply-form')
    if (form instanceof HTMLFormElement) form.requestSubmit()
  }
  const start = (...wanted: DeskAction[]) => {
    const legal = wanted.find((one) => !whyNot(detail, one))
    if (legal) press(legal)
  }

  useKeys({
    j: next ? () => navigate(`/desk/requests/${next}`) : undefined,
    k: before ? () => navigate(`/desk/requests/${before}`) : undefined,
    Escape: () => navigate(list?.address ?? '/desk/requests'),
    a: () => start('accept'),
    d: () => start('assign', 'classify'),
    c: () => openComposer('contact'),
    r: () => openComposer('reply'),
    w: () => start('wait', 'resume'),
    m: () => start('merge'),
  })

  const shows = (name: (typeof parts)[number]) => !phone || part === name
  const { actions, expected } = useActionList(detail, press)
  const shownActions = actions.map((one) =>
    one.key === 'reply' && replyLegal && composer === 'reply' && shows('act')
      ? { ...one, label: t('desk.reply.send'), shortcut: 'Ctrl ↵' }
      : one,
  )

  return (
    <>
      <header className="case-head">
        <nav className="crumbs" aria-label={t('desk.crumbs')}>
          <Link href="/desk/requests" className="plain-link">
            {t('desk.menu.requests')}
          </Link>{' '}
          /{' '}
          {list && at >= 0 && (
            <>
              <Link href={list.address} className="plain-link">
                {list.name}
              </Link>{' '}
              /{' '}
            </>
          )}
          <span className="num">{groupNumber(detail.number)}</span>
        </nav>
        <PageTitle words={detail.title}>
          <span data-said>{detail.title}</span> <PromiseOrState row={detail} full />
        </PageTitle>
        <div className="row not-phone no-print">
          <Button size="small" disabled={!before} onClick={() => before && navigate(`/desk/requests/${before}`)}>
            <Icon name="chevronLeft" small />
            {t('desk.before')} <KeyCap name="K" />
          </Button>
          <Button size="small" disabled={!next} onClick={() => next && navigate(`/desk/requests/${next}`)}>
            {t('desk.next')} <KeyCap name="J" />
            <Icon name="chevronRight" small />
          </Button>
          <Button size="small" onClick={() => print()}>
            <Icon name="printer" small />
            {t('desk.print')}
          </Button>
        </div>
      </header>
      <CaseNews detail={detail} />
      {phone && (
        <div className="case-parts no-print">
          <Segmented
            block
            aria-label={t('desk.parts')}
            value={part}
            onChange={setPart}
            options={parts.map((name) => ({ value: name, label: t(`desk.part.${name}`) }))}
          />
        </div>
      )}
      <div className="case-columns">
        <div className="stack">
          {shows('content') && (
            <>
              <Notes detail={detail} />
              <section className="card" aria-label={t('desk.words')}>
                <div className="card-body card-body-even">
                  <WordsWithPoints words={detail.words} points={detail.points} />
                  <Voice files={detail.files}>
                    {!whyNot(detail, 'transcribe') && (
                      <Button size="small" onClick={() => press('transcribe')}>
                        {t('action.transcribe')}
                      </Button>
                    )}
                  </Voice>
                  <div className="thumbs">
                    <Photos files={photos} place={place} />
                    <span className="meta">
                      {format.stamp(detail.openedAt)} · <ChannelTag channel={detail.channel} /> ·{' '}
                      {t(`visibility.${detail.audience}`)}
                    </span>
                  </div>
                  {detail.points.length === 0 && !whyNot(detail, 'list_points') && (
                    <p>
                      <button type="button" className="link" onClick={() => press('list_points')}>
                        {t('action.list_points')}
                      </button>
                    </p>
                  )}
                </div>
              </section>
              <Source detail={detail} />
              {detail.passedOn && (
                <section className="card">
                  <div className="card-head">
                    <h2>{t('desk.pass.told')}</h2>
                  </div>
                  <p className="card-body said-lines" data-said>
                    {detail.passedOn}
                  </p>
                </section>
              )}
              <Answer detail={detail} />
            </>
          )}
          {shows('act') && mayCompose && (
            <section className="card no-print" id="composer" aria-label={t('desk.composer')}>
              <div className="composer-tabs" role="tablist" aria-label={t('desk.composer')}>
                {composers.map((name) => (
                  <button
                    key={name}
                    type="button"
                    role="tab"
                    id={`composer-${name}`}
                    aria-selected={composer === name}
                    aria-controls="composer-panel"
                    tabIndex={composer === name ? 0 : -1}
                    onClick={() => setComposer(name)}
                    onKeyDown={(event) => {
                      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
                      if (by === 0) return
                      const to = composers[(composers.indexOf(name) + by + composers.length) % composers.length]
                      if (!to) return
                      setComposer(to)
                      document.getElementById(`composer-${to}`)?.focus()
                    }}
                  >
                    {t(`desk.composer.${name}`)}
                  </button>
                ))}
              </div>
              <div
                className="card-body composer-panel"
                role="tabpanel"
                id="composer-panel"
                aria-labelledby={`composer-${composer}`}
              >
                {composer === 'reply' && isAnswered ? (
                  <p className="soft">{whyNot(detail, 'reply')}</p>
                ) : composer === 'reply' ? (
                  <>
                    <ReplyForm
                      detail={detail}
                      done={() => undefined}
                      formId="reply-form"
                      wordsRef={replyWords}
                      pointsAction={
                        !whyNot(detail, 'list_points') && (
                          <button type="button" className="link" onClick={() => press('list_points')}>
                            {t('desk.points.edit')}
                          </button>
                        )
                      }
                    />
                    {whyNot(detail, 'reply') && <p className="warning">{whyNot(detail, 'reply')}</p>}
                  </>
                ) : composer === 'progress' ? (
                  <ProgressForm detail={detail} done={() => undefined} />
                ) : composer === 'contact' ? (
                  <ContactForm detail={detail} done={() => undefined} />
                ) : (
                  <NoteForm detail={detail} done={() => undefined} />
                )}
              </div>
            </section>
          )}
          {shows('log') && (
            <section className="card">
              <div className="card-head">
                <h2>{t('desk.log')}</h2>
                <small>{t('desk.log.order')}</small>
                <Button
                  size="small"
                  className="no-print"
                  aria-pressed={onlyPublic}
                  onClick={() => setOnlyPublic(!onlyPublic)}
                >
                  {t(onlyPublic ? 'desk.log.all' : 'desk.log.public')}
                </Button>
              </div>
              <div className="card-body">
                <Timeline steps={timelineSteps(detail, onlyPublic)} />
              </div>
            </section>
          )}
        </div>
        {shows('content') && (
          <aside className="stack" aria-label={t('desk.facts')}>
            <Clocks detail={detail} />
            <Facts detail={detail} place={place} />
            <Reporter detail={detail} />
            <Assists detail={detail} />
            <Nearby
              detail={detail}
              merge={
                whyNot(detail, 'merge')
                  ? undefined
                  : (number) => {
                      setInto(number)
                      setAction('merge')
                    }
              }
            />
          </aside>
        )}
      </div>
      <ActionBar actions={shownActions} expected={expected} />
      <ActionDialog detail={detail} action={action} into={into} close={() => setAction(undefined)} />
    </>
  )
}

function firstComposer({ state }: RequestDetail): Composer {
  if (state === 'replied' || state === 'confirmed') return 'note'
  const early: readonly string[] = ['submitted', 'accepted', 'classified', 'dispatched', 'coordinating']
  return early.includes(state) ? 'contact' : 'reply'
}

/** Says that somebody acted while the page was open. */
function CaseNews({ detail }: { detail: RequestDetail }) {
  const movedWords = useMovedWords()
  const first = useRef(detail.version)
  return (
    <div role="status" className="unseen">
      {detail.version > first.current ? movedWords(detail) : ''}
    </div>
  )
}

/** What must be known before anything else: merged, referred, waiting, late. */
function Notes({ detail }: { detail: RequestDetail }) {
  const { t } = useWords()
  const format = useFormat()
  const { mergedInto, refer, waitReason, waitUntil, escalatedAt, lateReason, state, supervised } = detail
  return (
    <>
      {mergedInto && (
        <p className="note">
          {t('desk.note.merged')}{' '}
          <Link href={`/desk/requests/${mergedInto.number}`} className="link num">
            {groupNumber(mergedInto.number)}
          </Link>
        </p>
      )}
      {refer && state === 'referred' && (
        <p className="note" data-said>
          {t('desk.note.referred', { reason: refer.reason, place: refer.place, phone: refer.phone })}
        </p>
      )}
      {state === 'waiting' && waitReason && (
        <p className="note" data-said>
          {t('desk.note.waiting', { reason: waitReason, day: waitUntil ? format.dayAndWeekday(waitUntil) : '' })}
        </p>
      )}
      <UnitNote detail={detail} />
      {supervised && (
        <p className="note note-late">
          {t('desk.note.supervised', {
            reason: t(`supervision.${supervised.reason}`),
            day: format.day(supervised.until),
          })}
        </p>
      )}
      {escalatedAt && (
        <p className="note note-late">
          {t('desk.note.late', { time: format.stamp(escalatedAt) })}{' '}
          {lateReason ? t('desk.note.late.why', { reason: t(`lateReason.${lateReason}`) }) : t('desk.note.late.open')}
        </p>
      )}
    </>
  )
}

/** The reply that went out, what the resident said of it, and what is public. */
function Answer({ detail }: { detail: RequestDetail }) {
  const { t } = useWords()
  const format = useFormat()
  const { reply, repliedAt, solved, service, ratingWords, confirmedBy, published, plan } = detail
  if (!reply) return null
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.answer')}</h2>
        {repliedAt && <small>{format.stamp(repliedAt)}</small>}
      </div>
      <div className="card-body stack-small">
        <p className="words" data-said>
          {reply}
        </p>
        <dl className="facts">
          {plan && (
            <>
              <dt>{t('desk.answer.plan')}</dt>
              <dd data-said>
                {plan.day ? t('desk.answer.plan.by', { words: plan.words, day: format.day(plan.day) }) : plan.words}
              </dd>
            </>
          )}
          <dt>{t('desk.answer.confirmed')}</dt>
          <dd>
            {confirmedBy ? t(`desk.confirmed.${confirmedBy}`) : t('desk.confirmed.open')}
            {solved && ` · ${t(`solved.${solved}`)}`}
          </dd>
          <dt>{t('desk.answer.service')}</dt>
          <dd>
            {service ? t(`service.${service}`) : t('desk.answer.none')}
            {ratingWords && <span data-said> · {ratingWords}</span>}
          </dd>
          <dt>{t('desk.answer.public')}</dt>
          <dd>
            {published
              ? t('desk.answer.published', { name: published.by, time: format.stamp(published.at) })
              : t(detail.mayPublish ? 'desk.answer.may' : 'desk.answer.mayNot')}
          </dd>
        </dl>
      </div>
    </section>
  )
}

function Facts({ detail, place }: { detail: RequestDetail; place: string }) {
  const { t } = useWords()
  const { actor } = useSession()
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.facts')}</h2>
      </div>
      <dl className="card-body facts">
        <dt>{t('desk.fact.state')}</dt>
        <dd>
          <StateWord state={detail.state} />
        </dd>
        <dt>{t('desk.fact.place')}</dt>
        <dd data-said>
          {place}
          {detail.place.building && detail.place.words ? ` · ${detail.place.words}` : ''}
          <span className="meta"> {detail.place.community}</span>
        </dd>
        <dt>{t('desk.fact.class')}</dt>
        <dd>
          {[
            t(`class.${detail.class ?? 'none'}`),
            detail.planYear ? t('desk.planYear', { year: detail.planYear }) : '',
            detail.category ? t(`category.${detail.category}`) : '',
            detail.kind ? t(`kind.${detail.kind}`) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </dd>
        <dt>{t('desk.fact.handler')}</dt>
        <dd>
          {detail.handler ? (
            <>
              <span data-said>{detail.handler.name}</span>
              {detail.handler.phone && (
                <>
                  {' '}
                  <a className="link num" href={`tel:${detail.handler.phone}`}>
                    {detail.handler.phone}
                  </a>
                </>
              )}
            </>
          ) : (
            t(detail.leads ? 'desk.nobody.unit' : 'desk.nobody')
          )}
        </dd>
        {detail.unit && (
          <>
            <dt>{t(detail.leads ? 'desk.fact.leads' : 'desk.fact.unit')}</dt>
            <dd data-said>
              {detail.unit.name} {detail.unit.phone ?? ''}
            </dd>
          </>
        )}
        <dt>{t('desk.fact.see')}</dt>
        <dd>{t(`visibility.${detail.audience}`)}</dd>
        {actor?.permissions.includes('rates.propose') && (detail.repliedAt ?? detail.firstContactAt) && (
          <>
            <dt>{t('exclusion.rates')}</dt>
            <dd>
              <Link href={`/desk/rates/exclusions?number=${detail.number}`} className="link">
                {t('exclusion.case')}
              </Link>
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** What the system said that it came from: its whole text, its number, its page. Pictures it points at are never fetched. */
function Source({ detail: { source, words } }: { detail: RequestDetail }) {
  const { t } = useWords()
  if (!source) return null
  const isWhole = source.words.replace(source.link ?? '', '').trim() === words
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.source')}</h2>
        <small>{t('desk.source.note')}</small>
      </div>
      <dl className="facts card-body">
        <dt>{t('desk.source.system')}</dt>
        <dd data-said>{source.system}</dd>
        {source.externalId && (
          <>
            <dt>{t('desk.source.id')}</dt>
            <dd data-said>{source.externalId}</dd>
          </>
        )}
        {[...(source.link ? [source.link] : []), ...source.media].map((link, index) => (
          <Fragment key={link}>
            <dt>{t(source.link && index === 0 ? 'desk.source.link' : 'desk.source.media')}</dt>
            <dd>
              {/^https?:/.test(link) ? (
                <a className="link" href={link} target="_blank" rel="noreferrer noopener" data-said>
                  {link}
                </a>
              ) : (
                <span data-said>{link}</span>
              )}
            </dd>
          </Fragment>
        ))}
        {!isWhole && (
          <>
            <dt>{t('desk.source.words')}</dt>
            <dd className="said-lines" data-said>
              {source.words}
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** What is merged here and what else the same building reported. */
function Nearby({ detail, merge }: { detail: RequestDetail; merge: ((number: string) => void) | undefined }) {
  const { t } = useWords()
  const format = useFormat()
  const { nearby, merged, joined, place, ofBuilding } = detail
  if (nearby.length === 0 && merged.length === 0) return null
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.near')}</h2>
        {joined > 0 && <small>{t('desk.joined.long', { n: joined })}</small>}
      </div>
      <div className="card-body">
        <ul className="likes">
          {merged.map((one) => (
            <li key={one.id}>
              <Link href={`/desk/requests/${one.number}`} className="link" data-said>
                {one.title}
              </Link>
              <div className="meta">{t('desk.near.merged', { number: groupNumber(one.number) })}</div>
            </li>
          ))}
          {nearby.map((one) => (
            <li key={one.id}>
              <Link href={`/desk/requests/${one.number}`} className="link" data-said>
                {one.title}
              </Link>
              <div className="meta">
                {one.at === 'building' ? t('desk.near.same') : <span data-said>{one.place}</span>} ·{' '}
                {format.day(dayOf(new Date(one.openedAt)))} ·{' '}
                {one.open && one.alike ? t(`desk.like.${one.alike}`) : t(`state.${one.state}`)}
                {one.open && merge && (
                  <>
                    {' '}
                    <button
                      type="button"
                      className="link"
                      aria-label={t('desk.near.merge', { title: one.title })}
                      onClick={() => merge(one.number)}
                    >
                      {t('desk.merge.do')}
                    </button>
                  </>
                )}
              </div>
            </li>
          ))}
        </ul>
        {place.buildingId && (
          <p className="meta">
            {t('desk.near.count', { n: ofBuilding.count + 1, days: ofBuilding.days })}{' '}
            <Link className="link" href={`/desk/requests?view=all&building=${place.buildingId}`}>
              {t('desk.near.all')}
            </Link>
          </p>
        )}
      </div>
    </section>
  )
}

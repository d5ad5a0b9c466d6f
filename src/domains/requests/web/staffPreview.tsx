/** The case beside the list: its words, its facts, what happened, and what can be done now. */
import { Link } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { ActionBar } from '#ui/staff/action-bar.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { KeyCap } from '#ui/staff/key-cap.tsx'
import { Failed, Loading } from '#ui/staff/states.tsx'
import { Timeline } from '#ui/staff/timeline.tsx'
import { type DeskAction, useActionList } from './staffActionList.ts'
import { Photos, PromiseOrState, StateWord, useStepWords, Voice, WordsWithPoints } from './staffParts.tsx'
import type { RequestDetail } from './staffQueries.ts'
import { Reporter } from './staffReporter.tsx'

interface Props {
  number: string
  detail: RequestDetail | undefined
  error: unknown
  again(): void
  act(action: DeskAction): void
  /** Why the last key did nothing. */
  note: string
}

export function Preview({ number, detail, error, again, act, note }: Props) {
  if (error && !detail) return <Failed error={error} again={again} />
  if (!detail) return <Loading />
  return <Loaded key={number} detail={detail} act={act} note={note} />
}

/** "4827 1605 3 · 牡丹新村 12 幢 2 单元 · 5月12日 21:14 手机" */
export function usePlaceWords() {
  const { t } = useWords()
  return ({ building, unit, words, hasRoom, community }: RequestDetail['place']): string =>
    [
      [building, unit ? t('desk.unit', { n: unit }) : ''].filter(Boolean).join(' ') || words || community,
      hasRoom ? t('desk.room.hidden') : '',
    ]
      .filter(Boolean)
      .join('')
}

export function useTimelineSteps() {
  const { who, what, said } = useStepWords()
  return (detail: RequestDetail, onlyPublic = false) =>
    [...detail.steps]
      .reverse()
      .filter(({ internal }) => !onlyPublic || !internal)
      .map((step) => ({
        id: step.id,
        at: step.at,
        who: who(step),
        what: what(step),
        said: said(step),
        internal: step.internal,
      }))
}

function Loaded({ detail, act, note }: { detail: RequestDetail; act(action: DeskAction): void; note: string }) {
  const { t } = useWords()
  const format = useFormat()
  const placeWords = usePlaceWords()
  const timelineSteps = useTimelineSteps()
  const { actions, expected } = useActionList(detail, act)
  const photos = detail.files.filter(({ kind }) => kind === 'photo')
  const firstContact = detail.clocks.find(({ name }) => name === 'firstContact')
  const place = placeWords(detail.place)

  return (
    <>
      <div className="split-detail-body stack">
        <div className="row row-top">
          <div className="grow">
            <h2 className="title" data-said>
              {detail.title}
            </h2>
            <p className="meta num">
              {groupNumber(detail.number)} · <span data-said>{place}</span> · {format.stamp(detail.openedAt)}{' '}
              {t(`channel.${detail.channel}`)}
            </p>
          </div>
          <Link href={`/desk/requests/${detail.number}`} className="plain-button">
            {t('desk.open')} <KeyCap name="Enter" />
          </Link>
        </div>
        {note && (
          <p className="warning" role="status">
            {note}
          </p>
        )}
        <section className="card" aria-label={t('desk.words')}>
          <div className="card-body card-body-even">
            <WordsWithPoints words={detail.words} points={[]} />
            {photos.length > 0 && (
              <div className="thumbs">
                <Photos files={photos} place={place} />
              </div>
            )}
            <Voice files={detail.files} />
          </div>
        </section>
        <section className="card" aria-label={t('desk.facts')}>
          <dl className="card-body card-body-even facts facts-wide">
            <dt>{t('desk.fact.promise')}</dt>
            <dd>
              <PromiseOrState row={detail} />{' '}
              {detail.promise && ['late', 'paused'].includes(detail.promise.state) && (
                <span className="num">{format.promise(detail.promise.at, 'short')}</span>
              )}
            </dd>
            <dt>{t('desk.fact.contact')}</dt>
            <dd>
              <FirstContact detail={detail} clock={firstContact} />
            </dd>
            <dt>{t('desk.reporter')}</dt>
            <dd>
              <Reporter detail={detail} compact />
            </dd>
            <dt>{t('desk.fact.class')}</dt>
            <dd>
              {[t(`class.${detail.class ?? 'none'}`), detail.category ? t(`category.${detail.category}`) : '']
                .filter(Boolean)
                .join(' · ')}
            </dd>
            <dt>{t('desk.fact.handler')}</dt>
            <dd data-said>{detail.handler?.name ?? t(detail.leads ? 'desk.nobody.unit' : 'desk.nobody')}</dd>
            <dt>{t(detail.leads ? 'desk.fact.leads' : 'desk.fact.unit')}</dt>
            <dd data-said>{detail.unit?.name ?? t('none')}</dd>
            <dt>{t('desk.fact.together')}</dt>
            <dd>{detail.joined > 0 ? t('desk.joined.long', { n: detail.joined }) : t('none')}</dd>
            <dt>{t('desk.fact.state')}</dt>
            <dd>
              <StateWord state={detail.state} />
            </dd>
            <dt>{t('desk.fact.see')}</dt>
            <dd>{t(`visibility.${detail.audience}`)}</dd>
          </dl>
        </section>
        <section className="card">
          <div className="card-head">
            <h3 className="section">{t('desk.log')}</h3>
            <small>{t('desk.log.order')}</small>
          </div>
          <div className="card-body">
            <Timeline steps={timelineSteps(detail)} />
          </div>
        </section>
      </div>
      <ActionBar actions={actions} expected={expected} />
    </>
  )
}

interface ContactProps {
  detail: RequestDetail
  clock: RequestDetail['clocks'][number] | undefined
}

/** Whether and when the reporter was first contacted. */
export function FirstContact({ detail, clock }: ContactProps) {
  const { t } = useWords()
  const format = useFormat()
  if (detail.firstContactAt) {
    const minutes = Math.max(1, Math.round((Date.parse(detail.firstContactAt) - Date.parse(detail.openedAt)) / 60_000))
    const after = minutes < 60 ? minutes : Math.round(minutes / 60) * 60
    return (
      <>
        <span className="badge badge-met">
          <Icon name="check" small />
          {t('desk.contacted')}
        </span>{' '}
        <span className="meta">{t('desk.contacted.after', { time: format.duration(after) })}</span>
      </>
    )
  }
  if (clock && !clock.endedAt)
    return <span className="num">{t('desk.contact.by', { by: format.promise(clock.promiseAt, 'short') })}</span>
  return <>{t('desk.contact.none')}</>
}

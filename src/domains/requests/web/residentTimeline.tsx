/**
 * One request of mine: where it is, who has it, until when; then my words, what happened, whom to call, and what I can do.
 * The main action follows the state. Live changes appear in place; the page does not jump.
 */
import { useEffect, useState } from 'react'
import { groupNumber } from '#lib/number.ts'
import { rememberWorker } from '#ui/resident/community.ts'
import { Icon } from '#ui/resident/icon.tsx'
import { useLoad } from '#ui/resident/load.ts'
import { useMode, useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import {
  Announce,
  Button,
  CallRow,
  Chip,
  Dot,
  EmptyState,
  Failed,
  LinkButton,
  Loading,
  NoticeBar,
  PromiseChip,
  Row,
} from '#ui/resident/parts.tsx'
import { usePlaceLine } from '#ui/resident/place-picker.tsx'
import { Timeline } from '#ui/resident/timeline.tsx'
import { Play } from '#ui/resident/voice-input.tsx'
import { fileAddress, type Matters, OfflineError, RefusalError } from '#ui/shared/api.ts'
import { subscribe } from '#ui/shared/live.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call, readRequest } from './api.ts'
import { ActingSheet, type SheetName } from './residentActing.tsx'
import { copyText } from './residentKeep.ts'
import { useSteps } from './residentSteps.tsx'

type Detail = Matters['requests']['detail']

/** Reads a request of mine and keeps it fresh; what is new is marked as seen. */
export function useRequest(number: string) {
  const { actor, reload: reloadSession } = useSession()
  const signedIn = actor !== null
  const loaded = useLoad(`request ${number}`, (signal) => readRequest(number, signal))
  const { reload, value } = loaded
  const [changed, setChanged] = useState(0)
  const id = value?.id
  useEffect(() => {
    if (!signedIn) return
    return subscribe((change) => {
      if (change.id !== undefined && change.id !== id) return
      void reload().then(() => setChanged((count) => count + 1))
    })
  }, [signedIn, id, reload])

  const worker = value?.call?.role === 'grid_worker' ? value.call.id : undefined
  useEffect(() => {
    if (worker) rememberWorker(worker)
  }, [worker])

  const version = value?.version
  const unread = actor?.unread ?? 0
  useEffect(() => {
    if (!id || version === undefined || unread === 0) return
    call('POST', '/me/notices/read', { body: { subjectId: id } })
      .then(reloadSession)
      .catch(() => undefined)
  }, [id, version, unread, reloadSession])
  return { ...loaded, changed }
}

export default function ResidentTimeline({ params }: { params: Record<string, string | undefined> }) {
  const number = params.number ?? ''
  const { t } = useWords()
  const { session } = useSession()
  const { value, error, at, reload, changed } = useRequest(number)
  const times = useTimes()

  if (value)
    return (
      <Shown
        detail={value}
        reload={reload}
        changed={changed}
        note={error instanceof OfflineError && at ? t('net.reading', { time: times.stamp(at) }) : undefined}
      />
    )
  const unknown = error instanceof RefusalError && (error.status === 404 || error.status === 403)
  return (
    <Page title={t('timeline.title')} back="/requests">
      {unknown ? (
        <EmptyState
          icon="search"
          action={
            <div className="stack">
              <LinkButton href="/track">{t('home.track')}</LinkButton>
              <LinkButton href={`tel:${session?.phone ?? ''}`} look="quiet" icon="phone">
                {t('call.number', { phone: session?.phone ?? '' })}
              </LinkButton>
            </div>
          }
        >
          {t('timeline.notFound', { phone: session?.phone ?? '' })}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

/** Where it stands, in one sentence. */
export function useNow(): (detail: Detail) => string {
  const { t } = useWords()
  return (detail) => {
    if (detail.state === 'assigned' && !detail.handler) return t('now.assigned.nobody')
    if (detail.state === 'confirmed' && detail.confirmedBy === 'silence') return t('now.confirmed.silence')
    return t(`now.${detail.state}`, {
      name: detail.handler?.name ?? '',
      unit: detail.unit?.name ?? '',
      reason: detail.waitReason ?? '',
    })
  }
}

interface ShownProps {
  detail: Detail
  reload(): Promise<void>
  changed: number
  note: string | undefined
}

function Shown({ detail, reload, changed, note }: ShownProps) {
  const { t } = useWords()
  const { elder } = useMode()
  const items = useSteps(detail)
  const [sheet, setSheet] = useState<SheetName>()
  const [done, setDone] = useState('')
  const [all, setAll] = useState(!elder)
  const may = (action: string) => detail.actions.some((each) => each.action === action && each.allowed)
  const photos = detail.files.filter(({ kind }) => kind === 'photo')
  const steps = all ? items : items.filter(({ when }) => when !== 'past').slice(0, 2)

  return (
    <>
      <Page
        title={t('timeline.title')}
        back={detail.helping ? '/me/helpers' : '/requests'}
        readable
        bar={<MainAction detail={detail} may={may} onSheet={setSheet} />}
      >
        {note && (
          <NoticeBar icon="wifi-off" live>
            {note}
          </NoticeBar>
        )}
        {detail.helping && <NoticeBar icon="users">{t('timeline.helping', { name: detail.helping })}</NoticeBar>}
        {done && (
          <NoticeBar tone="ok" icon="circle-check" live onClose={() => setDone('')}>
            {done}
          </NoticeBar>
        )}
        <Announce>{changed > 0 && !done ? `${t('timeline.changed')}${changed % 2 === 0 ? ' ' : ''}` : ''}</Announce>

        <NowCard detail={detail} photos={photos.length} />
        <Reply detail={detail} />
        {all && <Mine detail={detail} />}

        <section className="card">
          <h2 className="unseen">{t('timeline.label')}</h2>
          <Timeline items={steps} label={t('timeline.label')} />
          {elder && (
            <Button look="line" onClick={() => setAll(!all)} expanded={all}>
              {t(all ? 'timeline.less' : 'timeline.all')}
            </Button>
          )}
        </section>

        {detail.joined > 0 && (
          <p className="card joined">
            <Icon name="users" />
            <span>{t('timeline.joined', { n: detail.joined })}</span>
          </p>
        )}
        {detail.call?.phone && (
          <section className="card">
            <CallRow
              name={detail.call.name}
              role={t(detail.call.id === detail.handler?.id ? 'timeline.handler' : 'timeline.worker')}
              phone={detail.call.phone}
            />
          </section>
        )}
        <section className="card list">
          <Row href={`/report/done/${detail.number}`}>{t('timeline.receipt')}</Row>
          {!detail.helping && <Row href={`/requests/${detail.number}/proof`}>{t('timeline.proof')}</Row>}
          {detail.readings !== null && (
            <Row href="/me/readers" note={t('timeline.readers.n', { n: detail.readings })}>
              {t('timeline.readers')}
            </Row>
          )}
          {may('set_visibility') && (
            <Row
              note={t(
                detail.published
                  ? `timeline.published${detail.audience === 'neighbours' ? '.neighbours' : ''}`
                  : `report.see.${detail.audience}`,
              )}
              onClick={() => setSheet('set_visibility')}
            >
              {t('timeline.see')}
            </Row>
          )}
          {may('rate') && <Row onClick={() => setSheet('rate')}>{t('act.rate')}</Row>}
          {(['withdraw', 'leave'] as const).map(
            (name) =>
              may(name) && (
                <Row key={name} onClick={() => setSheet(name)}>
                  {t(`act.${name}`)}
                </Row>
              ),
          )}
        </section>
        {(detail.audience === 'sealed' || detail.audience === 'anonymous') && (
          <p className="meta foot-note">{t(`timeline.${detail.audience}`)}</p>
        )}
        <WhyNot detail={detail} />
      </Page>
      <ActingSheet
        name={sheet}
        detail={detail}
        reload={reload}
        onClose={(words) => {
          setSheet(undefined)
          if (words) setDone(words)
        }}
      />
    </>
  )
}

function NowCard({ detail, photos }: { detail: Detail; photos: number }) {
  const { t } = useWords()
  const times = useTimes()
  const now = useNow()
  const { promise } = detail
  return (
    <section className="card">
      <h2 className="big-title">{now(detail)}</h2>
      {promise && (
        <p className="now-promise">
          <PromiseChip promise={promise} form="full" />
          {promise.state === 'running' && promise.workdaysLeft !== null && promise.clock !== 'silence' && (
            <span className="second">{times.left(promise.workdaysLeft)}</span>
          )}
        </p>
      )}
      {promise?.state === 'late' && (
        <p className="why">
          {t('timeline.late')}
          {detail.lateReason && t('timeline.late.reason', { reason: t(`lateReason.${detail.lateReason}`) })}
          {detail.escalatedAt && t('timeline.late.up', { street: detail.place.street })}
        </p>
      )}
      {detail.supervised && detail.state !== 'replied' && (
        <p className="why">{t('timeline.supervised', { day: times.day(detail.supervised.until) })}</p>
      )}
      {detail.state === 'referred' && detail.refer && <WhereToGo refer={detail.refer} />}
      {detail.mergedInto && (
        <div className="answer">
          <p>{t('timeline.merged', { number: groupNumber(detail.mergedInto.number) })}</p>
          {detail.mergedInto.promise && (
            <p>
              <PromiseChip promise={detail.mergedInto.promise} form="full" />
            </p>
          )}
          {detail.mergedInto.reply && (
            <p data-said lang="zh-CN">
              {detail.mergedInto.reply}
            </p>
          )}
          {!detail.mergedInto.reply && /^(replied|confirmed|closed)$/.test(detail.mergedInto.state) && (
            <p>{t('timeline.merged.soon')}</p>
          )}
        </div>
      )}
      {detail.mergedInto?.state === 'referred' && detail.mergedInto.refer && (
        <WhereToGo refer={detail.mergedInto.refer} />
      )}
      <p className="my-title" data-said lang="zh-CN">
        {detail.title}
      </p>
      <p className="second">
        <PlaceLine detail={detail} />
        {photos > 0 && (
          <>
            <Dot />
            <span>{t('timeline.photos', { n: photos })}</span>
          </>
        )}
      </p>
      <NumberLine number={detail.number} />
    </section>
  )
}

function WhereToGo({ refer }: { refer: NonNullable<Detail['refer']> }) {
  const { t } = useWords()
  return (
    <div className="answer">
      {refer.reason && <p>{t('timeline.refer', { reason: refer.reason })}</p>}
      <p>{t('timeline.refer.place', { place: refer.place })}</p>
      <a className="link" href={`tel:${refer.phone}`}>
        <Icon name="phone" />
        {t('call.number', { phone: refer.phone })}
      </a>
    </div>
  )
}

function PlaceLine({ detail }: { detail: Detail }) {
  const placeLine = usePlaceLine()
  const { building, unit, room, words, community, communityPath } = detail.place
  return (
    <span data-said lang="zh-CN">
      {placeLine({
        community: communityPath,
        communityName: community,
        ...(building ? { building } : {}),
        ...(unit ? { unit } : {}),
        ...(room ? { room } : {}),
        ...(words ? { words } : {}),
      })}
    </span>
  )
}

function NumberLine({ number }: { number: string }) {
  const { t } = useWords()
  const [copied, setCopied] = useState(false)
  return (
    <div className="number-line">
      <span>
        <span className="meta">{t('timeline.number')}</span>{' '}
        <b className="number" data-said>
          {groupNumber(number)}
        </b>
      </span>
      <button
        type="button"
        className="link"
        onClick={() => void copyText(groupNumber(number)).then(() => setCopied(true))}
      >
        <Icon name={copied ? 'check' : 'copy'} />
        <span>{t(copied ? 'do.copied' : 'do.copy')}</span>
      </button>
    </div>
  )
}

/** It cannot be done yet: what will be, and by when. */
export function Plan({ plan }: { plan: Detail['plan'] }) {
  const { t } = useWords()
  const times = useTimes()
  if (!plan) return null
  return (
    <div className="why">
      <b>{t('timeline.plan')}</b>
      <span className="pre" data-said lang="zh-CN">
        {plan.words}
      </span>
      {plan.day && <span>{t('timeline.plan.by', { day: times.day(plan.day) })}</span>}
    </div>
  )
}

function Reply({ detail }: { detail: Detail }) {
  const { t } = useWords()
  const times = useTimes()
  if (!detail.reply || !detail.repliedAt) return null
  return (
    <section className="card">
      <h2 className="card-title">
        {t('timeline.reply', {
          who: detail.handler?.name ?? detail.place.community,
          when: times.stamp(detail.repliedAt),
        })}
      </h2>
      <p className="answer pre" data-said lang="zh-CN">
        {detail.reply}
      </p>
      <Plan plan={detail.plan} />
      {(detail.solved || detail.service) && (
        <p className="chips">
          {detail.solved && (
            <Chip tone={detail.solved === 'yes' ? 'ok' : 'warn'} icon={detail.solved === 'yes' ? 'check' : 'progress'}>
              {t('timeline.solved', { solved: t(`solved.${detail.solved}`) })}
            </Chip>
          )}
          {detail.service && <Chip tone="grey">{t('timeline.rated', { level: t(`service.${detail.service}`) })}</Chip>}
        </p>
      )}
    </section>
  )
}

/** My own words, whole, with photos and voice. */
function Mine({ detail }: { detail: Detail }) {
  const { t } = useWords()
  const opened = detail.steps.find(({ kind }) => kind === 'opened')?.id
  const first = detail.files.filter(({ actionId }) => actionId === opened || actionId === null)
  const photos = first.filter(({ kind }) => kind === 'photo')
  const voice = detail.files.find(({ kind }) => kind === 'voice')
  return (
    <section className="card">
      <h2 className="card-title">{t('timeline.my')}</h2>
      {detail.words && (
        <p className="pre" data-said lang="zh-CN">
          {detail.words}
        </p>
      )}
      {voice && <Play address={fileAddress(voice.id)} seconds={voice.seconds} />}
      {photos.length > 0 && (
        <div className="photo-strip">
          {photos.map((photo, index) => (
            <a key={photo.id} href={fileAddress(photo.id)} target="_blank" rel="noreferrer">
              <img src={fileAddress(photo.id)} alt={t('photo.n', { n: index + 1 })} loading="lazy" />
            </a>
          ))}
        </div>
      )}
    </section>
  )
}

interface MainActionProps {
  detail: Detail
  may(action: string): boolean
  onSheet(sheet: SheetName): void
}

function MainAction({ detail, may, onSheet }: MainActionProps) {
  const { t } = useWords()
  if (may('confirm'))
    return (
      <>
        <LinkButton href={`/requests/${detail.number}/confirm`}>{t('act.confirm')}</LinkButton>
        {may('add') && (
          <Button look="quiet" onClick={() => onSheet('add')}>
            {t('act.add')}
          </Button>
        )}
      </>
    )
  if (may('reopen')) return <Button onClick={() => onSheet('reopen')}>{t('act.reopen')}</Button>
  if (may('add'))
    return (
      <Button icon="plus" onClick={() => onSheet('add')}>
        {t('act.add')}
      </Button>
    )
  if (may('object'))
    return (
      <Button look="line" onClick={() => onSheet('object')}>
        {t('act.object')}
      </Button>
    )
  return (
    <LinkButton href="/report" look="line">
      {t('timeline.again')}
    </LinkButton>
  )
}

/** Why what one would expect here is not possible any more. */
function WhyNot({ detail }: { detail: Detail }) {
  const say = useSay()
  const told = detail.actions.filter(
    ({ action, allowed, why }) =>
      !allowed && why && why.code !== 'matter.not-now' && ['reopen', 'object', 'withdraw'].includes(action),
  )
  return (
    <>
      {told.map(({ action, why }) => (
        <p key={action} className="meta foot-note">
          {why && say(new RefusalError(why.code, 422, why.facts))}
        </p>
      ))}
      <ReopenUntil detail={detail} />
    </>
  )
}

function ReopenUntil({ detail }: { detail: Detail }) {
  const { t } = useWords()
  const times = useTimes()
  const may = detail.actions.some(({ action, allowed }) => action === 'reopen' && allowed)
  if (!detail.reopenUntil || !may) return null
  return <p className="meta foot-note">{t('timeline.reopen.until', { day: times.day(detail.reopenUntil) })}</p>
}

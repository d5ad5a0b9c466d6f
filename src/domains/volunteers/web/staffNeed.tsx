/** One need at the desk: the words, what is public of it, who, and what can be done. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { InputNumber } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useParams } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { RefusalError } from '#ui/shared/api.ts'
import { subscribe } from '#ui/shared/live.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { ActionBar } from '#ui/staff/action-bar.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { Timeline } from '#ui/staff/timeline.tsx'
import { type Dispute, disputes } from '../rules.ts'
import { actOnNeed, call, type Forms, type NeedDetail, readNeed } from './api.ts'
import { Deed, Guarded, isUnknown, NeedStateWord, refresh } from './staffParts.tsx'

const deskActions = [
  'list',
  'propose',
  'agree',
  'begin',
  'end',
  'confirm_time',
  'resolve',
  'set_aside',
  'dispute',
  'decline',
  'thank',
  'turn_down',
  'withdraw',
] as const
type DeskAction = (typeof deskActions)[number]

/** What the desk does first, where it has something to do; else the first legal action is. */
const nextOf: Partial<Record<NeedDetail['state'], DeskAction>> = { listed: 'propose', disputed: 'resolve' }
const final: readonly NeedDetail['state'][] = ['rated', 'undone', 'turned_down', 'lapsed', 'withdrawn']

export default function NeedPage() {
  const { t } = useWords()
  return (
    <Guarded page={t('desk.menu.needs')} permission="needs.desk">
      <Loaded />
    </Guarded>
  )
}

function Loaded() {
  const { t } = useWords()
  const { number = '' } = useParams<{ number: string }>()
  const { data, error, refetch } = useQuery({
    queryKey: ['volunteering', 'need', number],
    queryFn: ({ signal }) => readNeed(number, signal),
    retry: false,
  })
  const id = data?.id
  useEffect(
    () =>
      subscribe((change) => {
        if (change.id === undefined || change.id === id) void refetch()
      }),
    [id, refetch],
  )
  if (isUnknown(error)) {
    const words = t('desk.needs.unknown', { number: groupNumber(number) })
    return (
      <>
        <PageTitle words={words} unseen />
        <EmptyState words={words} icon="search">
          <Link href="/desk/needs" className="link">
            {t('desk.needs.back')}
          </Link>
        </EmptyState>
      </>
    )
  }
  if (error && !data) return <Failed error={error} again={() => void refetch()} />
  return data ? <Need detail={data} /> : <Loading lines={10} />
}

function Need({ detail }: { detail: NeedDetail }) {
  const { t } = useWords()
  const say = useSay()
  const format = useFormat()
  const [action, setAction] = useState<DeskAction>()
  const title = t(`activity.${detail.activity}`)
  const next = nextOf[detail.state]
  const inOrder = next ? [next, ...deskActions.filter((key) => key !== next)] : deskActions
  const actions = inOrder.flatMap((key) => {
    const found = detail.actions.find((one) => one.action === key)
    if (!found || (found.why?.code === 'matter.not-now' && !found.allowed)) return []
    const why = found.why ? say(new RefusalError(found.why.code, 422, found.why.facts)) : undefined
    // the words that are public already are changed
    const label = t(key === 'list' && detail.state === 'listed' ? 'desk.needs.relist' : `action.${key}`)
    return [{ key, label, why, press: () => setAction(key) }]
  })
  return (
    <>
      <header className="case-head">
        <nav className="crumbs" aria-label={t('desk.crumbs')}>
          <Link href="/desk/needs" className="plain-link">
            {t('desk.menu.needs')}
          </Link>{' '}
          / <span className="num">{groupNumber(detail.number)}</span>
        </nav>
        <PageTitle words={title}>
          {title} <NeedStateWord state={detail.state} />
        </PageTitle>
      </header>
      <div className="case-columns">
        <div className="stack">
          {!final.includes(detail.state) && (
            <p className="note">
              {t(
                detail.proposed && detail.state === 'offered'
                  ? 'desk.needs.next.proposed'
                  : `desk.needs.next.${detail.state}`,
              )}
            </p>
          )}
          <section className="card">
            <div className="card-head">
              <h2>{t('desk.needs.said')}</h2>
            </div>
            <div className="card-body stack-small">
              <p className="words" data-said>
                {detail.words}
              </p>
              {detail.publicWords && (
                <p>
                  <span className="meta">{t('desk.needs.public')}</span> <span data-said>{detail.publicWords}</span>
                </p>
              )}
            </div>
          </section>
          <section className="card">
            <div className="card-head">
              <h2>{t('desk.needs.log')}</h2>
            </div>
            <div className="card-body">
              <Timeline
                steps={detail.steps.toReversed().map(({ id, at, kind, who, words }) => ({
                  id,
                  at,
                  who: who ?? undefined,
                  what: t(`step.${kind}`),
                  said: words ?? undefined,
                  internal: false,
                }))}
              />
            </div>
          </section>
        </div>
        <aside className="stack" aria-label={t('desk.needs.facts')}>
          <section className="card">
            <div className="card-head">
              <h2>{t('desk.needs.facts')}</h2>
            </div>
            <div className="card-body stack-small">
              <dl className="facts">
                <dt>{t('desk.needs.column.when')}</dt>
                <dd>
                  {format.day(detail.wantedOn)} {t(`need.part.${detail.part}`)}
                </dd>
                <dt>{t('desk.needs.minutes')}</dt>
                <dd>{t('need.minutes', { n: detail.minutesPlanned })}</dd>
                <dt>{t('desk.needs.column.area')}</dt>
                <dd data-said>{detail.area}</dd>
                <dt>{t('desk.needs.column.asker')}</dt>
                <dd>
                  {detail.asker ? <span data-said>{detail.asker}</span> : t('none')}
                  {detail.elder && <span className="meta"> {t('need.elder')}</span>}
                </dd>
                <dt>{t('desk.needs.column.helper')}</dt>
                <dd>{detail.helper ? <span data-said>{detail.helper}</span> : t('desk.needs.nobody')}</dd>
                {detail.mutual && (
                  <>
                    <dt>{t('desk.needs.mutual')}</dt>
                    <dd>{t('need.mutual')}</dd>
                  </>
                )}
                {detail.earns && (
                  <>
                    <dt>{t('desk.volunteer.earns')}</dt>
                    <dd>{t(`volunteer.earns.${detail.earns}`)}</dd>
                  </>
                )}
                {detail.minutes !== null && (
                  <>
                    <dt>{t('desk.needs.counted')}</dt>
                    <dd>{t('need.minutes', { n: detail.minutes })}</dd>
                  </>
                )}
                {detail.dispute && (
                  <>
                    <dt>{t('desk.needs.dispute')}</dt>
                    <dd>{t(`need.dispute.${detail.dispute}`)}</dd>
                  </>
                )}
              </dl>
              {detail.mayOpenAddress && <Address id={detail.id} />}
            </div>
          </section>
        </aside>
      </div>
      <ActionBar actions={actions} />
      <Dialog
        open={action !== undefined}
        title={action ? t(`action.${action}`) : ''}
        close={() => setAction(undefined)}
      >
        {action && <Act key={action} detail={detail} action={action} close={() => setAction(undefined)} />}
      </Dialog>
    </>
  )
}

/** Name, phone and address; opening is recorded for the person to see. */
function Address({ id }: { id: string }) {
  const { t } = useWords()
  const [opened, setOpened] = useState<{ name: string; phone: string | null; address: string }>()
  if (opened)
    return (
      <p data-said className="words">
        {[opened.name, opened.phone, opened.address].filter(Boolean).join('，')}
      </p>
    )
  return (
    <p>
      <Deed
        label={t('desk.needs.address.open')}
        work={async (deed) =>
          setOpened(await call('POST', '/needs/:id/address', { params: { id }, body: { id: deed } }))
        }
      />
    </p>
  )
}

interface ActProps {
  detail: NeedDetail
  action: DeskAction
  close(): void
}

const ratings = ['5', '4', '3', '2', '1'] as const

function Act({ detail, action, close }: ActProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const [words, setWords] = useState(action === 'list' ? (detail.publicWords ?? '') : '')
  const [minutes, setMinutes] = useState<number | null>(detail.minutes ?? detail.minutesPlanned)
  const [asked, setAsked] = useState<'phone' | 'visit'>()
  const [dispute, setDispute] = useState<Dispute>()
  const [rating, setRating] = useState<(typeof ratings)[number]>()
  const [volunteerId, setVolunteer] = useState<string>()
  const [tried, setTried] = useState(false)
  const fitting = useQuery({
    queryKey: ['volunteering', 'fitting', detail.id],
    queryFn: ({ signal }) => call('GET', '/desk/needs/:id/volunteers', { params: { id: detail.id }, signal }),
    enabled: action === 'propose',
  })
  const sending = useSend(async (body: { id: string; seen: number } & Forms[DeskAction]) => {
    const answer = await actOnNeed(detail.id, action, body)
    await refresh(client)
    return answer
  })
  const missing = (value: unknown) => (tried && !value ? t('desk.volunteers.missing') : undefined)
  const said = words.trim()
  const form = (): Forms[DeskAction] | undefined => {
    if (action === 'list' || action === 'turn_down' || action === 'set_aside') return said ? { words: said } : undefined
    if (action === 'propose') return volunteerId ? { volunteerId } : undefined
    if (action === 'confirm_time') return minutes && asked ? { minutes, asked } : undefined
    if (action === 'resolve') return minutes && said ? { minutes, words: said } : undefined
    if (action === 'dispute') return dispute && said ? { dispute, words: said } : undefined
    if (action === 'thank') return rating ? { rating: Number(rating), ...(said && { words: said }) } : undefined
    return {}
  }
  const submit = async () => {
    setTried(true)
    const sent = form()
    if (sent && (await sending.send({ seen: detail.version, ...sent }))) close()
  }
  const needsWords = ['list', 'turn_down', 'set_aside', 'resolve', 'dispute', 'thank'].includes(action)
  return (
    <SendForm
      label={t(`action.${action}`)}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={close}
    >
      {action === 'propose' &&
        (fitting.data && fitting.data.rows.length > 0 ? (
          <Choice<string>
            label={t('desk.needs.volunteer')}
            values={fitting.data.rows.map(({ personId }) => personId)}
            value={volunteerId}
            words={(id) => {
              const one = fitting.data.rows.find(({ personId }) => personId === id)
              return (
                <>
                  <span data-said>
                    {one?.name} {one?.phoneTail} {one?.place}
                  </span>
                  {one?.mutual && <span className="meta"> {t('desk.needs.younger')}</span>}
                </>
              )
            }}
            change={setVolunteer}
            error={missing(volunteerId)}
            card
          />
        ) : (
          <p>{t(fitting.data ? 'desk.needs.no-volunteer' : 'loading')}</p>
        ))}
      {(action === 'confirm_time' || action === 'resolve') && (
        <Field label={t('desk.needs.decided')} error={missing(minutes)}>
          {(ids) => <InputNumber {...ids} min={1} max={1440} value={minutes} onChange={setMinutes} />}
        </Field>
      )}
      {action === 'confirm_time' && (
        <Choice<'phone' | 'visit'>
          label={t('desk.needs.asked')}
          values={['phone', 'visit']}
          value={asked}
          words={(one) => t(`desk.needs.asked.${one}`)}
          change={setAsked}
          error={missing(asked)}
        />
      )}
      {action === 'dispute' && (
        <Choice<Dispute>
          label={t('desk.needs.dispute')}
          values={disputes}
          value={dispute}
          words={(one) => t(`need.dispute.${one}`)}
          change={setDispute}
          error={missing(dispute)}
        />
      )}
      {action === 'thank' && (
        <Choice<(typeof ratings)[number]>
          label={t('action.thank')}
          values={ratings}
          value={rating}
          words={(one) => t(`desk.needs.rating.${one}`)}
          change={setRating}
          error={missing(rating)}
        />
      )}
      {needsWords && (
        <WordsField
          label={t(`desk.needs.words.${action}`)}
          value={words}
          most={action === 'turn_down' || action === 'thank' ? 200 : 300}
          rows={3}
          change={setWords}
          error={action === 'thank' ? undefined : missing(said)}
        />
      )}
      {!needsWords && action !== 'propose' && action !== 'confirm_time' && <p>{t(`desk.needs.sure.${action}`)}</p>}
    </SendForm>
  )
}

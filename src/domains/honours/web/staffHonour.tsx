/** One honour at the desk: its notice, what was said against it and answered, whether the name may be shown, and what can be done. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { ActionBar } from '#ui/staff/action-bar.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { Timeline } from '#ui/staff/timeline.tsx'
import { actOnHonour, call, type HonourDetail, readHonour } from './api.ts'
import { Closed, StateWord } from './staffHonourParts.tsx'
import { honourTitle } from './titles.ts'

const staffActions = ['award', 'consent', 'refuse_consent', 'deny'] as const
type StaffAction = (typeof staffActions)[number]

export default function HonourPage() {
  const { t } = useWords()
  const { number = '' } = useParams<{ number: string }>()
  const { data, error, refetch } = useQuery({
    queryKey: ['honour', number],
    queryFn: ({ signal }) => readHonour(number, signal),
  })
  if (error instanceof RefusalError && error.status === 404)
    return (
      <>
        <PageTitle words={t('desk.honour.unknown')} unseen />
        <EmptyState words={t('desk.honour.unknown')} icon="search">
          <Link href="/desk/stars" className="link">
            {t('desk.honour.back')}
          </Link>
        </EmptyState>
      </>
    )
  if (error instanceof RefusalError && error.status === 403)
    return <Closed page={t('desk.menu.stars')} permission="honours.read" />
  if (error && !data) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Loading lines={8} />
  return <One key={data.id} detail={data} />
}

type Objection = HonourDetail['objections'][number]

function One({ detail }: { detail: HonourDetail }) {
  const { t } = useWords()
  const say = useSay()
  const [action, setAction] = useState<StaffAction>()
  const [answered, setAnswered] = useState<Objection>()
  const title = honourTitle({ t }, detail)
  const star = detail.honour === 'star'
  const actions = staffActions.flatMap((key) => {
    const found = detail.actions.find((one) => one.action === key)
    const early = key === 'award' && detail.state === 'on_notice'
    if (!found || (found.why && found.why.code !== 'honour.objected' && !early)) return []
    const refused = found.why && say(new RefusalError(found.why.code, 422, found.why.facts))
    const why = early ? t('desk.honour.award.wait') : (refused ?? undefined)
    return [{ key, label: t(`action.${key}`), why, press: () => setAction(key) }]
  })
  return (
    <>
      <header className="case-head">
        <nav className="crumbs" aria-label={t('desk.crumbs')}>
          <Link href={star ? '/desk/stars' : '/desk/governance'} className="plain-link">
            {t(star ? 'desk.menu.stars' : 'desk.menu.governance')}
          </Link>{' '}
          / <span className="num">{groupNumber(detail.number)}</span>
        </nav>
        <PageTitle words={title}>
          {title} <StateWord state={detail.state} />
        </PageTitle>
      </header>
      <div className="case-columns">
        <div className="stack">
          <section className="card">
            <div className="card-head">
              <h2>{t('desk.honour.objections')}</h2>
            </div>
            <div className="card-body stack-small">
              {detail.objections.length === 0 && <p className="meta">{t('desk.honour.objections.none')}</p>}
              {detail.objections.map((one) => (
                <Said key={one.id} objection={one} answer={() => setAnswered(one)} />
              ))}
            </div>
          </section>
          <section className="card">
            <div className="card-head">
              <h2>{t('desk.honour.log')}</h2>
            </div>
            <div className="card-body">
              <Log detail={detail} />
            </div>
          </section>
        </div>
        <aside className="stack" aria-label={t('desk.honour.facts')}>
          <Facts detail={detail} />
        </aside>
      </div>
      <ActionBar actions={actions} expected="award" />
      <Dialog
        open={action !== undefined}
        title={action ? t(`action.${action}`) : ''}
        close={() => setAction(undefined)}
      >
        {action && <ActionForm key={action} detail={detail} action={action} close={() => setAction(undefined)} />}
      </Dialog>
      <Dialog open={answered !== undefined} title={t('desk.honour.answer')} close={() => setAnswered(undefined)}>
        {answered && <AnswerForm detail={detail} objection={answered} close={() => setAnswered(undefined)} />}
      </Dialog>
    </>
  )
}

function Said({
  objection: { at, words, answer, answeredAt },
  answer: start,
}: {
  objection: Objection
  answer(): void
}) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <div className="stack-small">
      <p className="words" data-said>
        {words}
      </p>
      <p className="meta">{format.stamp(at)}</p>
      {answeredAt ? (
        <p className="note" data-said>
          {answer}
        </p>
      ) : (
        <div>
          <Button size="small" onClick={start}>
            {t('desk.honour.answer')}
          </Button>
        </div>
      )}
    </div>
  )
}

function Facts({ detail }: { detail: HonourDetail }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.honour.facts')}</h2>
      </div>
      <dl className="card-body facts">
        <dt>{t('desk.honour.name')}</dt>
        <dd data-said>{detail.name}</dd>
        {detail.minutes !== null && (
          <>
            <dt>{t('desk.honour.hours')}</dt>
            <dd>{format.duration(detail.minutes)}</dd>
          </>
        )}
        {detail.reason && (
          <>
            <dt>{t('desk.honour.reason')}</dt>
            <dd data-said>{detail.reason}</dd>
          </>
        )}
        {detail.state === 'on_notice' && detail.until && (
          <>
            <dt>{t('desk.stars.column.until')}</dt>
            <dd>{format.promise(detail.until, 'dated')}</dd>
          </>
        )}
        <dt>{t('desk.stars.column.consent')}</dt>
        <dd>{t(`honour.consent.${detail.consent}`)}</dd>
      </dl>
    </section>
  )
}

function Log({ detail }: { detail: HonourDetail }) {
  const { t, has } = useWords()
  const steps = detail.steps.toReversed().map(({ id, at, kind, who, words }) => ({
    id,
    at,
    who: who ?? undefined,
    what: t(has(`honour.step.${kind}`) ? `honour.step.${kind}` : `step.${kind}`),
    said: words ?? undefined,
    internal: false,
  }))
  return <Timeline steps={steps} />
}

function ActionForm({ detail, action, close }: { detail: HonourDetail; action: StaffAction; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSend(async ({ id, words: said }: { id: string; words: string }) => {
    const sent = { id, seen: detail.version }
    const answer =
      action === 'award'
        ? await actOnHonour(detail.id, action, sent)
        : action === 'deny'
          ? await actOnHonour(detail.id, action, { ...sent, words: said })
          : await actOnHonour(detail.id, action, { ...sent, how: 'paper' })
    await Promise.all(['honour', 'stars', 'governance'].map((key) => client.invalidateQueries({ queryKey: [key] })))
    return answer
  })
  const submit = async () => {
    setTried(true)
    if (action === 'deny' && words.trim() === '') return
    if (await sending.send({ words: words.trim() })) close()
  }
  return (
    <SendForm
      label={t(`action.${action}`)}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={close}
    >
      {action === 'deny' ? (
        <WordsField
          label={t('desk.honour.deny.words')}
          value={words}
          most={300}
          rows={3}
          change={setWords}
          error={tried && words.trim() === '' ? t('desk.stars.write') : undefined}
        />
      ) : (
        <p>{t(action === 'award' ? 'desk.honour.award.sure' : 'desk.honour.consent.sure')}</p>
      )}
    </SendForm>
  )
}

function AnswerForm({ detail, objection, close }: { detail: HonourDetail; objection: Objection; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSend(async (body: { id: string; words: string }) => {
    const answer = await call('POST', '/honours/objections/:id/answer', { params: { id: objection.id }, body })
    await client.invalidateQueries({ queryKey: ['honour', detail.number] })
    return answer
  })
  const submit = async () => {
    setTried(true)
    if (words.trim() !== '' && (await sending.send({ words: words.trim() }))) close()
  }
  return (
    <SendForm
      label={t('desk.honour.answer')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={close}
    >
      <p className="words" data-said>
        {objection.words}
      </p>
      <WordsField
        label={t('desk.honour.answer.words')}
        value={words}
        most={500}
        rows={3}
        change={setWords}
        error={tried && words.trim() === '' ? t('desk.stars.write') : undefined}
      />
    </SendForm>
  )
}

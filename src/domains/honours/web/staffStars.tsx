/** Star volunteers at the desk: what the rule proposes, reviewed behind a mask; what is on notice or to be awarded; what is done. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call, type DeskHonour, showHonour } from './api.ts'
import { Closed, StateWord } from './staffHonourParts.tsx'
import { activityTitle, honourTitle } from './titles.ts'

type Stars = Awaited<ReturnType<typeof call<'GET', '/desk/stars'>>>
type Proposal = Stars['proposals'][number]

const lists = ['open', 'done'] as const
type List = (typeof lists)[number]

export default function StarsPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const page = t('desk.menu.stars')
  if (!actor?.permissions.includes('honours.desk')) return <Closed page={page} permission="honours.desk" />
  return <StarsDesk page={page} />
}

function StarsDesk({ page }: { page: string }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const list: List = new URLSearchParams(useSearch()).get('list') === 'done' ? 'done' : 'open'
  const [reviewed, setReviewed] = useState<Proposal>()
  const { data, error, refetch } = useQuery({
    queryKey: ['stars', list],
    queryFn: ({ signal }) => call('GET', '/desk/stars', { query: { list }, signal }),
  })
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {data && (
          <span className="meta">
            {t('desk.stars.note', { hours: data.hours.join(' / '), days: data.noticeWorkdays })}
          </span>
        )}
      </header>
      <div className="page-body stack">
        <div>
          <Segmented
            aria-label={t('desk.stars.lists')}
            value={list}
            onChange={(next) => navigate(next === 'open' ? '/desk/stars' : '/desk/stars?list=done')}
            options={lists.map((value) => ({ value, label: t(`desk.stars.list.${value}`) }))}
          />
        </div>
        {error && !data ? (
          <Failed error={error} again={() => void refetch()} />
        ) : !data ? (
          <Loading lines={6} />
        ) : (
          <>
            {list === 'open' && <Proposals rows={data.proposals} review={setReviewed} />}
            <section className="card">
              <div className="card-head">
                <h2>{t(`desk.stars.rows.${list}`)}</h2>
              </div>
              <HonourTable rows={data.rows} />
            </section>
          </>
        )}
      </div>
      <Dialog
        open={reviewed !== undefined}
        title={reviewed ? t('desk.stars.review.title', { level: t(`star.level.${reviewed.level}`) }) : ''}
        close={() => setReviewed(undefined)}
        width={640}
      >
        {reviewed && <Review key={reviewed.personId} proposal={reviewed} close={() => setReviewed(undefined)} />}
      </Dialog>
    </>
  )
}

function Proposals({ rows, review }: { rows: readonly Proposal[]; review(one: Proposal): void }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.stars.proposals')}</h2>
      </div>
      {rows.length === 0 ? (
        <EmptyState words={t('desk.stars.proposals.none')} icon="star" />
      ) : (
        <table className="table table-stack">
          <thead>
            <tr>
              {['name', 'what', 'hours', 'reached', 'acts'].map((name) => (
                <th key={name} scope="col">
                  {t(`desk.stars.column.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.personId}>
                <th scope="row" data-said>
                  {one.name}{' '}
                  {one.phoneTail && <span className="meta num">{t('phone.tail', { tail: one.phoneTail })}</span>}
                </th>
                <td>{t(`star.level.${one.level}`)}</td>
                <td data-label={t('desk.stars.column.hours')}>{format.duration(one.minutes)}</td>
                <td data-label={t('desk.stars.column.reached')}>{format.stamp(one.reachedAt)}</td>
                <td>
                  <Button size="small" onClick={() => review(one)}>
                    {t('desk.stars.review')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** Honours of any kind, each leading to its page. */
export function HonourTable({ rows }: { rows: readonly DeskHonour[] }) {
  const { t } = useWords()
  const format = useFormat()
  if (rows.length === 0) return <EmptyState words={t('desk.stars.none')} icon="star" />
  return (
    <table className="table table-stack">
      <thead>
        <tr>
          {['name', 'what', 'state', 'until', 'consent'].map((name) => (
            <th key={name} scope="col">
              {t(`desk.stars.column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Link href={`/desk/stars/${row.number}`} className="link">
                <span data-said>{row.name}</span>
              </Link>
            </th>
            <td>{honourTitle({ t }, row)}</td>
            <td>
              <StateWord state={row.state} />
              {row.unanswered > 0 && (
                <span className="badge badge-warn"> {t('desk.stars.objections.n', { n: row.unanswered })}</span>
              )}
            </td>
            <td data-label={t('desk.stars.column.until')}>{row.until ? format.promise(row.until, 'dated') : ''}</td>
            <td data-label={t('desk.stars.column.consent')}>{t(`honour.consent.${row.consent}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const purposes = ['verify', 'contact', 'visit', 'other'] as const
type Purpose = (typeof purposes)[number]
type Opened = Awaited<ReturnType<typeof call<'POST', '/desk/stars/record'>>>

/** The record is opened with a purpose; then the level is shown to everybody, or left for now with a reason. */
function Review({ proposal, close }: { proposal: Proposal; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [opened, setOpened] = useState<Opened>()
  const [leaving, setLeaving] = useState(false)
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const { personId, level } = proposal
  const refresh = async () => await client.invalidateQueries({ queryKey: ['stars'] })
  const showing = useSend(async ({ id }: { id: string }) => {
    const answer = await showHonour({ id, honour: 'star', personId, level })
    await refresh()
    return answer
  })
  const dismissing = useSend(async (body: { id: string; words: string }) => {
    const answer = await call('POST', '/desk/stars/dismissals', { body: { ...body, personId, level } })
    await refresh()
    return answer
  })
  const dismiss = async () => {
    setTried(true)
    if (words.trim() !== '' && (await dismissing.send({ words: words.trim() }))) close()
  }
  return (
    <div className="stack">
      {opened ? <RecordOf opened={opened} /> : <OpenRecord personId={personId} done={setOpened} />}
      {leaving ? (
        <SendForm
          label={t('desk.stars.dismiss')}
          busy={dismissing.busy}
          error={dismissing.error}
          submit={() => void dismiss()}
          cancel={() => setLeaving(false)}
        >
          <WordsField
            label={t('desk.stars.dismiss.words')}
            value={words}
            most={300}
            rows={2}
            change={setWords}
            error={tried && words.trim() === '' ? t('desk.stars.write') : undefined}
          />
        </SendForm>
      ) : (
        <>
          {showing.error && (
            <p className="refusal" role="alert">
              {showing.error}
            </p>
          )}
          <div className="row">
            <Button
              type={opened ? 'primary' : 'default'}
              loading={showing.busy}
              onClick={() => void showing.send({}).then((answer) => answer && close())}
            >
              {t('desk.stars.show')}
            </Button>
            <Button onClick={() => setLeaving(true)}>{t('desk.stars.dismiss')}</Button>
          </div>
        </>
      )}
    </div>
  )
}

function OpenRecord({ personId, done }: { personId: string; done(opened: Opened): void }) {
  const { t } = useWords()
  const [purpose, setPurpose] = useState<Purpose>('verify')
  const [words, setWords] = useState('')
  const sending = useSend(async (body: { id: string; purpose: Purpose; words?: string }) =>
    call('POST', '/desk/stars/record', { body: { ...body, personId } }),
  )
  const submit = async () => {
    const answer = await sending.send({ purpose, ...(words.trim() ? { words: words.trim() } : {}) })
    if (answer) done(answer)
  }
  return (
    <SendForm label={t('desk.stars.record')} busy={sending.busy} error={sending.error} submit={() => void submit()}>
      <Choice
        label={t('reveal.why')}
        values={purposes}
        value={purpose}
        words={(one) => t(`purpose.${one}`)}
        change={setPurpose}
      />
      {purpose === 'other' && (
        <WordsField label={t('reveal.other')} value={words} most={200} rows={1} change={setWords} />
      )}
      <p className="meta">{t('desk.stars.record.note')}</p>
    </SendForm>
  )
}

function RecordOf({ opened }: { opened: Opened }) {
  const { t, has } = useWords()
  const format = useFormat()
  return (
    <section className="stack-small" aria-label={t('desk.stars.record')}>
      <p>
        <b data-said>{opened.name}</b> · {t('desk.stars.record.sum', { hours: format.duration(opened.minutes) })}
      </p>
      <ul className="stack-small">
        {opened.rows.map((row) => (
          <li key={row.id}>
            <span className="num">{row.servedOn}</span> {activityTitle({ t, has }, row.activity)}{' '}
            {format.duration(row.minutes)}{' '}
            <span className="meta" data-said>
              {row.confirmer}
            </span>
            {row.takenBackAt && <span className="why"> {t('desk.certificates.doubtful')}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

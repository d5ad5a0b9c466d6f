/**
 * My volunteering record by year, line by line, and certificates over it. A certificate is there at once: what it says was
 * confirmed before.
 */
import { useRef, useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { groupNumber } from '#lib/number.ts'
import { Icon } from '#ui/resident/icon.tsx'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import {
  Button,
  Card,
  EmptyState,
  Failed,
  Field,
  LinkButton,
  Loading,
  NoticeBar,
  RadioRow,
  Row,
} from '#ui/resident/parts.tsx'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { addressOf, type CertificateRow, call, newId, type ServiceRow } from './api.ts'
import { activityTitle } from './titles.ts'

export default function ResidentHours() {
  const { t } = useWords()
  const { session, actor, now } = useSession()
  const [year, setYear] = useState<number>()
  const [asking, setAsking] = useState(false)
  const [done, setDone] = useState('')
  const shown = year ?? Number(dayOf(now()).slice(0, 4))
  const me = actor?.kind === 'resident' ? actor.personId : undefined
  const record = useLoad(me && `service ${me} ${shown}`, (signal) =>
    call('GET', '/me/service', { query: { year: shown }, signal }),
  )
  const certificates = useLoad(me && `certificates ${me}`, (signal) => call('GET', '/me/certificates', { signal }))
  const { value } = record
  if (asking && value)
    return (
      <Asking
        year={shown}
        close={() => setAsking(false)}
        issued={async ({ serial }) => {
          setAsking(false)
          setDone(t('certificate.done', { serial: groupNumber(serial) }))
          await certificates.reload()
        }}
      />
    )
  const has = (value?.years.length ?? 0) > 0
  return (
    <Page
      title={t('hours.title')}
      back="/me"
      readable
      bar={has && <Button onClick={() => setAsking(true)}>{t('certificate.ask')}</Button>}
    >
      {session && !me ? (
        <EmptyState icon="lock" action={<LinkButton href="/login?next=/volunteer/hours">{t('do.signIn')}</LinkButton>}>
          {t('hours.signin')}
        </EmptyState>
      ) : !value ? (
        record.error ? (
          <Failed error={record.error} onRetry={() => void record.reload()} />
        ) : (
          <Loading lines={6} />
        )
      ) : (
        <>
          {done && (
            <NoticeBar tone="ok" icon="circle-check" live onClose={() => setDone('')}>
              {done}
            </NoticeBar>
          )}
          <p className="second foot-note">{t('hours.intro')}</p>
          {has ? (
            <Year key={shown} year={shown} record={value} choose={setYear} />
          ) : (
            <p className="card">{t('hours.none')}</p>
          )}
          <Mine rows={certificates.value?.rows ?? []} />
          <section className="card list">
            <Row href="/me/honours">{t('hours.honours')}</Row>
          </section>
        </>
      )}
    </Page>
  )
}

type Record = Awaited<ReturnType<typeof call<'GET', '/me/service'>>>

function Year({ year, record, choose }: { year: number; record: Record; choose(year: number): void }) {
  const { t } = useWords()
  const times = useTimes()
  const [more, setMore] = useState<{ rows: ServiceRow[]; next: string | null }>()
  const rows = [...record.rows, ...(more?.rows ?? [])]
  const next = more ? more.next : record.next
  const minutes = record.years.find((one) => one.year === year)?.minutes ?? 0
  const years = record.years.some((one) => one.year === year) ? record.years : [{ year, minutes: 0 }, ...record.years]
  const showMore = async () => {
    if (!next) return
    const page = await call('GET', '/me/service', { query: { year, after: next } })
    setMore({ rows: [...(more?.rows ?? []), ...page.rows], next: page.next })
  }
  return (
    <>
      {years.length > 1 && (
        <RadioRow
          legend={t('hours.year')}
          hideLegend
          name="year"
          look="pills"
          value={String(year)}
          options={years.map((one) => ({ value: String(one.year), label: t('hours.year.n', { year: one.year }) }))}
          onChange={(value) => choose(Number(value))}
        />
      )}
      <Card title={t('hours.sum', { year, hours: times.duration(minutes) })}>
        {rows.length === 0 ? (
          <p className="second">{t('hours.none.year')}</p>
        ) : (
          <ul className="honour-lines">
            {rows.map((row) => (
              <Line key={row.id} row={row} />
            ))}
          </ul>
        )}
      </Card>
      {next && (
        <Button look="quiet" onClick={() => void showMore()}>
          {t('do.more')}
        </Button>
      )}
    </>
  )
}

function Line({ row }: { row: ServiceRow }) {
  const { t, has } = useWords()
  const times = useTimes()
  return (
    <li className={row.takenBackAt ? 'honour-gone' : undefined}>
      <p>
        <time dateTime={row.servedOn}>{times.day(row.servedOn)}</time> · {activityTitle({ t, has }, row.activity)} ·{' '}
        <b>{times.duration(row.minutes)}</b>
      </p>
      <p className="meta">
        {t(`hours.source.${row.source}`)} · <span data-said>{t('hours.confirmed', { name: row.confirmer })}</span>
      </p>
      {row.takenBackAt && (
        <p className="why">{t('hours.taken-back', { day: times.day(dayOf(new Date(row.takenBackAt))) })}</p>
      )}
    </li>
  )
}

function Mine({ rows }: { rows: readonly CertificateRow[] }) {
  const { t } = useWords()
  const times = useTimes()
  if (rows.length === 0) return null
  return (
    <Card title={t('certificate.mine')}>
      <ul className="honour-lines">
        {rows.map((row) => {
          const paper = (format: 'pdf' | 'json') =>
            `${addressOf('/me/certificates/:id/paper', { id: row.id })}?format=${format}`
          return (
            <li key={row.id}>
              <p>
                {t('certificate.line', {
                  from: times.day(row.from),
                  to: times.day(row.to),
                  hours: times.duration(row.minutes),
                })}
              </p>
              <p className="meta" data-said>
                {t('certificate.serial', { serial: groupNumber(row.serial) })} · {times.day(row.issuedOn)}
              </p>
              {row.revokedOn && row.revokeReason ? (
                <p className="why">
                  {t('certificate.revoked.on', {
                    day: times.day(row.revokedOn),
                    reason: t(`certificate.reason.${row.revokeReason}`),
                  })}
                </p>
              ) : (
                <p className="honour-links">
                  <a className="link" href={paper('pdf')} download={`${row.serial}.pdf`}>
                    <Icon name="download" />
                    <span>{t('certificate.pdf')}</span>
                  </a>
                  <a className="link" href={paper('json')} download={`${row.serial}.json`}>
                    <Icon name="download" />
                    <span>{t('certificate.json')}</span>
                  </a>
                </p>
              )}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

type Span = 'all' | 'year' | 'own'

/** Which span; a repeated press issues once. */
function Asking({ year, close, issued }: { year: number; close(): void; issued(row: CertificateRow): Promise<void> }) {
  const { t } = useWords()
  const say = useSay()
  const { now } = useSession()
  const today = dayOf(now())
  const [span, setSpan] = useState<Span>('all')
  const [from, setFrom] = useState(`${today.slice(0, 4)}-01-01`)
  const [to, setTo] = useState(today)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef({ content: '', id: '' })
  const send = async () => {
    if (busy) return
    const end = `${year}-12-31`
    const asked =
      span === 'all' ? {} : span === 'year' ? { from: `${year}-01-01`, to: end < today ? end : today } : { from, to }
    const content = JSON.stringify(asked)
    if (deed.current.content !== content) deed.current = { content, id: newId() }
    setBusy(true)
    setProblem('')
    try {
      await issued(await call('POST', '/me/certificates', { body: { id: deed.current.id, ...asked } }))
    } catch (error) {
      setProblem(say(error))
      setBusy(false)
    }
  }
  const dates = [
    { key: 'certificate.from', value: from, set: setFrom },
    { key: 'certificate.to', value: to, set: setTo },
  ]
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Page
        title={t('certificate.ask')}
        back="/volunteer/hours"
        part={1}
        readable
        bar={
          <>
            <Button look="line" onClick={close}>
              {t('steps.back')}
            </Button>
            <Button type="submit" busy={busy}>
              {t('certificate.do')}
            </Button>
          </>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        <p className="second foot-note">{t('certificate.ask.note')}</p>
        <section className="card stack">
          <RadioRow<Span>
            legend={t('certificate.span')}
            name="span"
            value={span}
            options={[
              { value: 'all', label: t('certificate.span.all') },
              { value: 'year', label: t('certificate.span.year', { year }) },
              { value: 'own', label: t('certificate.span.own') },
            ]}
            onChange={setSpan}
          />
          {span === 'own' &&
            dates.map(({ key, value, set }) => (
              <Field key={key} label={t(key)}>
                {({ id }) => (
                  <input
                    id={id}
                    type="date"
                    className="input"
                    max={today}
                    value={value}
                    onChange={(event) => set(event.currentTarget.value)}
                  />
                )}
              </Field>
            ))}
        </section>
      </Page>
    </form>
  )
}

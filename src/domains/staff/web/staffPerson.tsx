/** One colleague: roles held, proposed and over; signing in; what they have in hand; what was done about them and by whom. */
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { groupNumber } from '#lib/number.ts'
import { RefusalError } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Field, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call, type HandedLink, type Person } from './api.ts'
import { LinkDialog } from './staffLink.tsx'
import {
  ClosedToOthers,
  emptyRole,
  GrantWhere,
  ProposalItem,
  ResetItem,
  RoleFields,
  StateTag,
  useRefresh,
  useSpanWords,
  wantedOf,
} from './staffParts.tsx'

type Open = 'propose' | 'suspend' | 'askReset' | { end: Person['grants'][number] } | undefined

export default function PersonPage() {
  const { t } = useWords()
  const { personId = '' } = useParams<{ personId: string }>()
  const person = useQuery({
    queryKey: ['staff-person', personId],
    queryFn: ({ signal }) => call('GET', '/staff/:personId', { params: { personId }, signal }),
  })
  if (person.error instanceof RefusalError && person.error.status === 403)
    return <ClosedToOthers page={t('desk.menu.staff')} heads />
  if (person.error instanceof RefusalError && person.error.status < 500)
    return (
      <EmptyState words={t('refusal.staff.unknown')} icon="search">
        <Link href="/desk/staff" className="link">
          {t('staff.all')}
        </Link>
      </EmptyState>
    )
  if (person.error) return <Failed error={person.error} again={() => void person.refetch()} />
  return person.data ? <Shown person={person.data} /> : <Loading lines={10} />
}

function Shown({ person }: { person: Person }) {
  const { t } = useWords()
  const format = useFormat()
  const span = useSpanWords()
  const refresh = useRefresh()
  const { actor, now } = useSession()
  const [open, setOpen] = useState<Open>()
  const [handed, setHanded] = useState<HandedLink>()
  const { personId, name, can, state } = person
  const params = { personId }
  const link = useSend((body: { id: string }) => call('POST', '/staff/:personId/link', { params, body }))
  const restore = useSend((body: { id: string }) => call('POST', '/staff/:personId/restoration', { params, body }))
  const administers = actor?.permissions.includes('staff.logins') ?? false
  const opensRequests = actor?.permissions.includes('requests.desk') ?? false
  const close = () => setOpen(undefined)
  const done = async () => {
    close()
    await refresh()
  }
  const makeLink = async () => {
    const answer = await link.send({})
    if (!answer) return
    setHanded(answer)
    await refresh()
  }
  const waiting = person.proposals.filter(({ decision }) => decision === null)
  const decided = person.proposals.filter(({ decision }) => decision !== null)
  const today = dayOf(now())
  const current = person.grants.filter(({ to }) => to === null || to >= today)
  const past = person.grants.filter((grant) => !current.includes(grant))

  return (
    <>
      <header className="page-head-plain">
        <Link href="/desk/staff" className="link">
          {t('desk.menu.staff')}
        </Link>
        <PageTitle words={name}>
          <span data-said>{name}</span>
        </PageTitle>
        <StateTag state={state} />
        <div className="row row-end">
          {can.includes('propose') && (
            <Button type="primary" onClick={() => setOpen('propose')}>
              {t('staff.propose')}
            </Button>
          )}
          {can.includes('link') && (
            <Button loading={link.busy} onClick={() => void makeLink()}>
              {t('staff.link.make')}
            </Button>
          )}
          {can.includes('askReset') && <Button onClick={() => setOpen('askReset')}>{t('staff.reset.ask')}</Button>}
          {can.includes('suspend') && <Button onClick={() => setOpen('suspend')}>{t('staff.suspend')}</Button>}
          {can.includes('restore') && (
            <Button loading={restore.busy} onClick={() => void restore.send({}).then((answer) => answer && refresh())}>
              {t('staff.restore')}
            </Button>
          )}
        </div>
      </header>
      <div className="page-body stack">
        {(link.error || restore.error) && (
          <p className="refusal" role="alert">
            {link.error || restore.error}
          </p>
        )}
        {state === 'suspended' && person.suspendedAt && (
          <p className="note note-late">{t('staff.suspended.since', { time: format.stamp(person.suspendedAt) })}</p>
        )}
        {administers && actor?.personId === personId && <p className="note">{t('staff.self')}</p>}
        <div className="columns-2">
          <section className="card">
            <div className="card-head">
              <h2>{t('staff.roles')}</h2>
            </div>
            {current.length === 0 && waiting.length === 0 && <EmptyState words={t('staff.roles.none')} icon="user" />}
            <ul className="card-list">
              {current.map((grant) => (
                <li key={grant.id} className="row">
                  <b>{t(`role.${grant.role}`)}</b>
                  <GrantWhere grant={grant} />
                  <span className="meta">{span(grant)}</span>
                  {grant.phone && (
                    <span className="meta num" data-said>
                      {grant.phone}
                    </span>
                  )}
                  {can.includes('endGrant') && (
                    <Button
                      size="small"
                      className="row-end"
                      aria-label={t('staff.end.name', { role: t(`role.${grant.role}`), place: grant.place })}
                      onClick={() => setOpen({ end: grant })}
                    >
                      {t('staff.end')}
                    </Button>
                  )}
                </li>
              ))}
              {waiting.map((proposal) => (
                <ProposalItem key={proposal.id} proposal={proposal} named={false} />
              ))}
            </ul>
            {(past.length > 0 || decided.length > 0) && (
              <details className="card-body">
                <summary>{t('staff.roles.past')}</summary>
                <ul className="card-list">
                  {past.map((grant) => (
                    <li key={grant.id} className="row">
                      {t(`role.${grant.role}`)}
                      <GrantWhere grant={grant} />
                      <span className="meta">{span(grant)}</span>
                    </li>
                  ))}
                  {decided.map((proposal) => (
                    <ProposalItem key={proposal.id} proposal={proposal} named={false} />
                  ))}
                </ul>
              </details>
            )}
          </section>
          <div className="stack">
            {administers && (
              <section className="card">
                <div className="card-head">
                  <h2>{t('staff.signIn')}</h2>
                </div>
                <dl className="facts card-body">
                  <dt>{t('signIn.login')}</dt>
                  <dd className="num" data-said>
                    {person.login}
                  </dd>
                  <dt>{t('staff.second')}</dt>
                  <dd>
                    {person.secondSince
                      ? t('staff.second.since', { time: format.stamp(person.secondSince), n: person.recoveryLeft ?? 0 })
                      : t('staff.second.none')}
                  </dd>
                  {person.linkUntil && (
                    <>
                      <dt>{t('staff.link')}</dt>
                      <dd>{t('staff.link.holds', { time: format.stamp(person.linkUntil) })}</dd>
                    </>
                  )}
                </dl>
                {person.reset && (
                  <ul className="card-list">
                    <ResetItem reset={person.reset} />
                  </ul>
                )}
              </section>
            )}
            <section className="card">
              <div className="card-head">
                <h2>{t('staff.inHand')}</h2>
                <small className="num">{t('staff.inHand.n', { n: person.requests.length })}</small>
              </div>
              {person.requests.length === 0 ? (
                <EmptyState words={t('staff.inHand.none')} />
              ) : (
                <ul className="card-list in-hand">
                  {state === 'suspended' && <li className="meta">{t('staff.inHand.give')}</li>}
                  {person.requests.map(({ number, category, place, due }) => (
                    <li key={number} className="row">
                      {opensRequests ? (
                        <Link href={`/desk/requests/${number}`} className="link num">
                          {groupNumber(number)}
                        </Link>
                      ) : (
                        <span className="num">{groupNumber(number)}</span>
                      )}
                      {category && <span>{t(`category.${category}`)}</span>}
                      <span data-said>{place}</span>
                      {due && <span className="meta row-end">{format.promise(due, 'short')}</span>}
                    </li>
                  ))}
                </ul>
              )}
            </section>
          </div>
        </div>
        {administers && (
          <section className="card">
            <div className="card-head">
              <h2>{t('staff.deeds')}</h2>
            </div>
            {person.deeds.length === 0 ? (
              <EmptyState words={t('staff.deeds.none')} />
            ) : (
              <ul className="card-list">
                {person.deeds.map((deed) => (
                  <li key={deed.id} className="row">
                    <span>{t(`deed.${deed.kind}`)}</span>
                    {typeof deed.facts.role === 'string' && <b>{t(`role.${deed.facts.role}`)}</b>}
                    {typeof deed.facts.day === 'string' && <span>{format.day(deed.facts.day)}</span>}
                    {deed.words && <span data-said>{deed.words}</span>}
                    <span className="meta row-end">
                      {deed.by && <span data-said>{deed.by}</span>} {format.stamp(deed.at)}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        )}
      </div>
      <Dialog open={open === 'propose'} title={t('staff.propose.title', { name })} close={close}>
        <ProposeForm personId={personId} done={done} cancel={close} />
      </Dialog>
      <Dialog open={open === 'suspend'} title={t('staff.suspend.title', { name })} close={close}>
        <WordsForm
          note={t('staff.suspend.note')}
          label={t('staff.suspend')}
          send={(body) => call('POST', '/staff/:personId/suspension', { params, body })}
          done={done}
          cancel={close}
        />
      </Dialog>
      <Dialog open={open === 'askReset'} title={t('staff.reset.title', { name })} close={close}>
        <WordsForm
          note={t('staff.reset.note')}
          label={t('staff.reset.ask')}
          send={(body) => call('POST', '/staff/:personId/second-factor-resets', { params, body })}
          done={done}
          cancel={close}
        />
      </Dialog>
      <Dialog open={typeof open === 'object'} title={t('staff.end.title')} close={close}>
        {typeof open === 'object' && <EndForm grant={open.end} done={done} cancel={close} />}
      </Dialog>
      <LinkDialog handed={handed} close={() => setHanded(undefined)} />
    </>
  )
}

interface FormProps {
  done(): Promise<void>
  cancel(): void
}

function ProposeForm({ personId, done, cancel }: FormProps & { personId: string }) {
  const { t } = useWords()
  const { actor, now } = useSession()
  const [draft, setDraft] = useState(() => emptyRole(dayOf(now())))
  const city = actor?.grants[0]?.path.slice(0, 4) ?? ''
  const sending = useSend((body: Parameters<typeof call<'POST', '/staff/:personId/proposals'>>[2]['body']) =>
    call('POST', '/staff/:personId/proposals', { params: { personId }, body }),
  )
  const submit = async () => {
    const wanted = wantedOf(draft)
    if (!wanted) return sending.setError(t('staff.role.unfinished'))
    if (await sending.send(wanted)) await done()
  }
  return (
    <SendForm label={t('staff.propose')} {...sending} submit={() => void submit()} cancel={cancel}>
      <p className="meta">{t('staff.propose.note')}</p>
      <RoleFields value={draft} city={city} change={setDraft} />
    </SendForm>
  )
}

interface WordsFormProps extends FormProps {
  note: string
  label: string
  send(body: { id: string; words: string }): Promise<unknown>
}

function WordsForm({ note, label, send, done, cancel }: WordsFormProps) {
  const { t } = useWords()
  const [words, setWords] = useState('')
  const [missing, setMissing] = useState(false)
  const sending = useSend(send)
  const submit = async () => {
    setMissing(words.trim() === '')
    if (words.trim() === '') return
    if (await sending.send({ words: words.trim() })) await done()
  }
  return (
    <SendForm label={label} {...sending} submit={() => void submit()} cancel={cancel}>
      <p>{note}</p>
      <WordsField
        label={t('staff.why')}
        error={missing ? t('staff.why.fill') : undefined}
        value={words}
        most={200}
        rows={2}
        change={setWords}
      />
    </SendForm>
  )
}

function EndForm({ grant, done, cancel }: FormProps & { grant: Person['grants'][number] }) {
  const { t } = useWords()
  const { now } = useSession()
  const today = dayOf(now())
  const [day, setDay] = useState(grant.from > today ? grant.from : today)
  const sending = useSend((body: { id: string; day: string }) =>
    call('POST', '/staff-grants/:grantId/end', { params: { grantId: grant.id }, body }),
  )
  return (
    <SendForm
      label={t('staff.end')}
      {...sending}
      submit={() => void sending.send({ day }).then((answer) => answer && done())}
      cancel={cancel}
    >
      <p>
        <b>{t(`role.${grant.role}`)}</b> <GrantWhere grant={grant} />
      </p>
      <Field label={t('staff.end.day')} note={t('staff.end.note')}>
        {(ids) => (
          <Input {...ids} type="date" value={day} min={today} onChange={({ target }) => setDay(target.value)} />
        )}
      </Field>
    </SendForm>
  )
}

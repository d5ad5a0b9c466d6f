/**
 * Registering as a volunteer, and changing, pausing or ending it; agreeing for a child. The year of birth is asked once, and
 * what becomes of it is said beside it.
 */
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { useCommunity } from '#ui/resident/community.ts'
import { useLoad } from '#ui/resident/load.ts'
import { Page } from '#ui/resident/page.tsx'
import {
  Button,
  EmptyState,
  ErrorLine,
  Failed,
  Field,
  LinkButton,
  Loading,
  NoticeBar,
  RadioRow,
  Row,
} from '#ui/resident/parts.tsx'
import { RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type Activity, type Availability, activities, availabilities, type Identity, identities } from '../rules.ts'
import { call, newId, type Registration } from './api.ts'
import { toFirstError } from './first-error.ts'
import { TickRow } from './residentTicks.tsx'

type Mine = Awaited<ReturnType<typeof call<'GET', '/me/volunteer'>>>

export default function ResidentJoin() {
  const { t } = useWords()
  const { actor, session } = useSession()
  const resident = actor?.kind === 'resident'
  const { value, error, reload, put } = useLoad(resident ? 'my volunteering' : undefined, (signal) =>
    call('GET', '/me/volunteer', { signal }),
  )
  if (value) return <Shown value={value} put={put} />
  return (
    <Page title={t('volunteer.join')} back="/volunteer">
      {session && !resident ? (
        <EmptyState icon="lock" action={<LinkButton href="/login?next=/volunteer/join">{t('do.signIn')}</LinkButton>}>
          {t('volunteer.join.signin')}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

function Shown({ value, put }: { value: Mine; put(value: Mine): void }) {
  const { t } = useWords()
  const say = useSay()
  const [editing, setEditing] = useState<'mine' | { personId: string; name: string }>()
  const [problem, setProblem] = useState('')
  const [done, setDone] = useState('')
  const { mine, asks, children } = value
  if (editing || (!mine && asks.length === 0 && children.length === 0)) {
    const child = typeof editing === 'object' ? editing : undefined
    const before = child ? children.find(({ personId }) => personId === child.personId)?.registration : mine
    return (
      <Form
        value={value}
        before={before?.state === 'left' ? null : (before ?? null)}
        child={child}
        close={(next) => {
          setEditing(undefined)
          if (!next) return
          put(next)
          setDone(t('volunteer.join.done'))
        }}
      />
    )
  }
  const act = async (work: () => Promise<Mine>, words: string) => {
    setProblem('')
    try {
      put(await work())
      setDone(words)
    } catch (error) {
      setProblem(say(error))
    }
  }
  const set = (to: 'active' | 'paused' | 'left') =>
    void act(() => call('POST', '/me/volunteer/state', { body: { id: newId(), to } }), t(`volunteer.now.${to}`))
  return (
    <Page
      title={t('volunteer.mine.registration')}
      back="/volunteer"
      readable
      part={1}
      bar={
        <Button onClick={() => setEditing('mine')}>
          {t(mine && mine.state !== 'left' ? 'volunteer.change' : 'volunteer.join')}
        </Button>
      }
    >
      {done && (
        <NoticeBar tone="ok" icon="circle-check" live onClose={() => setDone('')}>
          {done}
        </NoticeBar>
      )}
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      {asks.map(({ personId, name, activities: wished }) => (
        <section key={personId} className="card stack">
          <h2 className="card-title">{t('volunteer.guardian.asks', { name })}</h2>
          <p>{wished.map((one) => t(`activity.${one}`)).join(t('list.comma'))}</p>
          <p className="second">{t('volunteer.guardian.what')}</p>
          {[true, false].map((agrees) => (
            <Button
              key={String(agrees)}
              look={agrees ? 'main' : 'line'}
              onClick={() =>
                void act(
                  () =>
                    call('POST', '/me/volunteer/guardian/:personId', {
                      params: { personId },
                      body: { id: newId(), agrees },
                    }),
                  t(agrees ? 'volunteer.guardian.agreed' : 'volunteer.guardian.declined'),
                )
              }
            >
              {t(agrees ? 'volunteer.guardian.agree' : 'volunteer.guardian.decline')}
            </Button>
          ))}
        </section>
      ))}
      {mine && <About registration={mine} />}
      {mine && mine.state !== 'left' && (
        <section className="card list">
          {mine.state === 'active' && <Row onClick={() => set('paused')}>{t('volunteer.pause')}</Row>}
          {mine.state === 'paused' && <Row onClick={() => set('active')}>{t('volunteer.return')}</Row>}
          <Row onClick={() => set('left')}>{t('volunteer.leave')}</Row>
        </section>
      )}
      {children.length > 0 && (
        <section className="card list" aria-label={t('volunteer.children')}>
          {children.map(({ personId, name, registration }) => (
            <Row
              key={personId}
              onClick={() => setEditing({ personId, name })}
              note={t(`volunteer.state.${registration?.state ?? 'none'}`)}
            >
              {t('volunteer.child', { name })}
            </Row>
          ))}
        </section>
      )}
    </Page>
  )
}

function About({ registration }: { registration: Registration }) {
  const { t } = useWords()
  const { state, activities: wished, available, earns, emergency, guardian, offer, offerState, place } = registration
  return (
    <section className="card stack">
      <h2 className="big-title">{t(`volunteer.now.${state}`)}</h2>
      {guardian && guardian !== 'agreed' && <p className="why">{t(`volunteer.guardian.${guardian}`)}</p>}
      <dl className="pairs">
        <dt>{t('volunteer.place')}</dt>
        <dd data-said lang="zh-CN">
          {place}
        </dd>
        <dt>{t('volunteer.activities')}</dt>
        <dd>{wished.map((one) => t(`activity.${one}`)).join(t('list.comma'))}</dd>
        {available.length > 0 && (
          <>
            <dt>{t('volunteer.available')}</dt>
            <dd>{available.map((one) => t(`volunteer.when.${one}`)).join(t('list.comma'))}</dd>
          </>
        )}
        <dt>{t('volunteer.earns')}</dt>
        <dd>{t(`volunteer.earns.${earns}`)}</dd>
        <dt>{t('volunteer.emergency.mark')}</dt>
        <dd>{t(emergency ? 'volunteer.yes' : 'volunteer.no')}</dd>
        {offer && (
          <>
            <dt>{t('volunteer.offer.mark')}</dt>
            <dd>
              <span data-said lang="zh-CN">
                {offer}
              </span>{' '}
              <span className="second">{t(`volunteer.offer.${offerState}`)}</span>
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

interface FormProps {
  value: Mine
  before: Registration | null
  child: { personId: string; name: string } | undefined
  close(next?: Mine): void
}

function Form({ value, before, child, close }: FormProps) {
  const { t } = useWords()
  const say = useSay()
  const { path, community } = useCommunity()
  const [wished, setWished] = useState<Activity[]>(before?.activities ?? [])
  const [available, setAvailable] = useState<Availability[]>(before?.available ?? [])
  const [earns, setEarns] = useState<Registration['earns'] | undefined>(before?.earns)
  const [emergency, setEmergency] = useState<'yes' | 'no' | undefined>(
    before ? (before.emergency ? 'yes' : 'no') : undefined,
  )
  const [identity, setIdentity] = useState<Identity | undefined>(before?.identity ?? undefined)
  const [born, setBorn] = useState('')
  const [guardian, setGuardian] = useState('')
  const [offer, setOffer] = useState(before?.offer ?? '')
  const [agrees, setAgrees] = useState<'agrees'[]>([])
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef(newId())

  const year = /^(19|20)\d{2}$/.test(born.trim()) ? Number(born.trim()) : undefined
  const age = year === undefined ? undefined : new Date().getFullYear() - year
  const needsGuardian = !child && (age !== undefined ? age <= value.guardianAge : before?.guardian === 'missing')
  const small = !child && age !== undefined && age <= value.childAge
  const bornMissing = !before?.band && year === undefined

  const send = async () => {
    setTried(true)
    const whole = wished.length > 0 && available.length > 0 && earns && emergency && !bornMissing && agrees.length > 0
    if (busy) return
    if (!whole || !path || small || (needsGuardian && guardian.trim() === '')) return toFirstError()
    setBusy(true)
    setProblem('')
    try {
      const answer = await call('PUT', '/me/volunteer', {
        body: {
          id: deed.current,
          community: path,
          activities: wished,
          available,
          earns,
          emergency: emergency === 'yes',
          agrees: true,
          ...(year !== undefined && { born: year }),
          ...(identity && { identity }),
          ...(needsGuardian && { guardianPhone: guardian.trim() }),
          ...(offer.trim() && { offer: offer.trim() }),
          ...(child && { for: child.personId }),
        },
      })
      close(answer)
    } catch (error) {
      if (error instanceof RefusalError) deed.current = newId()
      setProblem(say(error))
    } finally {
      setBusy(false)
    }
  }
  const missing = (isMissing: boolean, key: string) => (tried && isMissing ? t(key) : undefined)
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Page
        title={child ? t('volunteer.child', { name: child.name }) : t('volunteer.join')}
        back="/volunteer"
        part={2}
        readable
        bar={
          <>
            {(value.mine || child) && (
              <Button look="line" onClick={() => close()}>
                {t('steps.back')}
              </Button>
            )}
            <Button type="submit" busy={busy}>
              {t(before ? 'volunteer.save' : 'volunteer.join.do')}
            </Button>
          </>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        <p className="second foot-note">
          {t('volunteer.privacy')}{' '}
          <Link className="link" href="/privacy">
            {t('volunteer.privacy.more')}
          </Link>
        </p>
        <section className="card">
          <TickRow
            legend={t('volunteer.activities')}
            values={wished}
            options={activities.map((one) => ({ value: one, label: t(`activity.${one}`) }))}
            error={missing(wished.length === 0, 'volunteer.choose')}
            onChange={setWished}
          />
        </section>
        <section className="card">
          <TickRow
            legend={t('volunteer.available')}
            values={available}
            options={availabilities.map((one) => ({ value: one, label: t(`volunteer.when.${one}`) }))}
            error={missing(available.length === 0, 'volunteer.choose')}
            onChange={setAvailable}
          />
        </section>
        <section className="card">
          <RadioRow<Registration['earns']>
            legend={t('volunteer.earns')}
            name="earns"
            value={earns}
            options={(['points', 'time_credit'] as const).map((one) => ({
              value: one,
              label: t(`volunteer.earns.${one}`),
              hint: t(`volunteer.earns.${one}.how`),
            }))}
            onChange={setEarns}
          />
          {tried && !earns && <ErrorLine>{t('volunteer.choose.one')}</ErrorLine>}
        </section>
        <section className="card">
          <RadioRow<'yes' | 'no'>
            legend={t('volunteer.emergency')}
            name="emergency"
            value={emergency}
            options={(['yes', 'no'] as const).map((one) => ({
              value: one,
              label: t(`volunteer.emergency.${one}`),
              hint: t(`volunteer.emergency.${one}.how`),
            }))}
            onChange={setEmergency}
          />
          {tried && !emergency && <ErrorLine>{t('volunteer.choose.one')}</ErrorLine>}
        </section>
        <section className="card stack">
          {!before?.band && (
            <Field
              label={t(child ? 'volunteer.born.child' : 'volunteer.born')}
              hint={t('volunteer.born.how')}
              error={missing(bornMissing, 'volunteer.born.missing')}
            >
              {({ id, describedBy, invalid }) => (
                <input
                  id={id}
                  className="input"
                  inputMode="numeric"
                  maxLength={4}
                  autoComplete="off"
                  aria-describedby={describedBy}
                  aria-invalid={invalid}
                  value={born}
                  onChange={(event) => setBorn(event.currentTarget.value)}
                />
              )}
            </Field>
          )}
          {small && <ErrorLine>{t('refusal.volunteer.only-with-guardian')}</ErrorLine>}
          {needsGuardian && !small && (
            <Field
              label={t('volunteer.guardian.phone')}
              hint={t('volunteer.guardian.phone.how')}
              error={missing(guardian.trim() === '', 'refusal.volunteer.guardian-missing')}
            >
              {({ id, describedBy, invalid }) => (
                <input
                  id={id}
                  className="input"
                  inputMode="tel"
                  autoComplete="off"
                  aria-describedby={describedBy}
                  aria-invalid={invalid}
                  value={guardian}
                  onChange={(event) => setGuardian(event.currentTarget.value)}
                />
              )}
            </Field>
          )}
          <RadioRow<Identity>
            legend={t('volunteer.identity')}
            name="identity"
            look="pills"
            value={identity}
            options={identities.map((one) => ({ value: one, label: t(`volunteer.identity.${one}`) }))}
            onChange={setIdentity}
          />
        </section>
        <section className="card stack">
          <Field label={t('volunteer.offer')} hint={t('volunteer.offer.how')}>
            {({ id, describedBy }) => (
              <textarea
                id={id}
                className="input"
                maxLength={200}
                aria-describedby={describedBy}
                value={offer}
                onChange={(event) => setOffer(event.currentTarget.value)}
              />
            )}
          </Field>
        </section>
        <section className="card">
          <TickRow
            legend={t('volunteer.agree')}
            values={agrees}
            options={[{ value: 'agrees', label: t(child ? 'volunteer.agree.child' : 'volunteer.agree.words') }]}
            error={missing(agrees.length === 0, 'volunteer.agree.missing')}
            onChange={setAgrees}
          />
        </section>
        {path ? (
          community && <p className="meta foot-note">{t('volunteer.join.community', { community: community.name })}</p>
        ) : (
          <section className="card stack">
            {tried && <ErrorLine>{t('volunteer.community.why')}</ErrorLine>}
            <LinkButton href="/community" look="line">
              {t('volunteer.community')}
            </LinkButton>
          </section>
        )}
      </Page>
    </form>
  )
}

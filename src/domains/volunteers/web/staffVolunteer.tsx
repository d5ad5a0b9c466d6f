/** One volunteer at the desk: the registration, dates of insurance and background check, the record, and what can be done. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { MaskedFields } from '#ui/staff/masked-fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { type TakeBackReason, takeBackReasons } from '../rules.ts'
import { call, newId } from './api.ts'
import { Deed, Guarded, isUnknown, refresh, VolunteerStateWord } from './staffParts.tsx'

type One = Awaited<ReturnType<typeof call<'GET', '/desk/volunteers/:personId'>>>

export default function VolunteerPage() {
  const { t } = useWords()
  return (
    <Guarded page={t('desk.menu.volunteers')} permission="volunteers.read">
      <Loaded />
    </Guarded>
  )
}

function Loaded() {
  const { t } = useWords()
  const { personId = '' } = useParams<{ personId: string }>()
  const { data, error, refetch } = useQuery({
    queryKey: ['volunteering', 'volunteer', personId],
    queryFn: ({ signal }) => call('GET', '/desk/volunteers/:personId', { params: { personId }, signal }),
    retry: false,
  })
  if (isUnknown(error))
    return (
      <>
        <PageTitle words={t('desk.volunteer.unknown')} unseen />
        <EmptyState words={t('desk.volunteer.unknown')} icon="search">
          <Link href="/desk/volunteers" className="link">
            {t('desk.volunteer.back')}
          </Link>
        </EmptyState>
      </>
    )
  if (error && !data) return <Failed error={error} again={() => void refetch()} />
  return data ? <Volunteer one={data} /> : <Loading lines={10} />
}

function Volunteer({ one }: { one: One }) {
  const { t } = useWords()
  const format = useFormat()
  const { actor } = useSession()
  const [taking, setTaking] = useState<string>()
  const { personId, name, state, may } = one
  const set = (to: 'active' | 'paused' | 'left') => (id: string) =>
    call('POST', '/desk/volunteers/:personId/state', { params: { personId }, body: { id, to } })
  return (
    <>
      <header className="case-head">
        <nav className="crumbs" aria-label={t('desk.crumbs')}>
          <Link href="/desk/volunteers" className="plain-link">
            {t('desk.menu.volunteers')}
          </Link>
        </nav>
        <PageTitle words={t('desk.volunteer.title', { name })}>
          <span data-said>{name}</span> <VolunteerStateWord state={state} />
        </PageTitle>
        {actor?.permissions.includes('certificates.desk') && one.minutes > 0 && (
          <Link href={`/desk/certificates?person=${personId}`} className="link">
            {t('desk.volunteer.certificate')}
          </Link>
        )}
      </header>
      <div className="case-columns">
        <div className="stack">
          <section className="card">
            <div className="card-head">
              <h2>{t('desk.volunteer.registration')}</h2>
            </div>
            <div className="card-body stack-small">
              <dl className="facts">
                <dt>{t('desk.volunteers.column.place')}</dt>
                <dd data-said>{one.place}</dd>
                <dt>{t('desk.volunteers.column.activities')}</dt>
                <dd>{one.activities.map((activity) => t(`activity.${activity}`)).join(t('list.comma'))}</dd>
                <dt>{t('desk.volunteer.available')}</dt>
                <dd>{one.available.map((when) => t(`volunteer.when.${when}`)).join(t('list.comma')) || t('none')}</dd>
                <dt>{t('desk.volunteer.earns')}</dt>
                <dd>{t(`volunteer.earns.${one.earns}`)}</dd>
                <dt>{t('desk.volunteer.emergency')}</dt>
                <dd>{t(one.emergency ? 'volunteer.yes' : 'volunteer.no')}</dd>
                <dt>{t('desk.volunteer.identity')}</dt>
                <dd>{one.identity ? t(`volunteer.identity.${one.identity}`) : t('none')}</dd>
                <dt>{t('desk.volunteer.band')}</dt>
                <dd>{one.band ? t(`desk.volunteer.band.${one.band}`) : t('none')}</dd>
                {one.guardian && (
                  <>
                    <dt>{t('desk.volunteer.guardian')}</dt>
                    <dd>{t(`desk.volunteer.guardian.${one.guardian}`)}</dd>
                  </>
                )}
                {one.offer && (
                  <>
                    <dt>{t('desk.volunteer.offer')}</dt>
                    <dd data-said>{one.offer}</dd>
                  </>
                )}
                <dt>{t('desk.volunteer.applied')}</dt>
                <dd>{format.stamp(one.appliedAt)}</dd>
                <dt>{t('desk.volunteer.registered')}</dt>
                <dd>{one.registeredAt ? format.stamp(one.registeredAt) : t('none')}</dd>
              </dl>
              {may && state !== 'left' && (
                <div className="row">
                  {state === 'applied' && one.guardian !== 'asked' && one.guardian !== 'missing' && (
                    <Deed primary label={t('desk.volunteers.accept')} work={set('active')} />
                  )}
                  {state === 'paused' && <Deed label={t('desk.volunteer.return')} work={set('active')} />}
                  {state === 'active' && <Deed label={t('desk.volunteer.pause')} work={set('paused')} />}
                  <Deed label={t('desk.volunteer.end')} work={set('left')} />
                </div>
              )}
            </div>
          </section>
          <Record one={one} takeBack={setTaking} />
        </div>
        <aside className="stack" aria-label={t('desk.volunteer.aside')}>
          <section className="card">
            <div className="card-head">
              <h2>{t('desk.volunteer.who')}</h2>
            </div>
            <div className="card-body">
              <MaskedFields
                lines={[
                  { label: t('desk.field.name'), masked: name },
                  {
                    label: t('desk.field.phone'),
                    masked: one.phoneTail ? t('phone.tail', { tail: one.phoneTail }) : t('none'),
                  },
                ]}
                mayOpen={may}
                whoMay={t('desk.volunteer.reveal')}
                open={async (purpose, words) => {
                  const opened = await call('POST', '/desk/volunteers/:personId/reveal', {
                    params: { personId },
                    body: { id: newId(), purpose, ...(words ? { words } : {}) },
                  })
                  return { values: [opened.name, opened.phone], until: opened.until }
                }}
              />
            </div>
          </section>
          <Dates key={`${one.insuredTo} ${one.clearedTo}`} one={one} />
        </aside>
      </div>
      <Dialog open={taking !== undefined} title={t('desk.service.take-back')} close={() => setTaking(undefined)}>
        {taking && <TakeBack serviceId={taking} close={() => setTaking(undefined)} />}
      </Dialog>
    </>
  )
}

function Record({ one, takeBack }: { one: One; takeBack(id: string): void }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card" aria-label={t('desk.volunteer.record')}>
      <div className="card-head">
        <h2>{t('desk.volunteer.record')}</h2>
        <span className="meta">{format.duration(one.minutes)}</span>
      </div>
      {one.services.length === 0 ? (
        <p className="card-body meta">{t('desk.volunteer.record.none')}</p>
      ) : (
        <table className="table table-stack">
          <thead>
            <tr>
              {(['day', 'what', 'minutes', 'earned', 'by', 'do'] as const).map((name) => (
                <th key={name} scope="col">
                  {t(`desk.service.column.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {one.services.map((row) => (
              <tr key={row.id}>
                <th scope="row">{format.day(row.on)}</th>
                <td>
                  {t(`activity.${row.activity}`)} <span className="meta">{t(`service.source.${row.source}`)}</span>
                </td>
                <td className="num" data-label={t('desk.service.column.minutes')}>
                  {row.minutes}
                </td>
                <td data-label={t('desk.service.column.earned')}>{t(`service.earned.${row.earned}`)}</td>
                <td data-said data-label={t('desk.service.column.by')}>
                  {row.confirmedBy}
                </td>
                <td>
                  {row.reverses ? (
                    <span className="meta">{t('desk.service.reversal')}</span>
                  ) : row.reversed ? (
                    <span className="meta">{t('desk.service.reversed')}</span>
                  ) : one.may ? (
                    <button type="button" className="link" onClick={() => takeBack(row.id)}>
                      {t('desk.service.take-back')}
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** Last days of the insurance and of the background check; work with minors needs both. */
function Dates({ one }: { one: One }) {
  const { t } = useWords()
  const client = useQueryClient()
  const format = useFormat()
  const [insuredTo, setInsured] = useState(one.insuredTo ?? '')
  const [clearedTo, setCleared] = useState(one.clearedTo ?? '')
  const sending = useSend(async (body: { id: string; insuredTo: string | null; clearedTo: string | null }) => {
    await call('PUT', '/desk/volunteers/:personId/dates', { params: { personId: one.personId }, body })
    await refresh(client)
    return true
  })
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.volunteer.dates')}</h2>
      </div>
      <div className="card-body">
        {one.may ? (
          <SendForm
            label={t('desk.volunteer.dates.save')}
            busy={sending.busy}
            error={sending.error}
            submit={() => void sending.send({ insuredTo: insuredTo || null, clearedTo: clearedTo || null })}
          >
            <Field label={t('desk.volunteer.insured')}>
              {(ids) => (
                <Input {...ids} type="date" value={insuredTo} onChange={({ target }) => setInsured(target.value)} />
              )}
            </Field>
            <Field label={t('desk.volunteer.cleared')} note={t('desk.volunteer.dates.note')}>
              {(ids) => (
                <Input {...ids} type="date" value={clearedTo} onChange={({ target }) => setCleared(target.value)} />
              )}
            </Field>
          </SendForm>
        ) : (
          <dl className="facts">
            <dt>{t('desk.volunteer.insured')}</dt>
            <dd>{one.insuredTo ? format.day(one.insuredTo) : t('none')}</dd>
            <dt>{t('desk.volunteer.cleared')}</dt>
            <dd>{one.clearedTo ? format.day(one.clearedTo) : t('none')}</dd>
          </dl>
        )}
      </div>
    </section>
  )
}

function TakeBack({ serviceId, close }: { serviceId: string; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [reason, setReason] = useState<TakeBackReason>()
  const [tried, setTried] = useState(false)
  const [waits, setWaits] = useState(false)
  const sending = useSend(async (body: { id: string; reason: TakeBackReason }) => {
    const answer = await call('POST', '/desk/service/:serviceId/reversal', { params: { serviceId }, body })
    await refresh(client)
    return answer
  })
  if (waits) return <p>{t('desk.service.second')}</p>
  return (
    <SendForm
      label={t('desk.service.take-back')}
      busy={sending.busy}
      error={sending.error}
      cancel={close}
      submit={async () => {
        setTried(true)
        if (!reason) return
        const answer = await sending.send({ reason })
        if (answer?.done) close()
        else if (answer) setWaits(true)
      }}
    >
      <p>{t('desk.service.take-back.note')}</p>
      <Choice
        label={t('desk.service.reason')}
        values={takeBackReasons}
        value={reason}
        words={(value) => t(`service.reason.${value}`)}
        change={setReason}
        error={tried && !reason ? t('desk.volunteers.choose') : undefined}
      />
    </SendForm>
  )
}

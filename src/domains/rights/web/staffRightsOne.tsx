/** One data request at the desk: the person's words, by when, who it is behind a mask, the answer, and what can be done. */
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { ActionBar } from '#ui/staff/action-bar.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { MaskedFields } from '#ui/staff/masked-fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { Timeline } from '#ui/staff/timeline.tsx'
import { call, newId, type RightsDetail } from './api.ts'
import { ActionDialog, type StaffAction, staffActions } from './staffRightsActs.tsx'
import { Closed, Due, StateWord, useRights } from './staffRightsParts.tsx'

export default function RightsCasePage() {
  const { t } = useWords()
  const { number = '' } = useParams<{ number: string }>()
  const { data, error, refetch } = useRights(number)
  if (error instanceof RefusalError && error.status === 404) {
    const words = t('desk.rights.unknown', { number: groupNumber(number) })
    return (
      <>
        <PageTitle words={words} unseen />
        <EmptyState words={words} icon="search">
          <Link href="/desk/rights" className="link">
            {t('desk.rights.back')}
          </Link>
        </EmptyState>
      </>
    )
  }
  if (error instanceof RefusalError && error.status === 403)
    return <Closed page={t('desk.menu.rights')} permission="rights.desk" />
  if (error && !data) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Loading lines={10} />
  return <Case key={data.id} detail={data} />
}

function Case({ detail }: { detail: RightsDetail }) {
  const { t } = useWords()
  const say = useSay()
  const format = useFormat()
  const [action, setAction] = useState<StaffAction>()
  const title = t(`desk.rights.about.${detail.about}`)
  const { escalatedAt, objectedAt, deceased, state, answeredAt } = detail
  const actions = staffActions.flatMap((key) => {
    const found = detail.actions.find((one) => one.action === key)
    if (!found || (found.why?.code === 'matter.not-now' && !found.allowed)) return []
    const why = found.why ? say(new RefusalError(found.why.code, 422, found.why.facts)) : undefined
    return [{ key, label: t(`action.${key}`), why, press: () => setAction(key) }]
  })
  return (
    <>
      <header className="case-head">
        <nav className="crumbs" aria-label={t('desk.crumbs')}>
          <Link href="/desk/rights" className="plain-link">
            {t('desk.menu.rights')}
          </Link>{' '}
          / <span className="num">{groupNumber(detail.number)}</span>
        </nav>
        <PageTitle words={title}>
          {title} {answeredAt || detail.closedAt ? <StateWord state={state} /> : <Due row={detail} full />}
        </PageTitle>
        {answeredAt && (
          <div className="row not-phone no-print">
            <Button size="small" onClick={() => print()}>
              <Icon name="printer" small />
              {t('desk.rights.print')}
            </Button>
          </div>
        )}
      </header>
      <div className="case-columns">
        <div className="stack">
          {escalatedAt && (
            <p className="note note-late">{t('desk.rights.late', { time: format.stamp(escalatedAt) })}</p>
          )}
          {objectedAt && <p className="note">{t('desk.rights.objected', { time: format.stamp(objectedAt) })}</p>}
          <section className="card">
            <div className="card-head">
              <h2>{t('desk.rights.words')}</h2>
            </div>
            <div className="card-body stack-small">
              {deceased && (
                <p data-said>
                  {t('rights.relation.of', {
                    name: deceased.name,
                    relation: t(`rights.relation.${deceased.relation}`),
                  })}
                </p>
              )}
              <p className="words" data-said>
                {detail.words}
              </p>
            </div>
          </section>
          <Answer detail={detail} />
          <section className="card no-print">
            <div className="card-head">
              <h2>{t('desk.rights.log')}</h2>
            </div>
            <div className="card-body">
              <Log detail={detail} />
            </div>
          </section>
        </div>
        <aside className="stack" aria-label={t('desk.rights.facts')}>
          <Facts detail={detail} />
          <Asker detail={detail} />
        </aside>
      </div>
      <ActionBar actions={actions} expected="answer" />
      <ActionDialog detail={detail} action={action} close={() => setAction(undefined)} />
    </>
  )
}

function Answer({ detail: { reply, answeredAt, refusal } }: { detail: RightsDetail }) {
  const { t } = useWords()
  const format = useFormat()
  if (!reply || !answeredAt) return null
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.rights.reply')}</h2>
        <small>{format.stamp(answeredAt)}</small>
      </div>
      <div className="card-body stack-small">
        {refusal && <b>{t(`rights.reason.${refusal.reason}`)}</b>}
        <p className="words" data-said>
          {reply}
        </p>
        {refusal && <p data-said>{t('desk.rights.reply.next', { place: refusal.place, phone: refusal.phone })}</p>}
      </div>
    </section>
  )
}

function Facts({ detail }: { detail: RightsDetail }) {
  const { t } = useWords()
  const format = useFormat()
  const { proof, promise, handler, handedAt, takenBy } = detail
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.rights.facts')}</h2>
      </div>
      <dl className="card-body facts">
        <dt>{t('desk.rights.column.state')}</dt>
        <dd>
          <StateWord state={detail.state} />
        </dd>
        <dt>{t('desk.rights.fact.number')}</dt>
        <dd className="num">{groupNumber(detail.number)}</dd>
        <dt>{t('desk.rights.fact.opened')}</dt>
        <dd>
          {format.stamp(detail.openedAt)}
          {takenBy && (
            <span className="meta">
              {' '}
              {t('desk.rights.at-window')} · <span data-said>{takenBy}</span>
            </span>
          )}
        </dd>
        {promise?.clock === 'answer' && (
          <>
            <dt>{t('desk.rights.fact.due')}</dt>
            <dd>
              {format.promise(promise.at, 'dated')}
              <div className="meta">{t('desk.rights.fact.due.how', { n: detail.workdays })}</div>
            </dd>
          </>
        )}
        <dt>{t('desk.rights.fact.proof')}</dt>
        <dd>
          {proof
            ? [
                t(`window.document.${proof.document}`),
                proof.kinship && t(`rights.kinship.${proof.kinship}`),
                format.stamp(proof.at),
              ]
                .filter(Boolean)
                .join(' · ')
            : t(detail.lacksProof ? 'desk.rights.fact.proof.lacks' : 'desk.rights.fact.proof.none')}
        </dd>
        <dt>{t('desk.rights.fact.handler')}</dt>
        <dd>{handler ? <span data-said>{handler.name}</span> : t('desk.rights.nobody')}</dd>
        {handedAt && (
          <>
            <dt>{t('desk.rights.fact.handed')}</dt>
            <dd>{format.stamp(handedAt)}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** Who asks, masked; opening it asks why and is recorded for the person to see. */
function Asker({ detail: { id, number, asker } }: { detail: RightsDetail }) {
  const { t } = useWords()
  const client = useQueryClient()
  if (!asker) return null
  return (
    <section className="card no-print">
      <div className="card-head">
        <h2>{t('desk.rights.who')}</h2>
      </div>
      <div className="card-body">
        <MaskedFields
          lines={[
            { label: t('desk.field.name'), masked: asker.name },
            {
              label: t('desk.field.phone'),
              masked: asker.phoneTail ? t('phone.tail', { tail: asker.phoneTail }) : t('none'),
            },
          ]}
          mayOpen={!asker.erased}
          whoMay={t('desk.reveal.who')}
          open={async (purpose, words) => {
            const opened = await call('POST', '/rights/:id/reveal', {
              params: { id },
              body: { id: newId(), purpose, ...(words ? { words } : {}) },
            })
            void client.invalidateQueries({ queryKey: ['rights', number] })
            return { values: [opened.name, opened.phone], until: opened.until }
          }}
        />
      </div>
    </section>
  )
}

function Log({ detail }: { detail: RightsDetail }) {
  const { t, has } = useWords()
  const steps = detail.steps.toReversed().map(({ id, at, kind, who, facts, words }) => {
    const own = kind === 'opened' && detail.takenBy ? 'rights.step.opened.window' : `rights.step.${kind}`
    const what = [
      t(has(own) ? own : `step.${kind}`),
      typeof facts.document === 'string' ? t(`window.document.${facts.document}`) : '',
      typeof facts.reason === 'string' ? t(`rights.reason.${facts.reason}`) : '',
    ]
    const written = kind !== 'opened' && typeof words?.words === 'string' ? words.words : undefined
    // the answer that holds stands above
    const said = written === detail.reply ? undefined : written
    return {
      id,
      at,
      who: who ?? undefined,
      what: what.filter((part) => part !== '').join(' · '),
      said,
      internal: false,
    }
  })
  return <Timeline steps={steps} />
}

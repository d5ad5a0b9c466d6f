/** What an administrator has to do: decide what another proposed, see that links are used, that nobody is left without a role. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { RefusalError } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { ClosedToOthers, ProposalItem, ResetItem } from './staffParts.tsx'

export default function TasksPage() {
  const { t } = useWords()
  const format = useFormat()
  const { actor, now } = useSession()
  const tasks = useQuery({
    queryKey: ['staff-tasks'],
    queryFn: ({ signal }) => call('GET', '/staff-tasks', { signal }),
  })
  if (tasks.error instanceof RefusalError && tasks.error.status === 403)
    return <ClosedToOthers page={t('desk.menu.tasks')} />
  if (tasks.error && !tasks.data) return <Failed error={tasks.error} again={() => void tasks.refetch()} />
  if (!tasks.data) return <Loading lines={10} />
  const { proposals, proposalsTotal, resets, invitations, unassigned, missing } = tasks.data
  const toDecide = proposals.length + resets.length
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.menu.tasks')} />
        <span className="meta">
          {format.dayAndWeekday(dayOf(now()))} · {actor?.grants[0] && t(`role.${actor.grants[0].role}`)}
        </span>
      </header>
      <div className="page-body stack">
        {missing.length > 0 && (
          <p className="note note-late">
            {t('staff.missing', { roles: missing.map((role) => t(`role.${role}`)).join(t('list.comma')) })}
          </p>
        )}
        <section className="card">
          <div className="card-head">
            <h2>{t('staff.tasks.decide')}</h2>
            <small className="num">{t('staff.tasks.n', { n: proposalsTotal + resets.length })}</small>
            <Link href="/desk/staff/proposals" className="link row-end">
              {t('staff.tasks.all')}
            </Link>
          </div>
          {toDecide === 0 ? (
            <EmptyState words={t('staff.proposals.open.none')} />
          ) : (
            <ul className="card-list">
              {resets.map((reset) => (
                <ResetItem key={reset.id} reset={reset} />
              ))}
              {proposals.map((proposal) => (
                <ProposalItem key={proposal.id} proposal={proposal} />
              ))}
            </ul>
          )}
        </section>
        <div className="columns-2">
          <section className="card">
            <div className="card-head">
              <h2>{t('staff.tasks.links')}</h2>
              <small className="num">{t('staff.tasks.n', { n: invitations.length })}</small>
            </div>
            {invitations.length === 0 ? (
              <EmptyState words={t('staff.tasks.links.none')} />
            ) : (
              <ul className="card-list">
                {invitations.map(({ personId, name, expiresAt, lapsed }) => (
                  <li key={personId} className="row">
                    <Link href={`/desk/staff/${personId}`} className="link">
                      <span data-said>{name}</span>
                    </Link>
                    <span className={lapsed ? 'error-text' : 'meta'}>
                      {t(lapsed ? 'staff.link.lapsed' : 'staff.link.holds', { time: format.stamp(expiresAt) })}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section className="card">
            <div className="card-head">
              <h2>{t('staff.tasks.unassigned')}</h2>
              <small className="num">{t('staff.tasks.n', { n: unassigned.length })}</small>
            </div>
            {unassigned.length === 0 ? (
              <EmptyState words={t('staff.tasks.unassigned.none')} />
            ) : (
              <ul className="card-list">
                {unassigned.map(({ personId, name }) => (
                  <li key={personId} className="row">
                    <Link href={`/desk/staff/${personId}`} className="link">
                      <span data-said>{name}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </section>
        </div>
      </div>
    </>
  )
}

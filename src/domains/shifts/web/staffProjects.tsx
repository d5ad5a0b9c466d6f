/** Volunteer projects of a place: who leads each, when it repeats, when the next shift is. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog } from '#ui/staff/dialog.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { Closed, refreshShifts } from './staffParts.tsx'
import { ProjectFields } from './staffProjectFields.tsx'

const columns = ['name', 'kind', 'lead', 'weekly', 'next', 'haves'] as const
const HAVES = 4

export default function ProjectsPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const page = t('desk.menu.projects')
  if (!actor?.permissions.includes('shifts.read')) return <Closed page={page} permission="shifts.read" />
  return <Projects page={page} mayPlan={actor.permissions.includes('shifts.plan')} />
}

function Projects({ page, mayPlan }: { page: string; mayPlan: boolean }) {
  const { t } = useWords()
  const format = useFormat()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [adding, setAdding] = useState(false)
  const ended = new URLSearchParams(useSearch()).get('list') === 'ended' ? 'yes' : 'no'
  const found = useQuery({
    queryKey: ['shift projects', ended],
    queryFn: ({ signal }) => call('GET', '/desk/projects', { query: { ended }, signal }),
  })
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {mayPlan && (
          <Button type="primary" className="row-end" onClick={() => setAdding(true)}>
            {t('desk.project.new')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <div>
          <Segmented
            aria-label={t('desk.project.lists')}
            value={ended}
            onChange={(next) => navigate(next === 'no' ? '/desk/projects' : '/desk/projects?list=ended')}
            options={(['no', 'yes'] as const).map((value) => ({ value, label: t(`desk.project.list.${value}`) }))}
          />
        </div>
        <section className="card" aria-label={page}>
          {found.error && !found.data ? (
            <Failed error={found.error} again={() => void found.refetch()} />
          ) : !found.data ? (
            <Loading lines={4} />
          ) : found.data.rows.length === 0 ? (
            <EmptyState words={t('desk.project.none')} icon="users" />
          ) : (
            <table className="table table-stack">
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th key={name} scope="col">
                      {t(`desk.project.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {found.data.rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">
                      <Link href={`/desk/projects/${row.id}`} className="link" data-said>
                        {row.name}
                      </Link>{' '}
                      <span className="meta">{t(`activity.${row.activity}`)}</span>
                    </th>
                    <td>
                      {t(`shift.kind.${row.kind}`)}{' '}
                      {row.partner && (
                        <span className="meta" data-said>
                          {row.partner}
                        </span>
                      )}
                    </td>
                    <td data-said>{row.lead}</td>
                    <td>
                      {row.weekly
                        ? t('desk.project.weekly', {
                            weekday: t(`shift.weekday.${row.weekly.weekday}`),
                            begins: row.weekly.begins,
                          })
                        : t('desk.project.weekly.none')}
                    </td>
                    <td>{row.next ? format.stamp(row.next) : t('none')}</td>
                    <td className="num" data-label={t('desk.project.column.haves')}>
                      {row.haves.length} / {HAVES}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      </div>
      <Dialog open={adding} title={t('desk.project.new')} close={() => setAdding(false)} width={720}>
        <ProjectFields
          done={async (id) => {
            setAdding(false)
            await refreshShifts(client)
            navigate(`/desk/projects/${id}`)
          }}
          cancel={() => setAdding(false)}
        />
      </Dialog>
    </>
  )
}

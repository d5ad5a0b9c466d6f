/** One project: what it is and who leads it, its shifts, and planning another one. */
import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { addDays, dayOf } from '#lib/days.ts'
import type { Answer } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { haves } from '../rules.ts'
import { call } from './api.ts'
import { Closed, refreshShifts, useProject, When } from './staffParts.tsx'
import { ProjectFields } from './staffProjectFields.tsx'

type Project = Answer<'GET', '/desk/projects/:id'>
type Open = 'change' | 'shift' | 'end' | undefined

export default function ProjectPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const { id = '' } = useParams<{ id: string }>()
  const found = useProject(id)
  const page = t('desk.menu.projects')
  if (!actor?.permissions.includes('shifts.read')) return <Closed page={page} permission="shifts.read" />
  if (found.data) return <One project={found.data} />
  return found.error ? <Failed error={found.error} again={() => void found.refetch()} /> : <Loading lines={8} />
}

function One({ project }: { project: Project }) {
  const { t } = useWords()
  const format = useFormat()
  const client = useQueryClient()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const done = async () => {
    close()
    await refreshShifts(client)
  }
  const { weekly, shifts } = project
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={project.name}>
          <span data-said>{project.name}</span>{' '}
          <small className="title-area" data-said>
            {project.community}
          </small>
        </PageTitle>
        {project.mayPlan && (
          <span className="row row-end">
            <Button type="primary" onClick={() => setOpen('shift')}>
              {t('desk.shift.add')}
            </Button>
            <Button onClick={() => setOpen('change')}>{t('desk.project.change')}</Button>
            <Button onClick={() => setOpen('end')}>{t('desk.project.end')}</Button>
          </span>
        )}
      </header>
      <div className="page-body stack">
        {project.endedAt && <p className="note">{t('desk.project.ended', { time: format.stamp(project.endedAt) })}</p>}
        <section className="card">
          <div className="card-head">
            <h2>{t('desk.project.facts')}</h2>
          </div>
          <dl className="card-body facts">
            <dt>{t('desk.project.kind')}</dt>
            <dd>
              {t(`shift.kind.${project.kind}`)} · {t(`activity.${project.activity}`)}
            </dd>
            <dt>{t('desk.project.column.lead')}</dt>
            <dd data-said>{project.lead}</dd>
            <dt>{t('desk.project.partner')}</dt>
            <dd data-said>{project.partnerName ?? t('none')}</dd>
            <dt>{t('desk.project.place')}</dt>
            <dd data-said>{[project.place, project.building].filter(Boolean).join(' · ')}</dd>
            <dt>{t('desk.project.column.weekly')}</dt>
            <dd>
              {weekly
                ? `${t('desk.project.weekly', { weekday: t(`shift.weekday.${weekly.weekday}`), begins: weekly.begins })} · ${format.duration(weekly.minutes)}`
                : t('desk.project.weekly.none')}
            </dd>
            <dt>{t('desk.project.haves')}</dt>
            <dd>
              {haves
                .map((one) =>
                  t(project.haves.includes(one) ? 'desk.project.have.yes' : 'desk.project.have.no', {
                    what: t(`desk.project.have.${one}`),
                  }),
                )
                .join(t('list.comma'))}
            </dd>
            <dt>{t('desk.project.minors.short')}</dt>
            <dd>{t(project.minors ? 'desk.project.minors.yes' : 'desk.project.minors.no')}</dd>
            {project.insurance && (
              <>
                <dt>{t('desk.project.insurance')}</dt>
                <dd data-said>{project.insurance}</dd>
              </>
            )}
            {project.supplies && (
              <>
                <dt>{t('desk.project.supplies')}</dt>
                <dd data-said>{project.supplies}</dd>
              </>
            )}
          </dl>
        </section>
        <section className="card">
          <div className="card-head">
            <h2>{t('desk.project.shifts')}</h2>
          </div>
          {shifts.length === 0 ? (
            <EmptyState words={t('desk.shift.none.coming')} icon="calendar" />
          ) : (
            <table className="table table-stack">
              <thead>
                <tr>
                  {['when', 'place', 'taken', 'confirmed'].map((name) => (
                    <th key={name} scope="col">
                      {t(`desk.shift.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shifts.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">
                      <Link href={`/desk/shifts/${one.id}`} className="link">
                        <When from={one.from} to={one.to} />
                      </Link>
                    </th>
                    <td data-said>{one.place}</td>
                    <td className="num">
                      {one.calledOff
                        ? t('shift.state.called_off')
                        : t('desk.shift.taken', { taken: one.taken, seats: one.seats })}
                    </td>
                    <td className="num">{t('desk.shift.confirmed', { n: one.confirmed })}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      </div>
      <Dialog open={open === 'change'} title={t('desk.project.change')} close={close} width={720}>
        <p className="meta">{t('desk.project.change.note')}</p>
        <ProjectFields project={project} done={done} cancel={close} />
      </Dialog>
      <Dialog open={open === 'shift'} title={t('desk.shift.add')} close={close}>
        <AddShift project={project} done={done} cancel={close} />
      </Dialog>
      <Dialog open={open === 'end'} title={t('desk.project.end')} close={close}>
        <EndProject id={project.id} done={done} cancel={close} />
      </Dialog>
    </>
  )
}

interface PartProps {
  done(): Promise<void>
  cancel(): void
}

function AddShift({ project, done, cancel }: PartProps & { project: Project }) {
  const { t } = useWords()
  const { now } = useSession()
  const tomorrow = addDays(dayOf(now()), 1)
  const [filled, setFilled] = useState({
    day: tomorrow,
    begins: project.weekly?.begins ?? '09:00',
    minutes: project.weekly?.minutes ?? 120,
    place: project.place,
    buildingId: project.buildingId,
    seats: project.seats,
    waiting: project.waiting,
  })
  const put = (next: Partial<typeof filled>) => setFilled({ ...filled, ...next })
  const sending = useSend(
    async (body: { id: string } & typeof filled) =>
      await call('POST', '/desk/projects/:id/shifts', { params: { id: project.id }, body }),
  )
  const submit = async () => {
    if (filled.place.trim() !== '' && (await sending.send(filled))) await done()
  }
  return (
    <SendForm
      label={t('desk.shift.add.do')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={cancel}
    >
      <div className="two-fields">
        <Field label={t('desk.shift.day')}>
          {(ids) => (
            <Input
              {...ids}
              type="date"
              value={filled.day}
              onChange={({ target }) => put({ day: target.value || tomorrow })}
            />
          )}
        </Field>
        <Field label={t('desk.shift.begins')}>
          {(ids) => (
            <Input
              {...ids}
              type="time"
              value={filled.begins}
              onChange={({ target }) => put({ begins: target.value || '09:00' })}
            />
          )}
        </Field>
        <Field label={t('desk.shift.minutes')}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={15}
              max={720}
              step={15}
              value={filled.minutes}
              onChange={(minutes) => put({ minutes: minutes ?? 120 })}
            />
          )}
        </Field>
        <Field label={t('desk.project.place')}>
          {(ids) => (
            <Input
              {...ids}
              value={filled.place}
              maxLength={60}
              onChange={({ target }) => put({ place: target.value })}
            />
          )}
        </Field>
        <Field label={t('desk.project.seats')}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={1}
              max={500}
              value={filled.seats}
              onChange={(seats) => put({ seats: seats ?? 1 })}
            />
          )}
        </Field>
        <Field label={t('desk.project.waiting')}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={0}
              max={500}
              value={filled.waiting}
              onChange={(waiting) => put({ waiting: waiting ?? 0 })}
            />
          )}
        </Field>
      </div>
    </SendForm>
  )
}

function EndProject({ id: projectId, done, cancel }: PartProps & { id: string }) {
  const { t } = useWords()
  const sending = useSend(
    async (body: { id: string }) => await call('POST', '/desk/projects/:id/end', { params: { id: projectId }, body }),
  )
  return (
    <SendForm
      label={t('desk.project.end')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void sending.send({}).then((answer) => answer && done())}
      cancel={cancel}
    >
      <p>{t('desk.project.end.note')}</p>
    </SendForm>
  )
}

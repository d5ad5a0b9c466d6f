/** The form of a project, for a new one and for changing one. What is planned already stays as it is. */
import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { Answer } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { type Have, haves, type ProjectKind, projectKinds } from '../rules.ts'
import { type Activity, activities, call } from './api.ts'

type Project = Answer<'GET', '/desk/projects/:id'>
const COMMUNITY = 12
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

interface Filled {
  path: string
  kind: ProjectKind
  activity: Activity | undefined
  name: string
  about: string
  partnerId: string | null
  partner: string
  leadId: string | undefined
  minors: boolean
  grownUp: boolean
  bring: string
  cancelHours: number
  haves: Have[]
  insurance: string
  supplies: string
  place: string
  buildingId: string | null
  seats: number
  waiting: number
  weekday: number | null
  begins: string
  minutes: number
  from: string
  to: string
}

const filledOf = (project: Project | undefined, path: string, today: string): Filled => ({
  path: project?.path ?? path,
  kind: project?.kind ?? 'regular',
  activity: project?.activity,
  name: project?.name ?? '',
  about: project?.about ?? '',
  partnerId: project?.partnerId ?? null,
  partner: project?.partner ?? '',
  leadId: project?.leadId,
  minors: project?.minors ?? false,
  grownUp: project?.grownUp ?? false,
  bring: project?.bring ?? '',
  cancelHours: project?.cancelHours ?? 12,
  haves: project?.haves ?? [],
  insurance: project?.insurance ?? '',
  supplies: project?.supplies ?? '',
  place: project?.place ?? '',
  buildingId: project?.buildingId ?? null,
  seats: project?.seats ?? 10,
  waiting: project?.waiting ?? 5,
  weekday: project?.weekly?.weekday ?? null,
  begins: project?.weekly?.begins ?? '09:00',
  minutes: project?.weekly?.minutes ?? 120,
  from: project?.weekly?.from ?? today,
  to: project?.weekly?.to ?? '',
})

/** What is sent; undefined while something is missing. */
function bodyOf(filled: Filled) {
  const { activity, leadId, weekday, begins, minutes, from, to, path: _, ...rest } = filled
  if (!activity || !leadId || filled.name.trim() === '' || filled.place.trim() === '') return undefined
  return {
    ...rest,
    activity,
    leadId,
    name: filled.name.trim(),
    partner: filled.partnerId ? null : filled.partner.trim() || null,
    insurance: filled.insurance.trim() || null,
    supplies: filled.supplies.trim() || null,
    weekly: weekday === null ? null : { weekday, begins, minutes, from, to: to || null },
  }
}

interface Props {
  project?: Project
  done(id: string): Promise<void>
  cancel(): void
}

export function ProjectFields({ project, done, cancel }: Props) {
  const { t } = useWords()
  const { actor, now } = useSession()
  const communities = [
    ...new Map(
      (actor?.grants ?? [])
        .filter(({ role, path }) => path.length === COMMUNITY && /^community_(desk|head)$/.test(role))
        .map(({ path, place }) => [path, { value: path, label: place }]),
    ).values(),
  ]
  const [filled, setFilled] = useState(() =>
    filledOf(
      project,
      communities[0]?.value ?? '',
      new Date(now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10),
    ),
  )
  const [tried, setTried] = useState(false)
  const choices = useQuery({
    queryKey: ['shift choices', filled.path],
    queryFn: ({ signal }) => call('GET', '/desk/project-choices', { query: { community: filled.path }, signal }),
    enabled: filled.path !== '',
  })
  const sending = useSend(async (body: { id: string } & NonNullable<ReturnType<typeof bodyOf>>) =>
    project
      ? await call('POST', '/desk/projects/:id', { params: { id: project.id }, body })
      : await call('POST', '/desk/projects', { body: { ...body, path: filled.path } }),
  )
  const put = (next: Partial<Filled>) => setFilled({ ...filled, ...next })
  const missing = (is: boolean) => (tried && is ? t('desk.project.missing') : undefined)
  const named = (list: readonly { id: string; name: string }[] = []) =>
    list.map(({ id, name }) => ({ value: id, label: name }))

  const submit = async () => {
    setTried(true)
    const body = bodyOf(filled)
    const answer = body && (await sending.send(body))
    if (answer) await done(answer.id)
  }
  return (
    <SendForm
      label={t(project ? 'do.save' : 'desk.project.new.do')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={cancel}
    >
      {!project && communities.length > 1 && (
        <Field label={t('desk.project.community')}>
          {(ids) => (
            <Select
              {...ids}
              {...saidSelect}
              value={filled.path}
              options={communities}
              onChange={(path: string) => put({ path, leadId: undefined, partnerId: null, buildingId: null })}
            />
          )}
        </Field>
      )}
      <Choice
        label={t('desk.project.kind')}
        values={projectKinds}
        value={filled.kind}
        words={(one) => t(`shift.kind.${one}`)}
        change={(kind) => put({ kind })}
      />
      <div className="two-fields">
        <Field label={t('desk.project.name')} error={missing(filled.name.trim() === '')}>
          {(ids) => (
            <Input {...ids} value={filled.name} maxLength={40} onChange={({ target }) => put({ name: target.value })} />
          )}
        </Field>
        <Field label={t('desk.project.activity')} error={missing(!filled.activity)}>
          {(ids) => (
            <Select
              {...ids}
              value={filled.activity ?? null}
              options={activities.map((value) => ({ value, label: t(`activity.${value}`) }))}
              onChange={(activity: Activity) => put({ activity })}
            />
          )}
        </Field>
      </div>
      <div className="two-fields">
        <Field label={t('desk.project.lead')} note={t('desk.project.lead.note')} error={missing(!filled.leadId)}>
          {(ids) => (
            <Select
              {...ids}
              {...saidSelect}
              value={filled.leadId ?? null}
              options={named(choices.data?.leads)}
              onChange={(leadId: string) => put({ leadId })}
            />
          )}
        </Field>
        <Field label={t('desk.project.place')} error={missing(filled.place.trim() === '')}>
          {(ids) => (
            <Input
              {...ids}
              value={filled.place}
              maxLength={60}
              onChange={({ target }) => put({ place: target.value })}
            />
          )}
        </Field>
      </div>
      <div className="two-fields">
        <Field label={t('desk.project.partnerId')}>
          {(ids) => (
            <Select
              {...ids}
              {...saidSelect}
              allowClear
              showSearch
              optionFilterProp="label"
              value={filled.partnerId}
              options={named(choices.data?.partners)}
              onChange={(partnerId: string | undefined) => put({ partnerId: partnerId ?? null })}
            />
          )}
        </Field>
        <Field label={t('desk.project.partner')} note={t('desk.project.partner.note')}>
          {(ids) => (
            <Input
              {...ids}
              value={filled.partner}
              maxLength={40}
              disabled={filled.partnerId !== null}
              onChange={({ target }) => put({ partner: target.value })}
            />
          )}
        </Field>
      </div>
      <Field label={t('desk.project.building')} note={t('desk.project.building.note')}>
        {(ids) => (
          <Select
            {...ids}
            {...saidSelect}
            allowClear
            showSearch
            optionFilterProp="label"
            value={filled.buildingId}
            options={named(choices.data?.buildings)}
            onChange={(buildingId: string | undefined) => put({ buildingId: buildingId ?? null })}
          />
        )}
      </Field>
      <WordsField
        label={t('desk.project.about')}
        value={filled.about}
        most={500}
        rows={3}
        change={(about) => put({ about })}
      />
      <WordsField
        label={t('desk.project.bring')}
        value={filled.bring}
        most={300}
        rows={2}
        change={(bring) => put({ bring })}
      />
      <div className="two-fields">
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
        <Field label={t('desk.project.cancelHours')} note={t('desk.project.cancelHours.note')}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={0}
              max={168}
              value={filled.cancelHours}
              onChange={(hours) => put({ cancelHours: hours ?? 0 })}
            />
          )}
        </Field>
      </div>
      <Checkbox checked={filled.grownUp} onChange={({ target }) => put({ grownUp: target.checked })}>
        {t('desk.project.grownUp')}
      </Checkbox>
      <Checkbox checked={filled.minors} onChange={({ target }) => put({ minors: target.checked })}>
        {t('desk.project.minors')}
      </Checkbox>
      <fieldset className="field">
        <legend>{t('desk.project.haves')}</legend>
        <Checkbox.Group
          value={filled.haves}
          options={haves.map((value) => ({ value, label: t(`desk.project.have.${value}`) }))}
          onChange={(next) => put({ haves: haves.filter((one) => next.includes(one)) })}
        />
      </fieldset>
      {(filled.kind === 'emergency' || filled.insurance || filled.supplies) && (
        <div className="two-fields">
          <Field
            label={t('desk.project.insurance')}
            error={missing(filled.kind === 'emergency' && filled.insurance.trim() === '')}
          >
            {(ids) => (
              <Input
                {...ids}
                value={filled.insurance}
                maxLength={200}
                onChange={({ target }) => put({ insurance: target.value })}
              />
            )}
          </Field>
          <Field
            label={t('desk.project.supplies')}
            error={missing(filled.kind === 'emergency' && filled.supplies.trim() === '')}
          >
            {(ids) => (
              <Input
                {...ids}
                value={filled.supplies}
                maxLength={300}
                onChange={({ target }) => put({ supplies: target.value })}
              />
            )}
          </Field>
        </div>
      )}
      <Field label={t('desk.project.weekday')} note={t('desk.project.weekday.note')}>
        {(ids) => (
          <Select
            {...ids}
            value={filled.weekday ?? 0}
            options={[0, ...weekdays].map((value) => ({
              value,
              label:
                value === 0
                  ? t('desk.project.weekly.none')
                  : t('shift.line.weekly', { weekday: t(`shift.weekday.${value}`) }),
            }))}
            onChange={(weekday: number) => put({ weekday: weekday === 0 ? null : weekday })}
          />
        )}
      </Field>
      {filled.weekday !== null && (
        <div className="two-fields">
          <Field label={t('desk.shift.begins')}>
            {(ids) => (
              <Input
                {...ids}
                type="time"
                value={filled.begins}
                onChange={({ target }) => put({ begins: target.value })}
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
          <Field label={t('desk.project.from')}>
            {(ids) => (
              <Input {...ids} type="date" value={filled.from} onChange={({ target }) => put({ from: target.value })} />
            )}
          </Field>
          <Field label={t('desk.project.to')}>
            {(ids) => (
              <Input {...ids} type="date" value={filled.to} onChange={({ target }) => put({ to: target.value })} />
            )}
          </Field>
        </div>
      )}
    </SendForm>
  )
}

/**
 * Giving a request to a unit, and what the unit and those above do with it. The form shows what the catalogue says and what was
 * decided before; the choice is the person's. Read next: staffForms.tsx for the other actions.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { call } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { type ReturnGround, returnGrounds } from '../rules.ts'
import { ActFrame, SayForm, useActing } from './staffActing.tsx'
import type { FormProps } from './staffForms.tsx'
import type { RequestDetail } from './staffQueries.ts'

function useUnits(id: string) {
  return useQuery({
    queryKey: ['units', id],
    queryFn: ({ signal }) => call('GET', '/requests/:id/units', { params: { id }, signal }),
  })
}
type Found = NonNullable<ReturnType<typeof useUnits>['data']>

interface UnitFieldProps {
  label: string
  found: Found | undefined
  value: string | undefined
  change(value: string | undefined): void
  error?: string | undefined
  /** A unit that is only suggested may be any. */
  any?: boolean
  /** One that cannot be chosen: it leads already. */
  without?: string | undefined
}

/** The units of the place, nearest first; those that cannot be given it say why. */
function UnitField({ label, found, value, change, error, any, without }: UnitFieldProps) {
  const { t } = useWords()
  const units = (found?.units ?? []).filter(({ id }) => id !== without)
  const whyNot = (unit: Found['units'][number]): string => {
    if (any) return ''
    if (unit.pushedDown) return t('desk.unit.pushed')
    return unit.officers ? '' : t('desk.unit.nobody')
  }
  return (
    <Field label={label} error={error}>
      {(ids) => (
        <Select
          {...ids}
          {...saidSelect}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={value ?? null}
          placeholder={t('desk.unit.choose')}
          options={units.map((unit) => ({
            value: unit.id,
            label: [unit.name, whyNot(unit)].filter(Boolean).join(' · '),
            disabled: whyNot(unit) !== '',
          }))}
          onChange={(next: string | null) => change(next ?? undefined)}
        />
      )}
    </Field>
  )
}

/** What the catalogue says of the category, and what was decided about it before. */
function Guidance({ found, choose }: { found: Found; choose(id: string): void }) {
  const { t } = useWords()
  const format = useFormat()
  const { owner, usual, units, precedents } = found
  const named = units.find(({ id }) => id === usual?.unitId)
  return (
    <div className="original stack-small">
      {usual && named && (
        <p className="row">
          <span className="meta">{t('desk.unit.usual')}</span>
          <Button size="small" onClick={() => choose(named.id)} data-said>
            {named.name}
          </Button>
          <span className="meta" data-said>
            {[usual.days, usual.note].filter(Boolean).join(' · ')}
          </span>
        </p>
      )}
      {owner && <p className="meta">{t('desk.unit.owner', { level: t(`level.${owner}`) })}</p>}
      {!usual && !owner && <p className="meta">{t('desk.unit.none')}</p>}
      {precedents.length === 0 ? (
        <p className="meta">{t('desk.precedents.none')}</p>
      ) : (
        <>
          <p className="meta">{t('desk.precedents')}</p>
          <ul className="soft" data-said>
            {precedents.map(({ id, day, unit, rule }) => (
              <li key={id}>{t('desk.precedent', { day: format.day(day), unit, rule })}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

export function DispatchForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const say = useSay()
  const acting = useActing(detail, 'dispatch', done)
  const { data, error: failed } = useUnits(detail.id)
  const [unitId, setUnitId] = useState<string>()
  const [words, setWords] = useState('')
  const [error, setError] = useState('')
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      submit={() =>
        unitId
          ? void acting.send({ unitId, ...(words.trim() ? { words: words.trim() } : {}) })
          : setError(t('desk.unit.missing'))
      }
    >
      {failed && <p className="refusal">{say(failed)}</p>}
      {data && <Guidance found={data} choose={setUnitId} />}
      <UnitField
        label={t('desk.give.unit')}
        found={data}
        value={unitId}
        error={unitId ? undefined : error || undefined}
        change={setUnitId}
      />
      <WordsField
        label={t('desk.dispatch.words')}
        note={t('desk.seen.staff')}
        value={words}
        most={200}
        rows={2}
        change={setWords}
      />
      <p className="soft">{t('desk.dispatch.note')}</p>
    </ActFrame>
  )
}

export function ReceiveForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'receive', done)
  return (
    <ActFrame detail={detail} acting={acting} typed={false} cancel={cancel} submit={() => void acting.send({})}>
      <p className="soft">{t('desk.take.note')}</p>
    </ActFrame>
  )
}

export function GiveBackForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'give_back', done)
  const { data } = useUnits(detail.id)
  const [grounds, setGrounds] = useState<ReturnGround>()
  const [words, setWords] = useState('')
  const [suggests, setSuggests] = useState<string>()
  const [error, setError] = useState<{ grounds?: string; words?: string }>({})
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      submit={() => {
        if (!grounds) return setError({ grounds: t('desk.giveback.choose') })
        if (words.trim() === '') return setError({ words: t('desk.reason.write') })
        setError({})
        void acting.send({ grounds, words: words.trim(), ...(suggests ? { suggests } : {}) })
      }}
    >
      <Choice
        label={t('desk.giveback.grounds')}
        values={returnGrounds}
        value={grounds}
        error={error.grounds}
        words={(one) => t(`grounds.${one}`)}
        change={setGrounds}
      />
      <WordsField
        label={t('desk.giveback.words')}
        note={t('desk.seen.staff')}
        value={words}
        most={300}
        rows={3}
        error={error.words}
        change={setWords}
      />
      <UnitField
        any
        label={t('desk.giveback.suggests')}
        found={data}
        value={suggests}
        without={detail.unit?.id}
        change={setSuggests}
      />
      <p className="soft">{t('desk.giveback.note')}</p>
    </ActFrame>
  )
}

export function AskAboveForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'ask_above', done)
  return (
    <SayForm
      detail={detail}
      acting={acting}
      cancel={cancel}
      above={t('desk.ask.note')}
      label={t('desk.ask.words')}
      note={t('desk.seen.staff')}
      missing={t('desk.reason.write')}
      most={300}
      send={(words) => void acting.send({ words })}
    />
  )
}

export function DecideForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const say = useSay()
  const acting = useActing(detail, 'decide', done)
  const { data, error: failed } = useUnits(detail.id)
  const [unitId, setUnitId] = useState<string>()
  const [words, setWords] = useState('')
  const [rule, setRule] = useState('')
  const [error, setError] = useState<{ unit?: string; words?: string }>({})
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      submit={() => {
        if (!unitId) return setError({ unit: t('desk.unit.missing') })
        if (words.trim() === '') return setError({ words: t('desk.reason.write') })
        setError({})
        void acting.send({ unitId, words: words.trim(), ...(rule.trim() ? { rule: rule.trim() } : {}) })
      }}
    >
      {failed && <p className="refusal">{say(failed)}</p>}
      {data && <Guidance found={data} choose={setUnitId} />}
      <UnitField label={t('desk.give.unit')} found={data} value={unitId} error={error.unit} change={setUnitId} />
      <WordsField
        label={t('desk.decide.words')}
        note={t('desk.seen.staff')}
        value={words}
        most={300}
        rows={3}
        error={error.words}
        change={setWords}
      />
      {detail.category && (
        <WordsField
          label={t('desk.decide.rule')}
          note={t('desk.decide.rule.note')}
          value={rule}
          most={200}
          rows={2}
          change={setRule}
        />
      )}
      <p className="soft">{t('desk.decide.note')}</p>
    </ActFrame>
  )
}

export function AskAssistForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'ask_assist', done)
  const { data } = useUnits(detail.id)
  const [unitId, setUnitId] = useState<string>()
  const [words, setWords] = useState('')
  const [days, setDays] = useState('2')
  const [error, setError] = useState<{ unit?: string; words?: string }>({})
  return (
    <ActFrame
      detail={detail}
      acting={acting}
      typed={words !== ''}
      cancel={cancel}
      submit={() => {
        if (!unitId) return setError({ unit: t('desk.unit.missing') })
        if (words.trim() === '') return setError({ words: t('desk.words.write') })
        setError({})
        void acting.send({
          unitId,
          words: words.trim(),
          days: Math.max(1, Math.min(30, Math.round(Number(days)) || 1)),
        })
      }}
    >
      <UnitField
        label={t('desk.give.unit')}
        found={data && { ...data, units: data.units.map((unit) => ({ ...unit, pushedDown: false })) }}
        value={unitId}
        error={error.unit}
        without={detail.leads ? detail.unit?.id : undefined}
        change={setUnitId}
      />
      <WordsField
        label={t('desk.assist.words')}
        note={t('desk.seen.staff')}
        value={words}
        most={300}
        rows={3}
        error={error.words}
        change={setWords}
      />
      <Field label={t('desk.assist.days')} note={t('desk.assist.note')}>
        {(ids) => (
          <Input
            {...ids}
            type="number"
            inputMode="numeric"
            min={1}
            max={30}
            value={days}
            onChange={({ target }) => setDays(target.value)}
          />
        )}
      </Field>
    </ActFrame>
  )
}

export function AssistDoneForm({ detail, done, cancel }: FormProps) {
  const { t } = useWords()
  const acting = useActing(detail, 'assist_done', done)
  return (
    <SayForm
      detail={detail}
      acting={acting}
      cancel={cancel}
      label={t('desk.assist.done.words')}
      note={t('desk.seen.staff')}
      missing={t('desk.words.write')}
      most={500}
      send={(words) => void acting.send({ words })}
    />
  )
}

/** Whose turn it is while it is with a unit that has not taken it, or disputed. */
export function UnitNote({ detail }: { detail: RequestDetail }) {
  const { t } = useWords()
  const { state, unit, decided, decides } = detail
  if (state === 'dispatched' && unit)
    return (
      <p className="note" data-said>
        {t(decided ? 'desk.note.dispatched.decided' : 'desk.note.dispatched', { unit: unit.name })}
      </p>
    )
  if (state === 'coordinating') return <p className="note">{t(`desk.note.coordinating.${decides ?? 'street'}`)}</p>
  return null
}

/** The units that were asked to help, each with its own day. */
export function Assists({ detail: { assists } }: { detail: RequestDetail }) {
  const { t } = useWords()
  const format = useFormat()
  if (assists.length === 0) return null
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.assists')}</h2>
      </div>
      <dl className="card-body facts">
        {assists.map(({ id, name, dueAt, doneAt, droppedAt }) => (
          <div key={id} className="contents">
            <dt data-said>{name}</dt>
            <dd>
              {doneAt
                ? t('desk.assist.done', { time: format.stamp(doneAt) })
                : droppedAt
                  ? t('desk.assist.dropped')
                  : t('desk.assist.open', { day: dueAt ? format.day(dayOf(new Date(dueAt))) : '' })}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

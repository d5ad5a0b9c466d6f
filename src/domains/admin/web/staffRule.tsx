/**
 * One rule: what it follows from, what it was, and changing it. A change is shown in its effect before it is saved: how
 * many clocks run and keep what was promised, and what a new one would be promised.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { addDays, dayOf } from '#lib/days.ts'
import type { Answer } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { complaintOf, isSame } from '../rules.ts'
import { call } from './api.ts'
import { Waiting } from './staffClosed.tsx'
import { type Rule, SourceName, useValueWords } from './staffRules.tsx'
import { useSending } from './staffSending.ts'

type Effect = Answer<'POST', '/rules/:key/preview'>
type History = Answer<'GET', '/rules/:key/history'>['values']

interface Props {
  rule: Rule
  mayChange: boolean
  close(): void
}

export function RuleDialog({ rule, mayChange, close }: Props) {
  const { t, language } = useWords()
  const history = useQuery({
    queryKey: ['rules', rule.key],
    queryFn: ({ signal }) => call('GET', '/rules/:key/history', { params: { key: rule.key }, signal }),
  })
  return (
    <Modal open onCancel={close} footer={null} title={t(`policy.${rule.key}`)} width={720}>
      <div className="stack">
        <p className="soft">
          {t('rules.source')} <SourceName source={rule.now.source} />
          {rule.cites && <span data-said> {rule.cites[language]}</span>}
        </p>
        {mayChange && <ChangeForm key={rule.last} rule={rule} />}
        <section className="stack-small">
          <h3>{t('rules.history')}</h3>
          {history.data ? (
            <ul className="log">
              {history.data.values.map((one) => (
                <Past key={one.id} one={one} rule={rule} mayChange={mayChange} />
              ))}
            </ul>
          ) : (
            <Waiting page={t('rules.history')} query={history} />
          )}
        </section>
      </div>
    </Modal>
  )
}

function ChangeForm({ rule }: { rule: Rule }) {
  const { t } = useWords()
  const format = useFormat()
  const { now } = useSession()
  const valueWords = useValueWords()
  const looking = useSending()
  const saving = useSending('rules')
  const today = dayOf(now())
  const [values, setValues] = useState(rule.now.value.map(String))
  const [from, setFrom] = useState(addDays(today, 1))
  const [reason, setReason] = useState('')
  const [source, setSource] = useState('')
  const [errors, setErrors] = useState<{ value?: string; from?: string; reason?: string }>({})
  const [effect, setEffect] = useState<Effect>()

  const value = values.map((one) => (/^\d+$/.test(one.trim()) ? Number(one) : Number.NaN))
  const touch = () => {
    setEffect(undefined)
    setErrors({})
    looking.clear()
    saving.clear()
  }

  async function look() {
    const complaint = complaintOf(value, { ...rule, length: rule.now.value.length })
    const found = {
      ...(complaint ? { value: t(`refusal.${complaint.code}`, complaint.facts) } : {}),
      ...(from < today || from === '' ? { from: t('refusal.rule.past', { today: format.day(today) }) } : {}),
      ...(reason.trim() === '' ? { reason: t('rules.reason.write') } : {}),
    }
    if (Object.keys(found).length === 0 && rule.ahead.length === 0 && isSame(value, rule.now.value))
      Object.assign(found, { value: t('refusal.rule.same') })
    setErrors(found)
    if (Object.keys(found).length > 0) return
    const body = { value, from }
    setEffect(await looking.send(body, () => call('POST', '/rules/:key/preview', { params: { key: rule.key }, body })))
  }

  function save() {
    const form = {
      seen: rule.last,
      value,
      from,
      reason: reason.trim(),
      ...(source.trim() ? { source: source.trim() } : {}),
    }
    void saving.send(form, (id) =>
      call('POST', '/rules/:key/values', { params: { key: rule.key }, body: { id, ...form } }),
    )
  }

  const error = looking.error || saving.error
  const day = format.dayAndWeekday(from || today)
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (effect) save()
        else void look()
      }}
    >
      <div className="form-columns">
        <Values
          rule={rule}
          values={values}
          error={errors.value}
          change={(next) => {
            touch()
            setValues(next)
          }}
        />
        <Field label={t('rules.from')} error={errors.from} note={t('rules.from.note')}>
          {(ids) => (
            <Input
              {...ids}
              type="date"
              min={today}
              value={from}
              onChange={({ target }) => {
                touch()
                setFrom(target.value)
              }}
            />
          )}
        </Field>
      </div>
      <Field label={t('rules.reason')} error={errors.reason}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            rows={2}
            maxLength={200}
            value={reason}
            onChange={({ target }) => {
              touch()
              setReason(target.value)
            }}
          />
        )}
      </Field>
      <Field label={t('rules.document')} note={t('rules.document.note')}>
        {(ids) => <Input {...ids} maxLength={80} value={source} onChange={({ target }) => setSource(target.value)} />}
      </Field>
      {effect && <EffectWords effect={effect} rule={rule} value={value} day={day} />}
      {error && (
        <p className="refusal" role="alert">
          {error}
        </p>
      )}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={looking.busy || saving.busy}>
          {effect ? t('rules.save', { day, value: valueWords(value, rule.unit) }) : t('rules.preview')}
        </Button>
      </div>
    </form>
  )
}

interface ValuesProps {
  rule: Rule
  values: readonly string[]
  error: string | undefined
  change(values: string[]): void
}

/** One box per number; a list's numbers stand beside each other. */
function Values({ rule, values, error, change }: ValuesProps) {
  const { t } = useWords()
  const id = useId()
  const note = t('rules.bounds', { least: rule.least, most: rule.most })
  return (
    <fieldset className="field">
      <legend>{t('rules.new')}</legend>
      <div className="row">
        {values.map((value, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the numbers of a list are told apart by their place
          <span key={at} className="row">
            <Input
              className="input-number"
              inputMode="numeric"
              maxLength={7}
              aria-label={values.length > 1 ? t('rules.new.place', { place: at + 1 }) : t('rules.new')}
              aria-describedby={`${id}-note`}
              aria-invalid={error ? true : undefined}
              value={value}
              onChange={({ target }) => change(values.map((one, place) => (place === at ? target.value : one)))}
            />
            {t(`unit.${rule.unit}.name`)}
          </span>
        ))}
      </div>
      <span id={`${id}-note`} className={error ? 'error-text' : 'meta'}>
        {error ?? note}
      </span>
    </fieldset>
  )
}

interface EffectProps {
  effect: Effect
  rule: Rule
  value: readonly number[]
  day: string
}

/** What the change does: to what starts from then on, and to what runs. */
function EffectWords({ effect, rule, value, day }: EffectProps) {
  const { t } = useWords()
  const format = useFormat()
  const valueWords = useValueWords()
  const kept = effect.running.reduce((sum, { count }) => sum + count, 0)
  const { warnings } = effect.examples[0]?.before ?? { warnings: [] }
  const at = (instants: readonly string[]) => instants.map((one) => format.stamp(one)).join(t('list.comma'))
  return (
    <section className="effect stack-small" role="status">
      <h3>{t('rules.effect')}</h3>
      <p>
        {t('rules.effect.from', {
          day,
          before: valueWords(effect.before, rule.unit),
          after: valueWords(value, rule.unit),
        })}
      </p>
      {effect.examples.length === 0 ? (
        <p>{t('rules.effect.plain')}</p>
      ) : (
        <>
          <p>
            {kept === 0
              ? t('rules.effect.none')
              : t('rules.effect.kept', {
                  n: kept,
                  amounts: effect.running
                    .map(({ amount, count }) =>
                      amount === null
                        ? t('rules.effect.amount.plain', { n: count })
                        : t('rules.effect.amount', { n: count, value: t(`unit.${rule.unit}`, { n: amount }) }),
                    )
                    .join(t('list.comma')),
                })}
          </p>
          <p className="soft">{t('rules.effect.example', { time: format.stamp(effect.startAt) })}</p>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('rules.effect.clock')}</th>
                <th scope="col">{t('rules.effect.before')}</th>
                <th scope="col">{t('rules.effect.after')}</th>
              </tr>
            </thead>
            <tbody>
              {effect.examples.map(({ clock, before, after }) => (
                <tr key={clock}>
                  <th scope="row">{t(`clock.${clock}`)}</th>
                  <td>{format.promise(before.promiseAt, 'dated')}</td>
                  <td>
                    <b>{format.promise(after.promiseAt, 'dated')}</b>
                  </td>
                </tr>
              ))}
              {warnings.length > 0 &&
                effect.examples.map(({ clock, before, after }) => (
                  <tr key={`${clock} warnings`}>
                    <th scope="row">{t('rules.effect.warn', { clock: t(`clock.${clock}`) })}</th>
                    <td>{at(before.warnings)}</td>
                    <td>
                      <b>{at(after.warnings)}</b>
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}

/** One line of the history; a value that is not in force yet can be withdrawn. */
function Past({ one, rule, mayChange }: { one: History[number]; rule: Rule; mayChange: boolean }) {
  const { t } = useWords()
  const format = useFormat()
  const { now } = useSession()
  const valueWords = useValueWords()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const sending = useSending('rules')
  const value = valueWords(one.value, rule.unit)
  const ahead = one.from > dayOf(now()) && one.withdrawnAt === null

  function withdraw() {
    setMissing(reason.trim() === '')
    if (reason.trim() === '') return
    const form = { reason: reason.trim() }
    void sending
      .send({ ...form, value: one.id }, (id) =>
        call('POST', '/rules/:key/values/:valueId/withdrawal', {
          params: { key: rule.key, valueId: one.id },
          body: { id, ...form },
        }),
      )
      .then((done) => done && setAsking(false))
  }

  return (
    <li className="stack-small">
      <div className="row">
        <b className="num">{value}</b>
        <span>{one.by === null ? t('rules.since.first') : t('rules.history.from', { day: format.day(one.from) })}</span>
        {one.id === rule.now.id && <span className="badge badge-met">{t('rules.holds')}</span>}
        {one.withdrawnAt && <span className="badge badge-plain">{t('rules.withdrawn')}</span>}
        {ahead && <span className="badge badge-info">{t('rules.coming')}</span>}
        {ahead && mayChange && !asking && (
          <Button size="small" className="row-end" onClick={() => setAsking(true)}>
            {t('rules.withdraw')}
          </Button>
        )}
      </div>
      {one.by && one.at && (
        <p className="meta">
          <span data-said>{one.by}</span> {t('rules.changed', { time: format.stamp(one.at) })}
          {one.reason && (
            <>
              {t('rules.because')}
              <span data-said>{one.reason}</span>
            </>
          )}
        </p>
      )}
      {one.withdrawnBy && one.withdrawnAt && (
        <p className="meta">
          <span data-said>{one.withdrawnBy}</span> {t('rules.withdrawn.at', { time: format.stamp(one.withdrawnAt) })}
        </p>
      )}
      {asking && (
        <form
          className="stack-small"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            withdraw()
          }}
        >
          <Field
            label={t('rules.withdraw.reason')}
            error={missing ? t('rules.reason.write') : sending.error || undefined}
          >
            {(ids) => (
              <Input {...ids} maxLength={200} value={reason} onChange={({ target }) => setReason(target.value)} />
            )}
          </Field>
          <div className="row">
            <Button danger htmlType="submit" loading={sending.busy}>
              {t('rules.withdraw.do')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('do.cancel')}</Button>
          </div>
        </form>
      )}
    </li>
  )
}

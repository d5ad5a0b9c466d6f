/**
 * The roll of a shift: who came and when, what is odd, minutes to confirm, many at once. One's own line is grey and says why.
 * Names stay masked until somebody says what for.
 */
import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import type { Answer } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { type Purpose, purposes } from '#ui/staff/masked-fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { minutesBetween } from '../rules.ts'
import { call } from './api.ts'
import { Closed, refreshShifts, useRoll, When } from './staffParts.tsx'

type Roll = Answer<'GET', '/desk/shifts/:id'>
type Row = Roll['roll'][number]
type Names = Answer<'POST', '/desk/shifts/:id/names'>['names']
type Open = 'names' | 'callOff' | undefined
const columns = ['who', 'arrived', 'left', 'minutes', 'earns', 'state'] as const

export default function ShiftPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const { id = '' } = useParams<{ id: string }>()
  const found = useRoll(id)
  if (!actor?.permissions.includes('shifts.read'))
    return <Closed page={t('desk.menu.shifts')} permission="shifts.read" />
  if (found.data) return <One shift={found.data} />
  return found.error ? <Failed error={found.error} again={() => void found.refetch()} /> : <Loading lines={8} />
}

function One({ shift }: { shift: Roll }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [open, setOpen] = useState<Open>()
  const [names, setNames] = useState<Names>()
  const close = () => setOpen(undefined)
  const ahead = !shift.begun && !shift.calledOff
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={shift.name}>
          <span data-said>{shift.name}</span>{' '}
          <small className="title-area">
            <When from={shift.from} to={shift.to} />
          </small>
        </PageTitle>
        <span className="meta">
          <span data-said>{shift.place}</span> · {t('desk.shift.lead', { name: shift.lead })} ·{' '}
          <Link href={`/desk/projects/${shift.projectId}`} className="link">
            {t('desk.shift.project')}
          </Link>
        </span>
        <span className="row row-end">
          {shift.mayConfirm && !shift.ended && !shift.calledOff && (
            <Button onClick={() => navigate(`/desk/shifts/${shift.id}/door`)}>{t('desk.door.open')}</Button>
          )}
          {shift.mayConfirm && shift.roll.length > 0 && !names && (
            <Button onClick={() => setOpen('names')}>{t('desk.shift.names')}</Button>
          )}
          {shift.mayPlan && ahead && <Button onClick={() => setOpen('callOff')}>{t('desk.shift.callOff')}</Button>}
        </span>
      </header>
      <div className="page-body stack">
        {shift.calledOff && <p className="note note-late">{t('desk.shift.calledOff', { why: shift.calledOff })}</p>}
        <RollTable shift={shift} names={names} />
      </div>
      <Dialog open={open === 'names'} title={t('desk.shift.names')} close={close}>
        <OpenNames
          id={shift.id}
          done={(found) => {
            setNames(found)
            close()
          }}
          cancel={close}
        />
      </Dialog>
      <Dialog open={open === 'callOff'} title={t('desk.shift.callOff')} close={close}>
        <CallOff
          id={shift.id}
          done={async () => {
            close()
            await refreshShifts(client)
          }}
          cancel={close}
        />
      </Dialog>
    </>
  )
}

type Wanted = Readonly<Record<string, { chosen: boolean; minutes: number }>>

const mayConfirm = (shift: Roll, row: Row) => shift.mayConfirm && shift.begun && row.state === 'signed' && !row.own

function RollTable({ shift, names }: { shift: Roll; names: Names | undefined }) {
  const { t } = useWords()
  const format = useFormat()
  const client = useQueryClient()
  const most = minutesBetween(shift.from, shift.to)
  const [wanted, setWanted] = useState<Wanted>({})
  const [said, setSaid] = useState('')
  const sending = useSend(
    async (body: { id: string; rows: { signupId: string; minutes: number | null }[] }) =>
      await call('POST', '/desk/shifts/:id/confirmation', { params: { id: shift.id }, body }),
  )
  const waiting = shift.roll.filter((row) => mayConfirm(shift, row))
  const of = (row: Row) =>
    wanted[row.signupId] ?? { chosen: row.inAt !== null && row.odd.length === 0, minutes: row.minutes }
  const put = (row: Row, next: Partial<{ chosen: boolean; minutes: number }>) =>
    setWanted({ ...wanted, [row.signupId]: { ...of(row), ...next } })
  const chosen = waiting.filter((row) => of(row).chosen)

  const confirm = async () => {
    setSaid('')
    const rows = chosen.map((row) => ({ signupId: row.signupId, minutes: of(row).minutes || null }))
    if (rows.length === 0 || !(await sending.send({ rows }))) return
    setWanted({})
    setSaid(t('desk.shift.confirm.done', { n: rows.length }))
    await refreshShifts(client)
  }
  return (
    <section className="card" aria-label={t('desk.shift.roll')}>
      <div className="card-head">
        <h2>{t('desk.shift.roll')}</h2>
        <small>{t('desk.shift.taken', { taken: shift.taken, seats: shift.seats })}</small>
      </div>
      {shift.roll.length === 0 ? (
        <EmptyState words={t('desk.shift.roll.none')} icon="users" />
      ) : (
        <table className="table table-stack">
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {t(`desk.shift.roll.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shift.roll.map((row) => {
              const opened = names?.find(({ signupId }) => signupId === row.signupId)
              const can = mayConfirm(shift, row)
              const name = opened?.name ?? row.name
              return (
                <tr key={row.signupId}>
                  <th scope="row">
                    {can ? (
                      <Checkbox
                        checked={of(row).chosen}
                        onChange={({ target }) => put(row, { chosen: target.checked })}
                      >
                        <span data-said>{name}</span>
                      </Checkbox>
                    ) : (
                      <span data-said>{name}</span>
                    )}{' '}
                    <span className="meta num" data-said>
                      {opened?.phone ?? (row.phoneTail ? t('phone.tail', { tail: row.phoneTail }) : '')}
                    </span>
                    {row.own && <div className="meta">{t('desk.shift.own')}</div>}
                  </th>
                  <td className="num" data-label={t('desk.shift.roll.arrived')}>
                    {row.inAt ? format.time(row.inAt) : t('none')}
                  </td>
                  <td className="num" data-label={t('desk.shift.roll.left')}>
                    {row.outAt ? format.time(row.outAt) : t('none')}
                    {row.odd.map((one) => (
                      <div key={one} className="meta">
                        {t(`desk.shift.odd.${one}`)}
                      </div>
                    ))}
                  </td>
                  <td data-label={t('desk.shift.roll.minutes')}>
                    {can ? (
                      <InputNumber
                        aria-label={t('desk.shift.minutes.of', { name })}
                        min={0}
                        max={most}
                        value={of(row).minutes}
                        onChange={(minutes) => put(row, { minutes: minutes ?? 0, chosen: true })}
                      />
                    ) : row.state === 'confirmed' ? (
                      <span className="num">{row.minutes}</span>
                    ) : (
                      t('none')
                    )}
                  </td>
                  <td data-label={t('desk.shift.roll.earns')}>{t(`shift.earns.${row.earns}`)}</td>
                  <td>
                    {t(`desk.shift.state.${row.state}`)}
                    {row.confirmedBy && (
                      <div className="meta">
                        <span data-said>{row.confirmedBy}</span>
                      </div>
                    )}
                    {row.personId && shift.mayConfirm && (
                      <div>
                        <Link href={`/desk/volunteers/${row.personId}`} className="link">
                          {t('desk.shift.record')}
                        </Link>
                      </div>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {waiting.length > 0 && (
        <div className="card-body stack-small">
          <p className="meta">{t('desk.shift.confirm.note', { most })}</p>
          {sending.error && (
            <p className="refusal" role="alert">
              {sending.error}
            </p>
          )}
          <div className="row">
            <Button type="primary" loading={sending.busy} disabled={chosen.length === 0} onClick={() => void confirm()}>
              {t('desk.shift.confirm', { n: chosen.length })}
            </Button>
          </div>
        </div>
      )}
      {said && (
        <p className="card-body" role="status">
          {said}
        </p>
      )}
    </section>
  )
}

interface PartProps {
  id: string
  cancel(): void
}

function OpenNames({ id: shiftId, done, cancel }: PartProps & { done(names: Names): void }) {
  const { t } = useWords()
  const [purpose, setPurpose] = useState<Purpose>()
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSend(
    async (body: { id: string; purpose: Purpose; words?: string }) =>
      await call('POST', '/desk/shifts/:id/names', { params: { id: shiftId }, body }),
  )
  const submit = async () => {
    setTried(true)
    const answer = purpose && (await sending.send({ purpose, ...(words.trim() ? { words: words.trim() } : {}) }))
    if (answer) done(answer.names)
  }
  return (
    <SendForm
      label={t('desk.shift.names.do')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={cancel}
    >
      <p className="meta">{t('desk.shift.names.note')}</p>
      <Choice
        label={t('desk.shift.names.why')}
        values={purposes}
        value={purpose}
        words={(one) => t(`purpose.${one}`)}
        change={setPurpose}
        error={tried && !purpose ? t('desk.project.missing') : undefined}
      />
      {purpose === 'other' && (
        <Field label={t('desk.shift.names.words')}>
          {(ids) => <Input {...ids} value={words} maxLength={200} onChange={({ target }) => setWords(target.value)} />}
        </Field>
      )}
    </SendForm>
  )
}

function CallOff({ id: shiftId, done, cancel }: PartProps & { done(): Promise<void> }) {
  const { t } = useWords()
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSend(
    async (body: { id: string; words: string }) =>
      await call('POST', '/desk/shifts/:id/calling-off', { params: { id: shiftId }, body }),
  )
  const submit = async () => {
    setTried(true)
    if (words.trim() !== '' && (await sending.send({ words: words.trim() }))) await done()
  }
  return (
    <SendForm
      label={t('desk.shift.callOff')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={cancel}
    >
      <WordsField
        label={t('desk.shift.callOff.why')}
        note={t('desk.shift.callOff.note')}
        value={words}
        most={200}
        rows={2}
        change={setWords}
        error={tried && words.trim() === '' ? t('desk.project.missing') : undefined}
      />
    </SendForm>
  )
}

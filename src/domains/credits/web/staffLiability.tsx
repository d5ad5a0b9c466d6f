/**
 * What a place owes its residents beside the fund that covers it: outstanding points and minutes at their cost, what ends when, and how
 * long the fund lasts under assumptions that are stated. A curve is always a table too.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link, useSearch } from 'wouter'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Field, WordsField } from '#ui/staff/fields.tsx'
import { Bar, Stat } from '#ui/staff/figures.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { yuan } from './amounts.ts'
import { call, type Liability } from './api.ts'
import { fenOf, NumberField, refreshCredits, Waiting } from './staffCreditsParts.tsx'

export default function LiabilityPage() {
  const { t } = useWords()
  const area = useArea()
  const page = t('desk.menu.liability')
  const path = new URLSearchParams(useSearch()).get('path') ?? area.path
  const [form, setForm] = useState<'open' | 'pay'>()
  const found = useQuery({
    queryKey: ['credits', 'liability', path],
    queryFn: ({ signal }) => call('GET', '/desk/liability', { query: path ? { path } : {}, signal }),
  })
  if (!found.data) return <Waiting page={page} query={found} />
  const { data } = found
  const { fund } = data
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page}>
          {page}{' '}
          <small className="title-area" data-said>
            {data.place}
          </small>
        </PageTitle>
        {data.mayManage && (
          <Button className="row-end" onClick={() => setForm(fund ? 'pay' : 'open')}>
            {t(fund ? 'desk.liability.pay' : 'desk.liability.open')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <Figures data={data} />
        {data.communities.length > 0 && <Communities data={data} />}
        <Lots data={data} />
        <Curve data={data} />
      </div>
      <Dialog
        open={form !== undefined}
        title={form === 'pay' ? t('desk.liability.pay') : t('desk.liability.open')}
        close={() => setForm(undefined)}
      >
        {form === 'open' && <OpenForm community={data.path} close={() => setForm(undefined)} />}
        {form === 'pay' && fund && <PayForm fund={fund} close={() => setForm(undefined)} />}
      </Dialog>
    </>
  )
}

function Figures({ data }: { data: Liability }) {
  const { t } = useWords()
  const format = useFormat()
  const money = (fen: number) => t('desk.money', { yuan: yuan(fen) })
  const rest = data.fundFen - data.unpaidFen - data.owedFen
  return (
    <section className="card">
      <div className="figures">
        <Stat
          label={t('desk.liability.owed')}
          value={money(data.owedFen)}
          note={t('desk.liability.owed.note', {
            points: format.number(data.points),
            time: format.duration(data.minutes),
          })}
          formula={t('desk.liability.owed.how', {
            point: yuan(data.costs.pointFen),
            hour: yuan(data.costs.hourFen),
          })}
        />
        <Stat
          label={t('desk.liability.unpaid')}
          value={money(data.unpaidFen)}
          formula={t('desk.liability.unpaid.how')}
          href="/desk/settlements"
        />
        <Stat
          label={t('desk.liability.fund')}
          value={money(data.fundFen)}
          note={
            data.fund ? (
              <span data-said>{data.fund.name}</span>
            ) : (
              data.communities.length === 0 && t('desk.liability.fund.none')
            )
          }
          formula={t('desk.liability.fund.how')}
        />
        <Stat
          label={t(rest >= 0 ? 'desk.liability.over' : 'desk.liability.short')}
          value={money(Math.abs(rest))}
          late={rest < 0}
          formula={t('desk.liability.rest.how')}
        />
      </div>
    </section>
  )
}

function Communities({ data }: { data: Liability }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.liability.communities')}</h2>
        <small>{t('desk.liability.communities.note')}</small>
      </div>
      <WideTable label={t('desk.liability.communities')}>
        <table className="table table-stack">
          <thead>
            <tr>
              {['place', 'points', 'minutes', 'owed', 'unpaid', 'fund'].map((one) => (
                <th key={one} scope="col" className={one === 'place' ? undefined : 'n'}>
                  {t(`desk.liability.column.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.communities.map((one) => (
              <tr key={one.path}>
                <th scope="row">
                  <Link href={`/desk/liability?path=${one.path}`} className="link" data-said>
                    {one.place}
                  </Link>
                </th>
                <td data-label={t('desk.liability.column.points')} className="n">
                  {format.number(one.points)}
                </td>
                <td data-label={t('desk.liability.column.minutes')} className="n">
                  {format.number(one.minutes)}
                </td>
                <td data-label={t('desk.liability.column.owed')} className="n">
                  {yuan(one.owedFen)}
                </td>
                <td data-label={t('desk.liability.column.unpaid')} className="n">
                  {yuan(one.unpaidFen)}
                </td>
                <td data-label={t('desk.liability.column.fund')} className="n">
                  {yuan(one.fundFen)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </section>
  )
}

function Lots({ data: { lots } }: { data: Liability }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.liability.lots')}</h2>
        <small>{t('desk.liability.lots.note')}</small>
      </div>
      {lots.length === 0 ? (
        <p className="card-body meta">{t('desk.liability.lots.none')}</p>
      ) : (
        <table className="table table-stack">
          <thead>
            <tr>
              {['month', 'points', 'minutes', 'owed'].map((one) => (
                <th key={one} scope="col" className={one === 'month' ? undefined : 'n'}>
                  {t(`desk.liability.column.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lots.map((one) => (
              <tr key={one.month}>
                <th scope="row">{format.month(one.month)}</th>
                <td data-label={t('desk.liability.column.points')} className="n">
                  {format.number(one.points)}
                </td>
                <td data-label={t('desk.liability.column.minutes')} className="n">
                  {format.number(one.minutes)}
                </td>
                <td data-label={t('desk.liability.column.owed')} className="n">
                  {yuan(one.owedFen)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Curve({ data: { curve, assumes } }: { data: Liability }) {
  const { t } = useWords()
  const format = useFormat()
  const max = Math.max(1, ...curve.map(({ owedFen, fundFen }) => Math.max(owedFen, fundFen)))
  const share = (fen: number) => Math.max(0, fen) / max
  const first = curve.find(({ owedFen, fundFen }) => fundFen < owedFen)
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.liability.curve')}</h2>
      </div>
      <div className="card-body stack-small">
        <p>
          {first
            ? t('desk.liability.curve.short', { month: format.month(first.month) })
            : t('desk.liability.curve.holds')}
        </p>
        <ul className="meta">
          <li>
            {t('desk.liability.assume.flow', {
              n: assumes.months,
              earned: yuan(assumes.earnedFen),
              spent: yuan(assumes.spentFen),
            })}
          </li>
          <li>{t('desk.liability.assume.fund')}</li>
          <li>{t('desk.liability.assume.ends')}</li>
        </ul>
      </div>
      <WideTable label={t('desk.liability.curve')}>
        <table className="table table-stack">
          <thead>
            <tr>
              <th scope="col">{t('desk.liability.column.month')}</th>
              <th scope="col" className="n">
                {t('desk.liability.column.owed')}
              </th>
              <th scope="col" className="n">
                {t('desk.liability.column.fund')}
              </th>
              <th scope="col">{t('desk.liability.column.both')}</th>
            </tr>
          </thead>
          <tbody>
            {curve.map((one) => (
              <tr key={one.month}>
                <th scope="row">{format.month(one.month)}</th>
                <td data-label={t('desk.liability.column.owed')} className="n">
                  {yuan(one.owedFen)}
                </td>
                <td data-label={t('desk.liability.column.fund')} className="n">
                  {yuan(one.fundFen)}
                </td>
                <td>
                  <Bar parts={[{ share: share(one.owedFen) }]} />
                  <Bar parts={[{ share: share(one.fundFen), className: 'bar-open' }]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </section>
  )
}

function OpenForm({ community, close }: { community: string; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const { busy, error, setError, send } = useSend(async (body: { id: string; community: string; name: string }) => {
    await call('POST', '/desk/funds', { body })
    return true
  })
  const submit = async () => {
    if (name.trim() === '') return setError(t('desk.liability.name.missing'))
    if (!(await send({ community, name: name.trim() }))) return
    close()
    await refreshCredits(client)
  }
  return (
    <SendForm label={t('desk.liability.open')} busy={busy} error={error} submit={() => void submit()} cancel={close}>
      <Field label={t('desk.liability.name')}>
        {(ids) => <Input {...ids} value={name} maxLength={60} onChange={({ target }) => setName(target.value)} />}
      </Field>
    </SendForm>
  )
}

function PayForm({ fund, close }: { fund: { id: string; name: string }; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [amount, setAmount] = useState('')
  const [words, setWords] = useState('')
  const { busy, error, setError, send } = useSend(async (body: { id: string; amountFen: number; words: string }) => {
    await call('POST', '/desk/funds/:fundId/deposits', { params: { fundId: fund.id }, body })
    return true
  })
  const submit = async () => {
    const amountFen = fenOf(amount)
    if (!amountFen || words.trim() === '') return setError(t('desk.liability.pay.missing'))
    if (!(await send({ amountFen, words: words.trim() }))) return
    close()
    await refreshCredits(client)
  }
  return (
    <SendForm label={t('desk.liability.pay')} busy={busy} error={error} submit={() => void submit()} cancel={close}>
      <p data-said>{fund.name}</p>
      <NumberField label={t('desk.liability.amount')} value={amount} change={setAmount} />
      <WordsField label={t('desk.liability.from')} rows={2} most={200} value={words} change={setWords} />
    </SendForm>
  )
}

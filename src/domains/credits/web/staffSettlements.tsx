/** What each merchant is paid for a month: made by one, agreed by another, paid from the fund of the community. */
import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { Link } from 'wouter'
import { addMonths, dayOf } from '#lib/days.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { yuan } from './amounts.ts'
import { call, type Settlement } from './api.ts'
import { Do, Waiting } from './staffCreditsParts.tsx'

export default function SettlementsPage() {
  const { t } = useWords()
  const format = useFormat()
  const { now } = useSession()
  const page = t('desk.menu.settlements')
  const thisMonth = dayOf(now()).slice(0, 7)
  const [month, setMonth] = useState(() => addMonths(`${thisMonth}-01`, -1).slice(0, 7))
  const found = useQuery({
    queryKey: ['credits', 'settlements', month],
    queryFn: ({ signal }) => call('GET', '/desk/settlements', { query: { month }, signal }),
  })
  if (!found.data) return <Waiting page={page} query={found} />
  const { rows } = found.data
  const isOpen = month >= thisMonth
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <Link href="/desk/liability" className="link row-end">
          {t('desk.menu.liability')}
        </Link>
      </header>
      <div className="page-body stack">
        <Field
          label={t('desk.settlements.month')}
          note={isOpen ? t('desk.settlements.open') : t('desk.settlements.note')}
        >
          {(ids) => (
            <Input
              {...ids}
              className="day-input"
              type="month"
              value={month}
              max={thisMonth}
              onChange={({ target }) => /^20\d\d-\d\d$/.test(target.value) && setMonth(target.value)}
            />
          )}
        </Field>
        <section className="card">
          {rows.length === 0 ? (
            <EmptyState words={t('desk.settlements.none', { month: format.month(month) })} icon="list" />
          ) : (
            <WideTable label={page}>
              <table className="table table-stack">
                <thead>
                  <tr>
                    {['merchant', 'orders', 'amount', 'made', 'agreed', 'paid', 'do'].map((one) => (
                      <th key={one} scope="col" className={one === 'orders' || one === 'amount' ? 'n' : undefined}>
                        {t(`desk.settlements.column.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <Line key={row.merchantId} row={row} isOpen={isOpen} />
                  ))}
                </tbody>
              </table>
            </WideTable>
          )}
        </section>
      </div>
    </>
  )
}

function Line({ row, isOpen }: { row: Settlement; isOpen: boolean }) {
  const { t } = useWords()
  const { id, merchantId, month, made, agreed, paidAt } = row
  return (
    <tr>
      <th scope="row" data-said>
        {row.merchant}
      </th>
      <td data-label={t('desk.settlements.column.orders')} className="n">
        {row.orders}
      </td>
      <td data-label={t('desk.settlements.column.amount')} className="n">
        {t('desk.money', { yuan: yuan(row.amountFen) })}
      </td>
      <td data-label={t('desk.settlements.column.made')}>
        <Signed by={made} />
      </td>
      <td data-label={t('desk.settlements.column.agreed')}>
        <Signed by={agreed} />
      </td>
      <td data-label={t('desk.settlements.column.paid')}>
        <Signed by={paidAt ? { at: paidAt, by: '' } : null} />
      </td>
      <td>
        {id === null ? (
          isOpen ? (
            <span className="meta">{t('desk.settlements.wait')}</span>
          ) : (
            <Do
              primary
              label={t('desk.settlements.make')}
              about={row.merchant}
              work={async (deed) => await call('POST', '/desk/settlements', { body: { id: deed, merchantId, month } })}
            />
          )
        ) : !agreed ? (
          row.mayAgree ? (
            <Do
              primary
              label={t('desk.settlements.agree')}
              about={row.merchant}
              work={async (deed) =>
                await call('POST', '/desk/settlements/:settlementId/agree', {
                  params: { settlementId: id },
                  body: { id: deed },
                })
              }
            />
          ) : (
            <span className="meta">{t('desk.settlements.second')}</span>
          )
        ) : (
          !paidAt && (
            <Do
              primary
              label={t('desk.settlements.pay')}
              about={row.merchant}
              work={async (deed) =>
                await call('POST', '/desk/settlements/:settlementId/pay', {
                  params: { settlementId: id },
                  body: { id: deed },
                })
              }
            />
          )
        )}
      </td>
    </tr>
  )
}

function Signed({ by }: { by: { at: string; by: string } | null }) {
  const { t } = useWords()
  const format = useFormat()
  if (!by) return <span className="meta">{t('desk.settlements.not-yet')}</span>
  return (
    <>
      {by.by && <span data-said>{by.by}</span>} <span className="meta">{format.stamp(by.at)}</span>
    </>
  )
}

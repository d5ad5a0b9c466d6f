/** Orders of the place: kept, handed over, over; giving one back, handing over what the window gives out, reserving for a resident. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import type { Currency } from '../rules.ts'
import { amountWords } from './amounts.ts'
import { actOnOrder, call, type DeskOrder, openOrder, readOrder } from './api.ts'
import { Do, OrderWord, refreshCredits, Waiting } from './staffCreditsParts.tsx'
import { FindPerson, type FoundPerson } from './staffFindPerson.tsx'

const lists = ['reserved', 'handed', 'done'] as const
type List = (typeof lists)[number]

export default function OrdersPage() {
  const { t } = useWords()
  const page = t('desk.menu.orders')
  const [, navigate] = useLocation()
  const { actor } = useSession()
  const asked = new URLSearchParams(useSearch()).get('list')
  const list: List = lists.find((one) => one === asked) ?? 'reserved'
  const mayTakeIn = actor?.permissions.includes('orders.takeIn') ?? false
  const [taking, setTaking] = useState(false)
  const found = useInfiniteQuery({
    queryKey: ['credits', 'orders', list],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/desk/orders', { query: { list, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  if (!found.data) return <Waiting page={page} query={found} />
  const rows = found.data.pages.flatMap((one) => one.rows)
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {mayTakeIn && (
          <Button type="primary" className="row-end" onClick={() => setTaking(true)}>
            {t('desk.orders.take')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <div>
          <Segmented
            aria-label={t('desk.orders.lists')}
            value={list}
            onChange={(next) => navigate(`/desk/orders?list=${next}`)}
            options={lists.map((value) => ({ value, label: t(`desk.orders.list.${value}`) }))}
          />
        </div>
        <section className="card">
          {rows.length === 0 ? (
            <EmptyState words={t(`desk.orders.none.${list}`)} icon="list" />
          ) : (
            <WideTable label={t(`desk.orders.list.${list}`)}>
              <table className="table table-stack">
                <thead>
                  <tr>
                    {['reward', 'who', 'amount', 'state', 'until', 'merchant', 'number', 'do'].map((one) => (
                      <th key={one} scope="col">
                        {t(`desk.orders.column.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <Line key={row.id} row={row} mayTakeIn={mayTakeIn} />
                  ))}
                </tbody>
              </table>
            </WideTable>
          )}
          {found.hasNextPage && (
            <p className="list-foot">
              <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t('do.more')}
              </Button>
            </p>
          )}
        </section>
      </div>
      <Dialog open={taking} title={t('desk.orders.take')} close={() => setTaking(false)}>
        <TakeForm close={() => setTaking(false)} />
      </Dialog>
    </>
  )
}

function Line({ row, mayTakeIn }: { row: DeskOrder; mayTakeIn: boolean }) {
  const words = useWords()
  const { t } = words
  const format = useFormat()
  const act = (action: 'cancel' | 'deliver' | 'undo_delivery') => async (id: string) => {
    const { version } = await readOrder(row.id)
    return await actOnOrder(row.id, action, { id, seen: version })
  }
  const actions = (
    row.state === 'reserved'
      ? row.merchant
        ? ['cancel']
        : ['deliver', 'cancel']
      : row.state === 'handed' && !row.merchant
        ? ['undo_delivery']
        : []
  ) as readonly ('cancel' | 'deliver' | 'undo_delivery')[]
  return (
    <tr>
      <th scope="row" data-said>
        {row.reward}
      </th>
      <td data-label={t('desk.orders.column.who')} data-said>
        {row.who}
      </td>
      <td data-label={t('desk.orders.column.amount')} className="n">
        {amountWords(words, format, row.account, row.amount)}
      </td>
      <td data-label={t('desk.orders.column.state')}>
        <OrderWord state={row.state} />
      </td>
      <td data-label={t('desk.orders.column.until')}>
        {row.handedAt ? format.stamp(row.handedAt) : format.day(row.lastDay)}
      </td>
      <td data-label={t('desk.orders.column.merchant')} data-said>
        {row.merchant ?? t('desk.rewards.window')}
      </td>
      <td data-label={t('desk.orders.column.number')} className="num">
        {groupNumber(row.number)}
      </td>
      <td>
        {mayTakeIn && actions.length > 0 && (
          <span className="row">
            {actions.map((action) => (
              <Do
                key={action}
                primary={action === 'deliver'}
                label={t(`action.${action}`)}
                about={`${row.reward} ${row.who}`}
                work={act(action)}
              />
            ))}
          </span>
        )}
      </td>
    </tr>
  )
}

/** Reserving for a resident at the window, with their account. */
function TakeForm({ close }: { close(): void }) {
  const words = useWords()
  const { t } = words
  const format = useFormat()
  const client = useQueryClient()
  const [person, setPerson] = useState<FoundPerson>()
  const [rewardId, setReward] = useState<string>()
  const [currency, setCurrency] = useState<Currency>()
  const [number, setNumber] = useState('')
  const rewards = useQuery({
    queryKey: ['credits', 'rewards'],
    queryFn: ({ signal }) => call('GET', '/desk/rewards', { signal }),
  })
  const { busy, error, setError, send } = useSend(openOrder)
  const offered = (rewards.data?.rows ?? []).filter((one) => !one.withdrawn)
  const reward = offered.find(({ id }) => id === rewardId)
  const ways = (['points', 'time_credit'] as const).filter((way) =>
    way === 'points' ? reward?.points : reward?.minutes,
  )
  const way = currency ?? ways[0]
  const submit = async () => {
    if (!person || !reward || !way) return setError(t('desk.orders.take.missing'))
    const receipt = await send({ rewardId: reward.id, currency: way, personId: person.id })
    if (!receipt) return
    setNumber(receipt.number)
    await refreshCredits(client)
  }
  if (number !== '')
    return (
      <div className="stack">
        <p role="status">{t('desk.orders.take.done', { number: groupNumber(number) })}</p>
        <div>
          <Button onClick={close}>{t('do.close')}</Button>
        </div>
      </div>
    )
  if (!person) return <FindPerson choose={setPerson} />
  return (
    <SendForm label={t('desk.orders.take.do')} busy={busy} error={error} submit={() => void submit()} cancel={close}>
      <p className="row original">
        <b data-said>{person.name}</b>
        <Button size="small" onClick={() => setPerson(undefined)}>
          {t('desk.orders.take.other')}
        </Button>
      </p>
      <p className="meta">{t('desk.orders.take.note')}</p>
      <Field label={t('desk.orders.column.reward')}>
        {(ids) => (
          <Select
            {...ids}
            {...saidSelect}
            value={rewardId ?? null}
            options={offered.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(next: string) => {
              setReward(next)
              setCurrency(undefined)
            }}
          />
        )}
      </Field>
      {reward && (
        <Choice
          label={t('desk.orders.take.account')}
          values={ways}
          value={way}
          words={(one) =>
            `${t(`credits.account.${one}`)} ${amountWords(words, format, one, (one === 'points' ? reward.points : reward.minutes) ?? 0)}`
          }
          change={setCurrency}
        />
      )}
    </SendForm>
  )
}

/** What I reserved: the list, and one with its code, large, until when it is kept, and giving it back. */
import { useEffect, useRef, useState } from 'react'
import { groupNumber } from '#lib/number.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, CallRow, EmptyState, Failed, LinkButton, Loading, NoticeBar, Row } from '#ui/resident/parts.tsx'
import { RefusalError } from '#ui/shared/api.ts'
import { subscribe } from '#ui/shared/live.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { amountWords, groupCode } from './amounts.ts'
import { actOnOrder, call, newId, type OrderDetail, type OrderRow, readOrder } from './api.ts'

export default function ResidentOrders({ params: { number } }: { params: Record<string, string | undefined> }) {
  return number === undefined ? <Orders /> : <One number={number} />
}

function Orders() {
  const words = useWords()
  const { t } = words
  const times = useTimes()
  const { session, actor } = useSession()
  const me = actor?.personId
  const { value, error, reload } = useLoad(me && `orders ${me}`, (signal) =>
    call('GET', '/me/orders', { query: {}, signal }),
  )
  const [older, setOlder] = useState<{ rows: OrderRow[]; next: string | null }>()
  const rows = [...(value?.rows ?? []), ...(older?.rows ?? [])]
  const next = older ? older.next : value?.next
  const showOlder = async () => {
    if (!next) return
    const page = await call('GET', '/me/orders', { query: { after: next } })
    setOlder({ rows: [...(older?.rows ?? []), ...page.rows], next: page.next })
  }
  return (
    <Page title={t('orders.title')} back="/credits" readable>
      {session && !actor ? (
        <EmptyState icon="lock" action={<LinkButton href="/login?next=/orders">{t('do.signIn')}</LinkButton>}>
          {t('credits.signin')}
        </EmptyState>
      ) : value ? (
        rows.length === 0 ? (
          <EmptyState icon="clipboard-list" action={<LinkButton href="/rewards">{t('rewards.title')}</LinkButton>}>
            {t('orders.empty')}
          </EmptyState>
        ) : (
          <>
            <section className="card list">
              {rows.map((row) => (
                <Row key={row.id} href={`/orders/${row.number}`} note={t(`state.${row.state}`)}>
                  <span data-said lang="zh-CN">
                    {row.reward}
                  </span>
                  <span className="meta block">
                    {amountWords(words, times, row.account, row.amount)} · {times.past(row.openedAt)}
                  </span>
                </Row>
              ))}
            </section>
            {next && (
              <Button look="quiet" onClick={() => void showOlder()}>
                {t('do.more')}
              </Button>
            )}
          </>
        )
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

function One({ number }: { number: string }) {
  const { t } = useWords()
  const { actor } = useSession()
  const { value, error, reload } = useLoad(`order ${number}`, (signal) => readOrder(number, signal))
  const id = value?.id
  const signedIn = actor !== null
  // the merchant's press is seen here at once
  useEffect(() => {
    if (!signedIn) return
    return subscribe((change) => {
      if (change.id === undefined || change.id === id) void reload()
    })
  }, [signedIn, id, reload])
  useEffect(() => {
    if (id) call('POST', '/me/notices/read', { body: { subjectId: id } }).catch(() => undefined)
  }, [id])
  if (value) return <Shown order={value} reload={reload} />
  const unknown = error instanceof RefusalError && (error.status === 404 || error.status === 403)
  return (
    <Page title={t('orders.one')} back="/orders">
      {unknown ? (
        <EmptyState icon="search" action={<LinkButton href="/orders">{t('orders.title')}</LinkButton>}>
          {t('orders.unknown')}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

function Shown({ order, reload }: { order: OrderDetail; reload(): Promise<void> }) {
  const words = useWords()
  const { t } = words
  const say = useSay()
  const times = useTimes()
  const [sure, setSure] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef(newId())
  const { code, state, merchant } = order
  const mayGiveBack = order.actions.some(({ action, allowed }) => action === 'cancel' && allowed)
  const amount = amountWords(words, times, order.account, order.amount)
  const giveBack = async () => {
    if (busy) return
    setBusy(true)
    setProblem('')
    try {
      await actOnOrder(order.id, 'cancel', { id: deed.current, seen: order.version })
      setSure(false)
    } catch (error) {
      if (error instanceof RefusalError) deed.current = newId()
      setProblem(say(error))
    } finally {
      setBusy(false)
      await reload()
    }
  }
  return (
    <Page
      title={t('orders.one')}
      back="/orders"
      readable
      bar={
        mayGiveBack &&
        (sure ? (
          <>
            <Button look="line" onClick={() => setSure(false)}>
              {t('orders.keep')}
            </Button>
            <Button busy={busy} onClick={() => void giveBack()}>
              {t('orders.giveBack.do')}
            </Button>
          </>
        ) : (
          <Button look="line" onClick={() => setSure(true)}>
            {t('orders.giveBack')}
          </Button>
        ))
      }
    >
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      {sure && (
        <NoticeBar tone="warn" icon="info-circle" live>
          {t('orders.giveBack.sure', { amount })}
        </NoticeBar>
      )}
      <section className="card">
        <h2 className="big-title" data-said lang="zh-CN">
          {order.reward}
        </h2>
        <p>
          {state === 'reserved'
            ? t('orders.now.reserved', { day: times.dayAndWeekday(order.lastDay) })
            : t(`orders.now.${state}`, { amount })}
        </p>
        {order.handedAt && <p className="second">{t('orders.handed', { time: times.stamp(order.handedAt) })}</p>}
      </section>
      {code && (
        <section className="card order-code">
          <h2 className="card-title">{t('orders.code')}</h2>
          <img src={code.image} alt={t('orders.code.image')} width="240" height="240" />
          <p className="order-digits" data-said>
            {groupCode(code.digits)}
          </p>
          <p className="second">{t('orders.code.note')}</p>
        </section>
      )}
      <section className="card">
        {merchant ? (
          order.merchantPhone ? (
            <CallRow name={merchant} role={t('rewards.merchant')} phone={order.merchantPhone} />
          ) : (
            <p data-said>{merchant}</p>
          )
        ) : order.communityPhone ? (
          <CallRow name={order.community} role={t('rewards.at')} phone={order.communityPhone} />
        ) : (
          <p data-said>{order.community}</p>
        )}
        <p className="meta">
          {amount} · {t('orders.number')} <span data-said>{groupNumber(order.number)}</span>
        </p>
      </section>
    </Page>
  )
}

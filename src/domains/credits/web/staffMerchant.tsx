/**
 * The merchant's own page, made for a phone between two customers: type or scan a code, see in one band whether it is good, press one
 * button when it is handed over, undo within minutes; what is owed and the months below. Without network nothing is done and nothing
 * is kept for later.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { groupNumber } from '#lib/number.ts'
import { useAway } from '#ui/shared/away.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { Icon, type IconName } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { type CodeAnswer, parseCode } from '../rules.ts'
import { amountWords, groupCode, yuan } from './amounts.ts'
import { actOnOrder, type CodeReply, call, type MerchantHome, type OrderDetail } from './api.ts'
import { Do, refreshCredits, Waiting } from './staffCreditsParts.tsx'
import { canScan, Scanner } from './staffScanner.tsx'
import './staffMerchant.css'

const looks: Record<CodeAnswer, { tone: 'ok' | 'warn' | 'late'; icon: IconName }> = {
  ok: { tone: 'ok', icon: 'circleCheck' },
  used: { tone: 'warn', icon: 'history' },
  expired: { tone: 'warn', icon: 'clock' },
  given_back: { tone: 'warn', icon: 'circleX' },
  elsewhere: { tone: 'late', icon: 'circleX' },
  unknown: { tone: 'late', icon: 'alertTriangle' },
}

function useOnline(): boolean {
  const online = useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener)
      addEventListener('offline', listener)
      return () => {
        removeEventListener('online', listener)
        removeEventListener('offline', listener)
      }
    },
    () => navigator.onLine,
  )
  const away = useAway()
  return online && !away
}

/** The digits that a phone's camera brought behind #; taken out of the address at once. */
function takeDigits(): string {
  const digits = parseCode(location.hash.slice(1)) ?? ''
  if (digits) history.replaceState(history.state, '', location.pathname)
  return digits
}

export default function MerchantPage() {
  const { t } = useWords()
  const page = t('desk.menu.merchant')
  const home = useQuery({
    queryKey: ['credits', 'merchant'],
    queryFn: ({ signal }) => call('GET', '/merchant', { signal }),
  })
  if (!home.data) return <Waiting page={page} query={home} />
  return <Merchant home={home.data} page={page} />
}

function Merchant({ home, page }: { home: MerchantHome; page: string }) {
  const { t } = useWords()
  const online = useOnline()
  const client = useQueryClient()
  const [code, setCode] = useState('')
  const [shown, setShown] = useState<CodeReply>()
  const [handed, setHanded] = useState<OrderDetail>()
  const [scanning, setScanning] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const look = useSend(
    async ({ code: digits }: { id: string; code: string }) =>
      await call('POST', '/merchant/codes', { body: { code: digits } }),
  )
  const ask = async (words: string) => {
    const digits = parseCode(words)
    if (!digits) return look.setError(t('refusal.order.code-digits'))
    if (!navigator.onLine) return look.setError(t('merchant.offline'))
    const answer = await look.send({ code: digits })
    if (!answer) return
    setHanded(undefined)
    setShown(answer)
    setScanning(false)
    box.current?.focus()
  }
  const first = useRef(ask)
  first.current = ask
  useEffect(() => {
    const digits = takeDigits()
    if (digits === '') return
    setCode(digits)
    void first.current(digits)
  }, [])
  const next = () => {
    setShown(undefined)
    setHanded(undefined)
    setCode('')
    look.setError('')
  }
  const [shop] = home.merchants
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page}>
          {page}{' '}
          {shop && (
            <small className="title-area" data-said>
              {home.merchants.map(({ name }) => name).join('、')}
            </small>
          )}
        </PageTitle>
      </header>
      <div className="page-body merchant">
        {!online && (
          <p className="note note-late" role="alert">
            {t('merchant.offline')}
          </p>
        )}
        <div ref={box} tabIndex={-1} aria-live="polite" className="merchant-answer">
          {handed ? (
            <Band answer="ok" words={t('merchant.handed')} note={handed.reward} said />
          ) : (
            shown && <Answer reply={shown} code={code} online={online} handed={setHanded} next={next} />
          )}
        </div>
        {shown || handed ? (
          <Button block className="merchant-big" onClick={next}>
            {t('merchant.next')}
          </Button>
        ) : (
          <section className="card card-body stack">
            {scanning ? (
              <Scanner
                found={(text) => {
                  const digits = parseCode(text.split('#').at(-1) ?? '') ?? ''
                  setCode(digits)
                  void ask(digits)
                }}
                close={() => setScanning(false)}
              />
            ) : (
              canScan() && (
                <Button block className="merchant-big" onClick={() => setScanning(true)}>
                  <Icon name="qrcode" />
                  {t('merchant.scan')}
                </Button>
              )
            )}
            <form
              className="stack"
              onSubmit={(event) => {
                event.preventDefault()
                void ask(code)
              }}
            >
              <Field label={t('merchant.code')} note={t('merchant.code.note')} error={look.error || undefined}>
                {(ids) => (
                  <Input
                    {...ids}
                    className="merchant-code"
                    inputMode="numeric"
                    autoComplete="off"
                    maxLength={11}
                    value={code}
                    onChange={({ target }) => setCode(target.value)}
                  />
                )}
              </Field>
              <Button block type="primary" className="merchant-big" htmlType="submit" loading={look.busy}>
                {t('merchant.look')}
              </Button>
            </form>
          </section>
        )}
        <Recent home={home} refresh={() => void refreshCredits(client)} />
        <Months home={home} />
      </div>
    </>
  )
}

interface BandProps {
  answer: CodeAnswer
  words: string
  note?: string | undefined
  said?: boolean
}

/** The full-colour band: icon and word say what the colour says. */
function Band({ answer, words, note, said = false }: BandProps) {
  const { tone, icon } = looks[answer]
  return (
    <div className={`merchant-band merchant-${tone}`}>
      <Icon name={icon} />
      <p>
        <b>{words}</b>
        {note && <span {...(said ? { 'data-said': '' } : {})}>{note}</span>}
      </p>
    </div>
  )
}

interface AnswerProps {
  reply: CodeReply
  code: string
  online: boolean
  handed(order: OrderDetail): void
  next(): void
}

function Answer({ reply, code, online, handed, next }: AnswerProps) {
  const words = useWords()
  const { t } = words
  const format = useFormat()
  const client = useQueryClient()
  const { order } = reply
  const act = useSend(async ({ id, action }: { id: string; action: 'deliver' | 'turn_away' }) => {
    if (!order) return false
    await actOnOrder(order.id, action, { id, seen: order.version })
    return true
  })
  const press = async (action: 'deliver' | 'turn_away') => {
    if (!order) return
    if (!online) return act.setError(t('merchant.offline'))
    if (!(await act.send({ action }))) return
    if (action === 'deliver') handed(order)
    else next()
    await refreshCredits(client)
  }
  const note = {
    ok: t('merchant.checked', { time: format.stamp(reply.at) }),
    used: reply.usedAt ? t('merchant.used.at', { time: format.stamp(reply.usedAt) }) : undefined,
    expired: reply.lastDay ? t('merchant.expired.at', { day: format.day(reply.lastDay) }) : undefined,
    given_back: t('merchant.given_back.note'),
    elsewhere: t('merchant.elsewhere.note'),
    unknown: t('merchant.unknown.note'),
  }[reply.answer]
  return (
    <div className="stack">
      <Band answer={reply.answer} words={t(`merchant.${reply.answer}`)} note={note} />
      {order && (
        <>
          <section className="card card-body stack-small">
            <p className="meta">{t('merchant.give')}</p>
            <h2 data-said className="merchant-what">
              {order.reward}
            </h2>
            <dl className="facts">
              <dt>{t('merchant.who')}</dt>
              <dd data-said>
                {order.person?.name}
                {order.person?.phoneTail && ` ${t('merchant.tail', { tail: order.person.phoneTail })}`}
              </dd>
              <dt>{t('merchant.code.short')}</dt>
              <dd className="num" data-said>
                {groupCode(parseCode(code) ?? '')}
              </dd>
              <dt>{t('merchant.until')}</dt>
              <dd>{format.dayAndWeekday(order.lastDay)}</dd>
              <dt>{t('merchant.cost')}</dt>
              <dd>{amountWords(words, format, order.account, order.amount)}</dd>
              <dt>{t('merchant.number')}</dt>
              <dd className="num">{groupNumber(order.number)}</dd>
            </dl>
          </section>
          {act.error && (
            <p className="refusal" role="alert">
              {act.error}
            </p>
          )}
          <Button
            block
            type="primary"
            className="merchant-big"
            loading={act.busy}
            onClick={() => void press('deliver')}
          >
            <Icon name="check" />
            {t('action.deliver')}
          </Button>
          <p className="meta merchant-centre">{t('merchant.undo.note', { n: order.undoMinutes })}</p>
          <Button block className="merchant-big" onClick={() => void press('turn_away')}>
            {t('action.turn_away')}
          </Button>
        </>
      )}
    </div>
  )
}

/** What was just handed over and can be undone; the minutes run, so it looks again. */
function Recent({ home: { recent }, refresh }: { home: MerchantHome; refresh(): void }) {
  const { t } = useWords()
  const format = useFormat()
  const count = recent.length
  useEffect(() => {
    if (count === 0) return
    const timer = setInterval(refresh, 60_000)
    return () => clearInterval(timer)
  }, [count, refresh])
  if (count === 0) return null
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('merchant.recent')}</h2>
      </div>
      <ul className="card-list">
        {recent.map((one) => (
          <li key={one.id} className="row proposal">
            <span>
              <b data-said>{one.reward}</b> <span className="meta">{format.time(one.handedAt)}</span>
            </span>
            <Do
              label={t('merchant.undo', { n: one.undoLeft })}
              about={one.reward}
              work={async (id) => await actOnOrder(one.id, 'undo_delivery', { id, seen: one.version })}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Months({ home: { merchants, settlements } }: { home: MerchantHome }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card" aria-label={t('merchant.money')}>
      {merchants.map((one) => (
        <p key={one.id} className="card-body row">
          <span>{t('merchant.month', { n: one.orders })}</span>
          <b className="row-end">{t('merchant.owed', { yuan: yuan(one.owedFen) })}</b>
        </p>
      ))}
      {settlements.length > 0 && (
        <table className="table table-stack">
          <thead>
            <tr>
              {['month', 'orders', 'amount', 'state'].map((one) => (
                <th key={one} scope="col">
                  {t(`merchant.column.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {settlements.map((one) => (
              <tr key={one.id}>
                <th scope="row">{format.month(one.month)}</th>
                <td data-label={t('merchant.column.orders')} className="n">
                  {one.orders}
                </td>
                <td data-label={t('merchant.column.amount')} className="n">
                  {t('desk.money', { yuan: yuan(one.amountFen) })}
                </td>
                <td data-label={t('merchant.column.state')}>{t(`merchant.state.${one.state}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

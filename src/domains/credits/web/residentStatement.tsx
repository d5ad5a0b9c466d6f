/**
 * The statement of one account by month: each line what for, how much, what was left, who confirmed it, its number; a line that was
 * taken back and the line that took it back point at each other. From here: redeeming, a file of it, a question about one line.
 */
import { useState } from 'react'
import { Link } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { groupNumber } from '#lib/number.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, EmptyState, Failed, LinkButton, Loading, NoticeBar } from '#ui/resident/parts.tsx'
import type { Answer } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import type { Currency } from '../rules.ts'
import { amountWords, changeWords, lineWords } from './amounts.ts'
import { type CreditLine, call, type Held } from './api.ts'
import { AskAbout, Questions } from './residentQuestion.tsx'

type Reply = Answer<'GET', '/me/credits/:account'>

export function Statement({ account }: { account: Currency }) {
  const words = useWords()
  const { t } = words
  const times = useTimes()
  const { session, actor } = useSession()
  const me = actor?.personId
  const { value, error, reload } = useLoad(me && `statement ${me} ${account}`, (signal) =>
    call('GET', '/me/credits/:account', { params: { account }, query: {}, signal }),
  )
  const [older, setOlder] = useState<Pick<Reply, 'lines' | 'months' | 'next'>>()
  const [asking, setAsking] = useState<'choose' | CreditLine>()
  const [said, setSaid] = useState('')
  const amount = (n: number) => amountWords(words, times, account, n)

  const lines = [...(value?.lines ?? []), ...(older?.lines ?? [])]
  const sums = new Map([...(older?.months ?? []), ...(value?.months ?? [])].map((one) => [one.month, one]))
  const next = older ? older.next : value?.next
  const showOlder = async () => {
    if (!next) return
    const page = await call('GET', '/me/credits/:account', { params: { account }, query: { before: String(next) } })
    setOlder({
      lines: [...(older?.lines ?? []), ...page.lines],
      months: [...(older?.months ?? []), ...page.months],
      next: page.next,
    })
  }
  if (asking && asking !== 'choose')
    return (
      <AskAbout
        account={account}
        line={asking}
        close={(done) => {
          setAsking(undefined)
          if (!done) return
          setSaid(t('credits.asked.done'))
          void reload()
        }}
      />
    )
  const months = Map.groupBy(lines, ({ at }) => dayOf(new Date(at)).slice(0, 7))
  return (
    <Page title={t('credits.title')} back="/credits" readable>
      <nav className="segments" aria-label={t('credits.accounts')}>
        {(['points', 'time_credit'] as const).map((one) => (
          <Link key={one} href={`/credits/${one}`} aria-current={one === account ? 'page' : undefined}>
            {t(`credits.account.${one}`)}
          </Link>
        ))}
        <Link href="/volunteer/hours">{t('credits.hours')}</Link>
      </nav>
      {said && (
        <NoticeBar tone="ok" icon="circle-check" live onClose={() => setSaid('')}>
          {said}
        </NoticeBar>
      )}
      {session && !actor ? (
        <EmptyState
          icon="lock"
          action={<LinkButton href={`/login?next=/credits/${account}`}>{t('do.signIn')}</LinkButton>}
        >
          {t('credits.signin')}
        </EmptyState>
      ) : !value ? (
        error ? (
          <Failed error={error} onRetry={() => void reload()} />
        ) : (
          <Loading lines={8} />
        )
      ) : (
        <>
          <section className="card credits-top">
            <h2 className="unseen">{t(`credits.account.${account}`)}</h2>
            <div className="credits-now">
              <p className="grow">
                <span className="second block">{t('credits.available')}</span>
                <span className="number credits-big">{amount(value.account.available)}</span>
              </p>
              <LinkButton href="/rewards">{t('credits.redeem')}</LinkButton>
            </div>
            <dl className="credits-facts">
              <div>
                <dt>{t('credits.held.label')}</dt>
                <dd>{value.account.held > 0 ? amount(value.account.held) : t('credits.nothing')}</dd>
              </div>
              <div>
                <dt>{t('credits.soonest.label')}</dt>
                <dd>
                  {value.account.soonest
                    ? t('credits.soonest.value', {
                        amount: amount(value.account.soonest.amount),
                        day: times.day(value.account.soonest.lastDay),
                      })
                    : t('credits.nothing')}
                </dd>
              </div>
            </dl>
          </section>
          {value.held.length > 0 && (
            <section className="card list">
              <h2 className="unseen">{t('credits.held.label')}</h2>
              {value.held.map((held) => (
                <HeldLine key={held.number} held={held} />
              ))}
            </section>
          )}
          {lines.length === 0 && <p className="second foot-note">{t('credits.empty')}</p>}
          {asking === 'choose' && <p className="foot-note">{t('credits.ask.choose')}</p>}
          {[...months].map(([month, inMonth]) => {
            const sum = sums.get(month)
            return (
              <section key={month}>
                <div className="section-head">
                  <h2>{times.month(month)}</h2>
                  {sum && <span className="meta">{monthWords(sum)}</span>}
                </div>
                <ol className="card list credits-lines">
                  {inMonth.map((line) => (
                    <Line
                      key={line.id}
                      line={line}
                      account={account}
                      {...(asking === 'choose' && line.question !== 'open' ? { ask: () => setAsking(line) } : {})}
                    />
                  ))}
                </ol>
              </section>
            )
          })}
          {next && (
            <Button look="quiet" onClick={() => void showOlder()}>
              {t('do.more')}
            </Button>
          )}
          {lines.length > 0 && (
            <div className="stack">
              <Button
                look="line"
                icon="message-circle"
                onClick={() => setAsking(asking === 'choose' ? undefined : 'choose')}
              >
                {t(asking === 'choose' ? 'credits.ask.stop' : 'credits.ask')}
              </Button>
              <a
                className="button quiet"
                href={`/api/me/credits/${account}/file`}
                download={`${t(`credits.account.${account}`)}.csv`}
              >
                <span>{t('credits.export')}</span>
              </a>
            </div>
          )}
          <Questions account={account} />
          <p className="meta foot-note">{t('credits.foot')}</p>
        </>
      )}
    </Page>
  )

  function monthWords({ earned, spent, reversed, expired }: Reply['months'][number]): string {
    return [
      t('credits.month.earned', { amount: amount(earned) }),
      t('credits.month.spent', { amount: amount(spent) }),
      reversed > 0 ? t('credits.month.reversed', { amount: amount(reversed) }) : '',
      expired > 0 ? t('credits.month.expired', { amount: amount(expired) }) : '',
    ]
      .filter((part) => part !== '')
      .join(' · ')
  }
}

function HeldLine({ held }: { held: Held }) {
  const words = useWords()
  const { t } = words
  const times = useTimes()
  return (
    <Link href={`/orders/${held.number}`} className="row credits-line">
      <span className="grow">
        <span data-said lang="zh-CN">
          {t('credits.line.held', { reward: held.reward })}
        </span>
        <span className="meta block">
          {held.merchant && <span data-said>{held.merchant} · </span>}
          {t('orders.until', { day: times.day(held.lastDay) })}
        </span>
      </span>
      <b className="credits-amount">（{amountWords(words, times, held.account, held.amount)}）</b>
    </Link>
  )
}

function Line({ line, account, ask }: { line: CreditLine; account: Currency; ask?: () => void }) {
  const words = useWords()
  const { t } = words
  const times = useTimes()
  const { reversedBy, reverses, reason, order } = line
  const facts = [
    times.day(dayOf(new Date(line.at))),
    line.who && t(line.reward ? 'credits.line.by.reward' : 'credits.line.by', { name: line.who }),
    line.category && t(`credits.category.${line.category}`),
    reason && t('credits.line.reason', { reason: t(`credits.reason.${reason}`) }),
    line.question && t(`credits.question.${line.question}`),
  ]
  return (
    <li id={`line-${line.number}`} className="credits-line">
      <div className="grow">
        <p className={reversedBy === null ? '' : 'credits-reversed'} data-said={line.reward ? '' : undefined}>
          {lineWords(words, times, line)}
        </p>
        <p className="meta" data-said>
          {facts.filter(Boolean).join(' · ')}
        </p>
        <p className="meta">
          {t('credits.line.number', { n: line.number })}
          {order && (
            <>
              {' · '}
              <Link href={`/orders/${order}`} className="link">
                {t('credits.line.order', { number: groupNumber(order) })}
              </Link>
            </>
          )}
          {reversedBy !== null && (
            <>
              {' · '}
              <a href={`#line-${reversedBy}`} className="link">
                {t('credits.line.reversedBy', { n: reversedBy })}
              </a>
            </>
          )}
          {reverses !== null && (
            <>
              {' · '}
              <a href={`#line-${reverses}`} className="link">
                {t('credits.line.reverses', { n: reverses })}
              </a>
            </>
          )}
        </p>
        {ask && (
          <Button small look="line" onClick={ask} label={t('credits.ask.this.label', { n: line.number })}>
            {t('credits.ask.this')}
          </Button>
        )}
      </div>
      <p className="credits-right">
        <b
          className={
            line.amount > 0 && reversedBy === null ? 'credits-plus' : reversedBy === null ? '' : 'credits-reversed'
          }
        >
          {changeWords(words, times, account, line.amount)}
        </b>
        <span className="meta block">
          {t('credits.line.left', { amount: amountWords(words, times, account, line.balance) })}
        </span>
      </p>
    </li>
  )
}

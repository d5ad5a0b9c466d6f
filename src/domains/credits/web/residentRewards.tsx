/** What points and time credit can be spent on here: the list with prices and stock, and one of them, to be reserved. */
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useCommunity } from '#ui/resident/community.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { useOnline } from '#ui/resident/online.ts'
import { Page } from '#ui/resident/page.tsx'
import { Button, CallRow, EmptyState, Failed, LinkButton, Loading, NoticeBar, Row } from '#ui/resident/parts.tsx'
import { RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type Currency, rewardKinds } from '../rules.ts'
import { amountWords } from './amounts.ts'
import { call, newId, openOrder, type RewardRow } from './api.ts'

export default function ResidentRewards({ params: { id } }: { params: Record<string, string | undefined> }) {
  return id === undefined ? <Rewards /> : <One id={id} />
}

/** What a reward costs, in either account. */
function usePrice() {
  const words = useWords()
  const times = useTimes()
  return ({ points, minutes }: Pick<RewardRow, 'points' | 'minutes'>) =>
    [
      points === null ? '' : amountWords(words, times, 'points', points),
      minutes === null ? '' : amountWords(words, times, 'time_credit', minutes),
    ]
      .filter((part) => part !== '')
      .join(words.t('rewards.or'))
}

function Rewards() {
  const { t } = useWords()
  const price = usePrice()
  const { path, community } = useCommunity()
  const { value, error, reload } = useLoad(path && `rewards ${path}`, (signal) =>
    call('GET', '/rewards', { query: { community: path ?? '' }, signal }),
  )
  return (
    <Page title={t('rewards.title')} back="/credits" readable>
      {!path ? (
        <EmptyState icon="map-pin" action={<LinkButton href="/community">{t('rewards.community.choose')}</LinkButton>}>
          {t('rewards.community.missing')}
        </EmptyState>
      ) : value ? (
        value.rows.length === 0 ? (
          <EmptyState icon="clipboard-list" action={<LinkButton href="/credits">{t('credits.title')}</LinkButton>}>
            {t('rewards.empty')}
          </EmptyState>
        ) : (
          <>
            {community && (
              <p className="second foot-note" data-said>
                {community.name}
              </p>
            )}
            {rewardKinds.map((kind) => {
              const rows = value.rows.filter((row) => row.kind === kind)
              if (rows.length === 0) return null
              return (
                <section key={kind}>
                  <div className="section-head">
                    <h2>{t(`reward.kind.${kind}`)}</h2>
                  </div>
                  <div className="card list">
                    {rows.map((row) => (
                      <Row
                        key={row.id}
                        href={`/rewards/${row.id}`}
                        note={
                          row.left === 0
                            ? t('rewards.left.none')
                            : row.left === null
                              ? undefined
                              : t('rewards.left', { n: row.left })
                        }
                      >
                        <span data-said lang="zh-CN">
                          {row.name}
                        </span>
                        <span className="meta block">{price(row)}</span>
                      </Row>
                    ))}
                  </div>
                </section>
              )
            })}
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

function One({ id }: { id: string }) {
  const { t } = useWords()
  const { actor } = useSession()
  const me = actor?.kind === 'resident' ? actor.personId : undefined
  const { value, error, reload } = useLoad(`reward ${id}`, (signal) =>
    call('GET', '/rewards/:rewardId', { params: { rewardId: id }, signal }),
  )
  const mine = useLoad(me && `credits ${me}`, (signal) => call('GET', '/me/credits', { signal }))
  const rules = useLoad('credit rules', (signal) => call('GET', '/credits/rules', { signal }))
  const unknown = error instanceof RefusalError && error.status < 500 && error.status !== 401
  if (value && (mine.value || !me)) {
    const have = new Map(mine.value?.accounts.map(({ account, available }) => [account, available]))
    return <Shown reward={value} have={me ? have : undefined} days={rules.value?.holdDays} />
  }
  return (
    <Page title={t('rewards.title')} back="/rewards">
      {unknown ? (
        <EmptyState icon="search" action={<LinkButton href="/rewards">{t('rewards.title')}</LinkButton>}>
          {t('refusal.reward.unknown')}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

interface ShownProps {
  reward: RewardRow
  /** What I have in each account; absent for who is not signed in. */
  have: ReadonlyMap<string, number> | undefined
  days: number | undefined
}

function Shown({ reward, have, days }: ShownProps) {
  const words = useWords()
  const { t } = words
  const say = useSay()
  const times = useTimes()
  const price = usePrice()
  const online = useOnline()
  const [, navigate] = useLocation()
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef({ id: newId(), currency: '' })
  const ways = (
    [
      ['points', reward.points],
      ['time_credit', reward.minutes],
    ] as const
  ).flatMap(([account, amount]) =>
    amount === null ? [] : [{ account, amount, missing: Math.max(0, amount - (have?.get(account) ?? 0)) }],
  )

  const reserve = async (currency: Currency) => {
    if (busy) return
    if (!online) return setProblem(t('rewards.offline'))
    if (deed.current.currency !== currency) deed.current = { id: newId(), currency }
    setBusy(true)
    setProblem('')
    try {
      const { number } = await openOrder({ id: deed.current.id, rewardId: reward.id, currency })
      navigate(`/orders/${number}`, { replace: true })
    } catch (error) {
      if (error instanceof RefusalError) deed.current = { id: newId(), currency: '' }
      setProblem(say(error))
    } finally {
      setBusy(false)
    }
  }
  const gone = reward.left === 0
  return (
    <Page
      title={reward.name}
      heading={
        <span data-said lang="zh-CN">
          {reward.name}
        </span>
      }
      back="/rewards"
      readable
      bar={
        !have ? (
          <LinkButton href={`/login?next=/rewards/${reward.id}`}>{t('do.signIn')}</LinkButton>
        ) : gone ? undefined : (
          ways
            .filter(({ missing }) => missing === 0)
            .map(({ account, amount }, place) => (
              <Button
                key={account}
                look={place === 0 ? 'main' : 'line'}
                busy={busy}
                onClick={() => void reserve(account)}
              >
                {t('rewards.reserve', { amount: amountWords(words, times, account, amount) })}
              </Button>
            ))
        )
      }
    >
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      <section className="card">
        <p className="second">{t(`reward.kind.${reward.kind}`)}</p>
        <p className="number credits-big">{price(reward)}</p>
        {reward.left !== null && <p>{gone ? t('rewards.left.none') : t('rewards.left', { n: reward.left })}</p>}
        {have &&
          ways
            .filter(({ missing }) => missing > 0)
            .map(({ account, missing }) => (
              <p key={account} className="why">
                {t(`rewards.short.${account}`, { amount: amountWords(words, times, account, missing) })}
              </p>
            ))}
        {have && ways.every(({ missing }) => missing > 0) && <p className="second">{t('rewards.earn')}</p>}
        {reward.words && (
          <p className="pre" data-said lang="zh-CN">
            {reward.words}
          </p>
        )}
      </section>
      <section className="card">
        <h2 className="card-title">{t('rewards.where')}</h2>
        {reward.merchant ? (
          reward.merchant.phone ? (
            <CallRow name={reward.merchant.name} role={t('rewards.merchant')} phone={reward.merchant.phone} />
          ) : (
            <p data-said>{reward.merchant.name}</p>
          )
        ) : (
          <p>{t('rewards.at.community', { community: reward.community })}</p>
        )}
        <p className="second" data-said>
          {t('rewards.sponsor', { name: reward.sponsor })}
        </p>
      </section>
      {days !== undefined && <p className="meta foot-note">{t('rewards.hold', { n: days })}</p>}
    </Page>
  )
}

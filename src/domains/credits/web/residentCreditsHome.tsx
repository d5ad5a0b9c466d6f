/** Both accounts at a glance, what they can be used for, and how they are earned. Taking part is voluntary, and nothing is ranked. */
import { useCommunity } from '#ui/resident/community.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { EmptyState, Failed, LinkButton, Loading, Row } from '#ui/resident/parts.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { amountWords } from './amounts.ts'
import { type CreditAccount, call } from './api.ts'

export function CreditsHome() {
  const { t } = useWords()
  const { session, actor } = useSession()
  const me = actor?.personId
  const { value, error, reload } = useLoad(me && `credits ${me}`, (signal) => call('GET', '/me/credits', { signal }))
  const rules = useLoad('credit rules', (signal) => call('GET', '/credits/rules', { signal }))
  return (
    <Page title={t('credits.title')} back="/" readable>
      {session && !actor ? (
        <EmptyState icon="lock" action={<LinkButton href="/login?next=/credits">{t('do.signIn')}</LinkButton>}>
          {t('credits.signin')}
        </EmptyState>
      ) : value ? (
        <>
          {value.accounts.map((account) => (
            <AccountCard key={account.account} account={account} />
          ))}
          <section className="card list">
            <Row href="/rewards" icon="clipboard-list">
              {t('rewards.title')}
            </Row>
            <Row
              href="/orders"
              icon="check"
              note={value.held.length > 0 ? t('orders.waiting', { n: value.held.length }) : undefined}
            >
              {t('orders.title')}
            </Row>
            <Row href="/volunteer/hours" icon="clock">
              {t('credits.hours')}
            </Row>
          </section>
        </>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
      {rules.value && (
        <section className="card">
          <h2 className="card-title">{t('credits.how')}</h2>
          <ul className="plain-list">
            <li>{t('credits.how.hour', { n: rules.value.hourPoints })}</li>
            <li>{t('credits.how.meeting', { n: rules.value.meetingPoints })}</li>
            <li>{t('credits.how.suggestion', { n: rules.value.suggestionPoints })}</li>
            <li>{t('credits.how.once')}</li>
            <li>{t('credits.how.ends', { points: rules.value.pointsYears, time: rules.value.timeYears })}</li>
          </ul>
          <p className="second">{t('credits.voluntary')}</p>
        </section>
      )}
    </Page>
  )
}

function AccountCard({ account: { account, available, held, soonest } }: { account: CreditAccount }) {
  const words = useWords()
  const { t } = words
  const times = useTimes()
  const { community } = useCommunity()
  const amount = (n: number) => amountWords(words, times, account, n)
  return (
    <section className="card">
      <h2 className="card-title">{t(`credits.account.${account}`)}</h2>
      <p className="second">{t('credits.available')}</p>
      <p className="number credits-big">{amount(available)}</p>
      {held > 0 && <p className="second">{t('credits.held', { amount: amount(held) })}</p>}
      {soonest && (
        <p className="second">
          {t('credits.soonest', { amount: amount(soonest.amount), day: times.day(soonest.lastDay) })}
        </p>
      )}
      <div className="stack credits-acts">
        <LinkButton href={`/credits/${account}`} look="line">
          {t('credits.statement')}
        </LinkButton>
      </div>
      {community === undefined && <p className="meta">{t('credits.community.none')}</p>}
    </section>
  )
}

/** What an act earns and how long it holds, as it is in force today; changed where all rule numbers are. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { call } from './api.ts'
import { Waiting } from './staffCreditsParts.tsx'

export default function CreditRulesPage() {
  const { t } = useWords()
  const format = useFormat()
  const { actor } = useSession()
  const page = t('desk.credits.rules')
  const found = useQuery({
    queryKey: ['credit rules'],
    queryFn: ({ signal }) => call('GET', '/credits/rules', { signal }),
  })
  if (!found.data) return <Waiting page={page} query={found} />
  const rules = found.data
  const points = (n: number) => t('credits.amount.points', { n })
  const rows = [
    ['meeting', points(rules.meetingPoints), 'exchange'],
    ['suggestion', points(rules.suggestionPoints), 'exchange'],
    ['hour', points(rules.hourPoints), 'mutual_help'],
    ['time', t('desk.credits.rule.time.value'), 'mutual_help'],
  ] as const
  const holds = [
    ['pointsYears', t('unit.years', { n: rules.pointsYears })],
    ['timeYears', t('unit.years', { n: rules.timeYears })],
    ['expiringDays', t('unit.days', { n: rules.expiringDays })],
    ['holdDays', t('unit.days', { n: rules.holdDays })],
    ['undoMinutes', format.duration(rules.undoMinutes)],
    ['reverseAlone', points(rules.reverseAlone)],
    ['reverseAloneMinutes', format.duration(rules.reverseAloneMinutes)],
  ] as const
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {actor?.permissions.includes('rules.read') && (
          <Link href="/desk/admin/rules" className="link row-end">
            {t('desk.credits.rules.change')}
          </Link>
        )}
      </header>
      <div className="page-body stack">
        <section className="card">
          <div className="card-head">
            <h2>{t('desk.credits.rules.earn')}</h2>
            <small>{t('desk.credits.rules.once')}</small>
          </div>
          <table className="table table-stack">
            <thead>
              <tr>
                {['act', 'amount', 'category'].map((one) => (
                  <th key={one} scope="col">
                    {t(`desk.credits.rules.${one}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, amount, category]) => (
                <tr key={name}>
                  <th scope="row">{t(`desk.credits.rule.${name}`)}</th>
                  <td data-label={t('desk.credits.rules.amount')}>{amount}</td>
                  <td data-label={t('desk.credits.rules.category')}>{t(`credits.category.${category}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section className="card">
          <div className="card-head">
            <h2>{t('desk.credits.rules.holds')}</h2>
          </div>
          <dl className="facts card-body">
            {holds.map(([name, value]) => (
              <div key={name} className="contents">
                <dt>{t(`desk.credits.hold.${name}`)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
        {!actor?.permissions.includes('rules.read') && <p className="meta">{t('desk.credits.rules.who')}</p>}
      </div>
    </>
  )
}

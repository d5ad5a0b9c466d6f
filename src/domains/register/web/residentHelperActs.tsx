/** What helpers did in my name: one month of it, or of late. */
import { useSearch } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { EmptyState, Failed, LinkButton, Loading, Row } from '#ui/resident/parts.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

export default function ResidentHelperActs() {
  const { t } = useWords()
  const times = useTimes()
  const asked = new URLSearchParams(useSearch()).get('month') ?? ''
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : undefined
  const { value, error, reload } = useLoad(`helper acts ${month ?? ''}`, (signal) =>
    call('GET', '/me/helpers/acts', { query: month ? { month } : {}, signal }),
  )
  return (
    <Page title={t('helpers.acts')} back="/me/helpers" readable>
      {month && (
        <section className="card list">
          <Row href="/me/helpers/acts" note={t('acts.all')}>
            {times.month(month)}
          </Row>
        </section>
      )}
      {value && value.acts.length > 0 ? (
        <section className="card list">
          {value.acts.map((act) => (
            <Row key={act.id} {...(act.number ? { href: `/requests/${act.number}` } : {})}>
              {t(`acts.${act.kind}`, { helper: act.helper })}
              <span className="second block" data-said lang="zh-CN">
                {act.title}
              </span>
              <span className="meta block">
                {times.stamp(act.at)}
                {act.number && <> · {groupNumber(act.number)}</>}
              </span>
            </Row>
          ))}
        </section>
      ) : value ? (
        <EmptyState icon="clipboard-list" action={<LinkButton href="/me/helpers">{t('helpers.title')}</LinkButton>}>
          {t('acts.none')}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

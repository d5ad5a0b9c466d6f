/** Who opened my masked fields, when, and what for. */
import { Link } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { EmptyState, Failed, Loading } from '#ui/resident/parts.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

export default function ResidentReaders() {
  const { t } = useWords()
  const times = useTimes()
  const { value, error, reload } = useLoad('readings', (signal) => call('GET', '/me/readings', { signal }))
  return (
    <Page title={t('readers.title')} back="/me" readable>
      <p className="second foot-note">{t('readers.why')}</p>
      {value ? (
        value.readings.length === 0 ? (
          <EmptyState icon="shield-check">{t('readers.empty')}</EmptyState>
        ) : (
          <ul className="card list">
            {value.readings.map((reading) => (
              <li key={reading.id} className="reading">
                <p className="reading-head">
                  <b>{t('readers.who', { reader: reading.reader, role: t(`role.${reading.role}`) })}</b>
                  <span className="meta">{times.stamp(reading.at)}</span>
                </p>
                <p className="second">
                  {t('readers.what', {
                    fields: reading.fields.map((field) => t(`field.${field}`)).join(t('list.comma')),
                    purpose: t(`readers.purpose.${reading.purpose}`),
                  })}
                </p>
                {reading.words && (
                  <p className="second" data-said lang="zh-CN">
                    {reading.words}
                  </p>
                )}
                {reading.number && (
                  <Link className="link" href={`/requests/${reading.number}`}>
                    {t('readers.number', { number: groupNumber(reading.number) })}
                  </Link>
                )}
              </li>
            ))}
          </ul>
        )
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

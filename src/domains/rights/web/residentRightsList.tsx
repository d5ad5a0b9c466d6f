/** What I asked about my data beyond what the pages do by themselves, newest first, and asking something new. */
import { useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Failed, LinkButton, Loading, Row } from '#ui/resident/parts.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

type Rows = Awaited<ReturnType<typeof call<'GET', '/me/rights'>>>

export function RightsList() {
  const { t } = useWords()
  const times = useTimes()
  const { value, error, reload } = useLoad('my rights', (signal) => call('GET', '/me/rights', { query: {}, signal }))
  const promise = useLoad('rights promise', (signal) => call('GET', '/rights/promise', { signal }))
  const [older, setOlder] = useState<Rows>()
  const rows = [...(value?.rows ?? []), ...(older?.rows ?? [])]
  const next = older ? older.next : value?.next
  const showOlder = async () => {
    if (!next) return
    const page = await call('GET', '/me/rights', { query: { after: next } })
    setOlder({ rows: [...(older?.rows ?? []), ...page.rows], next: page.next })
  }
  return (
    <Page
      title={t('rights.title')}
      back="/me/data"
      readable
      bar={value && <LinkButton href="/me/rights/new">{t('rights.new')}</LinkButton>}
    >
      {value && promise.value ? (
        <>
          <p className="second foot-note">{t('rights.intro', { workdays: promise.value.workdays })}</p>
          <section className="card list">
            {rows.length === 0 && <p className="second pad">{t('rights.empty')}</p>}
            {rows.map((row) => (
              <Row key={row.id} href={`/me/rights/${row.number}`} note={t(`state.${row.state}`)}>
                {t(`rights.about.${row.about}`)}
                <span className="meta block">
                  {t('rights.line', { day: times.day(dayOf(new Date(row.openedAt))) })}
                </span>
              </Row>
            ))}
          </section>
          {next && (
            <Button look="quiet" onClick={() => void showOlder()}>
              {t('do.more')}
            </Button>
          )}
          <p className="meta foot-note">{t('rights.window')}</p>
        </>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

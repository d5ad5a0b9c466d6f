/** The daily seals: what they are for, what they do not show, and the days with their fingerprints. */
import { useState } from 'react'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Card, Failed, Loading, Row } from '#ui/resident/parts.tsx'
import { addressOf } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { type Checkpoint, type Checkpoints, call } from './api.ts'

export default function ResidentCheckpoints() {
  const { t } = useWords()
  const times = useTimes()
  const { value, error, reload } = useLoad('checkpoints', (signal) =>
    call('GET', '/checkpoints', { query: {}, signal }),
  )
  const [more, setMore] = useState<Checkpoints>()
  const next = (more ?? value)?.next ?? null
  const showMore = async () => {
    if (next === null) return
    const page = await call('GET', '/checkpoints', { query: { before: next } })
    setMore({ checkpoints: [...(more?.checkpoints ?? []), ...page.checkpoints], next: page.next })
  }
  const days = [...(value?.checkpoints ?? []), ...(more?.checkpoints ?? [])]
  return (
    <Page title={t('checkpoint.title')} back="/board" readable>
      <Lines of="checkpoint.why" count={4} />
      <Lines of="checkpoint.not" count={2} />
      <section className="card list">
        <Row href="/verify">{t('checkpoint.verify')}</Row>
        <a className="row" href={addressOf('/checkpoints')} download={`${t('checkpoint.file')}.json`}>
          <span className="grow">{t('checkpoint.data')}</span>
        </a>
      </section>
      <Card title={t('checkpoint.days')}>
        {!value ? (
          error ? (
            <Failed error={error} onRetry={() => void reload()} />
          ) : (
            <Loading lines={6} />
          )
        ) : days.length === 0 ? (
          <p className="second">{t('checkpoint.empty')}</p>
        ) : (
          <ol className="proof-days">
            {days.map((one) => (
              <Day key={one.number} day={times.day(one.day)} one={one} steps={times.number(one.size)} />
            ))}
          </ol>
        )}
        {next !== null && (
          <Button look="quiet" onClick={() => void showMore()}>
            {t('do.more')}
          </Button>
        )}
      </Card>
      {days[0] && (
        <Card title={t('checkpoint.key')}>
          <p className="second">{t('checkpoint.key.why')}</p>
          <p>
            <code className="proof-hash" data-said>
              {days[0].publicKey}
            </code>
          </p>
        </Card>
      )}
    </Page>
  )
}

function Day({ day, one, steps }: { day: string; one: Checkpoint; steps: string }) {
  const { t } = useWords()
  return (
    <li>
      <p>
        <time dateTime={one.day}>{day}</time> <span className="meta">{t('checkpoint.size', { n: steps })}</span>
      </p>
      <p className="meta">
        {t('checkpoint.hash')}{' '}
        <code className="proof-hash" data-said>
          {one.hash}
        </code>
      </p>
    </li>
  )
}

function Lines({ of, count }: { of: string; count: number }) {
  const { t } = useWords()
  return (
    <Card title={t(of)}>
      <ul className="proof-lines">
        {Array.from({ length: count }, (_, at) => `${of}.${at + 1}`).map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
    </Card>
  )
}

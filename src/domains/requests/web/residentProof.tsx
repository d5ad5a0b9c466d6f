/** A receipt of an own request to keep: what is in it, which steps are sealed already, and the file. Prints on one page. */
import { groupNumber } from '#lib/number.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Card, Failed, LinkButton, Loading, Row } from '#ui/resident/parts.tsx'
import { addressOf } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

export default function ResidentProof({ params }: { params: Record<string, string | undefined> }) {
  const number = params.number ?? ''
  const { t, has } = useWords()
  const stepOf = (kind: string) => (has(`copy.step.${kind}`) ? `copy.step.${kind}` : `step.${kind}`)
  const times = useTimes()
  const at = { params: { id: number } }
  const { value, error, reload } = useLoad(`proof ${number}`, (signal) =>
    call('GET', '/requests/:id/proof', { ...at, signal }),
  )
  const days = new Map(value?.checkpoints.map((day) => [day.number, day]))
  const sealed = (value?.actions.length ?? 0) > 0
  return (
    <Page
      title={t('proof.title')}
      back={`/requests/${number}`}
      readable
      bar={
        value &&
        (sealed ? (
          <>
            <Button look="line" onClick={() => print()}>
              {t('proof.print')}
            </Button>
            <a
              className="button main"
              href={addressOf('/requests/:id/proof', at.params)}
              download={`${t('proof.file', { number })}.json`}
            >
              <span>{t('proof.take')}</span>
            </a>
          </>
        ) : (
          <LinkButton href={`/requests/${number}`} look="line">
            {t('proof.back')}
          </LinkButton>
        ))
      }
    >
      <Card>
        <p>{t('proof.what')}</p>
        <p className="second">{t('proof.mind')}</p>
      </Card>
      {!value ? (
        error ? (
          <Failed error={error} onRetry={() => void reload()} />
        ) : (
          <Loading lines={6} />
        )
      ) : (
        <>
          {value.waiting > 0 && (
            <Card>
              <p className="second">{t(sealed ? 'proof.waiting' : 'proof.waiting.all', { n: value.waiting })}</p>
            </Card>
          )}
          {sealed && (
            <Card title={t('proof.steps', { number: groupNumber(number) })}>
              <ol className="proof-days">
                {value.actions.map(({ leaf, checkpoint }) => {
                  const [, micros, kind] = JSON.parse(leaf) as [string, number, string]
                  const day = days.get(checkpoint)?.day
                  return (
                    <li key={leaf}>
                      {t(stepOf(kind.slice(kind.indexOf('.') + 1)))}{' '}
                      <span className="meta">
                        {times.stamp(new Date(micros / 1000).toISOString())}
                        {day && ` · ${t('check.sealed', { day: times.day(day) })}`}
                      </span>
                    </li>
                  )
                })}
              </ol>
            </Card>
          )}
          {value.checkpoints.map(({ number: of, day, hash }) => (
            <Card key={of} title={t('proof.day', { day: times.day(day) })}>
              <p className="meta">
                <code className="proof-hash" data-said>
                  {hash}
                </code>
              </p>
            </Card>
          ))}
          <section className="card list">
            <Row href="/verify">{t('checkpoint.verify')}</Row>
            <Row href="/board/checkpoints">{t('checkpoint.title')}</Row>
          </section>
        </>
      )}
    </Page>
  )
}

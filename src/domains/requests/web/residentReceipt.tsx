/** The receipt: the number that can be said on the phone, what happens next with dates, and a picture to keep. */
import { useEffect, useState } from 'react'
import { useSearch } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { rememberWorker } from '#ui/resident/community.ts'
import { Icon } from '#ui/resident/icon.tsx'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Failed, LinkButton, Loading, NoticeBar, Row } from '#ui/resident/parts.tsx'
import { ReadAloud } from '#ui/resident/read-aloud.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { readRequest } from './api.ts'
import { copyText, saveReceipt } from './residentKeep.ts'

export default function ResidentReceipt({ params }: { params: Record<string, string | undefined> }) {
  const number = params.number ?? ''
  const { t } = useWords()
  const times = useTimes()
  const lost = new URLSearchParams(useSearch()).has('lost')
  const { value, error, reload } = useLoad(`request ${number}`, (signal) => readRequest(number, signal))
  const [copied, setCopied] = useState(false)
  const worker = value?.call?.role === 'grid_worker' ? value.call.id : undefined
  useEffect(() => {
    if (worker) rememberWorker(worker)
  }, [worker])

  const contact = value?.clocks.find(({ name, endedAt }) => name === 'firstContact' && endedAt === null)
  const answer = value?.clocks.findLast(
    ({ name, endedAt }) => ['answer', 'urgent', 'key', 'longTerm'].includes(name) && endedAt === null,
  )
  return (
    <Page
      title={t('done.title')}
      header={
        <div className="done-head" role="status">
          <Icon name="circle-check" />
          <h1>{t('done.title')}</h1>
        </div>
      }
      bar={
        <>
          <LinkButton href={`/requests/${number}`}>{t('done.progress')}</LinkButton>
          <LinkButton href="/" look="quiet">
            {t('done.home')}
          </LinkButton>
        </>
      }
    >
      {lost && <NoticeBar>{t('done.lost')}</NoticeBar>}
      <section className="card receipt">
        <p className="second">{t('done.number')}</p>
        <p className="receipt-number" data-said>
          {groupNumber(number)}
        </p>
        <div className="receipt-actions">
          <ReadAloud plain words={t('done.aloud', { number: times.numberAloud(number) })} />
          <button
            type="button"
            className="action"
            onClick={() => void copyText(groupNumber(number)).then(() => setCopied(true))}
          >
            <Icon name={copied ? 'check' : 'copy'} />
            <span>{t(copied ? 'do.copied' : 'do.copy')}</span>
          </button>
          <button
            type="button"
            className="action"
            onClick={() =>
              void saveReceipt({
                number,
                title: t('done.image.title', { community: value?.place.community ?? '' }),
                label: t('done.image.number'),
                how: t('done.image.how'),
                lines: answer ? [t('report.promise', { when: times.promise(answer.promiseAt, 'dated') })] : [],
              })
            }
          >
            <Icon name="download" />
            <span>{t('done.image')}</span>
          </button>
        </div>
      </section>
      {value ? (
        <section className="card">
          <h2 className="unseen">{t('done.next')}</h2>
          <ul className="next-lines">
            {contact && (
              <li>
                <b>{times.promise(contact.promiseAt, 'short')}</b>
                <span>{value.call ? t('done.contact.name', { name: value.call.name }) : t('done.contact')}</span>
              </li>
            )}
            {answer && (
              <li>
                <b>{times.promise(answer.promiseAt, 'full')}</b>
                <span>{t('done.answer')}</span>
              </li>
            )}
            <li>
              <b>{t('done.confirm.when')}</b>
              <span>{t('done.confirm')}</span>
            </li>
          </ul>
        </section>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading />
      )}
      <section className="card list">
        <Row href="/notices" note={t('done.track.how')}>
          {t('done.track')}
        </Row>
      </section>
    </Page>
  )
}

/** Everything about me on one page that prints, and the same as a file to take along. */
import { groupNumber } from '#lib/number.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Failed, Loading } from '#ui/resident/parts.tsx'
import type { Answer } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'
import { Residences } from './residentData.tsx'

type Copy = Answer<'GET', '/me/copy'>
type Matter = Copy['matters'][number]

export default function ResidentCopy() {
  const { t } = useWords()
  const times = useTimes()
  const { value, error, reload } = useLoad('my copy', (signal) => call('GET', '/me/copy', { signal }))
  return (
    <Page
      title={t('copy.title')}
      back="/me/data"
      bar={
        value && (
          <>
            <Button look="line" onClick={() => print()}>
              {t('copy.print')}
            </Button>
            <a className="button main" href="/api/me/copy" download={`${t('copy.file')}.json`}>
              <span>{t('copy.download')}</span>
            </a>
          </>
        )
      }
    >
      {value ? (
        <>
          <p className="second foot-note">{t('copy.made', { time: times.stamp(value.madeAt) })}</p>
          <About copy={value} />
          {value.matters.map((matter) => (
            <OneMatter key={matter.number} matter={matter} />
          ))}
          <Readings copy={value} />
        </>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={10} />
      )}
    </Page>
  )
}

function About({ copy: { person, consents, notices } }: { copy: Copy }) {
  const { t } = useWords()
  const times = useTimes()
  const { home } = person
  return (
    <section className="card">
      <h2 className="card-title">{t('copy.about')}</h2>
      <dl className="copy-list">
        <dt>{t('data.name')}</dt>
        <dd data-said lang="zh-CN">
          {person.name}
        </dd>
        <dt>{t('data.phone')}</dt>
        <dd data-said>{person.phone}</dd>
        <dt>{t('data.home')}</dt>
        <dd data-said lang="zh-CN">
          {home
            ? [home.communityName, home.building, home.unit, home.room].filter(Boolean).join(' – ')
            : t('data.home.none')}
        </dd>
        {person.residences.length > 0 && (
          <>
            <dt>{t('data.residences')}</dt>
            <dd>
              <Residences all={person.residences} />
            </dd>
          </>
        )}
        <dt>{t('copy.since')}</dt>
        <dd>{times.stamp(person.since)}</dd>
        <dt>{t('data.consents')}</dt>
        <dd>{t('copy.times', { n: consents.length })}</dd>
        <dt>{t('copy.notices')}</dt>
        <dd>{t('copy.times', { n: notices.length })}</dd>
      </dl>
    </section>
  )
}

function OneMatter({ matter }: { matter: Matter }) {
  const { t, has } = useWords()
  const times = useTimes()
  const said = (words: Matter['steps'][number]['words']) =>
    [words?.words, words?.reason].filter((part) => typeof part === 'string' && part !== '').join('\n')
  return (
    <section className="card copy-matter">
      <h2 className="card-title" data-said lang="zh-CN">
        {matter.title}
      </h2>
      <p className="meta">
        {matter.number && (
          <>
            <span data-said>{groupNumber(matter.number)}</span> ·{' '}
          </>
        )}
        {t(`state.${matter.state}`)}
      </p>
      {matter.place && (
        <p className="second" data-said lang="zh-CN">
          {matter.place}
        </p>
      )}
      {matter.files.length > 0 && <p className="meta">{t('copy.files', { n: matter.files.length })}</p>}
      <ol className="copy-steps">
        {matter.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are their order
          <li key={index}>
            <p>
              {t(has(`copy.step.${step.kind}`) ? `copy.step.${step.kind}` : `step.${step.kind}`)}{' '}
              <span className="meta">
                {times.stamp(step.at)}
                {step.who && (
                  <>
                    {' · '}
                    <span data-said lang="zh-CN">
                      {step.who}
                    </span>
                  </>
                )}
              </span>
            </p>
            {said(step.words) && (
              <p className="second pre" data-said lang="zh-CN">
                {said(step.words)}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Readings({ copy: { readings } }: { copy: Copy }) {
  const { t } = useWords()
  const times = useTimes()
  if (readings.length === 0) return null
  return (
    <section className="card">
      <h2 className="card-title">{t('readers.title')}</h2>
      <ul className="copy-steps">
        {readings.map((reading) => (
          <li key={`${reading.at}${reading.reader}`}>
            <p>
              {t('readers.who', { reader: reading.reader, role: t(`role.${reading.role}`) })}{' '}
              <span className="meta">{times.stamp(reading.at)}</span>
            </p>
            <p className="second">
              {t('readers.what', {
                fields: reading.fields.map((field) => t(`field.${field}`)).join(t('list.comma')),
                purpose: t(`readers.purpose.${reading.purpose}`),
              })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/**
 * What the coming weeks brought in past years, to be looked at before it comes (未诉先办): with the counts it rests on, or
 * the sentence that there is not enough. Who looked ticks it and says what will be done.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { WordsField } from '#ui/staff/fields.tsx'
import { useFilters } from '#ui/staff/filter-bar.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState } from '#ui/staff/states.tsx'
import { call, type Seasons } from './api.ts'
import { Opens, Waiting } from './staffParts.tsx'

type Season = Seasons['seasons'][number]

export default function SeasonsPage() {
  const { t } = useWords()
  const format = useFormat()
  const area = useArea()
  const [search] = useFilters()
  const [looking, setLooking] = useState<Season>()
  const path = search.path ?? area.path
  const found = useQuery({
    queryKey: ['seasons', path],
    queryFn: ({ signal }) => call('GET', '/insight/seasons', { query: path ? { path } : {}, signal }),
  })
  const page = t('desk.menu.seasons')
  if (!found.data) return <Waiting page={page} query={found} />
  const { name, coming, since, yearsKnown, min, percent, seasons } = found.data
  const span = { from: format.day(coming.from), to: format.day(coming.to) }
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page}>
          {page}{' '}
          <small className="title-area" data-said>
            {name}
          </small>
        </PageTitle>
        <span className="meta">{t('seasons.note', span)}</span>
      </header>
      <div className="page-body stack">
        <section className="card">
          <div className="card-head">
            <h2>{t('seasons.head')}</h2>
            <small>{t('seasons.how', { min, percent: format.number(percent / 100, 1) })}</small>
          </div>
          {yearsKnown === 0 ? (
            <EmptyState
              words={since === null ? t('seasons.nothing') : t('seasons.short', { day: format.day(since) })}
              icon="calendar"
            />
          ) : seasons.length === 0 ? (
            <EmptyState words={t('seasons.none', span)} icon="calendar" />
          ) : (
            <table className="table table-stack">
              <thead>
                <tr>
                  {['what', 'place', 'years', 'usual', 'looked'].map((one) => (
                    <th key={one} scope="col">
                      {t(`seasons.column.${one}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {seasons.map((one) => (
                  <tr key={`${one.path} ${one.category}`}>
                    <th scope="row">{t(`category.${one.category}`)}</th>
                    <td data-said>{one.community}</td>
                    <td>
                      {one.years.map(({ from, to, count }, place) => (
                        <span key={from}>
                          {place > 0 && t('list.comma')}
                          {t('seasons.year', { year: from.slice(0, 4) })}{' '}
                          <Opens
                            n={count}
                            what={t(`category.${one.category}`)}
                            query={{ path: one.path, category: one.category, from, to }}
                          />{' '}
                          {t('seasons.cases')}
                        </span>
                      ))}
                    </td>
                    <td>{t('seasons.usual', { n: format.number(one.usual, 1) })}</td>
                    <td>
                      {one.looked ? (
                        <>
                          {t('seasons.looked', { time: format.stamp(one.looked.at) })}
                          <span data-said>{one.looked.by}</span>
                          {one.looked.words && (
                            <span className="soft season-words" data-said>
                              {one.looked.words}
                            </span>
                          )}
                        </>
                      ) : (
                        <Button size="small" onClick={() => setLooking(one)}>
                          {t('seasons.look')}
                        </Button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        {yearsKnown > 0 && <p className="meta">{t('seasons.rests', { n: yearsKnown })}</p>}
      </div>
      <Dialog open={looking !== undefined} title={t('seasons.look')} close={() => setLooking(undefined)}>
        {looking && <LookForm season={looking} done={() => setLooking(undefined)} />}
      </Dialog>
    </>
  )
}

function LookForm({ season, done }: { season: Season; done(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [words, setWords] = useState('')
  const [missing, setMissing] = useState(false)
  const { path, category } = season
  const sending = useSend(
    async (body: { id: string; path: string; category: string; words: string }) =>
      await call('POST', '/insight/seasons/looks', { body }),
  )

  async function submit() {
    setMissing(words.trim() === '')
    if (words.trim() === '') return
    if (!(await sending.send({ path, category, words: words.trim() }))) return
    await client.invalidateQueries({ queryKey: ['seasons'] })
    done()
  }

  return (
    <SendForm
      label={t('seasons.look')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={done}
    >
      <p>
        <b>{t(`category.${category}`)}</b> · <span data-said>{season.community}</span>
      </p>
      <WordsField
        label={t('seasons.words')}
        note={t('seasons.words.note')}
        error={missing ? t('seasons.words.write') : undefined}
        value={words}
        most={300}
        rows={3}
        change={setWords}
      />
    </SendForm>
  )
}

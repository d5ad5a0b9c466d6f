/** Who needs help and who can help in the community, by kind and time; what I asked for and help with; and registering. */
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { useCommunity } from '#ui/resident/community.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, EmptyState, Failed, LinkButton, Loading, Row } from '#ui/resident/parts.tsx'
import { Segments } from '#ui/resident/segments.tsx'
import type { Answer } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type Activity, type Availability, activities, availabilities } from '../rules.ts'
import { call, type PublicNeed } from './api.ts'

export default function ResidentVolunteer() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const { actor } = useSession()
  const { path } = useCommunity()
  const [activity, setActivity] = useState<Activity | ''>('')
  const [when, setWhen] = useState<Availability | ''>('')
  const tab = search.get('tab') === 'offers' ? 'offers' : 'needs'
  const me = actor?.kind === 'resident' ? 'my volunteering' : undefined
  const { value: standing } = useLoad(me, (signal) => call('GET', '/me/volunteer', { signal }))
  const registered = standing?.mine && standing.mine.state !== 'left'
  const query = path ? { community: path, ...(activity && { activity }), ...(when && { when }) } : undefined
  return (
    <Page
      title={t('volunteer.title')}
      back="/"
      readable
      bar={
        tab === 'needs' ? (
          <LinkButton href="/volunteer/needs/new">{t('need.new')}</LinkButton>
        ) : (
          <LinkButton href="/volunteer/join" look={registered ? 'line' : 'main'}>
            {t(registered ? 'volunteer.mine.registration' : 'volunteer.join')}
          </LinkButton>
        )
      }
    >
      <Segments
        label={t('volunteer.title')}
        shown={tab === 'offers' ? '/volunteer?tab=offers' : '/volunteer'}
        all={[
          { href: '/volunteer', words: t('volunteer.tab.needs') },
          { href: '/volunteer?tab=offers', words: t('volunteer.tab.offers') },
          { href: '/volunteer/projects', words: t('volunteer.tab.projects') },
        ]}
      />
      {standing && <Mine standing={standing} />}
      {query ? (
        <>
          <section className="card stack" aria-label={t('volunteer.filter')}>
            <div className="two-choices">
              <label>
                <span className="label">{t('volunteer.filter.kind')}</span>
                <select
                  className="input"
                  value={activity}
                  onChange={(event) => setActivity(event.currentTarget.value as Activity | '')}
                >
                  <option value="">{t('volunteer.filter.all')}</option>
                  {activities.map((one) => (
                    <option key={one} value={one}>
                      {t(`activity.${one}`)}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                <span className="label">{t('volunteer.filter.when')}</span>
                <select
                  className="input"
                  value={when}
                  onChange={(event) => setWhen(event.currentTarget.value as Availability | '')}
                >
                  <option value="">{t('volunteer.filter.any')}</option>
                  {availabilities.map((one) => (
                    <option key={one} value={one}>
                      {t(`volunteer.when.${one}`)}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          </section>
          {tab === 'needs' ? <Needs key={JSON.stringify(query)} query={query} /> : <Offers query={query} />}
        </>
      ) : (
        <EmptyState icon="map-pin" action={<LinkButton href="/community">{t('volunteer.community')}</LinkButton>}>
          {t('volunteer.community.why')}
        </EmptyState>
      )}
    </Page>
  )
}

type Query = { community: string; activity?: Activity; when?: Availability }

function Needs({ query }: { query: Query }) {
  const { t } = useWords()
  const key = `needs ${JSON.stringify(query)}`
  const { value, error, reload } = useLoad(key, (signal) => call('GET', '/volunteer/needs', { query, signal }))
  const [more, setMore] = useState<{ rows: PublicNeed[]; next: string | null }>()
  if (!value) return error ? <Failed error={error} onRetry={() => void reload()} /> : <Loading lines={5} />
  const rows = [...value.rows, ...(more?.rows ?? [])]
  const next = more ? more.next : value.next
  const showMore = async () => {
    if (!next) return
    const page = await call('GET', '/volunteer/needs', { query: { ...query, after: next } })
    setMore({ rows: [...(more?.rows ?? []), ...page.rows], next: page.next })
  }
  if (rows.length === 0) return <EmptyState icon="users">{t('need.none')}</EmptyState>
  return (
    <>
      <section className="card list" aria-label={t('volunteer.tab.needs')}>
        {rows.map((row) => (
          <NeedLine key={row.id} row={row} />
        ))}
      </section>
      {next && (
        <Button look="quiet" onClick={() => void showMore()}>
          {t('do.more')}
        </Button>
      )}
    </>
  )
}

/** What, when, how long, where about. */
function NeedLine({ row, note }: { row: PublicNeed; note?: string }) {
  const { t } = useWords()
  const times = useTimes()
  return (
    <Row href={`/volunteer/needs/${row.number}`} note={note}>
      <b>{t(`activity.${row.activity}`)}</b>
      {row.elder && <span className="meta"> {t('need.elder')}</span>}
      {row.words && (
        <span className="block" data-said lang="zh-CN">
          {row.words}
        </span>
      )}
      <span className="meta block">
        {times.day(row.wantedOn)} {t(`need.part.${row.part}`)} · {t('need.minutes', { n: row.minutesPlanned })} ·{' '}
        <span data-said lang="zh-CN">
          {row.area}
        </span>
      </span>
    </Row>
  )
}

function Offers({ query }: { query: Query }) {
  const { t } = useWords()
  const key = `offers ${JSON.stringify(query)}`
  const { value, error, reload } = useLoad(key, (signal) => call('GET', '/volunteer/offers', { query, signal }))
  if (!value) return error ? <Failed error={error} onRetry={() => void reload()} /> : <Loading lines={5} />
  if (value.rows.length === 0) return <EmptyState icon="users">{t('volunteer.offers.none')}</EmptyState>
  return (
    <>
      <section className="card list" aria-label={t('volunteer.tab.offers')}>
        {value.rows.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: who they are is not told
          <Row key={place}>
            <b data-said lang="zh-CN">
              {row.name ?? t('volunteer.young')}
            </b>{' '}
            <span className="meta">{row.activities.map((one) => t(`activity.${one}`)).join(t('list.comma'))}</span>
            <span className="block" data-said lang="zh-CN">
              {row.offer}
            </span>
            <span className="meta block">
              {row.available.map((one) => t(`volunteer.when.${one}`)).join(t('list.comma'))} ·{' '}
              <span data-said lang="zh-CN">
                {row.area}
              </span>
            </span>
          </Row>
        ))}
      </section>
      <p className="meta foot-note">{t('volunteer.offers.how')}</p>
    </>
  )
}

/** Where I stand: not registered, waiting, registered; and what I asked for or help with. */
function Mine({ standing: { mine, minutes, asks } }: { standing: Answer<'GET', '/me/volunteer'> }) {
  const { t } = useWords()
  const times = useTimes()
  const needs = useLoad('my needs', (signal) => call('GET', '/me/needs', { signal }))
  const open =
    needs.value?.rows.filter(
      ({ state }) => !['rated', 'undone', 'turned_down', 'lapsed', 'withdrawn'].includes(state),
    ) ?? []
  return (
    <section className="card list" aria-label={t('volunteer.mine')}>
      <Row href="/volunteer/join" icon="user">
        {t('volunteer.mine.registration')}
        <span className="meta block">{t(`volunteer.state.${mine?.state ?? 'none'}`)}</span>
        {minutes > 0 && (
          <span className="meta block">{t('volunteer.mine.minutes', { time: times.duration(minutes) })}</span>
        )}
        {asks.length > 0 && <span className="meta block">{t('volunteer.mine.asks')}</span>}
      </Row>
      {open.map((row) => (
        <NeedLine key={row.id} row={row} note={t(`state.${row.state}`)} />
      ))}
    </section>
  )
}

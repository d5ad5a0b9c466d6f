/**
 * The inbox: one list by promised time, the case beside it, everything by keyboard.
 * The list never jumps (staffList.ts); on a phone it is three groups and a row opens the case.
 */
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type MouseEvent, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { type Filter, FilterBar, useFilters } from '#ui/staff/filter-bar.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { useKeys } from '#ui/staff/keys.ts'
import { usePhone, useWide } from '#ui/staff/media.ts'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { SplitView } from '#ui/staff/split-view.tsx'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { channels, classes, views as inboxViews, lateAges, lateReasons, states } from '../rules.ts'
import { useWhyNot } from './staffActing.tsx'
import type { DeskAction } from './staffActionList.ts'
import { saveRows } from './staffExport.ts'
import { ActionDialog } from './staffForms.tsx'
import { keepList, useSteadyList } from './staffList.ts'
import { lateAgeWords, many, RowCells } from './staffParts.tsx'
import { useBuildingName, usePlaceName } from './staffPlaces.ts'
import { Preview } from './staffPreview.tsx'
import { type InboxQuery, type RequestRow, useCategories, useCounts, useInboxPage, useRequest } from './staffQueries.ts'

/** The tabs; 全部在办 is a figure of everything. `all` has no tab: numbers and buildings open it. */
const tabs = inboxViews.map((view) => (view === 'all' ? 'open' : view))
/** They stand there only when they hold something: few people have to do with them. */
const rare: readonly string[] = ['dispatched', 'coordinating', 'supervised', 'callback', 'planned']
const views = [...tabs, 'all' as const]
type View = (typeof views)[number]

const filterKeys = [
  'path',
  'state',
  'class',
  'category',
  'channel',
  'building',
  'estate',
  'unit',
  'from',
  'to',
  'figure',
  'lateReason',
  'lateAge',
] as const

export default function InboxPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const area = useArea()
  const phone = usePhone()
  const wide = useWide()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [search, change] = useFilters()
  const [action, setAction] = useState<DeskAction>()
  const [said, setSaid] = useState('')
  const listRef = useRef<HTMLUListElement>(null)
  const whyNot = useWhyNot()

  const hasGrid = actor?.grants.some(({ role }) => role === 'grid_worker') ?? false
  const counts = useCounts(area.path)
  const isNarrowed = filterKeys.some((key) => search[key])
  // Decided once: the list must not change under somebody who has just done their last one.
  const home = useRef<View | undefined>(undefined)
  if (counts.data) home.current ??= counts.data.mine === 0 ? 'open' : 'mine'
  const fallback: View = isNarrowed ? 'all' : (home.current ?? 'mine')
  const view: View = views.find((one) => one === search.view) ?? fallback
  const query = queryOf(view, search, area.path)
  const list = useSteadyList(query)
  const open = useInboxPage({ ...queryOf('open', {}, area.path), limit: 1 })
  const { rows } = list
  const selected = rows.find(({ number }) => number === search.at) ?? rows[0]
  const detail = useRequest(wide ? selected?.number : undefined)
  const viewName = t(`desk.view.${view}`)

  useEffect(() => {
    const parameters = new URLSearchParams(search)
    parameters.delete('at')
    const words = parameters.toString()
    keepList(
      `/desk/requests${words ? `?${words}` : ''}`,
      viewName,
      rows.map(({ number }) => number),
    )
  }, [rows, search, viewName])

  const select = (row: RequestRow | undefined) => {
    if (!row) return
    change({ at: row.number })
    const link = listRef.current?.querySelector<HTMLElement>(`[data-number="${row.number}"]`)
    link?.focus({ preventScroll: true })
    link?.scrollIntoView({ block: 'nearest' })
  }
  const step = (by: number) => {
    const place = rows.findIndex(({ id }) => id === selected?.id)
    select(rows[Math.min(rows.length - 1, Math.max(0, place + by))])
  }
  const start = (wanted: readonly DeskAction[]) => {
    const shown = detail.data
    if (!shown) return
    const legal = wanted.find((one) => !whyNot(shown, one))
    if (legal) setAction(legal)
    else setSaid(t('desk.key.not', { what: t(`action.${wanted[0]}`), why: whyNot(shown, wanted[0] ?? 'accept') ?? '' }))
  }

  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: document.activeElement?.closest('.split-list') ? () => step(1) : undefined,
    ArrowUp: document.activeElement?.closest('.split-list') ? () => step(-1) : undefined,
    Enter: () => selected && navigate(`/desk/requests/${selected.number}`),
    a: () => start(['accept']),
    d: () => start(['assign', 'classify']),
    c: () => start(['contact']),
    r: () => start(['reply']),
    w: () => start(['wait', 'resume']),
    m: () => start(['merge']),
  })

  const filters = useFilterList()
  const fixed = useFixedFilters(search)
  const shownViews = tabs.filter(
    (one) =>
      (one !== 'grid' || hasGrid) &&
      (!rare.includes(one) || one === view || (counts.data?.[one as 'callback'] ?? 0) > 0),
  )

  const bar = (
    <div className="inbox-bar">
      <PageTitle words={t('desk.menu.requests')} unseen={!phone}>
        {phone ? t('desk.inbox.title', { area: area.name }) : undefined}
      </PageTitle>
      <nav className="views" aria-label={t('desk.views')}>
        {shownViews.map((one) => (
          <Link
            key={one}
            href={`/desk/requests?view=${one}`}
            aria-current={one === view && !search.figure ? 'page' : undefined}
          >
            {t(`desk.view.${one}`)}{' '}
            <span className="num">{many(one === 'open' ? open.data?.total : counts.data?.[one])}</span>
          </Link>
        ))}
      </nav>
      <FilterBar
        filters={filters}
        values={search}
        fixed={fixed}
        change={change}
        found={
          list.loading
            ? ''
            : t(
                isNewestFirst(view, search)
                  ? 'desk.found.newest'
                  : view === 'callback'
                    ? 'desk.found.oldest'
                    : 'desk.found',
                {
                  n: search.figure ? list.total : many(list.total),
                },
              )
        }
      >
        <Button className="not-phone" size="small" onClick={() => void saveRows(query, t)} disabled={list.total === 0}>
          <Icon name="download" small />
          {t('desk.export')}
        </Button>
      </FilterBar>
    </div>
  )

  const shownList = (
    <>
      {(list.fresh > 0 || list.changed) && (
        <button type="button" className="notice-bar" onClick={list.show}>
          {list.fresh > 0 ? t('desk.new', { n: list.fresh }) : t('desk.changed')}
        </button>
      )}
      <div role="status" className="unseen">
        {list.fresh > 0 ? t('desk.new', { n: list.fresh }) : said}
      </div>
      {list.error ? (
        <Failed error={list.error} again={list.again} />
      ) : list.loading && rows.length === 0 ? (
        <Loading lines={12} />
      ) : rows.length === 0 ? (
        <EmptyInbox view={view} filtered={fixed.length > 0 || filters.some(({ key }) => search[key])} clear={change} />
      ) : (
        <Rows
          listRef={listRef}
          rows={rows}
          gone={list.gone}
          phone={phone}
          grouped={phone && !isNewestFirst(view, search) && !rare.includes(view)}
          selected={wide ? selected?.id : undefined}
          press={(event, row) => {
            if (!wide || event.detail === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
            event.preventDefault()
            select(row)
          }}
        />
      )}
      {list.more && (
        <div className="list-foot">
          <Button onClick={() => void list.more?.()}>{t('do.more')}</Button>
        </div>
      )}
    </>
  )

  return (
    <>
      {bar}
      <SplitView
        list={shownList}
        listName={t('desk.list')}
        detailName={t('desk.detail')}
        detail={
          selected && (
            <Preview
              number={selected.number}
              detail={detail.data}
              error={detail.error}
              again={() => void detail.refetch()}
              act={setAction}
              note={said}
            />
          )
        }
      />
      <ActionDialog
        detail={detail.data}
        action={action}
        close={() => setAction(undefined)}
        done={() => {
          list.showNext()
          void client.invalidateQueries({ queryKey: ['counts'] })
        }}
      />
    </>
  )
}

function isNewestFirst(view: View, { figure, state }: Readonly<Record<string, string>>): boolean {
  return !figure && (['closed', 'publish'].includes(view) || (view === 'all' && !state))
}

function queryOf(shown: View, search: Readonly<Record<string, string>>, path: string | undefined): InboxQuery {
  const { view, ...figure } = shown === 'open' ? ({ view: 'all', figure: 'open' } as const) : { view: shown }
  const set = Object.fromEntries(filterKeys.flatMap((key) => (search[key] ? [[key, search[key]]] : [])))
  return { view, ...figure, ...(path ? { path } : {}), ...set } as InboxQuery
}

function useFilterList(): Filter[] {
  const { t } = useWords()
  const categories = useCategories()
  return [
    {
      key: 'state',
      label: t('desk.filter.state'),
      options: states.map((one) => ({ value: one, label: t(`state.${one}`) })),
    },
    {
      key: 'class',
      label: t('desk.filter.class'),
      options: [...classes, 'none'].map((one) => ({ value: one, label: t(`class.${one}`) })),
    },
    {
      key: 'category',
      label: t('desk.filter.category'),
      options: (categories.data ?? []).map((one) => ({ value: one, label: t(`category.${one}`) })),
    },
    {
      key: 'channel',
      label: t('desk.filter.channel'),
      options: channels.map((one) => ({ value: one, label: t(`channel.${one}`) })),
    },
    {
      key: 'lateReason',
      label: t('desk.filter.lateReason'),
      options: [...lateReasons, 'none'].map((one) => ({ value: one, label: t(`lateReason.${one}`) })),
    },
  ]
}

/** What came with the address from a number of the overview. */
function useFixedFilters({
  figure,
  from,
  to,
  path,
  building,
  estate,
  unit,
  lateAge,
}: Readonly<Record<string, string | undefined>>) {
  const { t, has } = useWords()
  const format = useFormat()
  const placeName = usePlaceName(path)
  const buildingName = useBuildingName(building)
  const age = lateAges.find((one) => String(one.from) === lateAge)
  return [
    ...(figure
      ? [
          {
            keys: ['figure'],
            label: t('desk.fixed.figure', {
              figure: has(`desk.figure.${figure}`) ? t(`desk.figure.${figure}`) : figure,
            }),
          },
        ]
      : []),
    ...(age ? [{ keys: ['lateAge'], label: t('desk.fixed.lateAge', { age: lateAgeWords(age, t) }) }] : []),
    ...(from && to
      ? [
          {
            keys: ['from', 'to'],
            label: t(figure === 'handled' ? 'desk.fixed.answered' : 'desk.fixed.days', {
              from: format.day(from),
              to: format.day(to),
            }),
          },
        ]
      : []),
    ...(path ? [{ keys: ['path'], label: t('desk.fixed.path', { path: placeName ?? path }) }] : []),
    ...(building
      ? [
          {
            keys: ['building'],
            label: buildingName ? t('desk.fixed.path', { path: buildingName }) : t('desk.fixed.building'),
          },
        ]
      : []),
    ...(estate ? [{ keys: ['estate'], label: t('desk.fixed.estate') }] : []),
    ...(unit ? [{ keys: ['unit'], label: t('desk.fixed.unit') }] : []),
  ]
}

interface RowsProps {
  listRef: React.RefObject<HTMLUListElement | null>
  rows: readonly RequestRow[]
  gone: ReadonlySet<string>
  phone: boolean
  grouped: boolean
  selected: string | undefined
  press(event: MouseEvent, row: RequestRow): void
}

const groups = ['late', 'today', 'later'] as const

function groupOf({ promise }: RequestRow): (typeof groups)[number] {
  return promise?.state === 'late' ? 'late' : promise?.state === 'today' ? 'today' : 'later'
}

function Rows({ listRef, rows, gone, phone, grouped, selected, press }: RowsProps) {
  const { t } = useWords()
  const row = (one: RequestRow) => (
    <li key={one.id}>
      <Link
        href={`/desk/requests/${one.number}`}
        className={gone.has(one.id) ? 'item item-gone' : 'item'}
        data-number={one.number}
        aria-current={one.id === selected ? 'true' : undefined}
        onClick={(event) => press(event, one)}
      >
        <RowCells row={one} phone={phone} />
      </Link>
    </li>
  )
  if (!grouped) return <ul ref={listRef}>{rows.map(row)}</ul>
  return (
    <>
      {groups.map((group) => {
        const inside = rows.filter((one) => groupOf(one) === group)
        if (inside.length === 0) return null
        return (
          <section key={group} aria-label={t(`desk.group.${group}`)}>
            <h2 className="group-head">
              <span>{t(`desk.group.${group}`)}</span>
              <span className="num">{inside.length}</span>
            </h2>
            <ul>{inside.map(row)}</ul>
          </section>
        )
      })}
    </>
  )
}

interface EmptyProps {
  view: View
  filtered: boolean
  clear(values: Readonly<Record<string, undefined>>): void
}

function EmptyInbox({ view, filtered, clear }: EmptyProps) {
  const { t } = useWords()
  if (filtered)
    return (
      <EmptyState words={t('desk.empty.filtered')} icon="search">
        <Button onClick={() => clear(Object.fromEntries(filterKeys.map((key) => [key, undefined])))}>
          {t('filter.clear')}
        </Button>
      </EmptyState>
    )
  return (
    <EmptyState words={t('empty.inbox')}>
      {view !== 'waiting' && (
        <Link href="/desk/requests?view=waiting" className="link">
          {t('desk.empty.waiting')}
        </Link>
      )}
    </EmptyState>
  )
}

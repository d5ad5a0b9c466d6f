/**
 * A list or a table as CSV, readable by the spreadsheets people have: UTF-8 with a mark, a commented second header row.
 * Rows carry no names, phones or rooms; they are what the list shows.
 */

import { groupNumber } from '#lib/number.ts'
import { call } from '#ui/shared/api.ts'
import type { InboxQuery, RequestRow } from './staffQueries.ts'

type Say = (key: string, facts?: Readonly<Record<string, string | number>>) => string

function cell(value: string | number | null): string {
  const text = String(value ?? '')
  // A spreadsheet takes = + - @ at the beginning for a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** 2026-05-14 09:40 in Shanghai, as spreadsheets read it. */
function local(at: string | undefined): string {
  return at ? new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ') : ''
}

/** Saves rows as a file. */
export function saveCsv(name: string, rows: readonly (readonly (string | number | null)[])[]): void {
  const text = `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}

const columns = [
  'number',
  'title',
  'place',
  'community',
  'category',
  'state',
  'channel',
  'openedAt',
  'promise',
  'handler',
] as const

/** Saves a whole list, page by page, at most 2000 rows. */
export async function saveRows(query: InboxQuery, t: Say): Promise<void> {
  const rows: RequestRow[] = []
  let after: string | null = null
  do {
    const page: { rows: RequestRow[]; next: string | null } = await call('GET', '/desk/requests', {
      query: { ...query, limit: 100, ...(after ? { after } : {}) },
    })
    rows.push(...page.rows)
    after = page.next
  } while (after && rows.length < 2000)

  saveCsv(`${t('desk.menu.requests')}.csv`, [
    columns.map((name) => t(`desk.column.${name}`)),
    columns.map((name) => t(`desk.column.${name}.note`)),
    ...rows.map((row) => [
      groupNumber(row.number),
      row.title,
      row.place,
      row.community,
      row.category ? t(`category.${row.category}`) : '',
      t(`state.${row.state}`),
      t(`channel.${row.channel}`),
      local(row.openedAt),
      local(row.promise?.at),
      row.handler,
    ]),
  ])
}

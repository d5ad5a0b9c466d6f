/**
 * Writes db/seed/holidays.csv: the days on which the calendar differs from plain weekdays, by year.
 *
 * `off` is a public holiday on which people rest (weekends inside it too), `work` a weekend day that is worked for it.
 * Source: HOLIDAY (docs/sources.md), in the package chinese-days. A year it does not hold is left out, never guessed.
 * `node bin/holidays.ts 2024 2025 2026` chooses the years; without any it takes these three.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

interface Year {
  holidays: Record<string, string>
  workdays: Record<string, string>
}

interface Day {
  day: string
  kind: 'off' | 'work'
  name: string
}

/** The days of one year; a value of the package reads `English name,中文名,days`. */
function daysOf(year: Year): Day[] {
  const named = (kind: Day['kind'], days: Record<string, string>): Day[] =>
    Object.entries(days).map(([day, label]) => ({ day, kind, name: label.split(',')[1] ?? '' }))

  return [...named('off', year.holidays), ...named('work', year.workdays)]
}

/** Refuses a day that is both, has no name, or contradicts its kind: only a weekend day can be made up for. */
function checkDays(days: Day[]): void {
  if (new Set(days.map(({ day }) => day)).size !== days.length) throw new Error('A day occurs twice')

  for (const { day, kind, name } of days) {
    const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
    if (kind === 'work' && !weekend) throw new Error(`${day} is worked anyway`)
    if (!/^\p{Script=Han}[\p{Script=Han}、]*$/u.test(name)) throw new Error(`${day} has no Chinese name`)
  }
}

const asked = process.argv.length > 2 ? process.argv.slice(2) : ['2024', '2025', '2026']
const days = asked.flatMap((year) => {
  const file = new URL(import.meta.resolve(`chinese-days/dist/years/${year}.json`))
  if (!existsSync(file)) {
    console.log(`${year}: not published`)
    return []
  }
  const found = daysOf(JSON.parse(readFileSync(file, 'utf8')) as Year)
  const off = found.filter(({ kind }) => kind === 'off').length
  console.log(`${year}: ${off} off, ${found.length - off} work`)
  return found
})
checkDays(days)

days.sort((one, other) => (one.day < other.day ? -1 : 1))
const lines = days.map(({ day, kind, name }) => `${day},${kind},${name}`)
writeFileSync(new URL('../db/seed/holidays.csv', import.meta.url), `${['day,kind,name', ...lines].join('\n')}\n`)

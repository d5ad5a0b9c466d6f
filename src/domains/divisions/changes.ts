/**
 * Changed codes: a list is planned, shown, and applied in one transaction, or not at all. A grid that is added, renamed or
 * ended by hand goes the same way, as a list of one line. Read next: rules.ts for what a line means,
 * foundation/territory/recode.ts for the rewriting. @source U02
 */
import { sql } from 'kysely'
import type { Tx } from '#foundation/database/database.ts'
import type { Context, Handlers } from '#foundation/service.ts'
import { listRewritten, lockPlaces, type PlaceChange, recode, rewritesOf } from '#foundation/territory/recode.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import type { placesContract } from './contract.ts'
import { aboveOf, type Line, type LineError, planOf, readLines } from './rules.ts'
import { placesPermissions as may } from './spec.ts'
import { note, type Standing, standAt } from './standing.ts'
import * as store from './store.ts'

/** Lines a preview shows. */
const SHOWN = 500
/** What every list of codes is about: one after another. */
const SUBJECT = idFrom('places', 'codes')

type Routes = 'previewChanges' | 'importChanges'
export const changesHandlers: Pick<Handlers<typeof placesContract>, Routes> = {
  async previewChanges({ body }, context) {
    const { today } = await standAtCity(context)
    checkFrom(body.from, today)

    const { lines, errors: unread } = readLines(body.lines)
    if (lines.length === 0 && unread.length === 0) throw new Refusal('places.empty', 422)
    const { changes, errors } = await plan(context.database, lines, '')

    const ends = changes.flatMap(({ oldPath }) => (oldPath === null ? [] : [oldPath]))
    const touched = await store.countTouched(context.database, ends, today)
    const own = changes.filter(({ line }) => line > 0).sort((a, b) => a.line - b.line)
    const none = { people: 0, requests: 0, grants: 0, buildings: 0 }
    const sum = (all: readonly PlaceChange[]) =>
      all.reduce((total, { oldPath, newPath }) => {
        const one = oldPath === newPath ? none : (touched.get(oldPath ?? '') ?? none)
        return {
          people: total.people + one.people,
          requests: total.requests + one.requests,
          grants: total.grants + one.grants,
          buildings: total.buildings + one.buildings,
        }
      }, none)
    return {
      errors: [...unread, ...errors].sort((a, b) => a.line - b.line).slice(0, SHOWN),
      changes: own.slice(0, SHOWN).map((change) => ({
        line: change.line,
        kind: change.kind,
        oldPath: change.oldPath,
        newPath: change.newPath,
        oldName: change.oldName,
        newName: change.newName,
        into: change.into?.path ?? null,
        touches: sum(changes.filter(({ oldPath }) => change.oldPath && oldPath?.startsWith(change.oldPath))),
      })),
      lines: lines.length,
      follow: changes.length - own.length,
      touches: sum(changes),
    }
  },

  async importChanges({ body }, context) {
    const standing = await standAtCity(context)
    checkFrom(body.from, standing.today)
    const { lines, errors } = readLines(body.lines)
    if (errors[0]) refuseLines(errors)
    if (lines.length === 0) throw new Refusal('places.empty', 422)
    return await context.database.transact(async (tx) => await applyLines(tx, standing, body, lines))
  },
}

/** Numbers are given and codes changed one after another. */
export async function lockCodes(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${SUBJECT}, 2))`.execute(tx)
}

async function standAtCity(context: Context): Promise<Standing> {
  const [city] = await store.listInside(context.database, '')
  return standAt(context, may['places.manage'], city?.path ?? '')
}

/** Rows are rewritten now, so the day is not ahead. @throws {Refusal} `places.from` (422) */
function checkFrom(from: string, today: string): void {
  if (from > today) throw new Refusal('places.from', 422, { today })
}

/** @throws {Refusal} `places.lines` (422) with the first line that is wrong */
function refuseLines(errors: readonly LineError[]): never {
  const [first] = errors
  throw new Refusal('places.lines', 422, {
    line: first?.line ?? 0,
    rowError: first?.code ?? '',
    about: first?.about ?? '',
    n: errors.length,
  })
}

/** What lines do, or what is wrong with them; asks the database what the plan would break. */
async function plan(
  on: { db: Tx },
  lines: readonly Line[],
  deedId: string,
): Promise<{ changes: PlaceChange[]; errors: LineError[] }> {
  const planned = planOf(lines, await store.listEverything(on), (path) => idFrom('place', deedId, path))
  const changes = planned.changes as PlaceChange[]
  if (planned.errors.length > 0) return { changes, errors: planned.errors }

  const lineAt = (path: string): number => {
    for (let code = path; code !== ''; code = aboveOf(code)) {
      const found = changes.find(({ oldPath, line }) => oldPath === code && line > 0)
      if (found) return found.line
    }
    return lines[0]?.line ?? 1
  }
  const { from, to } = rewritesOf(changes)
  const clashes = await store.findClashes(on, from, to)
  const errors = clashes.map(({ path, code, about }): LineError => ({ line: lineAt(path), code, about }))
  const abolished = changes.filter(({ newPath, into }) => newPath === null && into === null)
  const rows = await store.countRows(
    on,
    abolished.map(({ oldPath }) => oldPath ?? ''),
    await listRewritten(on.db),
  )
  for (const { line, oldPath } of abolished) {
    const n = rows.get(oldPath ?? '') ?? 0
    if (n > 0) errors.push({ line, code: 'not-empty', about: String(n) })
  }
  return { changes, errors: errors.sort((a, b) => a.line - b.line) }
}

/**
 * Applies lines as one deed: under the lock everything is planned again, so what was previewed long ago is not trusted.
 *
 * @throws {Refusal} `places.lines` (422), `action.reused` (409)
 */
export async function applyLines(
  tx: Tx,
  standing: Standing,
  body: { id: string; from: string },
  lines: readonly Line[],
): Promise<{ places: number }> {
  const facts = { from: body.from, lines: lines.map(said) }
  const input = { from: body.from, lines: lines.map(said) }
  const isNew = await note(tx, standing, { id: body.id, kind: 'places.changed', subjectId: SUBJECT, facts, input })
  if (!isNew) return { places: await store.countDone(tx, body.id) }

  await lockPlaces(tx)
  const { changes, errors } = await plan({ db: tx }, lines, body.id)
  if (errors.length > 0) refuseLines(errors)
  await recode(tx, changes, { id: body.id, from: body.from, at: standing.now })
  return { places: changes.length }
}

const said = ({ kind, old, new: next, name, carries }: Line): string =>
  [kind, old, next, name, carries.join(' ')].join('|').replace(/\|+$/, '')

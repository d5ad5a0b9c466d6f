/**
 * A backup of the PostgreSQL that comes along comes back into the oldest we promise to run on, and from there again.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Keys } from '#lib/seal.ts'
import { backUp, bringBackTo, contentsOf, emptyTarget, listFiles } from '../support/backups.ts'
import { keepPhoto } from '../support/files.ts'
import { openPostgres15 } from '../support/postgres-15.ts'
import { report } from '../support/requests.ts'
import { world } from '../support/world.ts'

const keys: Keys = new Map([['test', Buffer.alloc(32, 7)]])

test('a backup comes back into PostgreSQL 15, and from there into the newest again [U05]', async () => {
  const city = await world()
  const chen = await city.resident('chen')
  await report(chen, { files: [await keepPhoto(chen)] })
  const folder = await mkdtemp(join(tmpdir(), 'linli-backup-'))
  const old = await openPostgres15()
  onTestFinished(async () => {
    await old.stop()
    await rm(folder, { recursive: true, force: true })
  })
  const files = city.service.settings.filesFolder
  const [before, kept] = [await contentsOf(city), await listFiles(files)]

  await backUp({ url: city.url, files }, join(folder, '18.tar'), keys, city.clock.now())
  const fifteen = await emptyTarget(old.url)
  await bringBackTo(fifteen, { keys, file: join(folder, '18.tar') })
  await backUp(fifteen, join(folder, '15.tar'), keys, city.clock.now())
  const newest = await emptyTarget()
  await bringBackTo(newest, { keys, file: join(folder, '15.tar') })

  expect(await contentsOf(fifteen)).toEqual(before)
  expect(await contentsOf(newest)).toEqual(before)
  expect(await listFiles(newest.files)).toEqual(kept)
})

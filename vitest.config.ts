/**
 * The seven kinds of tests. `npm test` runs all but `long`; `npm test -- --all` runs that too.
 *
 * Files are imported by Node itself, as the program is, and modules are shared by the files a worker runs, so a test keeps
 * its facts in a database of its own (tests/support/database.ts), never in a module.
 * Read next: bin/test.mjs, tests/support/set-up-database.ts.
 */
import type { TestProjectConfiguration } from 'vitest/config'
import { defineConfig } from 'vitest/config'

const database = './tests/support/set-up-database.ts'
const web = './tests/support/set-up-web.ts'
const unitTests = 'src/**/*.unit.test.ts'
/** Tests that start, time and kill whole processes, with the database that comes with the package. */
const processTests = ['src/lib/postgres/*.test.ts', 'tests/start.test.ts']
/** The same, for minutes: every verb of the program on a city of its own. */
const operationTests = ['tests/operations.test.ts']
const placedElsewhere = [
  unitTests,
  'db/**/*.unit.test.ts',
  'tests/types.test.ts',
  'tests/tidy.test.ts',
  ...processTests,
  ...operationTests,
]

/** The projects, in the order in which they start. */
const projects: TestProjectConfiguration[] = [
  project('types', { include: ['tests/types.test.ts'], testTimeout: 120_000 }),
  project('tidy', { include: ['tests/tidy.test.ts'], globalSetup: [database], testTimeout: 120_000 }),
  project('unit', { include: [unitTests, 'db/**/*.unit.test.ts'] }),
  project('http', {
    include: ['src/**/*.test.ts', 'db/**/*.test.ts', 'tests/*.test.ts'],
    exclude: placedElsewhere,
    globalSetup: [database],
    testTimeout: 30_000,
  }),
  // Those below take turns and come after the others: what a busy machine makes slow tells nothing about the program.
  project('processes', {
    include: processTests,
    globalSetup: [database],
    testTimeout: 60_000,
    maxWorkers: 1,
    sequence: { groupOrder: 1 },
  }),
  project('browser', {
    include: ['tests/e2e/*.test.ts'],
    globalSetup: [database, web],
    testTimeout: 90_000,
    sequence: { groupOrder: 2 },
  }),
  project('long', {
    include: ['tests/long/*.test.ts', ...operationTests],
    globalSetup: [database, web],
    testTimeout: 1_800_000,
    maxWorkers: 1,
    sequence: { groupOrder: 3 },
  }),
]

type Options = NonNullable<
  Exclude<TestProjectConfiguration, string | Promise<unknown> | ((...args: never[]) => unknown)>['test']
>

function project(name: string, options: Options): TestProjectConfiguration {
  return {
    test: {
      name,
      pool: 'forks',
      isolate: false,
      hookTimeout: 120_000,
      experimental: { viteModuleRunner: false },
      ...options,
    },
  }
}

export default defineConfig({
  test: { projects, maxWorkers: 2, passWithNoTests: false, cache: false },
})

/**
 * `npm test`: every project of vitest.config.ts but `long`; `npm test -- path` runs the files whose path contains it.
 *
 * `--all` adds `long`, and the http tests once more on PostgreSQL 15, the oldest version we promise.
 * The last line counts over everything that ran: `N passed, N failed`.
 * Read next: vitest.config.ts.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { installPackages, node } from './prepare.mjs'

const words = process.argv.slice(2)

if (Number(process.versions.node.split('.')[0]) < 24) {
  await installPackages(console.log)
  process.exit(spawnSync(node, [fileURLToPath(import.meta.url), ...words], { stdio: 'inherit' }).status ?? 1)
}

const { startVitest } = await import('vitest/node')
const all = words.includes('--all')
const filters = words.filter((word) => !word.startsWith('--'))
const count = { passed: 0, failed: 0, skipped: 0 }
/** What failed, said once more before the last line: of a long log often only the end is kept. */
const failures = []

await run(['types', 'tidy', 'unit', 'http', 'processes', 'browser', ...(all ? ['long'] : [])])
if (all) {
  console.log('\nhttp, once more on PostgreSQL 15')
  process.env.LINLI_TEST_POSTGRES = '15'
  await run(['http'])
}

for (const failure of failures) console.log(`failed: ${failure}`)
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
console.log(`${count.passed} passed, ${count.failed} failed${skipped}`)
process.exit(count.failed === 0 && count.passed > 0 ? 0 : 1)

async function run(project) {
  try {
    const vitest = await startVitest('test', filters, { run: true, watch: false, project })
    const modules = vitest.state.getTestModules()
    for (const module of modules) countModule(module)
    const errors = vitest.state.getUnhandledErrors()
    count.failed += errors.length
    for (const error of errors) failures.push(String(error?.message ?? error))
    await vitest.close()
  } catch (error) {
    console.error(error)
    failures.push(String(error))
    count.failed += 1
  }
}

/** A file that fails outside its tests counts as one failed test: nobody knows how many it hides. */
function countModule(module) {
  let failedTests = 0
  for (const test of module.children.allTests()) {
    const { state } = test.result()
    if (state === 'passed') count.passed += 1
    else if (state === 'failed') {
      failedTests += 1
      failures.push(`${module.relativeModuleId} > ${test.fullName}${why(test.result().errors)}`)
    } else count.skipped += 1
  }
  if (failedTests === 0 && module.state() === 'failed') failures.push(module.relativeModuleId)
  count.failed += failedTests === 0 && module.state() === 'failed' ? 1 : failedTests
}

/** The beginning of what went wrong, without colours. */
function why(errors) {
  const told = errors?.map(({ message, diff }) => stripVTControlCharacters([message, diff].filter(Boolean).join('\n')))
  return told?.length ? `\n${told.join('\n').slice(0, 1500)}` : ''
}

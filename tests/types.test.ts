/**
 * The compiler and the linter are tests like others.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test('the compiler finds nothing wrong', () => {
  expect(complaintsOf('tsc', ['--noEmit', '--pretty', 'false'])).toBe('')
})

test('the formatter and the linter find nothing wrong', () => {
  expect(complaintsOf('biome', ['check', '--reporter=concise', '--max-diagnostics=200', '.'])).toBe('')
})

function complaintsOf(program: string, options: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(join(root, 'node_modules/.bin', program), options, {
    cwd: root,
    encoding: 'utf8',
  })
  if (error) throw error
  return status === 0 ? '' : `${stdout}\n${stderr}`
}

/**
 * Writes src/ui/resident/icons/paths.ts from @tabler/icons: one path per icon, only those named in names.ts.
 * Run: node bin/icons.ts. src/ui/resident/icons/icons.unit.test.ts says when it is due.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { iconNames } from '#ui/resident/icons/names.ts'

/** The module's text as it should be. */
function collect(): string {
  const rows = [...iconNames].sort().map((name) => {
    const file = new URL(`../node_modules/@tabler/icons/icons/outline/${name}.svg`, import.meta.url)
    const paths = [...readFileSync(file, 'utf8').matchAll(/<path(?! stroke="none")[^>]* d="([^"]+)"/g)].map(
      ([, d]) => d,
    )
    return `  '${name}':\n    '${paths.join('').replaceAll(' -', '-')}',`
  })
  return [
    '/** Outlines of @tabler/icons 3 (MIT, © Paweł Kuna), written by bin/icons.ts. Do not edit. */',
    "import type { IconName } from './names.ts'",
    '',
    'export const paths: Readonly<Record<IconName, string>> = {',
    ...rows,
    '}',
    '',
  ].join('\n')
}

writeFileSync(new URL('../src/ui/resident/icons/paths.ts', import.meta.url), collect())

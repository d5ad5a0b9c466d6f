/** The collected outlines are those of names.ts, and each is used. */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { iconNames } from './names.ts'
import { paths } from './paths.ts'

test('paths.ts holds every icon of names.ts; run bin/icons.ts when it does not', () => {
  expect(Object.keys(paths).sort()).toEqual([...iconNames].sort())
})

test('every icon is used by a screen or a part', () => {
  const text = globSync(['src/ui/resident/*.ts*', 'src/shells/resident/*.ts*', 'src/domains/*/web/resident*.ts*'])
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  expect(iconNames.filter((name) => !text.includes(`'${name}'`) && !text.includes(`"${name}"`))).toEqual([])
})

/**
 * `npm run bench -- NAME [--option=value …]`: measures what we claim about speed; the last line is one line of JSON.
 *
 * Plain JavaScript that Node 20 can run. Read next: bench/README.md.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages, node, root } from './prepare.mjs'

const [name, ...options] = process.argv.slice(2)
const file = join(root, 'bench', `${name}.ts`)
if (!name || !/^[a-z-]+$/.test(name) || !existsSync(file)) {
  console.error('用法 · usage: npm run bench -- intake [--rows=1000000] [--rounds=7]')
  process.exit(1)
}
await installPackages(console.log)
process.exit(spawnSync(node, [file, ...options], { cwd: root, stdio: 'inherit' }).status ?? 1)

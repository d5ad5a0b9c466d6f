/**
 * `npm start`: prepares what is missing, then runs the program until it is stopped.
 *
 * Plain JavaScript that Node 20 can run; the program itself runs on Node 24, which comes with the packages.
 * Read next: prepare.mjs, src/main.ts.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildWeb, installPackages, node, root } from './prepare.mjs'

const say = (line) => console.log(line)

async function start() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(`需要 Node.js 20 或更新版本 · Node.js 20 or newer is needed, this is ${process.versions.node}`)
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const here = `${process.platform} ${process.arch}`
    throw new Error(`目前只支持 Linux x64 · for now this runs on Linux x64 only, this is ${here}`)
  }
  await installPackages(say)
  await buildWeb(say)

  // The channel tells the program when this process is killed; then it stops too.
  const child = spawn(node, [join(root, 'src/main.ts'), 'start'], {
    cwd: root,
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'var/compile-cache') },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (signal) reject(new Error(`程序被终止 · the program was ended by ${signal}`))
      else resolve(code)
    })
  })
}

start().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message)
    process.exit(1)
  },
)

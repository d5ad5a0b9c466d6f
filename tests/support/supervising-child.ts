/**
 * A program of its own that looks after the database in the folder given, for tests that kill it.
 *
 * Prints the address when it is up; `leave` on its standard input ends it without stopping the database.
 */
import { superviseDatabase } from '#lib/postgres/supervisor.ts'

const [folder = ''] = process.argv.slice(2)
const { url } = await superviseDatabase({ folder })
process.stdout.write(`${url}\n`)
process.stdin.on('data', () => process.exit())

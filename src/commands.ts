/**
 * What an operator does from the command line beside starting the program: setup, backup, restore, verify, keys.
 *
 * Each works while the program runs, except restore and setup, which want a database without a city. They say what they do
 * line by line in both languages and end with a number the shell understands.
 * Read next: main.ts, docs/deploy.md.
 */
import { readFileSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { checkLedger } from '#engines/ledger/index.ts'
import { backup } from '#foundation/backup/backup.ts'
import { restore } from '#foundation/backup/restore.ts'
import { connectAlone, type Database } from '#foundation/database/database.ts'
import { checkMigrated } from '#foundation/database/migrate.ts'
import { type Heads, readHeads } from '#foundation/journal/seals.ts'
import { type Fault, verifyJournal } from '#foundation/journal/verify.ts'
import { countByKey, sealAnew } from '#foundation/sealed.ts'
import type { Service } from '#foundation/service.ts'
import { CommandRefused, type Say } from '#lib/command.ts'
import { addKey, openSeals, readKeys } from '#lib/key-file.ts'
import { firstOf, type Keys, newestOf } from '#lib/seal.ts'
import type { Config } from './config.ts'
import { keptFiles } from './program.ts'
import { setUpCity } from './setup.ts'

/** What every command works on. */
export interface Ground {
  readonly config: Config
  readonly databaseUrl: string
  readonly database: Database
  /** Words after the verb. */
  readonly words: readonly string[]
  readonly say: Say
}

export const keyFileOf = ({ dataFolder }: Config): string => join(dataFolder, 'keys')

/** `backup FILE.tar` */
export async function runBackup(ground: Ground): Promise<void> {
  const { config, database, say } = ground
  const file = fileOf(ground)
  await checkMigrated(database)
  await alone(ground, async (client) => {
    await backup({
      client,
      keys: readKeys(keyFileOf(config)),
      files: { folder: config.filesFolder, kept: keptFiles },
      file,
      now: new Date(),
      program: programVersion(),
      say,
    })
  })
}

/** `restore FILE.tar` */
export async function runRestore(ground: Ground): Promise<void> {
  const { config, database, say } = ground
  const file = fileOf(ground)
  await alone(ground, async (client) => {
    await restore({ database, client, keys: findKeys(keyFileOf(config)), filesFolder: config.filesFolder, file, say })
  })
  // What this machine remembered was of another database.
  await rememberHeads(config, database)
}

function findKeys(file: string): Keys | undefined {
  try {
    return readKeys(file)
  } catch (error) {
    if (error instanceof CommandRefused) return undefined
    throw error
  }
}

/** `verify`: ends with 1 when something differs. */
export async function runVerify({ config, database, say }: Ground): Promise<number> {
  await checkMigrated(database)
  say('正在核对日志 · verifying the journal')
  const heads = await readRemembered(config)
  const { faults, unsealed } = await verifyJournal({ database, seals: openSeals(keyFileOf(config)), heads, say })
  say(`尚未封存 · not sealed yet: action ${unsealed.action}, reading ${unsealed.reading}`)
  for (const fault of faults) say(sentenceOf(fault))
  if (faults.length === 0) say('日志完好 · the journal is whole')
  const wrong = await checkLedger(database.pool)
  for (const { fact, id } of wrong) say(`✗ ledger ${fact} ${id}`)
  say(wrong.length === 0 ? '账目相符 · the ledger balances' : '账目对不上 · the ledger does not balance')
  return faults.length + wrong.length === 0 ? 0 : 1
}

const facts: Readonly<Record<Fault['fact'], string>> = {
  'row.changed': '被改动 · was changed',
  'row.removed': '被删除 · was removed',
  'row.inserted': '是后来插入的 · was inserted',
  'seal.broken': '封存记录被改动，或缺少它的密钥 · the seal was changed, or its key is missing',
  'seal.missing': '缺少封存记录 · a seal is missing',
  'words.changed': '文字被改动 · the words were changed',
  'words.foreign': '文字没有对应的操作 · the words belong to no action',
  'checkpoint.broken': '每日封存被改动，或缺少它的密钥 · the checkpoint was changed, or its key is missing',
  'checkpoint.missing': '缺少每日封存 · a checkpoint is missing',
  'checkpoint.differs': '操作和公布的每日封存对不上 · the actions are not those of the published checkpoint',
}

function sentenceOf({ log, fact, place, id, seal }: Fault): string {
  const where = [
    ...(place !== undefined ? [`place ${place}`] : []),
    ...(id ? [`id ${id}`] : []),
    ...(seal !== undefined ? [log === 'checkpoint' ? `number ${seal}` : `seal ${seal}`] : []),
  ]
  return `✗ ${log} ${where.join(', ')}：${facts[fact]}`
}

/** `keys list | rotate` */
export async function runKeys(ground: Ground): Promise<void> {
  const { config, database, words, say } = ground
  await checkMigrated(database)
  const file = keyFileOf(config)
  if (words[0] === 'rotate') await alone(ground, async (client) => await rotate(client, file, say))
  else if (words[0] !== 'list' || words.length > 1)
    throw new CommandRefused('用法', 'usage', 'npm run keys -- list | rotate')
  await alone(ground, async (client) => await listKeys(client, file, say))
}

/** A rotation that was stopped goes on with the key it had made. */
async function rotate(client: pg.Client, file: string, say: Say): Promise<void> {
  const counts = await countByKey(client)
  const keys = readKeys(file)
  const before = newestOf(keys)
  const unfinished = keys.size > 1 && [...counts].some(([id, { values }]) => id !== before && values > 0)
  const newest = unfinished ? before : addKey(file)
  say(unfinished ? `继续上次的更换 · going on with the last rotation: ${newest}` : `新密钥 · new key: ${newest}`)
  say('请现在就另存一份密钥文件 · keep a copy of the key file now')
  const seals = openSeals(file)
  let done = 0
  // A value that the running program sealed under the old key this moment is met by the next round.
  for (let round = -1; round !== 0; ) {
    round = await sealAnew(client, seals, newest, (now) => {
      if (now % 10_000 === 0) say(`  ${done + now}`)
    })
    done += round
  }
  say(`已重新加密 · sealed anew: ${done}`)
}

async function listKeys(client: pg.Client, file: string, say: Say): Promise<void> {
  const keys = readKeys(file)
  const counts = await countByKey(client)
  for (const id of new Set([...keys.keys(), ...counts.keys()])) {
    const { values = 0, seals = 0 } = counts.get(id) ?? {}
    const roles = [
      ...(id === firstOf(keys) ? ['查找用 · finds'] : []),
      ...(id === newestOf(keys) ? ['加密用 · seals'] : []),
      ...(keys.has(id) ? [] : ['文件里没有 · not in the file']),
      ...(keys.has(id) && values + seals === 0 && id !== firstOf(keys) && id !== newestOf(keys)
        ? ['不再使用 · no longer used']
        : []),
    ]
    say(`${id}  ${values} 个加密值 · sealed values  ${seals} 个封存 · seals  ${roles.join('  ')}`)
    const publicKey = openSeals(file).publicKeyOf(id)
    if (publicKey) say(`    验签公钥 · public key  ${publicKey.toString('hex')}`)
  }
}

/** `setup [--city NAME] [--places FILE.csv] [--admin NAME] [--login NAME] [--address https://…]` */
export async function runSetup(ground: Ground, service: Service): Promise<void> {
  const { words, say } = ground
  const answers = await askSetup(words)
  const { token, places, days } = await setUpCity(service, answers)
  say(`已写入 ${places} 个地方 · places written: ${places}`)
  say(`给 ${answers.admin} 的一次性链接，${days} 天内有效，只显示这一次：`)
  say(`The one-time link for ${answers.admin}, good for ${days} days and shown only now:`)
  say(`  ${answers.address.replace(/\/+$/, '')}/desk/invitation#${token}`)
}

const questions = {
  city: '城市名称 · name of the city',
  places: '地方名单 CSV · list of places, a CSV file',
  admin: '第一位系统管理员姓名 · name of the first administrator',
  login: '管理员登录名 · name to sign in by',
  address: '访问地址，如 https://linli.example.cn · address people will open',
} as const
type Question = keyof typeof questions

/** Flags first, then LINLI_SETUP_CITY and so on, then the keyboard. */
async function askSetup(words: readonly string[]): Promise<Record<Question, string>> {
  const names = Object.keys(questions) as Question[]
  const { values } = parseArgs({
    args: [...words],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  })
  const answers: Partial<Record<Question, string>> = {}
  const screen = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stdout }) : undefined
  // Lines that are typed or pasted ahead wait here for their question.
  const lines = screen?.[Symbol.asyncIterator]()
  try {
    for (const name of names) {
      let answer = (values[name] as string | undefined) ?? process.env[`LINLI_SETUP_${name.toUpperCase()}`]
      if (answer === undefined && lines) {
        process.stdout.write(`${questions[name]}: `)
        answer = (await lines.next()).value as string | undefined
      }
      if (answer === undefined) throw new CommandRefused('还需要', 'also needed', `--${name}  ${questions[name]}`)
      answers[name] = answer
    }
  } finally {
    screen?.close()
  }
  const { city = '', places = '', admin = '', login = '', address = '' } = answers
  if (!/^https?:\/\/[^/\s]+\/*$/.test(address))
    throw new CommandRefused('访问地址要写成 https://域名', 'the address is written as https://name', address)
  return { city, places: fromCaller(places), admin, login, address }
}

/** The last seals, kept beside the keys: cutting the newest ones off in the database does not go unnoticed. */
export async function rememberHeads(config: Config, database: Database): Promise<void> {
  const file = headsFileOf(config)
  await writeFile(`${file}.half`, `${JSON.stringify(await readHeads(database))}\n`, { mode: 0o600, flush: true })
  await rename(`${file}.half`, file)
}

async function readRemembered(config: Config): Promise<Heads> {
  const text = await readFile(headsFileOf(config), 'utf8').catch(() => '{}')
  return JSON.parse(text) as Heads
}

const headsFileOf = ({ dataFolder }: Config): string => join(dataFolder, 'journal-heads.json')

async function alone(
  { config, databaseUrl }: Pick<Ground, 'config' | 'databaseUrl'>,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = await connectAlone({ url: databaseUrl, city: config.city })
  await work(client).finally(() => client.end())
}

function fileOf({ words }: Ground): string {
  const [file, ...more] = words
  if (!file || more.length > 0) throw new CommandRefused('请写出备份文件', 'name the file of the backup', 'FILE.tar')
  return fromCaller(file)
}

/** npm changes into the checkout before it runs a script; names are meant from where the caller was. */
function fromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path)
}

function programVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/**
 * The updates extension a FixMyStreet server uses: what became of the reports of a client, and what its people say later.
 * Told is what the reporter may read; the words of others and internal steps are not. What the client sent is not echoed.
 * @source OPEN311-UPDATES
 */
import { actFromOutside } from '#domains/requests/index.ts'
import { hashOf } from '#lib/canonical.ts'
import { isId } from '#lib/contract.ts'
import { idFrom, newId } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { type Calling, getClient, stamp } from './call.ts'
import { type Fields, List } from './format.ts'
import { readInstant } from './input.ts'
import { Problem } from './problem.ts'
import { readPage, readSpan } from './range.ts'
import { cutWords, DESCRIPTION_MAX, isUpdateStatus, statusOfStep } from './rules.ts'
import * as store from './store.ts'

const HOUR = 3_600_000
const kinds = Object.keys(statusOfStep).map((kind) => `request.${kind}`)

export async function listUpdates(calling: Calling): Promise<List> {
  const { params, policies, context } = calling
  const client = getClient(calling)
  const page = readPage(params, policies.number('open311.list_most'))
  const { from, to } = readSpan(calling, policies.number('open311.feed_hours') * HOUR)

  const { db } = context.database
  const steps = await store.listSteps(db, { clientId: client.id, from, to }, kinds, page.size, page.skipped)
  return new List(
    'request_update',
    steps.map((step) => ({
      update_id: step.id,
      service_request_id: step.matter_id,
      status: statusOf(step),
      updated_datetime: stamp(step.at),
      description: descriptionOf(calling, step),
      external_status_code: step.state,
      customer_reference: step.account_id ?? undefined,
      fixmystreet_id: step.given_id ?? undefined,
    })),
  )
}

const kindOf = ({ kind }: store.StepRow): string => kind.slice('request.'.length)
const statusOf = (step: store.StepRow): string => statusOfStep[kindOf(step)] ?? 'OPEN'

/** What a worker wrote to the reporter, else what the step is. */
function descriptionOf({ say }: Calling, step: store.StepRow): string {
  const kind = kindOf(step)
  const text = (name: string) => (typeof step.body?.[name] === 'string' ? String(step.body[name]).trim() : '')
  if (kind === 'refer' && text('reason'))
    return say('open311.refer', { reason: text('reason'), place: text('place'), phone: text('phone') })
  const written = ['reply', 'progress', 'resume', 'explain_late', 'send_back'].includes(kind)
    ? text('words')
    : ['wait', 'reclassify', 'extend'].includes(kind)
      ? text('reason')
      : ''
  return written || say(`open311.step.${kind}`)
}

/** The same, as notes of a request. */
export async function presentNotes(calling: Calling, ids: readonly string[]): Promise<Map<string, List>> {
  const most = calling.policies.number('open311.list_most')
  const steps =
    ids.length > 0 ? await store.listSteps(calling.context.database.db, { matterIds: ids }, kinds, most, 0) : []
  const notes = new Map<string, Fields[]>()
  for (const step of steps)
    notes.set(step.matter_id, [
      ...(notes.get(step.matter_id) ?? []),
      { datetime: stamp(step.at), description: descriptionOf(calling, step), type: kindOf(step) },
    ])
  return new Map([...notes].map(([id, list]) => [id, new List('note', list)]))
}

export interface SentUpdate {
  requestId: string
  status: string
  description: string
  givenId: string | null
  hash: Buffer
}

/** Reads an update. @throws {Problem} 400 */
export function readUpdate({ params }: Calling): SentUpdate {
  const requestId = params.get('service_request_id')
  if (requestId === undefined) throw new Problem('open311.request-missing', 400)
  const status = params
    .get('status')
    ?.toUpperCase()
    .replace(/[\s-]+/g, '_')
  const description = params.get('description') ?? ''
  if (status === undefined && description === '') throw new Problem('open311.update-missing', 400)
  if (status !== undefined && !isUpdateStatus(status))
    throw new Problem('open311.update-status', 400, { status: status.slice(0, 40) })
  const length = [...description].length
  if (length > DESCRIPTION_MAX)
    throw new Problem('open311.too-long', 400, { name: 'description', most: DESCRIPTION_MAX, length })
  readInstant(params, 'updated_datetime')
  return {
    requestId: requestId.toLowerCase(),
    status: status ?? 'OPEN',
    description: [description, ...params.all('media_url').slice(0, 10)].filter((part) => part !== '').join('\n'),
    givenId: params.get('update_id')?.slice(0, 120) ?? null,
    hash: hashOf([requestId.toLowerCase(), status ?? null, description, params.all('media_url')]),
  }
}

export async function postUpdate(calling: Calling): Promise<List> {
  const { context, policies, now } = calling
  const client = getClient(calling)
  if (!client.may_update) throw new Problem('open311.update-closed', 403)
  const update = readUpdate(calling)
  const unknown = new Problem('open311.request-unknown', 404, { id: update.requestId.slice(0, 60) })
  if (!isId(update.requestId)) throw unknown

  const since = new Date(now.getTime() - policies.number('open311.repeat_hours') * HOUR)
  const id = await context.database.transact(async (tx) => {
    const report = await store.holdOwnReport(tx, client.id, update.requestId)
    if (!report) throw unknown
    const sent = await store.findSentUpdate(tx, client.id, report.matter_id, update.givenId, update.hash, since)
    if (sent) return sent

    const made = newId()
    const words = wordsOf(calling, update)
    const parts = cutWords(words)
    for (const [index, part] of parts.entries()) {
      const action = index === 0 ? actionFor(report.state, update) : 'add'
      await actFromOutside(
        tx,
        {
          id: index === 0 ? made : idFrom('open311 update', made, String(index)),
          matterId: report.matter_id,
          action,
          words: part,
        },
        context,
      ).catch((error: unknown) => {
        throw problemOf(error)
      })
      await store.insertUpdate(tx, {
        id: index === 0 ? made : idFrom('open311 update', made, String(index)),
        client_id: client.id,
        matter_id: report.matter_id,
        given_id: index === 0 ? update.givenId : null,
        content_hash: update.hash,
        status: update.status,
        sent_at: now,
      })
    }
    return made
  })
  return new List('request_update', [{ update_id: id }])
}

/** What it becomes: words of the request, or a demand to go on. */
function actionFor(state: string, { status, description }: SentUpdate): 'add' | 'reopen' | 'object' {
  if (status !== 'REOPEN') {
    if (['closed', 'referred', 'merged', 'withdrawn'].includes(state)) throw new Problem('open311.update-ended', 400)
    return 'add'
  }
  if (description === '') throw new Problem('open311.reopen-words', 400)
  if (state === 'withdrawn') throw new Problem('open311.withdrawn', 400)
  if (state === 'referred' || state === 'merged') return 'object'
  if (['replied', 'confirmed', 'closed'].includes(state)) return 'reopen'
  throw new Problem('open311.reopen-not-now', 400)
}

function wordsOf({ say }: Calling, { status, description }: SentUpdate): string {
  if (status === 'OPEN' || status === 'REOPEN') return description || say('open311.update.status', { status })
  return [say('open311.update.status', { status }), description].filter((part) => part !== '').join('\n')
}

function problemOf(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  if (error.code === 'request.reopen-too-late' || error.code === 'request.objection-too-late')
    return new Problem('open311.reopen-late', 400)
  if (error.code === 'matter.not-now') return new Problem('open311.update-ended', 400)
  return error
}

/**
 * Requests that another system opens for a person of its own, and what it says on their behalf later: the same states, clocks
 * and actions as for everybody (intake.ts). The caller has looked at who may call; here the person acts.
 */
import { act, findMatter, open } from '#engines/matter/index.ts'
import type { Actor } from '#foundation/authority.ts'
import type { Tx } from '#foundation/database/database.ts'
import { recordConsent } from '#foundation/people/people.ts'
import type { Context } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import { type Kept, writeFileBytes } from './files.ts'
import { splitPoints, titleOf } from './rules.ts'
import { request } from './spec.ts'

export interface Outside {
  /** The action's id. */
  id: string
  requesterId: string
  /** At most 500 signs; the whole text is in `source`. */
  words: string
  /** The title when there are no words. */
  title: string
  category: string
  path: string
  buildingId: string | null
  longitude: number | null
  latitude: number | null
  placeWords: string | null
  photos: readonly Kept[]
  source: { system: string; externalId: string | null; link: string | null; words: string; media: readonly string[] }
}

/** The person as who acts: nothing is granted to them and nobody helps. */
const personAs = (personId: string): Actor => ({
  personId,
  accountId: personId,
  kind: 'resident',
  name: '',
  locale: 'zh',
  elder: false,
  grants: [],
  helps: [],
})

/** Opens a request in the caller's transaction, with the consent the other system tells of. It is shown to nobody but handlers. */
export async function openFromOutside(
  tx: Tx,
  outside: Outside,
  context: Context,
): Promise<{ id: string; number: number }> {
  const { clock, settings } = context
  const { id, requesterId, source, photos, words } = outside
  const now = clock.now()
  const files = photos.map((photo, index) => ({ ...photo, id: idFrom('outside photo', id, String(index)) }))
  for (const file of files) await writeFileBytes(settings.filesFolder, file.id, file)
  if (files.length > 0)
    await tx
      .insertInto('file')
      .values(
        files.map(({ bytes, sha256, type, width, height, id: fileId }) => ({
          id: fileId,
          kind: 'photo',
          type,
          bytes: bytes.length,
          width,
          height,
          sha256,
          made_by: requesterId,
          made_at: now,
        })),
      )
      .execute()
  await recordConsent(tx, {
    id: idFrom('on-behalf', id),
    personId: requesterId,
    about: 'on_behalf',
    version: null,
    how: 'client',
    at: now,
    by: requesterId,
  })

  return await open({ run: tx, clock, rules: await context.rules.held(dayOf(now)) }, request, {
    id,
    inTransaction: true,
    input: {
      words,
      place: {
        community: outside.path.slice(0, 12),
        ...(outside.placeWords && { words: outside.placeWords }),
      },
      category: outside.category,
      visibility: 'handler',
    },
    actor: personAs(requesterId),
    path: outside.path,
    requesterId,
    visibility: 'handler',
    row: {
      requester_id: requesterId,
      taken_by: null,
      channel: 'open311',
      kind: null,
      category: outside.category,
      title: titleOf(words, outside.title),
      words,
      points: splitPoints(words),
      building_id: outside.buildingId,
      unit: null,
      room: null,
      place_words: outside.placeWords,
      longitude: outside.longitude,
      latitude: outside.latitude,
      may_publish: false,
    },
    parts: [
      ...(files.length > 0
        ? [
            {
              name: 'f',
              text: (bind: (value: unknown) => string) =>
                `update file set matter_id = m.id, action_id = a.id from m, a
                 where file.id = any(${bind(files.map((file) => file.id))}::uuid[]) and matter_id is null`,
            },
          ]
        : []),
      {
        name: 's',
        text: (bind) =>
          `insert into request_source (matter_id, system, external_id, link, words, media)
           select m.id, ${bind(source.system)}, ${bind(source.externalId)}, ${bind(source.link)}, ${bind(source.words)},
             ${bind([...source.media])}::text[] from m`,
      },
    ],
    tells: [
      { role: 'grid_worker', key: 'notice.new' },
      { role: 'community_desk', key: 'notice.new' },
    ],
    facts: { channel: 'open311', files: files.map((file) => file.id), visibility: 'handler' },
  })
}

/**
 * Adds words of the person, or takes up again what was answered, sent elsewhere or joined.
 *
 * @throws {Refusal} whatever the action refuses: `matter.not-now`, `request.reopen-too-late`, `request.objection-too-late`
 */
export async function actFromOutside(
  tx: Tx,
  call: { id: string; matterId: string; action: 'add' | 'reopen' | 'object'; words: string },
  context: Context,
): Promise<void> {
  const { clock } = context
  const loaded = await findMatter(tx, request, call.matterId)
  if (!loaded) throw new Refusal('matter.unknown', 404)
  await act({ run: tx, clock, rules: await context.rules.held(dayOf(clock.now())) }, request, {
    id: call.id,
    matterId: call.matterId,
    action: call.action,
    seen: loaded.matter.version,
    input: { words: call.words },
    actor: personAs(loaded.requesterId),
  })
}

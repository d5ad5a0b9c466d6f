/**
 * What people are told about their data, by version: drafted in both languages, read beside the one in force, published.
 * From then on who signs in is asked again; older texts stay as they were, because consents name them.
 * @source PIPL-17
 */
import type { Handlers } from '#foundation/service.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import type { adminContract } from './contract.ts'
import { adminPermissions } from './spec.ts'
import { recordChange, standAt } from './standing.ts'
import * as store from './store.ts'

type Routes = 'listTexts' | 'draftText' | 'publishText'
export const textHandlers: Pick<Handlers<typeof adminContract>, Routes> = {
  async listTexts(_, context) {
    await standAt(context, manage)
    const texts = await store.listTexts(context.database)
    const now = context.clock.now()
    const inForce = texts.find(({ published_at }) => published_at !== null && published_at <= now)?.version
    return {
      texts: texts.map((row) => ({
        version: row.version,
        zh: row.zh,
        en: row.en,
        state: row.published_at === null ? 'draft' : row.version === inForce ? 'in_force' : 'old',
        draftedBy: row.drafted,
        draftedAt: row.drafted_at?.toISOString() ?? null,
        publishedBy: row.published,
        publishedAt: row.published_at?.toISOString() ?? null,
        consents: Number(row.consents ?? 0),
      })),
    }
  },

  async draftText({ body: { id, version, zh, en } }, context) {
    const standing = await standAt(context, manage)
    await context.database.transact(async (tx) => {
      const input = { version, zh: zh.trim(), en: en.trim() }
      const { version: _, ...words } = input
      const change = { id, kind: 'text.drafted', subjectId: subjectOf(version), facts: { version }, words, input }
      if (!(await recordChange(tx, context, standing, change))) return
      if ((await store.findText(tx, version))?.published_at) throw new Refusal('text.published', 409, { version })
      await store.keepDraft(tx, version, {
        ...words,
        drafted_by: standing.personId,
        drafted_at: context.clock.now(),
      })
    })
    return {}
  },

  async publishText({ params: { version }, body: { id, zh, en } }, context) {
    const standing = await standAt(context, manage)
    await context.database.transact(async (tx) => {
      const input = { version, zh, en }
      const change = { id, kind: 'text.published', subjectId: subjectOf(version), facts: { version }, input }
      if (!(await recordChange(tx, context, standing, change))) return
      const draft = await store.findText(tx, version)
      if (!draft) throw new Refusal('text.unknown', 404)
      if (draft.published_at) throw new Refusal('text.published', 409, { version })
      if (draft.zh !== zh || draft.en !== en) throw new Refusal('text.moved', 409)
      await store.publishText(tx, version, standing.personId, context.clock.now())
    })
    return {}
  },
}

const manage = adminPermissions['texts.manage']

const subjectOf = (version: string): string => idFrom('privacy text', version)

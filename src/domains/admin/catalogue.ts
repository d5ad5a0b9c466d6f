/**
 * The catalogue of a city: what requests are about and whom each is usually given to, how replies begin, what sounds like
 * an emergency and whom to call. Nothing is deleted: what is retired is not offered, and what carries it keeps it.
 */
import type { Tx } from '#foundation/database/database.ts'
import type { Context, Handlers } from '#foundation/service.ts'
import { dayOf } from '#lib/days.ts'
import { idFrom } from '#lib/ids.ts'
import { Refusal } from '#lib/refusal.ts'
import type { adminContract } from './contract.ts'
import { EMERGENCY_WORD_LENGTH, nationalCalls, tidyWords } from './rules.ts'
import { adminPermissions } from './spec.ts'
import { recordChange, type Standing, standAt } from './standing.ts'
import * as store from './store.ts'

type Routes =
  | 'getCatalogue'
  | 'changeCategory'
  | 'orderCategories'
  | 'addTemplate'
  | 'changeTemplate'
  | 'changeEmergency'
  | 'changeNumber'
export const catalogueHandlers: Pick<Handlers<typeof adminContract>, Routes> = {
  async getCatalogue(_, context) {
    await standAt(context, manage)
    const { database } = context
    const emergencies = await store.listEmergencies(database.db)
    const numbers = new Map((await store.listEmergencyNumbers(database.db)).map(({ code, phone }) => [code, phone]))
    const codes = new Set([...calls, ...numbers.keys()])
    return {
      categories: (await store.listCategories(database.db)).map((row) => ({
        code: row.code,
        words: row.words,
        retiredOn: row.retired_on,
        dispatch: row.given
          ? {
              unitKind: row.unit_kind,
              organisationId: row.organisation_id,
              organisation: row.organisation,
              note: row.note ?? '',
              days: row.days ?? '',
              ownerLevel: row.owner_level,
            }
          : null,
      })),
      templates: (await store.listTemplates(database.db)).map(({ retired_on, ...row }) => ({
        ...row,
        retiredOn: retired_on,
      })),
      emergencies,
      numbers: [...codes].map((code) => ({ code, phone: numbers.get(code) ?? null })),
      units: await store.listUnits(database),
    }
  },

  async changeCategory({ params: { code }, body: { id, ...input } }, context) {
    return await govern(context, async (tx, standing) => {
      const all = await store.listCategories(tx)
      const before = all.find((one) => one.code === code)
      if (!before) throw new Refusal('category.unknown', 404)
      const words = tidyWords(input.words)
      const change = {
        id,
        kind: 'category.changed',
        subjectId: idFrom('category', code),
        facts: {
          code,
          retiredBefore: before.retired_on !== null,
          retiredAfter: input.retired,
          unitBefore: before.unit_kind ?? before.organisation_id,
          unitAfter: input.dispatch?.unitKind ?? input.dispatch?.organisationId ?? null,
          ownerBefore: before.owner_level,
          ownerAfter: input.dispatch?.ownerLevel ?? null,
        },
        words: {
          before: { words: before.words, note: before.note ?? '', days: before.days ?? '' },
          after: { words, note: input.dispatch?.note ?? '', days: input.dispatch?.days ?? '' },
        },
        input,
      }
      if (!(await recordChange(tx, context, standing, change))) return

      if (words.length === 0 && !input.retired) throw new Refusal('category.words', 422)
      if (input.retired && !all.some((one) => one.code !== code && one.retired_on === null))
        throw new Refusal('category.last', 422)
      const { dispatch } = input
      const named = [dispatch?.unitKind, dispatch?.organisationId].filter((one) => typeof one === 'string').length
      if (dispatch && (named > 1 || (named === 0 && !dispatch.ownerLevel))) throw new Refusal('category.dispatch', 422)
      if (dispatch?.organisationId && !(await store.isUnit(tx, dispatch.organisationId)))
        throw new Refusal('category.dispatch', 422)
      const retired_on = input.retired ? (before.retired_on ?? dayOf(context.clock.now())) : null
      await store.changeCategory(tx, code, { words, retired_on })
      await store.setDispatch(
        tx,
        code,
        dispatch
          ? {
              unit_kind: dispatch.unitKind,
              organisation_id: dispatch.organisationId,
              note: dispatch.note.trim(),
              days: dispatch.days.trim(),
              owner_level: dispatch.ownerLevel ?? null,
            }
          : undefined,
      )
    })
  },

  async orderCategories({ body: { id, codes } }, context) {
    return await govern(context, async (tx, standing) => {
      const before = (await store.listCategories(tx)).map(({ code }) => code)
      const facts = { before, after: codes }
      const change = { id, kind: 'category.ordered', subjectId: idFrom('category order'), facts, input: { codes } }
      if (!(await recordChange(tx, context, standing, change))) return
      if ([...codes].sort().join() !== [...before].sort().join()) throw new Refusal('category.order', 409)
      await store.placeCategories(tx, codes)
    })
  },

  async addTemplate({ body: { id, ...input } }, context) {
    return await govern(context, async (tx, standing) => {
      const { category, ...after } = input
      const change = { id, kind: 'template.added', subjectId: id, facts: { category }, words: { after }, input }
      if (!(await recordChange(tx, context, standing, change))) return
      await checkCategory(tx, category)
      await store.insertTemplate(tx, id, input)
    })
  },

  async changeTemplate({ params: { templateId }, body: { id, ...input } }, context) {
    return await govern(context, async (tx, standing) => {
      const before = (await store.listTemplates(tx)).find((one) => one.id === templateId)
      if (!before) throw new Refusal('template.unknown', 404)
      const { retired, ...row } = input
      const change = {
        id,
        kind: 'template.changed',
        subjectId: templateId,
        facts: {
          categoryBefore: before.category,
          categoryAfter: row.category,
          retiredBefore: before.retired_on !== null,
          retiredAfter: retired,
        },
        words: {
          before: { title: before.title, words: before.words },
          after: { title: row.title, words: row.words },
        },
        input,
      }
      if (!(await recordChange(tx, context, standing, change))) return
      await checkCategory(tx, row.category)
      const retired_on = retired ? (before.retired_on ?? dayOf(context.clock.now())) : null
      await store.changeTemplate(tx, templateId, { ...row, retired_on })
    })
  },

  async changeEmergency({ params: { kind }, body: { id, ...input } }, context) {
    return await govern(context, async (tx, standing) => {
      const before = (await store.listEmergencies(tx)).find((one) => one.kind === kind)
      if (!before) throw new Refusal('emergency.unknown', 404)
      const words = tidyWords(input.words)
      const change = {
        id,
        kind: 'emergency.changed',
        subjectId: idFrom('emergency', kind),
        facts: { kind, callsBefore: before.calls, callsAfter: input.calls },
        words: { before: before.words, after: words },
        input,
      }
      if (!(await recordChange(tx, context, standing, change))) return
      const short = words.find((word) => [...word].length < EMERGENCY_WORD_LENGTH)
      if (words.length === 0 || short !== undefined) throw new Refusal('emergency.words', 422, { word: short ?? '' })
      if (input.calls.some((code) => !calls.includes(code))) throw new Refusal('emergency.calls', 422)
      await store.changeEmergency(tx, kind, words, input.calls)
    })
  },

  async changeNumber({ params: { code }, body: { id, phone } }, context) {
    return await govern(context, async (tx, standing) => {
      if (!calls.includes(code)) throw new Refusal('emergency.unknown', 404)
      const before = (await store.listEmergencyNumbers(tx)).find((one) => one.code === code)?.phone ?? null
      const after = phone?.normalize('NFKC').replace(/[\s-]/g, '') ?? null
      const change = {
        id,
        kind: 'emergency.number-changed',
        subjectId: idFrom('emergency number', code),
        facts: { code, before, after },
        input: { phone },
      }
      if (!(await recordChange(tx, context, standing, change))) return
      if (after === null && nationalCalls.includes(code)) throw new Refusal('emergency.national', 422)
      if (after !== null && !/^[0-9]{3,12}$/.test(after)) throw new Refusal('emergency.phone', 422)
      await store.setEmergencyNumber(tx, code, after)
    })
  },
}

const manage = adminPermissions['catalogue.manage']

/** Whom one can call; the table of numbers knows no others. */
const calls: readonly string[] = [...nationalCalls, 'gas', 'lift']

async function govern(context: Context, work: (tx: Tx, standing: Standing) => Promise<void>) {
  const standing = await standAt(context, manage)
  await context.database.transact(async (tx) => await work(tx, standing))
  return {}
}

async function checkCategory(tx: Tx, category: string | null): Promise<void> {
  if (category !== null && !(await store.listCategories(tx)).some(({ code }) => code === category))
    throw new Refusal('category.unknown', 404)
}

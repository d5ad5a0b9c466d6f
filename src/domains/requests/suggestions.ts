/**
 * Which theme a request may have, for a desk: what the city's own closed requests teach (word_model, learnt once a day by the
 * worker), else the words of the catalogue, else nothing. Each suggestion says why; a person decides, and whether they kept the
 * first one is in the journal with the model's version. Read next: lib/text/classifier.ts.
 *
 * @source U36
 */
import type { Database } from '#foundation/database/database.ts'
import { dayOf } from '#lib/days.ts'
import { type Classifier, type Labelled, type Packed, trainWithPauses, unpack } from '#lib/text/classifier.ts'
import type { Chore } from '../module.ts'
import { type CategoryWords, sureness } from './rules.ts'
import * as store from './store.ts'

/** Newest closed requests that are learnt from. */
const TEXTS_MOST = 4000
/** Fewer teach nothing. */
const TEXTS_LEAST = 30
const LABELS_LEAST = 2
/** Persons who must have used a piece, so that no name and no address is in a model. */
const PERSONS_LEAST = 5
const PIECES_MOST = 8000
/** Models whose pieces are kept. */
const KEPT = 7
const SHOWN = 3
/** Below this share a further suggestion says nothing. */
const SHARE_LEAST = 0.08
const REASONS = 3

/** Learns once a day of product time. A second worker that does it at the same time finds the day taken. */
export const learnWords: Chore = {
  name: 'learn words',
  async look({ database, clock }) {
    const now = clock.now()
    const day = dayOf(now)
    if (await store.hasWordModel(database, day)) return false
    const texts = await store.listClosedTexts(database, TEXTS_MOST)
    await store.insertWordModel(database, { day, at: now, texts: texts.length, model: await learn(texts) }, KEPT)
    return false
  },
}

async function learn(texts: readonly Labelled[]): Promise<Packed | undefined> {
  const labels = new Set(texts.map(({ label }) => label))
  if (texts.length < TEXTS_LEAST || labels.size < LABELS_LEAST) return undefined
  const { packed } = await trainWithPauses(texts, { least: PERSONS_LEAST, most: PIECES_MOST })
  return packed.pieces.length > 0 ? packed : undefined
}

interface Known {
  version: number
  model: Classifier
}

/** The newest model of each database, as this process read it. */
const held = new WeakMap<Database, Known>()

async function findModel(database: Database): Promise<Known | undefined> {
  const version = await store.findWordModelVersion(database)
  if (version === undefined) return undefined
  const known = held.get(database)
  if (known?.version === version) return known
  const packed = await store.findWordModel(database, version)
  if (!packed) return undefined
  const read = { version, model: unpack(packed) }
  held.set(database, read)
  return read
}

export interface Suggestion {
  category: string
  sure: 'very' | 'some' | 'unsure'
  /** Pieces of the text that speak for it, and words of the catalogue in it. */
  words: string[]
  /** Closed requests of it that were learnt from; 0 when the words of the catalogue say it. */
  like: number
}

/** @returns the version of the model asked, null without one; what the catalogue says when that is unsure, else nothing */
export async function suggest(
  database: Database,
  text: string,
): Promise<{ version: number | null; suggestions: Suggestion[] }> {
  const [categories, known] = await Promise.all([store.listCategories(database), findModel(database)])
  const live = new Map(categories.map((one) => [one.code, one]))
  const counted = new Map(known?.model.labels.map((label, at) => [label, known.model.packed.texts[at] ?? 0]))
  const guesses = known?.model.guess(text).filter(({ label }) => live.has(label)) ?? []
  const [first] = guesses
  // what nobody can be told a reason for is not suggested
  const fromModel =
    known && first && sureness(first.share) !== null && known.model.why(text, first.label, REASONS).length > 0
  const shown = fromModel
    ? guesses.filter(({ share }) => share >= SHARE_LEAST).map(({ label, share }) => ({ label, share }))
    : categories
        .filter((one) => matched(text, one).length > 0)
        .sort((a, b) => matched(text, b).join('').length - matched(text, a).join('').length)
        .map(({ code }) => ({ label: code, share: 0 }))
  return {
    version: known?.version ?? null,
    suggestions: shown.slice(0, SHOWN).map(({ label, share }) => ({
      category: label,
      sure: sureness(share) ?? 'unsure',
      words: [
        ...new Set([...matched(text, live.get(label)), ...(fromModel ? known.model.why(text, label, REASONS) : [])]),
      ].slice(0, REASONS),
      like: fromModel ? (counted.get(label) ?? 0) : 0,
    })),
  }
}

function matched(text: string, category: CategoryWords | undefined): string[] {
  const said = text.normalize('NFKC').toLowerCase()
  return category?.words.filter((word) => said.includes(word)) ?? []
}

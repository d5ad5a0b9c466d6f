/**
 * Which texts nearly repeat an earlier one: Jaccard of their three-sign pieces. Pure.
 *
 * Two sets that have half of their pieces in common share one among the rarest half of each, so only those are looked up.
 */
import { gramsOf, signsOf } from './grams.ts'

/**
 * @param least share of pieces in common from which two texts are the same, above 0, at most 1
 * @returns for each text the place of the earlier text it repeats, or -1
 */
export function findDuplicates(texts: readonly string[], least: number): number[] {
  const sets = texts.map((text) => [...new Set(gramsOf(signsOf(text), 3))])
  const seen = new Map<string, number>()
  for (const set of sets) for (const gram of set) seen.set(gram, (seen.get(gram) ?? 0) + 1)
  const rarity = (a: string, b: string) => (seen.get(a) ?? 0) - (seen.get(b) ?? 0) || (a < b ? -1 : 1)
  const kept: Set<string>[] = []
  const places: number[] = []
  const index = new Map<string, number[]>()

  return sets.map((set, place) => {
    const rarest = [...set].sort(rarity).slice(0, set.length - Math.ceil(least * set.length) + 1)
    const candidates = new Set(rarest.flatMap((gram) => index.get(gram) ?? []))
    for (const candidate of candidates) {
      const other = kept[candidate] ?? new Set<string>()
      const common = set.filter((gram) => other.has(gram)).length
      if (common / (set.length + other.size - common) >= least) return places[candidate] ?? -1
    }
    const at = kept.push(new Set(set)) - 1
    places.push(place)
    for (const gram of rarest) {
      const list = index.get(gram)
      if (list) list.push(at)
      else index.set(gram, [at])
    }
    return -1
  })
}

/**
 * What the long tests are given from outside: a seed to have the same chance again, and counts to go on for longer.
 */
import { type Random, randomFrom } from '#seed/random.ts'

/** Chance from LINLI_SEED, else another one each time; the seed is printed, so that a failure can be had again. */
export function chanceOf(name: string): Random {
  const seed = Number(process.env.LINLI_SEED) || Math.floor(Math.random() * 2 ** 31)
  process.stdout.write(`${name}: LINLI_SEED=${seed}\n`)
  return randomFrom(seed)
}

/** A count that a name of the environment can raise. */
export function countOf(name: string, usual: number): number {
  return Number(process.env[name]) || usual
}

/** Works through a list, some at once, in its order. */
export async function eachOf<T, R>(
  list: readonly T[],
  atOnce: number,
  work: (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let index = next++; index < list.length; index = next++) results[index] = await work(list[index] as T, index)
    }),
  )
  return results
}

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

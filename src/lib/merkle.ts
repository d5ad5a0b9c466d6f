/**
 * Merkle trees as RFC 6962 has them: a leaf is sha256(0x00 ‖ bytes), a node sha256(0x01 ‖ left ‖ right), and a tree splits at
 * the largest power of two below its size. Hashes of whole subtrees of 2^n leaves may stand for them. Pure.
 */
import { hash } from 'node:crypto'

const NODE = Buffer.from([1])

function hashNode(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer')
}

/** The largest power of two below a size of at least two. */
function splitOf(size: number): number {
  return 2 ** (Math.ceil(Math.log2(size)) - 1)
}

/** @param hashes of leaves, or of subtrees of one size, of which the last may be smaller */
export function rootOf(hashes: readonly Buffer[]): Buffer {
  const [first] = hashes
  if (!first) return hash('sha256', '', 'buffer')
  // pairs from below: one that is left over goes up as it is, which is the same split
  let level = hashes
  while (level.length > 1) {
    const next: Buffer[] = []
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at] as Buffer, level[at + 1]]
      next.push(right ? hashNode(left, right) : left)
    }
    level = next
  }
  return level[0] ?? first
}

/** The hashes beside the way from a leaf up to the root, lowest first. */
export function pathOf(hashes: readonly Buffer[], index: number): Buffer[] {
  if (hashes.length < 2) return []
  const split = splitOf(hashes.length)
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)]
  return index < split ? [...pathOf(left, index), rootOf(right)] : [...pathOf(right, index - split), rootOf(left)]
}

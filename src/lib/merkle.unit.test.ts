/** Trees as RFC 6962 has them: the roots its reference implementation gives, and paths that lead to them. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { pathOf, rootOf } from './merkle.ts'

const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
const leafOf = (bytes: Buffer): Buffer => sha256(Buffer.from([0]), bytes)

/** Inputs and roots of the tests of Certificate Transparency. */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const leaves = inputs.map((input) => leafOf(Buffer.from(input, 'hex')))
const many = Array.from({ length: 67 }, (_, index) => leafOf(Buffer.from(String(index))))

/** The root a path leads to, by the recursion of RFC 6962, 2.1.1. */
function follow(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer {
  if (size === 1) return leaf
  const split = 2 ** (Math.ceil(Math.log2(size)) - 1)
  const [beside, rest] = [path.at(-1) ?? Buffer.alloc(0), path.slice(0, -1)]
  return index < split
    ? sha256(Buffer.from([1]), follow(leaf, index, split, rest), beside)
    : sha256(Buffer.from([1]), beside, follow(leaf, index - split, size - split, rest))
}

describe('a Merkle tree', () => {
  test.each(roots.map((root, size) => ({ size, root })))('of $size leaves has its root', ({ size, root }) => {
    expect(rootOf(leaves.slice(0, size)).toString('hex')).toBe(root)
  })

  test('has a path from every leaf to its root, whatever its size', () => {
    for (let size = 1; size <= many.length; size += 1) {
      const some = many.slice(0, size)
      for (const [index, leaf] of some.entries())
        expect(follow(leaf, index, size, pathOf(some, index))).toEqual(rootOf(some))
    }
  })

  test('is the same when pieces of a power of two are summed up first', () => {
    for (let size = 1; size <= many.length; size += 1) {
      const pieces = Array.from({ length: Math.ceil(size / 8) }, (_, at) =>
        many.slice(at * 8, Math.min(size, at * 8 + 8)),
      )
      expect(rootOf(pieces.map(rootOf))).toEqual(rootOf(many.slice(0, size)))
    }
  })
})

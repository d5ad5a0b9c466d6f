/**
 * What a domain says of the rows it answers. The generated table (docs/generated/coverage.md) puts beside it the tests
 * whose titles carry the row's id; a claim without a test through HTTP is reported as missing.
 */
export interface Covered {
  /** Row or clause of docs/sources.md. */
  id: string
  /** One sentence: what a person can now see or do. */
  can: string
  /** Routes and screens. */
  where: readonly string[]
  policies?: readonly string[]
  /** What of the row is not answered yet; the row then counts in part. */
  open?: string
  /** Nobody acts on it on a screen, so no browser test is owed. */
  noScreen?: true
}

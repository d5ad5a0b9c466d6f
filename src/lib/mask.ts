/** Masks of personal fields, as shown until somebody states a purpose. Shared with the web. */

/** 王小英 → 王*英, 王英 → 王*, 欧阳小英 → 欧**英 */
export function maskName(name: string): string {
  const signs = [...name]
  if (signs.length <= 1) return '*'
  if (signs.length === 2) return `${signs[0]}*`
  return `${signs[0]}${'*'.repeat(signs.length - 2)}${signs[signs.length - 1]}`
}

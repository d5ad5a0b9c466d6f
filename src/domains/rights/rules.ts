/**
 * Decisions about what people ask of their own data. Pure; the screens ask the same functions.
 * Rules: PIPL 15, 44–50 in docs/sources.md. Near relatives are those of the Civil Code, article 1045.
 */

/** What can be asked; each has a right behind it. */
export const abouts = ['copy', 'correct', 'delete', 'limit', 'withdraw', 'explain', 'kin'] as const
export type About = (typeof abouts)[number]

/** What a near relative is of the dead person. @source PIPL-49 */
export const relations = ['spouse', 'child', 'parent', 'sibling', 'grandchild', 'grandparent'] as const
export type Relation = (typeof relations)[number]

/** What was seen that proves a person is a relative; no number of it is kept. */
export const kinships = ['household_book', 'marriage', 'birth', 'notary', 'archive'] as const
export type Kinship = (typeof kinships)[number]

/** Why something is not done. @source PIPL-50 */
export const refusals = ['law', 'retention', 'others', 'not_here', 'technical', 'unproved', 'repeated'] as const
export type RefusalReason = (typeof refusals)[number]

export const doneStates = ['answered', 'refused', 'closed', 'withdrawn'] as const

/** What it is called where there is room for a name only. */
export const titles: Readonly<Record<About, string>> = {
  copy: '查阅、复制个人信息',
  correct: '更正、补充个人信息',
  delete: '删除个人信息',
  limit: '限制或者拒绝处理个人信息',
  withdraw: '撤回同意',
  explain: '解释规则或者自动建议',
  kin: '查阅、处理去世亲人的信息',
}

export interface Proof {
  about: About
  state: string
  proved: boolean
}

/**
 * Whether an answer must wait until it is known who asks: it was asked for and not shown, or a relative asks about the dead,
 * which a phone does not prove.
 *
 * @source PIPL-49
 */
export function lacksProof({ about, state, proved }: Proof): boolean {
  return !proved && (about === 'kin' || state === 'proving')
}

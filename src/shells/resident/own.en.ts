/** What the pages on what is one’s own say in English; loaded with the first of them. */
import register from '#domains/register/web/words/own.en.ts'
import rightsCommon from '#domains/rights/web/words/common.en.ts'
import rights from '#domains/rights/web/words/own.en.ts'

export default { ...register, ...rightsCommon, ...rights }

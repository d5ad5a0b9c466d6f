/** What the pages on what is one’s own say in English; loaded with the first of them. */
import creditsCommon from '#domains/credits/web/words/common.en.ts'
import credits from '#domains/credits/web/words/own.en.ts'
import open311 from '#domains/open311/web/words/page.en.ts'
import proof from '#domains/proof/web/words/page.en.ts'
import register from '#domains/register/web/words/own.en.ts'
import requests from '#domains/requests/web/words/own.en.ts'
import rightsCommon from '#domains/rights/web/words/common.en.ts'
import rights from '#domains/rights/web/words/own.en.ts'

export default {
  ...creditsCommon,
  ...credits,
  ...open311,
  ...proof,
  ...register,
  ...requests,
  ...rightsCommon,
  ...rights,
}

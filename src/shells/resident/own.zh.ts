/** What the pages on what is one’s own say in Chinese; loaded with the first of them. */

import creditsCommon from '#domains/credits/web/words/common.zh.ts'
import credits from '#domains/credits/web/words/own.zh.ts'
import honoursCommon from '#domains/honours/web/words/common.zh.ts'
import honours from '#domains/honours/web/words/own.zh.ts'
import open311 from '#domains/open311/web/words/page.zh.ts'
import proof from '#domains/proof/web/words/page.zh.ts'
import register from '#domains/register/web/words/own.zh.ts'
import requests from '#domains/requests/web/words/own.zh.ts'
import rightsCommon from '#domains/rights/web/words/common.zh.ts'
import rights from '#domains/rights/web/words/own.zh.ts'
import shiftsCommon from '#domains/shifts/web/words/common.zh.ts'
import shifts from '#domains/shifts/web/words/own.zh.ts'
import volunteersCommon from '#domains/volunteers/web/words/common.zh.ts'
import volunteers from '#domains/volunteers/web/words/own.zh.ts'

export default {
  ...honoursCommon,
  ...honours,
  ...creditsCommon,
  ...credits,
  ...open311,
  ...proof,
  ...register,
  ...requests,
  ...rightsCommon,
  ...rights,
  ...volunteersCommon,
  ...volunteers,
  ...shiftsCommon,
  ...shifts,
}

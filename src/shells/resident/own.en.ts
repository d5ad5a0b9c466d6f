/** What the pages on what is one’s own say in English; loaded with the first of them. */

import creditsCommon from '#domains/credits/web/words/common.en.ts'
import credits from '#domains/credits/web/words/own.en.ts'
import honoursCommon from '#domains/honours/web/words/common.en.ts'
import honours from '#domains/honours/web/words/own.en.ts'
import open311 from '#domains/open311/web/words/page.en.ts'
import proof from '#domains/proof/web/words/page.en.ts'
import register from '#domains/register/web/words/own.en.ts'
import requests from '#domains/requests/web/words/own.en.ts'
import rightsCommon from '#domains/rights/web/words/common.en.ts'
import rights from '#domains/rights/web/words/own.en.ts'
import shiftsCommon from '#domains/shifts/web/words/common.en.ts'
import shifts from '#domains/shifts/web/words/own.en.ts'
import volunteersCommon from '#domains/volunteers/web/words/common.en.ts'
import volunteers from '#domains/volunteers/web/words/own.en.ts'

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

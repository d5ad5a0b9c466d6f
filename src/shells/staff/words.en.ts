/** What the workbench says in English: later catalogues override earlier ones. */
import admin from '#domains/admin/web/words/staff.en.ts'
import creditsCommon from '#domains/credits/web/words/common.en.ts'
import credits from '#domains/credits/web/words/staff.en.ts'
import places from '#domains/divisions/web/words/staff.en.ts'
import honoursCommon from '#domains/honours/web/words/common.en.ts'
import honours from '#domains/honours/web/words/staff.en.ts'
import imports from '#domains/imports/web/words/staff.en.ts'
import insight from '#domains/insight/web/words/staff.en.ts'
import open311 from '#domains/open311/web/words/staff.en.ts'
import register from '#domains/register/web/words/staff.en.ts'
import requestsCommon from '#domains/requests/web/words/common.en.ts'
import requests from '#domains/requests/web/words/staff.en.ts'
import rates from '#domains/requests/web/words/staff-rates.en.ts'
import rightsCommon from '#domains/rights/web/words/common.en.ts'
import rights from '#domains/rights/web/words/staff.en.ts'
import shiftsCommon from '#domains/shifts/web/words/common.en.ts'
import shifts from '#domains/shifts/web/words/staff.en.ts'
import staff from '#domains/staff/web/words/staff.en.ts'
import volunteersCommon from '#domains/volunteers/web/words/common.en.ts'
import volunteers from '#domains/volunteers/web/words/staff.en.ts'
import shared from '#ui/shared/words/common.en.ts'
import kit from '#ui/staff/words/staff.en.ts'

export default {
  ...shared,
  ...kit,
  ...requestsCommon,
  ...register,
  ...requests,
  ...rates,
  ...rightsCommon,
  ...rights,
  ...creditsCommon,
  ...credits,
  ...staff,
  ...shiftsCommon,
  ...shifts,
  ...admin,
  ...places,
  ...imports,
  ...open311,
  ...insight,
  ...volunteersCommon,
  ...volunteers,
  ...honoursCommon,
  ...honours,
}

/** What the workbench says in Chinese: later catalogues override earlier ones. */
import admin from '#domains/admin/web/words/staff.zh.ts'
import creditsCommon from '#domains/credits/web/words/common.zh.ts'
import credits from '#domains/credits/web/words/staff.zh.ts'
import places from '#domains/divisions/web/words/staff.zh.ts'
import honoursCommon from '#domains/honours/web/words/common.zh.ts'
import honours from '#domains/honours/web/words/staff.zh.ts'
import imports from '#domains/imports/web/words/staff.zh.ts'
import insight from '#domains/insight/web/words/staff.zh.ts'
import open311 from '#domains/open311/web/words/staff.zh.ts'
import register from '#domains/register/web/words/staff.zh.ts'
import requestsCommon from '#domains/requests/web/words/common.zh.ts'
import requests from '#domains/requests/web/words/staff.zh.ts'
import rates from '#domains/requests/web/words/staff-rates.zh.ts'
import rightsCommon from '#domains/rights/web/words/common.zh.ts'
import rights from '#domains/rights/web/words/staff.zh.ts'
import shiftsCommon from '#domains/shifts/web/words/common.zh.ts'
import shifts from '#domains/shifts/web/words/staff.zh.ts'
import staff from '#domains/staff/web/words/staff.zh.ts'
import volunteersCommon from '#domains/volunteers/web/words/common.zh.ts'
import volunteers from '#domains/volunteers/web/words/staff.zh.ts'
import shared from '#ui/shared/words/common.zh.ts'
import kit from '#ui/staff/words/staff.zh.ts'

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

/** What the resident app says in Chinese: later catalogues override earlier ones. */
import register from '#domains/register/web/words/resident.zh.ts'
import requests from '#domains/requests/web/words/common.zh.ts'
import resident from '#domains/requests/web/words/resident.zh.ts'
import kit from '#ui/resident/words/kit.zh.ts'
import shared from '#ui/shared/words/common.zh.ts'

export default { ...shared, ...kit, ...requests, ...register, ...resident }

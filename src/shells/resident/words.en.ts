/** What the resident app says in English: later catalogues override earlier ones. */
import register from '#domains/register/web/words/resident.en.ts'
import requests from '#domains/requests/web/words/common.en.ts'
import resident from '#domains/requests/web/words/resident.en.ts'
import kit from '#ui/resident/words/kit.en.ts'
import shared from '#ui/shared/words/common.en.ts'

export default { ...shared, ...kit, ...requests, ...register, ...resident }

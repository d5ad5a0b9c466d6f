/** Sentences of pages that few residents open, in English; loaded with the first of these pages. */
import open311 from '#domains/open311/web/words/page.en.ts'
import own from '#domains/register/web/words/own.en.ts'

export default { ...own, ...open311 }

/** Sentences of pages that few residents open, in Chinese; loaded with the first of these pages. */
import open311 from '#domains/open311/web/words/page.zh.ts'
import own from '#domains/register/web/words/own.zh.ts'

export default { ...own, ...open311 }

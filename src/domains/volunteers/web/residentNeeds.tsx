/** The pages of needs, loaded together: asking, and one by its number. */
import { NeedNew } from './residentNeedNew.tsx'
import { NeedOne } from './residentNeedOne.tsx'

export default function ResidentNeeds({ params: { page = '' } }: { params: Record<string, string | undefined> }) {
  return page === 'new' ? <NeedNew /> : <NeedOne number={page} />
}

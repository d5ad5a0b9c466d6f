/** The pages of what I ask about my data, loaded together: the list, asking, and one by its number. */
import { RightsList } from './residentRightsList.tsx'
import { RightsNew } from './residentRightsNew.tsx'
import { RightsOne } from './residentRightsOne.tsx'

export default function ResidentRights({ params: { page } }: { params: Record<string, string | undefined> }) {
  if (page === undefined) return <RightsList />
  return page === 'new' ? <RightsNew /> : <RightsOne number={page} />
}

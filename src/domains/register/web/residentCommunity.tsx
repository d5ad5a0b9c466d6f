/** Choosing my community: by name, pinyin initials, or down from the district. */
import { useLocation, useSearch } from 'wouter'
import { useCommunity } from '#ui/resident/community.ts'
import { CommunityPicker } from '#ui/resident/community-picker.tsx'
import { Page } from '#ui/resident/page.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { nextOf } from './residentNext.ts'

export default function ResidentCommunity() {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const next = nextOf(useSearch())
  const { community, choose } = useCommunity()
  return (
    <Page title={t('community.title')} back={next} readable>
      {community && <p className="second foot-note">{t('community.now', { name: community.name })}</p>}
      <CommunityPicker
        onChoose={async (chosen) => {
          await choose(chosen).catch(() => undefined)
          navigate(next)
        }}
      />
    </Page>
  )
}

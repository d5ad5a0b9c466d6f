/** Signed in without a role that holds today: what is being waited for, and whom to ask. */
import { Button } from 'antd'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { EmptyState } from '#ui/staff/states.tsx'

export default function NoRolePage() {
  const { t } = useWords()
  const { session, actor, reload } = useSession()
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('staff.noRole')} />
      </header>
      <EmptyState
        words={t('staff.noRole.words', { name: actor?.name ?? '', phone: session?.phone ?? '' })}
        icon="clock"
      >
        <Button onClick={() => void reload()}>{t('staff.noRole.look')}</Button>
      </EmptyState>
    </>
  )
}

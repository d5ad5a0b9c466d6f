/** The head that the three lists of volunteering share: needs, who can help, projects. Projects are another domain's page. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Page } from '#ui/resident/page.tsx'
import { useWords } from '#ui/shared/words.tsx'

export const volunteerTabs = {
  needs: '/volunteer',
  offers: '/volunteer?tab=offers',
  projects: '/volunteer/projects',
} as const
export type VolunteerTab = keyof typeof volunteerTabs

export function VolunteerFrame({ tab, bar, children }: { tab: VolunteerTab; bar?: ReactNode; children: ReactNode }) {
  const { t } = useWords()
  return (
    <Page title={t('volunteer.title')} back="/" readable {...(bar ? { bar } : {})}>
      <nav className="segments" aria-label={t('volunteer.title')}>
        {(Object.keys(volunteerTabs) as VolunteerTab[]).map((name) => (
          <Link key={name} href={volunteerTabs[name]} aria-current={name === tab ? 'page' : undefined}>
            {t(`volunteer.tab.${name}`)}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  )
}

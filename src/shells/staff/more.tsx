/** The phone's 更多: the rest of the menu, my places, language, product time of a demo, signing out. */
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { AreaSwitch, LanguageButton, NextDay } from './frame.tsx'
import { tabsOf, useMenu } from './menu.ts'

export default function MorePage() {
  const { t } = useWords()
  const { actor, signOut } = useSession()
  const client = useQueryClient()
  const { places } = useArea()
  const menu = useMenu()
  const tabs = tabsOf(menu)
  const rest = menu.filter((item) => !tabs.includes(item))
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.tab.more')} />
      </header>
      <div className="page-body stack">
        <section className="card card-body card-body-even" aria-label={t('desk.me.grants')}>
          <b data-said>{actor?.name}</b>
          <ul className="soft">
            {(actor?.grants ?? []).map(({ role, place, path, unit }) => (
              <li key={`${role} ${unit ?? path}`}>
                {t(`role.${role}`)} · <span data-said>{place}</span>
              </li>
            ))}
          </ul>
          {places.length > 1 && <AreaSwitch />}
        </section>
        <ul className="card more-list">
          {rest.map(({ key, href, icon }) => (
            <li key={key}>
              <Link href={href}>
                <Icon name={icon} />
                {t(`desk.menu.${key}`)}
              </Link>
            </li>
          ))}
          <li>
            <button
              type="button"
              onClick={() => {
                client.clear()
                void signOut()
              }}
            >
              <Icon name="logout" />
              {t('do.signOut')}
            </button>
          </li>
        </ul>
        <div className="row">
          <LanguageButton />
          <NextDay />
        </div>
      </div>
    </>
  )
}

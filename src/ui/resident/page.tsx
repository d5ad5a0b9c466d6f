/**
 * A screen: its title (also the document's, and focused when one arrives), the way back, reading aloud, the sticky bar
 * with the one main action, and the tabs. In 长辈版 the header is 返回 and 读给我听, and the title stands below it.
 */
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import { useAway } from '#ui/shared/away.ts'
import { useWords } from '#ui/shared/words.tsx'
import { Icon, type IconName } from './icon.tsx'
import { useMode } from './mode.tsx'
import { useMedia, useOnline } from './online.ts'
import { ReadAloud } from './read-aloud.tsx'

interface PageProps {
  title: string
  /** The title as shown, when it holds elements. */
  heading?: ReactNode
  /** The page above this one. */
  back?: string
  /** At the right of the header, standard mode. */
  right?: ReactNode
  /** Instead of the whole header. */
  header?: ReactNode
  /** Beside the title in 长辈版, left of reading aloud. */
  steps?: ReactNode
  readable?: boolean
  /** A step of this page that the address does not name. */
  part?: number
  bar?: ReactNode
  tabs?: boolean
  children: ReactNode
}

const tabs = [
  { href: '/', icon: 'home', key: 'tab.home' },
  { href: '/requests', icon: 'clipboard-list', key: 'tab.progress' },
  { href: '/board', icon: 'users', key: 'tab.board' },
  { href: '/me', icon: 'user', key: 'tab.me' },
] as const satisfies readonly { href: string; icon: IconName; key: string }[]

/** Where the reader was last taken to; undefined until the first page. */
let here: string | undefined
/** Whether the reader moved there, and so was taken to its title. */
let moved = false

export function Page(props: PageProps) {
  const {
    title,
    heading,
    back,
    right,
    header,
    steps,
    readable = false,
    part = 0,
    bar,
    tabs: hasTabs = false,
    children,
  } = props
  const { t } = useWords()
  const { elder } = useMode()
  const wide = useMedia('(min-width: 768px)')
  const titleRef = useRef<HTMLHeadingElement>(null)
  const foot = useHeight<HTMLElement>('--foot')
  const top = useHeight<HTMLElement>('--top')

  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
  // Whoever moves to another page or step starts at its title; the first page is left to the browser.
  useEffect(() => {
    const next = `${location.pathname}${location.search} ${part}`
    const arrives = here !== undefined && here !== next
    if (arrives) {
      window.scrollTo(0, 0)
      moved = true
    }
    // a page that waited for its data is drawn anew, and the title that had the focus is gone with the first drawing
    const lost = moved && document.activeElement === document.body
    if (arrives || lost) titleRef.current?.focus({ preventScroll: true })
    here = next
  }, [part])

  const showTabs = !elder && (hasTabs || wide)
  const name = (
    <h1 ref={titleRef} tabIndex={-1}>
      {heading ?? title}
    </h1>
  )
  const backLink = back && (
    <Link
      href={back}
      className={elder ? 'button quiet small' : 'icon-button'}
      aria-label={elder ? undefined : t('do.back')}
    >
      <Icon name="chevron-left" />
      {elder && <span>{t('do.back')}</span>}
    </Link>
  )

  return (
    <div className="page">
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      {showTabs && wide && <TabBar top />}
      {header ? (
        <header className="home-head">{header}</header>
      ) : elder ? (
        <header className="elder-head">
          {steps ?? backLink ?? <span />}
          <ReadAloud />
        </header>
      ) : (
        <header className="top" ref={top}>
          {backLink ?? <span className="icon-button" />}
          {name}
          {right ?? (readable ? <ReadAloud compact /> : <span className="icon-button" />)}
        </header>
      )}
      <OfflineBar />
      <main id="main" tabIndex={-1}>
        {!header && elder && name}
        {children}
        {bar && (
          <div className="bar" ref={foot as RefObject<HTMLDivElement | null>}>
            {bar}
          </div>
        )}
      </main>
      {showTabs && !wide && <TabBar navRef={foot} />}
    </div>
  )
}

/** Keeps the height of a fixed part as a measure for the style sheet, so that nothing is hidden behind it. */
function useHeight<E extends HTMLElement>(name: string): RefObject<E | null> {
  const part = useRef<E>(null)
  useEffect(() => {
    const element = part.current
    const root = document.documentElement
    if (!element) {
      root.style.setProperty(name, '0px')
      return
    }
    const measure = () => root.style.setProperty(name, `${element.offsetHeight}px`)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  })
  return part
}

function TabBar({ top = false, navRef }: { top?: boolean; navRef?: RefObject<HTMLElement | null> }) {
  const { t } = useWords()
  const [path] = useLocation()
  return (
    <nav ref={navRef} className={top ? 'tabs top-tabs' : 'tabs'} aria-label={t('tab.menu')}>
      {top && (
        <span className="app-name" aria-hidden="true">
          {t('app.name')}
        </span>
      )}
      {tabs.map(({ href, icon, key }) => {
        const here = href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)
        return (
          <Link key={href} href={href} aria-current={here ? 'page' : undefined}>
            <Icon name={icon} />
            <span>{t(key)}</span>
          </Link>
        )
      })}
    </nav>
  )
}

/** A thin line when there is no network or no service: what was written is kept. */
export function OfflineBar() {
  const { t } = useWords()
  const online = useOnline()
  const away = useAway()
  return (
    <div className="offline" role="status">
      {(!online || away) && (
        <p>
          <Icon name="wifi-off" />
          <span>{t(online ? 'net.away' : 'net.offline')}</span>
        </p>
      )}
    </div>
  )
}

/**
 * The frame around every screen: header, side menu (tabs on a phone), bars for no network and for changes, single keys.
 * Changes arrive while it is open: what they touch is read again, screens decide when to show it.
 */
import { useQueryClient } from '@tanstack/react-query'
import { Badge, Button, Dropdown, Input, type InputRef } from 'antd'
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Link, useLocation } from 'wouter'
import { dropContact, sendContacts, useWaitingContacts } from '#domains/requests/web/staffOutbox.ts'
import { refreshRequests, useCounts } from '#domains/requests/web/staffQueries.ts'
import { refreshRights } from '#domains/rights/web/staffRightsParts.tsx'
import { groupNumber } from '#lib/number.ts'
import { call } from '#ui/shared/api.ts'
import { useAway } from '#ui/shared/away.ts'
import { subscribe } from '#ui/shared/live.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { useArea } from '#ui/staff/area.ts'
import { Icon } from '#ui/staff/icons.tsx'
import { KeyCap } from '#ui/staff/key-cap.tsx'
import { KeyHelp } from '#ui/staff/key-help.tsx'
import { useKeys } from '#ui/staff/keys.ts'
import { usePhone } from '#ui/staff/media.ts'
import { itemAt, tabsOf, useMenu } from './menu.ts'

function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener)
      addEventListener('offline', listener)
      return () => {
        removeEventListener('online', listener)
        removeEventListener('offline', listener)
      }
    },
    () => navigator.onLine,
  )
}

/** Reads again what a change touched, at most once a second. */
function useLiveRefresh(): void {
  const client = useQueryClient()
  const { reload } = useSession()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const touched = new Set<string>()
    const stop = subscribe(({ number }) => {
      if (number) touched.add(number)
      else touched.add('')
      timer ??= setTimeout(() => {
        timer = undefined
        const numbers = [...touched]
        touched.clear()
        for (const one of numbers) {
          void refreshRequests(client, one || undefined)
          void refreshRights(client, one || undefined)
        }
        void reload()
      }, 400)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [client, reload])
}

export function Frame({ children }: { children: ReactNode }) {
  const { t } = useWords()
  const [address, navigate] = useLocation()
  const { actor } = useSession()
  const area = useArea()
  const phone = usePhone()
  const online = useOnline()
  const menu = useMenu()
  const counts = useCounts(area.path, actor?.permissions.includes('requests.desk') ?? false)
  const [helps, setHelps] = useState(false)
  const search = useRef<InputRef>(null)
  const current = itemAt(menu, address)
  const mayTakeIn = menu.some(({ key }) => key === 'new')
  const maySearch = menu.some(({ key }) => key === 'search')

  useLiveRefresh()
  useKeys({
    '/': () => (!maySearch ? undefined : phone ? navigate('/desk/search') : search.current?.focus()),
    '?': () => setHelps(true),
    n: mayTakeIn ? () => navigate('/desk/requests/new') : undefined,
  })

  const tabs = tabsOf(menu)
  return (
    <>
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      <div className="desk">
        <div className="desk-bars">
          {phone ? (
            <PhoneHead maySearch={maySearch} />
          ) : (
            <DeskHead searchRef={search} help={() => setHelps(true)} mayTakeIn={mayTakeIn} maySearch={maySearch} />
          )}
          <ConnectionBar online={online} />
        </div>
        {!phone && (
          <nav className="desk-side" aria-label={t('desk.menu')}>
            {(['work', 'volunteer', 'credits', 'see', 'manage', 'other'] as const).map((group) => {
              const inside = menu.filter((item) => item.group === group)
              if (inside.length === 0) return null
              return (
                <div key={group}>
                  {group !== 'work' && <h2>{t(`desk.group.menu.${group}`)}</h2>}
                  {inside.map(({ key, href, icon }) => (
                    <Link key={key} href={href} aria-current={key === current ? 'page' : undefined}>
                      <Icon name={icon} />
                      {t(`desk.menu.${key}`)}
                      {key === 'requests' && counts.data && counts.data.mine > 0 && (
                        <span className="count">{counts.data.mine}</span>
                      )}
                    </Link>
                  ))}
                </div>
              )
            })}
          </nav>
        )}
        <main className="desk-main" id="main" tabIndex={-1}>
          {children}
        </main>
        {phone && (
          <nav className="desk-tabs" aria-label={t('desk.menu')}>
            {tabs.map(({ key, href, icon }) => (
              <Link key={key} href={href} aria-current={key === current ? 'page' : undefined}>
                <Icon name={icon} />
                {t(`desk.tab.${key}`)}
              </Link>
            ))}
            <Link href="/desk/more" aria-current={address === '/desk/more' ? 'page' : undefined}>
              <Icon name="dots" />
              {t('desk.tab.more')}
            </Link>
          </nav>
        )}
      </div>
      <KeyHelp open={helps} close={() => setHelps(false)} lines={useKeyLines()} />
    </>
  )
}

/** No network or no service, and contacts that wait for it. */
function ConnectionBar({ online }: { online: boolean }) {
  const { t } = useWords()
  const away = useAway()
  const client = useQueryClient()
  const { actor } = useSession()
  const personId = actor?.personId ?? ''
  const waiting = useWaitingContacts(personId)
  const refused = waiting.filter((one) => one.refused)
  const count = waiting.length - refused.length

  useEffect(() => {
    if (!online || count === 0) return
    const send = () =>
      void sendContacts(personId).then((numbers) =>
        Promise.all(numbers.map((number) => refreshRequests(client, number))),
      )
    send()
    const timer = setInterval(send, 15_000)
    return () => clearInterval(timer)
  }, [online, count, personId, client])

  return (
    <>
      {(!online || away || count > 0) && (
        <div className="notice-bar" role="status">
          <Icon name="wifiOff" small />
          {count > 0 ? t('desk.contacts.waiting', { n: count }) : t(online ? 'net.away' : 'net.offline')}
        </div>
      )}
      {refused.map(({ id, number }) => (
        <div key={id} className="notice-bar" role="alert">
          <Icon name="alertTriangle" small />
          {t('desk.contacts.refused')}{' '}
          <Link href={`/desk/requests/${number}`} className="link num">
            {groupNumber(number)}
          </Link>
          <Button size="small" onClick={() => dropContact(id)}>
            {t('desk.contacts.drop')}
          </Button>
        </div>
      ))}
    </>
  )
}

function useKeyLines() {
  const { t } = useWords()
  return [
    { keys: ['J', 'K'], words: t('key.move') },
    { keys: ['Enter'], words: t('key.open') },
    { keys: ['A'], words: t('action.accept') },
    { keys: ['D'], words: t('key.dispatch') },
    { keys: ['C'], words: t('action.contact') },
    { keys: ['R'], words: t('action.reply') },
    { keys: ['W'], words: t('key.wait') },
    { keys: ['M'], words: t('action.merge') },
    { keys: ['N'], words: t('desk.menu.new') },
    { keys: ['/'], words: t('key.search') },
    { keys: ['Ctrl', 'Enter'], words: t('key.send') },
    { keys: ['?'], words: t('key.help') },
    { keys: ['Esc'], words: t('key.back') },
  ]
}

interface HeadProps {
  searchRef: React.RefObject<InputRef | null>
  help(): void
  mayTakeIn: boolean
  maySearch: boolean
}

function DeskHead({ searchRef, help, mayTakeIn, maySearch }: HeadProps) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const { actor } = useSession()
  const [words, setWords] = useState('')
  const unread = actor?.unread ?? 0
  return (
    <header className="desk-head">
      <Link href="/desk" className="desk-logo">
        <Icon name="buildingCommunity" />
        {t('app.name')}
        <span>{t('desk.name')}</span>
      </Link>
      <AreaSwitch />
      {maySearch && (
        <search className="desk-search">
          <form
            onSubmit={(event) => {
              event.preventDefault()
              navigate('/desk/search', { state: { words } })
              setWords('')
              searchRef.current?.blur()
            }}
          >
            <Input
              ref={searchRef}
              value={words}
              maxLength={40}
              aria-label={t('desk.search.name')}
              placeholder={t('desk.search.hint')}
              prefix={<Icon name="search" />}
              suffix={<KeyCap name="/" />}
              onChange={({ target }) => setWords(target.value)}
            />
          </form>
        </search>
      )}
      <div className="desk-tools">
        {mayTakeIn && (
          <Link href="/desk/requests/new" className="primary-link">
            <Icon name="plus" />
            {t('desk.menu.new')} <KeyCap name="N" />
          </Link>
        )}
        <NextDay />
        <Link href="/desk/notices" className="head-icon" aria-label={t('desk.notices', { n: unread })}>
          <Badge count={unread} size="small" overflowCount={99} color="#B3261E">
            <Icon name="bell" />
          </Badge>
        </Link>
        <Button type="text" className="head-icon" aria-label={t('keys.title')} onClick={help}>
          <Icon name="keyboard" />
        </Button>
        <LanguageButton />
        <MeMenu />
      </div>
    </header>
  )
}

function PhoneHead({ maySearch }: { maySearch: boolean }) {
  const { t } = useWords()
  const { actor } = useSession()
  const unread = actor?.unread ?? 0
  return (
    <header className="desk-head">
      <Link href="/desk" className="desk-logo">
        <Icon name="buildingCommunity" />
        {t('app.name')}
        <span>{t('desk.name')}</span>
      </Link>
      <div className="desk-tools">
        {maySearch && (
          <Link href="/desk/search" className="head-icon" aria-label={t('desk.menu.search')}>
            <Icon name="search" />
          </Link>
        )}
        <Link href="/desk/notices" className="head-icon" aria-label={t('desk.notices', { n: unread })}>
          <Badge count={unread} size="small" color="#B3261E">
            <Icon name="bell" />
          </Badge>
        </Link>
      </div>
    </header>
  )
}

/** Where I work; a choice when there are several places. */
export function AreaSwitch() {
  const { t } = useWords()
  const { path, name, places, choose } = useArea()
  if (places.length < 2)
    return (
      <span className="desk-area">
        <Icon name="mapPin" />
        <span data-said>{name}</span>
      </span>
    )
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [path ?? ''],
        items: [{ key: '', label: t('desk.area.all') }, ...places.map((one) => ({ key: one.path, label: one.place }))],
        onClick: ({ key }) => choose(key || undefined),
      }}
    >
      <Button type="text" className="desk-area" aria-haspopup="menu">
        <Icon name="mapPin" />
        <span data-said>{path ? name : t('desk.area.all')}</span>
        <Icon name="chevronDown" small />
      </Button>
    </Dropdown>
  )
}

export function LanguageButton() {
  const { t, language, setLocale } = useWords()
  const { setMine } = useSession()
  const next = language === 'en' ? 'zh' : 'en'
  return (
    <Button
      type="text"
      lang={next === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => void setLocale(next).then(() => setMine({ locale: next }))}
    >
      {t(`app.language.${next}`)}
    </Button>
  )
}

/** Outside production only: moves product time by a day. */
export function NextDay() {
  const { t } = useWords()
  const say = useSay()
  const client = useQueryClient()
  const { session, reload } = useSession()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  if (session?.environment !== 'demo') return null
  return (
    <>
      <Button
        className="next-day"
        loading={busy}
        onClick={() => {
          setBusy(true)
          setError('')
          call('POST', '/clock', { body: { hours: 24 } })
            .then(() => Promise.all([reload(), client.invalidateQueries()]))
            .catch((failure: unknown) => setError(say(failure)))
            .finally(() => setBusy(false))
        }}
      >
        <Icon name="skip" small />
        {t('desk.nextDay')}
      </Button>
      {error && (
        <span className="error-text" role="alert">
          {error}
        </span>
      )}
    </>
  )
}

function MeMenu() {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const { actor, signOut } = useSession()
  const client = useQueryClient()
  const role = actor?.grants[0]?.role
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'grants',
            type: 'group',
            label: t('desk.me.grants'),
            children: (actor?.grants ?? []).map(({ role: one, place, path, unit }) => ({
              key: `${one} ${unit ?? path}`,
              label: `${t(`role.${one}`)} · ${place}`,
              disabled: true,
            })),
          },
          { type: 'divider' },
          { key: 'sessions', label: t('desk.menu.sessions'), icon: <Icon name="lock" small /> },
          { key: 'out', label: t('do.signOut'), icon: <Icon name="logout" small /> },
        ],
        onClick: ({ key }) => {
          if (key === 'sessions') return navigate('/desk/sessions')
          if (key !== 'out') return
          client.clear()
          void signOut()
        },
      }}
    >
      <Button type="text" aria-haspopup="menu">
        <Icon name="user" small />
        <span data-said>{actor?.name}</span> {role && t(`role.${role}`)}
      </Button>
    </Dropdown>
  )
}

/** A screen that is loaded when somebody goes there; what went wrong on the way is said, and tried again when asked. */
import { type ComponentType, useEffect, useState } from 'react'
import { Route, Switch } from 'wouter'
import { Page } from '#ui/resident/page.tsx'
import { Failed, Loading } from '#ui/resident/parts.tsx'
import { OfflineError } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'

type Screen = ComponentType<{ params: Record<string, string | undefined> }>
type Load = () => Promise<{ default: Screen }>
export type ScreenList = readonly (readonly [path: string, load: Load])[]

const loaded = new Map<Load, Screen>()

/** @param own whether it says what is in the words of one’s own */
export function later(load: Load, own = false): Screen {
  return function Later(props) {
    const [Shown, setShown] = useState<Screen | undefined>(() => loaded.get(load))
    const [failed, setFailed] = useState(false)
    const { loadMore } = useWords()
    useEffect(() => {
      if (Shown || failed) return
      Promise.all([load(), own ? loadMore() : undefined]).then(
        ([{ default: screen }]) => {
          loaded.set(load, screen)
          setShown(() => screen)
        },
        () => setFailed(true),
      )
    }, [Shown, failed, loadMore])
    if (Shown) return <Shown {...props} />
    if (!failed) return <Waiting />
    return <Broken onRetry={() => setFailed(false)} />
  }
}

/** The screen of the address, or what else there is. */
export function Screens({ all, Else }: { all: readonly { path: string; Screen: Screen }[]; Else: Screen }) {
  return (
    <Switch>
      {all.map(({ path, Screen }) => (
        <Route key={path} path={path}>
          {(params) => <Screen params={params as Record<string, string | undefined>} />}
        </Route>
      ))}
      <Route>
        <Else params={{}} />
      </Route>
    </Switch>
  )
}

function Waiting() {
  return (
    <main className="page">
      <Loading />
    </main>
  )
}

function Broken({ onRetry }: { onRetry(): void }) {
  const { t } = useWords()
  return (
    <Page title={t('error.title')} back="/">
      <Failed error={new OfflineError()} onRetry={onRetry} />
    </Page>
  )
}

/** The community on this screen, and who to call in it: the account's, else the one this device last chose. */
import { useCallback } from 'react'
import { call } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'
import type { CommunityName } from './community-picker.tsx'
import { recall, remember } from './device.ts'
import { useLoad } from './load.ts'

export function keptCommunity(): string | undefined {
  const kept = recall('community')
  return kept && /^\d{12}$/.test(kept) ? kept : undefined
}

/** mu dan she qu → Mudanshequ: what a reader of English says for a name that keeps its Chinese. */
export function pinyinName(pinyin: string): string {
  const word = pinyin.replaceAll(' ', '')
  return word.charAt(0).toUpperCase() + word.slice(1)
}

const WORKER = 'worker'

/** Remembers the grid worker of a place this reader reported from: the one to show first. */
export function rememberWorker(id: string): void {
  remember(WORKER, id)
}

/** The worker of the reader's own grid, of the place last reported from, or the only one; and the others with a phone. */
export function workersOf<W extends { id: string; phone: string | null; gridPath: string }>(
  workers: readonly W[],
  grid: string | undefined,
): { own: (W & { phone: string }) | undefined; others: (W & { phone: string })[] } {
  const reachable = workers.filter((worker): worker is W & { phone: string } => worker.phone !== null)
  const known = recall(WORKER)
  const own =
    reachable.find(({ gridPath }) => gridPath === grid) ??
    reachable.find(({ id }) => id === known) ??
    (reachable.length === 1 ? reachable[0] : undefined)
  return { own, others: reachable.filter((worker) => worker !== own) }
}

export function useCommunity() {
  const { actor, session, error, setMine } = useSession()
  const known = session !== undefined || error !== undefined
  const path = actor?.community ?? keptCommunity()
  const {
    value,
    error: failure,
    reload,
  } = useLoad(known && path ? `community ${path}` : undefined, (signal) =>
    call('GET', '/communities/:path', { params: { path: path ?? '' }, signal }),
  )
  const signedIn = actor !== null
  const choose = useCallback(
    async ({ path: chosen }: CommunityName) => {
      remember('community', chosen)
      if (signedIn) await setMine({ community: chosen })
    },
    [signedIn, setMine],
  )
  const home = actor?.home?.grid.startsWith(path ?? '') ? actor.home : null
  return { path, community: value, home, error: failure, reload, choose }
}

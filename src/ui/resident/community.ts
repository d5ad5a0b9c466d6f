/** The community on this screen: the account's, else the one this device last chose. */
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

export function useCommunity() {
  const { actor, session, error, setMine } = useSession()
  const known = session !== undefined || error !== undefined
  const path = actor?.community ?? keptCommunity()
  const { value, error: failure, reload } = useLoad(known && path ? `community ${path}` : undefined, (signal) =>
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
  return { path, community: value, error: failure, reload, choose }
}

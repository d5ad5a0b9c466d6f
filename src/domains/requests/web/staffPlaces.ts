/** The community a worker takes in for: their own, or one of those their grants reach. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#ui/shared/api.ts'
import { useSession } from '#ui/shared/session.tsx'

const CITY = 4
const COMMUNITY = 12
const STREET = 9

export interface CommunityChoice {
  path: string | undefined
  choices: readonly { path: string; name: string }[]
  choose(path: string | undefined): void
}

export function useCommunityChoice(): CommunityChoice {
  const { actor } = useSession()
  const grants = actor?.grants ?? []
  const own = [
    ...new Set(grants.filter(({ path }) => path.length >= COMMUNITY).map(({ path }) => path.slice(0, COMMUNITY))),
  ]
  const streets = [...new Set(grants.filter(({ path }) => path.length === STREET).map(({ path }) => path))]
  const below = useQuery({
    queryKey: ['communities', own, streets],
    queryFn: async ({ signal }) => {
      const parents = [...new Set([...streets, ...own.map((path) => path.slice(0, STREET))])]
      const lists = await Promise.all(parents.map((inside) => call('GET', '/places', { query: { inside }, signal })))
      return lists
        .flatMap(({ places }) => places)
        .filter(({ path }) => own.includes(path) || streets.some((street) => path.startsWith(street)))
        .map(({ path, name }) => ({ path, name }))
    },
    enabled: parentsKnown(own, streets),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [chosen, choose] = useState<string>()
  const choices = below.data ?? []
  return { path: chosen ?? (own.length > 0 ? own[0] : choices[0]?.path), choices, choose }
}

const parentsKnown = (own: readonly string[], streets: readonly string[]) => own.length + streets.length > 0

const lengths = [CITY, 6, STREET, COMMUNITY, 14, 16]

/** The name of a place by its path, for what an address names. */
export function usePlaceName(path: string | undefined): string | undefined {
  const { session } = useSession()
  const above = path ? lengths.filter((length) => length < path.length).at(-1) : undefined
  const inside = above === undefined || above === CITY ? undefined : path?.slice(0, above)
  const list = useQuery({
    queryKey: ['places inside', inside],
    queryFn: ({ signal }) => call('GET', '/places', { query: inside ? { inside } : {}, signal }),
    enabled: path !== undefined && path.length > CITY,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (path?.length === CITY) return session?.city
  return list.data?.places.find((place) => place.path === path)?.name
}

/** Estate and name of a building, for what an address names. */
export function useBuildingName(id: string | undefined): string | undefined {
  const building = useQuery({
    queryKey: ['building', id],
    queryFn: ({ signal }) => call('GET', '/buildings/:id', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return building.data && `${building.data.estate} ${building.data.name}`
}

/** Estates and buildings of a community. */
export function useCommunity(path: string | undefined) {
  return useQuery({
    queryKey: ['community', path],
    queryFn: ({ signal }) => call('GET', '/communities/:path', { params: { path: path ?? '' }, signal }),
    enabled: path !== undefined,
    staleTime: 60_000,
  })
}

/**
 * What the workbench reads of requests, with the keys under which it is kept.
 * A live change marks what it touches as old (refresh); lists decide themselves when to show it.
 */
import { type QueryClient, useQuery } from '@tanstack/react-query'
import { type Answer, call, readRequest } from '#ui/shared/api.ts'
import type * as Contract from '../contract.ts'

export type InboxQuery = Contract.InboxQuery
export type RequestDetail = Contract.RequestDetail
export type RequestRow = Contract.RequestRow
export type Step = RequestDetail['steps'][number]
export type Overview = Answer<'GET', '/overview'>
export type Found = Answer<'POST', '/desk/search'>
export type Rate = Overview['solved']

/** A request by its number of nine digits. */
export function useRequest(number: string | undefined) {
  return useQuery({
    queryKey: ['request', number],
    queryFn: ({ signal }) => readRequest(number ?? '', signal),
    enabled: number !== undefined,
  })
}

/** The first page of a list. */
export function useInboxPage(query: InboxQuery, enabled = true) {
  return useQuery({
    queryKey: ['inbox', query],
    queryFn: ({ signal }) => call('GET', '/desk/requests', { query, signal }),
    enabled,
  })
}

/** How many are in each view. */
export function useCounts(path: string | undefined, enabled = true) {
  return useQuery({
    queryKey: ['counts', path],
    queryFn: ({ signal }) => call('GET', '/desk/counts', { query: path ? { path } : {}, signal }),
    enabled,
  })
}

export function useCategories() {
  return useQuery({
    queryKey: ['categories'],
    queryFn: ({ signal }) => call('GET', '/request-categories', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    select: ({ categories }) => categories,
  })
}

export function useEmergencies() {
  return useQuery({
    queryKey: ['emergencies'],
    queryFn: ({ signal }) => call('GET', '/emergencies', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useTemplates() {
  return useQuery({
    queryKey: ['templates'],
    queryFn: ({ signal }) => call('GET', '/desk/templates', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    select: ({ templates }) => templates,
  })
}

/** Marks everything that a change of requests touches as old. */
export async function refreshRequests(client: QueryClient, number?: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: number ? ['request', number] : ['request'] }),
    client.invalidateQueries({ queryKey: ['inbox'] }),
    client.invalidateQueries({ queryKey: ['counts'] }),
  ])
}

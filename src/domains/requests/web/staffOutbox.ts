/**
 * Contacts recorded without a network: kept on this device and sent by themselves when it is back, in the order they were made.
 * A contact is a fact that can happen in any open state, so one that meets a newer version is sent again on that version.
 */
import { useSyncExternalStore } from 'react'
import { actOnRequest, OfflineError, RefusalError, type RequestForms, readRequest } from '#ui/shared/api.ts'

export interface WaitingContact {
  /** The action's id: sending twice records once. */
  id: string
  personId: string
  requestId: string
  number: string
  seen: number
  form: RequestForms['contact']
  /** Code of the refusal, when it could not be recorded. */
  refused?: string
}

const KEPT = 'linli.contacts'
const listeners = new Set<() => void>()
let cache: { text: string; list: readonly WaitingContact[] } = { text: '', list: [] }
let sending = false

function read(): readonly WaitingContact[] {
  let text = '[]'
  try {
    text = localStorage.getItem(KEPT) ?? '[]'
  } catch {
    // Without storage nothing is kept.
  }
  if (text !== cache.text) cache = { text, list: JSON.parse(text) as WaitingContact[] }
  return cache.list
}

function write(list: readonly WaitingContact[]): boolean {
  try {
    localStorage.setItem(KEPT, JSON.stringify(list))
  } catch {
    return false
  }
  for (const listener of listeners) listener()
  return true
}

/** Keeps a contact for later. @returns false when this device cannot keep it */
export function keepContact(contact: WaitingContact): boolean {
  return write([...read(), contact])
}

/** Forgets a contact that cannot be recorded. */
export function dropContact(id: string): void {
  write(read().filter((one) => one.id !== id))
}

/** The contacts of a person that are not sent yet. */
export function useWaitingContacts(personId: string): readonly WaitingContact[] {
  const all = useSyncExternalStore(listen, read)
  return all.filter((one) => one.personId === personId)
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Sends what is kept. @returns the numbers of the requests that changed */
export async function sendContacts(personId: string): Promise<string[]> {
  if (sending) return []
  sending = true
  const done: string[] = []
  try {
    for (const contact of read().filter((one) => one.personId === personId && !one.refused)) {
      try {
        await sendOne(contact)
        dropContact(contact.id)
        done.push(contact.number)
      } catch (failure) {
        if (failure instanceof OfflineError) break
        if (!(failure instanceof RefusalError) || failure.status === 401) break
        write(read().map((one) => (one.id === contact.id ? { ...one, refused: failure.code } : one)))
      }
    }
  } finally {
    sending = false
  }
  return done
}

async function sendOne({ id, requestId, seen, form }: WaitingContact): Promise<void> {
  try {
    await actOnRequest(requestId, 'contact', { id, seen, ...form })
  } catch (failure) {
    if (!(failure instanceof RefusalError) || failure.code !== 'matter.moved') throw failure
    const { version } = await readRequest(requestId)
    await actOnRequest(requestId, 'contact', { id, seen: version, ...form })
  }
}

/**
 * Single keys of the workbench. They do nothing while somebody types or a dialog is open, and can be switched off (WCAG 2.1.4).
 */
import { useEffect, useRef, useSyncExternalStore } from 'react'

const KEPT = 'linli.keys'
const listeners = new Set<() => void>()

function read(): boolean {
  try {
    return localStorage.getItem(KEPT) !== 'off'
  } catch {
    return true
  }
}

/** Switches the single keys on or off on this device. */
export function setKeysOn(on: boolean): void {
  try {
    localStorage.setItem(KEPT, on ? 'on' : 'off')
  } catch {
    // Without storage they stay as they are.
  }
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether single keys are on. */
export function useKeysOn(): boolean {
  return useSyncExternalStore(listen, read)
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.role === 'combobox'
}

export const isDialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null

/** What each key does; a key that is absent does nothing. Keys are lower case, or 'Enter', 'Escape', '/', '?'. */
export type KeyMap = Readonly<Record<string, (() => void) | undefined>>

/** Listens for single keys while the component is mounted. */
export function useKeys(keys: KeyMap): void {
  const on = useKeysOn()
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    if (!on) return
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return
      if (isTyping(event.target) || isDialogOpen()) return
      const isControl =
        event.target instanceof HTMLElement && event.target.closest('a, button, summary, [role="menuitem"]') !== null
      if ((event.key === 'Enter' || event.key === ' ') && isControl) return
      const does = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (!does) return
      event.preventDefault()
      does()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [on])
}

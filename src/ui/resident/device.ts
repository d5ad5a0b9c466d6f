/**
 * What this device remembers for its reader: text size, community, whether something was asked once.
 * A browser that keeps nothing still works for the visit, so every access may fail quietly.
 */
const PREFIX = 'linli.'

export function remember(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, value)
  } catch {
    // Private windows of some browsers refuse; nothing depends on it.
  }
}

export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined
  }
}

/** Words of a form that wait in this tab while somebody signs in again; they go with the tab. */
export function keepWords(name: string, words: string): void {
  try {
    if (words === '') sessionStorage.removeItem(PREFIX + name)
    else sessionStorage.setItem(PREFIX + name, words)
  } catch {
    // Then they live as long as the form.
  }
}

export function keptWords(name: string): string {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? ''
  } catch {
    return ''
  }
}

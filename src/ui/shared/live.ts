/**
 * Changes as they happen: one server-sent stream per page, shared by everyone who listens.
 * It comes back by itself; after a gap listeners hear `{ kind: 'gap' }` and read again, because a change may have been missed.
 */
export interface Change {
  /** The matter, and its number of nine digits; absent for a gap. */
  id?: string
  number?: string
  /** The action that happened, or 'gap'. */
  kind: string
}

type Listener = (change: Change) => void

const listeners = new Set<Listener>()
const FIRST_WAIT = 2_000
const LONGEST_WAIT = 60_000

let source: EventSource | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let wait = FIRST_WAIT
let broken = false

/** Listens until the returned function is called. Listen only when somebody is signed in. */
export function subscribe(listener: Listener): () => void {
  listeners.add(listener)
  if (!source && timer === undefined) open()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) close()
  }
}

function tell(change: Change): void {
  for (const listener of listeners) listener(change)
}

function open(): void {
  timer = undefined
  if (typeof EventSource === 'undefined') return
  source = new EventSource('/api/live')
  source.addEventListener('open', () => {
    wait = FIRST_WAIT
    if (broken) tell({ kind: 'gap' })
    broken = false
  })
  source.addEventListener('change', (event) => tell(JSON.parse((event as MessageEvent<string>).data) as Change))
  // The server lost its own listening for a moment.
  source.addEventListener('again', () => tell({ kind: 'gap' }))
  source.addEventListener('error', () => {
    broken = true
    if (source?.readyState !== EventSource.CLOSED) return
    source = undefined
    // the session may have ended: whoever reads again finds out
    tell({ kind: 'gap' })
    timer = setTimeout(open, wait)
    wait = Math.min(wait * 2, LONGEST_WAIT)
  })
}

function close(): void {
  source?.close()
  source = undefined
  clearTimeout(timer)
  timer = undefined
  broken = false
  wait = FIRST_WAIT
}

/**
 * Reads the screen aloud, sentence by sentence, with pause and a slower pace, and shows where it is.
 * A device that cannot speak says so at the button.
 */
import { useEffect, useRef, useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icon.tsx'

const READ = 'h1, h2, h3, p, li, legend, dt, dd, label, a.big, button.big, [data-read]'
const NO_VOICE_AFTER = 4_000

/** What is read, in the order it is seen: the outermost of these elements, without what is hidden. */
function passages(): { element: HTMLElement; text: string }[] {
  const all = [...document.querySelectorAll<HTMLElement>(`main :is(${READ}), header h1`)]
  return all
    .filter((element) => !all.some((other) => other !== element && other.contains(element)))
    .filter((element) => element.offsetParent !== null && !element.closest('.unseen, [data-silent]'))
    .map((element) => ({ element, text: element.innerText.trim().replace(/\s*\n\s*/g, '，') }))
    .filter(({ text }) => text !== '')
}

type State = 'still' | 'reading' | 'paused' | 'mute'

/** @param words what is read instead of the screen; @param compact an icon in a header */
export function ReadAloud({
  compact = false,
  words,
  plain = false,
}: {
  compact?: boolean
  words?: string
  plain?: boolean
}) {
  const { t, language } = useWords()
  const [state, setState] = useState<State>('still')
  const [slow, setSlow] = useState(false)
  const run = useRef(0)
  const pace = useRef(1)
  const marked = useRef<HTMLElement>(undefined)

  const mark = (element: HTMLElement | undefined) => {
    marked.current?.classList.remove('being-read')
    marked.current = element
    element?.classList.add('being-read')
    element?.scrollIntoView({ block: 'nearest' })
  }
  const stop = (next: State = 'still') => {
    run.current += 1
    if ('speechSynthesis' in window) speechSynthesis.cancel()
    mark(undefined)
    setState(next)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: stops once, when the screen goes
  useEffect(() => () => stop(), [])

  const start = () => {
    if (!('speechSynthesis' in window)) return stop('mute')
    stop('reading')
    const mine = run.current
    const parts: { element?: HTMLElement; text: string }[] = words === undefined ? passages() : [{ text: words }]
    const speak = (index: number) => {
      const part = parts[index]
      if (run.current !== mine) return
      if (!part) return stop()
      const utterance = new SpeechSynthesisUtterance(part.text)
      utterance.lang = language === 'en' ? 'en-US' : 'zh-CN'
      utterance.rate = pace.current
      utterance.onend = () => speak(index + 1)
      utterance.onerror = () => run.current === mine && stop('mute')
      let began = false
      utterance.onstart = () => {
        began = true
      }
      // Some browsers have the function and no voice: they neither begin nor fail.
      setTimeout(() => !began && run.current === mine && !speechSynthesis.paused && stop('mute'), NO_VOICE_AFTER)
      mark(part.element)
      speechSynthesis.speak(utterance)
    }
    speak(0)
  }
  const pause = () => {
    if (state === 'paused') speechSynthesis.resume()
    else speechSynthesis.pause()
    setState(state === 'paused' ? 'reading' : 'paused')
  }

  const idle = state === 'still' || state === 'mute'
  return (
    <div className={`read-aloud${compact ? ' compact' : ''}${plain ? ' plain' : ''}`} data-silent>
      <button
        type="button"
        className={compact ? 'icon-button' : plain ? 'action' : 'read'}
        aria-label={compact ? t(idle ? 'read.aloud' : 'read.stop') : undefined}
        onClick={() => (idle ? start() : stop())}
      >
        <Icon name={idle ? 'volume' : 'player-stop'} />
        {!compact && <span>{t(idle ? 'read.aloud' : 'read.stop')}</span>}
      </button>
      {!idle && (
        <div className="read-controls">
          <button type="button" className="button quiet small" onClick={pause}>
            <Icon name={state === 'paused' ? 'player-play' : 'player-pause'} />
            <span>{t(state === 'paused' ? 'read.resume' : 'read.pause')}</span>
          </button>
          <button
            type="button"
            className="button quiet small"
            aria-pressed={slow}
            onClick={() => {
              pace.current = slow ? 1 : 0.75
              setSlow(!slow)
            }}
          >
            <span>{t('read.slower')}</span>
          </button>
        </div>
      )}
      <p className={state === 'mute' ? 'read-mute' : 'unseen'} role="status">
        {state === 'mute' ? t('read.mute') : ''}
      </p>
    </div>
  )
}

/**
 * A spoken message of at most 60 seconds: one press starts, one press stops, then it can be heard and said again.
 * Where a browser cannot record, or the person says no to the microphone, it says so and the words remain.
 */
import { useEffect, useRef, useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icon.tsx'
import { ErrorLine } from './parts.tsx'
import type { Sending } from './photo-input.tsx'

export const VOICE_SECONDS_MOST = 60
const types = ['audio/webm', 'audio/mp4', 'audio/ogg']

export interface VoiceMessage extends Sending {
  seconds: number
}

interface VoiceInputProps {
  /** The page's main button, in 长辈版. */
  big?: boolean
  voice: VoiceMessage | undefined
  onRecorded(blob: Blob, seconds: number): void
  onRemove(): void
  onRetry(): void
}

const canRecord = () => typeof MediaRecorder !== 'undefined' && navigator.mediaDevices !== undefined

export function VoiceInput({ big = false, voice, onRecorded, onRemove, onRetry }: VoiceInputProps) {
  const { t } = useWords()
  const [seconds, setSeconds] = useState<number>()
  const [problem, setProblem] = useState<'absent' | 'refused'>()
  const recorder = useRef<MediaRecorder>(undefined)

  useEffect(
    () => () => {
      if (recorder.current?.state === 'recording') recorder.current.stop()
    },
    [],
  )

  const start = async () => {
    if (!canRecord()) return setProblem('absent')
    setProblem(undefined)
    let stream: MediaStream
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    } catch (error) {
      return setProblem(error instanceof DOMException && error.name === 'NotFoundError' ? 'absent' : 'refused')
    }
    const type = types.find((each) => MediaRecorder.isTypeSupported(each))
    const running = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: 24_000 })
    recorder.current = running
    const began = Date.now()
    const parts: Blob[] = []
    const passed = () => Math.min(VOICE_SECONDS_MOST, Math.max(1, Math.round((Date.now() - began) / 1000)))
    const ticking = setInterval(() => {
      setSeconds(passed())
      if (Date.now() - began >= VOICE_SECONDS_MOST * 1000 && running.state === 'recording') running.stop()
    }, 250)
    running.ondataavailable = ({ data }) => parts.push(data)
    running.onstop = () => {
      clearInterval(ticking)
      for (const track of stream.getTracks()) track.stop()
      setSeconds(undefined)
      const blob = new Blob(parts, { type: (running.mimeType || type || 'audio/webm').split(';')[0] ?? 'audio/webm' })
      if (blob.size > 0) onRecorded(blob, passed())
    }
    setSeconds(0)
    running.start()
  }

  if (seconds !== undefined)
    return (
      <div className="voice">
        <button
          type="button"
          className={big ? 'mic big go recording' : 'mic recording'}
          onClick={() => recorder.current?.stop()}
        >
          <Icon name="player-stop" />
          <span>{t('voice.stop')}</span>
        </button>
        <p className="meta number" aria-hidden="true">
          {t('voice.passed', { seconds, most: VOICE_SECONDS_MOST })}
        </p>
        <p className="unseen" role="status">
          {t('voice.recording')}
        </p>
      </div>
    )
  if (voice)
    return (
      <div className="voice">
        <Play blob={voice.blob} seconds={voice.seconds} />
        {voice.state === 'failed' && (
          <button type="button" className="action" onClick={onRetry}>
            <Icon name="refresh" />
            <span>{t('voice.again')}</span>
          </button>
        )}
        <button type="button" className="action" onClick={onRemove}>
          <Icon name="trash" />
          <span>{t('voice.remove')}</span>
        </button>
      </div>
    )
  return (
    <div className="voice">
      <button type="button" className={big ? 'mic big go' : 'mic'} onClick={() => void start()}>
        <Icon name="microphone" />
        <span>{t(big ? 'voice.start.big' : 'voice.start')}</span>
      </button>
      {problem && <ErrorLine>{t(`voice.${problem}`)}</ErrorLine>}
    </div>
  )
}

/** Plays a message that lies on the phone or with us. */
export function Play({ blob, address, seconds }: { blob?: Blob; address?: string; seconds: number | null }) {
  const { t } = useWords()
  const [playing, setPlaying] = useState(false)
  const audio = useRef<HTMLAudioElement>(undefined)
  useEffect(() => () => audio.current?.pause(), [])

  const toggle = () => {
    if (!audio.current) {
      audio.current = new Audio(address ?? (blob ? URL.createObjectURL(blob) : ''))
      audio.current.onended = () => setPlaying(false)
      audio.current.onerror = () => setPlaying(false)
    }
    if (playing) audio.current.pause()
    else audio.current.play().catch(() => setPlaying(false))
    setPlaying(!playing)
  }
  return (
    <button type="button" className="action" onClick={toggle}>
      <Icon name={playing ? 'player-pause' : 'player-play'} />
      <span>{seconds ? t(playing ? 'voice.pause' : 'voice.play', { seconds }) : t('voice.hear')}</span>
    </button>
  )
}

/** The camera as a reader of codes, where the browser has one built in; elsewhere the phone's own camera opens the page with the digits. */
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
type Detectors = new (options: { formats: string[] }) => Detector

const detectors = () => (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector

export const canScan = (): boolean => detectors() !== undefined && navigator.mediaDevices !== undefined

const LOOK_MS = 250

export function Scanner({ found, close }: { found(text: string): void; close(): void }) {
  const { t } = useWords()
  const video = useRef<HTMLVideoElement>(null)
  const tell = useRef(found)
  tell.current = found
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const Made = detectors()
    if (!Made) return
    const detector = new Made({ formats: ['qr_code'] })
    let stream: MediaStream | undefined
    let over = false
    let timer: ReturnType<typeof setInterval> | undefined
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then(async (opened) => {
        stream = opened
        const screen = video.current
        if (over || !screen) return
        screen.srcObject = opened
        await screen.play()
        timer = setInterval(() => {
          detector
            .detect(screen)
            .then(([one]) => {
              if (!one || over) return
              over = true
              tell.current(one.rawValue)
            })
            .catch(() => undefined)
        }, LOOK_MS)
      })
      .catch(() => setFailed(true))
    return () => {
      over = true
      clearInterval(timer)
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
  }, [])
  return (
    <div className="stack">
      {failed ? (
        <p className="refusal" role="alert">
          {t('merchant.scan.failed')}
        </p>
      ) : (
        <video ref={video} className="merchant-video" muted playsInline aria-label={t('merchant.scan')} />
      )}
      <div>
        <Button onClick={close}>{t('do.cancel')}</Button>
      </div>
    </div>
  )
}

/** Photos from the camera or the album: each with its progress, a way to send it again, and a way to take it out. */
import { useEffect, useMemo, useRef } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icon.tsx'
import { ErrorLine } from './parts.tsx'
import { photoTypes } from './photos.ts'

/** A file on its way: kept on the phone, being sent, there, or not gone through. */
export interface Sending {
  id: string
  blob: Blob
  state: 'kept' | 'sending' | 'sent' | 'failed'
  /** Share sent, 0–1. */
  share: number
}

interface PhotoInputProps {
  photos: readonly Sending[]
  most: number
  error?: string | undefined
  onAdd(files: File[]): void
  onRemove(id: string): void
  onRetry(id: string): void
}

export function PhotoInput({ photos, most, error, onAdd, onRemove, onRetry }: PhotoInputProps) {
  const { t } = useWords()
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="photo-input">
      <ul className="photos" aria-label={t('photo.list')}>
        {photos.map((photo, index) => (
          <Photo key={photo.id} photo={photo} n={index + 1} onRemove={onRemove} onRetry={onRetry} />
        ))}
        {photos.length < most && (
          <li>
            <label className="add">
              <input
                ref={input}
                type="file"
                multiple
                accept={photoTypes.join(',')}
                onChange={(event) => {
                  const files = [...(event.currentTarget.files ?? [])]
                  if (input.current) input.current.value = ''
                  if (files.length > 0) onAdd(files)
                }}
              />
              <span className="face">
                <Icon name="camera" />
                <span>{t('photo.add')}</span>
              </span>
            </label>
          </li>
        )}
      </ul>
      {error && <ErrorLine>{error}</ErrorLine>}
      <p className="meta">{t('photo.privacy', { most })}</p>
    </div>
  )
}

interface PhotoProps {
  photo: Sending
  n: number
  onRemove(id: string): void
  onRetry(id: string): void
}

function Photo({ photo, n, onRemove, onRetry }: PhotoProps) {
  const { t } = useWords()
  const address = useMemo(() => URL.createObjectURL(photo.blob), [photo.blob])
  useEffect(() => () => URL.revokeObjectURL(address), [address])
  return (
    <li className={`photo ${photo.state}`}>
      <img src={address} alt={t('photo.n', { n })} />
      {photo.state === 'sending' && (
        <progress max={1} value={photo.share} aria-label={t('photo.sending', { n })}>
          {Math.round(photo.share * 100)}%
        </progress>
      )}
      {photo.state === 'failed' && (
        <button type="button" className="again" onClick={() => onRetry(photo.id)} aria-label={t('photo.again', { n })}>
          <Icon name="refresh" />
          <span>{t('photo.failed')}</span>
        </button>
      )}
      <button type="button" className="remove" aria-label={t('photo.remove', { n })} onClick={() => onRemove(photo.id)}>
        <span>
          <Icon name="x" />
        </span>
      </button>
    </li>
  )
}

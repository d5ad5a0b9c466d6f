/** Photos to send along: each is stored as soon as it is chosen, shows how far it is, and can be tried again or removed. */
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { fileAddress, newId, sendFile } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icons.tsx'

interface Sending {
  id: string
  file: File
  share: number
  error?: string
}

interface Props {
  /** Ids of the stored photos. */
  files: readonly string[]
  change(files: string[]): void
  max?: number
  /** Whether any photo is still on its way. */
  onBusy?(busy: boolean): void
}

export function PhotoInput({ files, change, max = 5, onBusy }: Props) {
  const { t } = useWords()
  const say = useSay()
  const input = useRef<HTMLInputElement>(null)
  const stored = useRef(files)
  stored.current = files
  const [sending, setSending] = useState<Sending[]>([])

  const alter = (id: string, next: Partial<Sending> | undefined) =>
    setSending((before) => {
      const after = next
        ? before.map((one) => (one.id === id ? { ...one, ...next } : one))
        : before.filter((one) => one.id !== id)
      onBusy?.(after.some(({ error }) => !error))
      return after
    })

  async function send({ id, file }: Sending) {
    try {
      const { id: done } = await sendFile(id, file, { kind: 'photo', onProgress: (share) => alter(id, { share }) })
      change([...stored.current, done])
      alter(id, undefined)
    } catch (failure) {
      alter(id, { error: say(failure) })
    }
  }

  function choose(chosen: readonly File[]) {
    const room = Math.max(0, max - files.length - sending.length)
    const added = chosen.slice(0, room).map((file): Sending => ({ id: newId(), file, share: 0 }))
    setSending((before) => [...before, ...added])
    if (added.length > 0) onBusy?.(true)
    for (const one of added) void send(one)
  }

  const full = files.length + sending.length >= max
  return (
    <div className="stack-small">
      {(files.length > 0 || sending.length > 0) && (
        <ul className="thumbs">
          {files.map((id, place) => (
            <li key={id} className="stack-small">
              <span className="thumb">
                <img src={fileAddress(id)} alt={t('photo.name', { n: place + 1 })} />
              </span>
              <Button size="small" type="link" onClick={() => change(files.filter((other) => other !== id))}>
                {t('photo.remove', { place: place + 1 })}
              </Button>
            </li>
          ))}
          {sending.map((one) => (
            <li key={one.id} className="stack-small">
              <span role="status" className={one.error ? 'error-text' : 'meta'}>
                {one.error ?? t('photo.sending', { percent: Math.round(one.share * 100) })}
              </span>
              {one.error && (
                <span className="row">
                  <Button
                    size="small"
                    onClick={() => {
                      setSending((before) =>
                        before.map(({ error, ...rest }) =>
                          rest.id === one.id ? { ...rest, share: 0 } : { ...rest, ...(error ? { error } : {}) },
                        ),
                      )
                      void send(one)
                    }}
                  >
                    {t('do.retry')}
                  </Button>
                  <Button size="small" onClick={() => alter(one.id, undefined)}>
                    {t('photo.drop')}
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        onChange={({ target }) => {
          choose([...(target.files ?? [])])
          target.value = ''
        }}
      />
      {full ? (
        <span className="meta">{t('photo.full', { max })}</span>
      ) : (
        <span>
          <Button type="text" className="link-button" onClick={() => input.current?.click()}>
            <Icon name="photo" />
            {t('photo.add')}
          </Button>
        </span>
      )}
    </div>
  )
}

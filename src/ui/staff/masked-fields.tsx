/**
 * Personal fields behind a mask. Opening asks why, is recorded, lasts until the given instant, and is announced.
 * The person it is about can see that it happened, and the form says so before it is sent.
 */
import { Button, Input } from 'antd'
import { useEffect, useId, useState } from 'react'
import { useSay } from '#ui/shared/say.tsx'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icons.tsx'

export const purposes = ['contact', 'verify', 'visit', 'other'] as const
export type Purpose = (typeof purposes)[number]

export interface MaskedLine {
  label: string
  masked: string
  open?: string | null | undefined
}

export interface Opened {
  values: readonly (string | null)[]
  until: string
}

interface Props {
  lines: readonly { label: string; masked: string }[]
  mayOpen: boolean
  /** Who may, when this reader may not. */
  whoMay: string
  /** One line instead of a list, for where room is short. */
  compact?: boolean
  /** Asks the server for the fields, in the order of `lines`. */
  open(purpose: Purpose, words: string | undefined): Promise<Opened>
}

export function MaskedFields({ lines, mayOpen, whoMay, compact = false, open }: Props) {
  const { t } = useWords()
  const { now } = useSession()
  const format = useFormat()
  const [opened, setOpened] = useState<Opened>()
  const [asking, setAsking] = useState(false)
  const [said, setSaid] = useState('')

  useEffect(() => {
    if (!opened) return
    const timer = setInterval(() => {
      if (now().getTime() < Date.parse(opened.until)) return
      setOpened(undefined)
      setSaid(t('reveal.closed'))
    }, 1000)
    return () => clearInterval(timer)
  }, [opened, now, t])

  return (
    <div className="masked">
      {compact ? (
        <div className="masked-line">
          {lines.map(({ label, masked }, place) => {
            const value = opened ? opened.values[place] : masked
            return value ? (
              <span key={label} className="num" data-said>
                <span className="unseen">{label}</span> {value}
              </span>
            ) : null
          })}
          {!opened && !asking && mayOpen && (
            <button type="button" className="link" onClick={() => setAsking(true)}>
              {t('reveal.start')}
            </button>
          )}
        </div>
      ) : (
        <dl className="facts">
          {lines.map(({ label, masked }, place) => (
            <div key={label} className="contents">
              <dt>{label}</dt>
              <dd className="num" data-said>
                {opened ? (opened.values[place] ?? t('none')) : masked}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div role="status" className={said ? 'meta' : 'unseen'}>
        {said}
      </div>
      {opened ? (
        <div className="row">
          <span className="meta">{t('reveal.until', { time: format.time(opened.until) })}</span>
          <Button
            size="small"
            onClick={() => {
              setOpened(undefined)
              setSaid(t('reveal.hidden'))
            }}
          >
            {t('reveal.hide')}
          </Button>
        </div>
      ) : asking ? (
        <PurposeForm
          open={async (purpose, words) => {
            const values = await open(purpose, words)
            setOpened(values)
            setAsking(false)
            setSaid(t('reveal.opened'))
          }}
          close={() => setAsking(false)}
        />
      ) : mayOpen ? (
        !compact && (
          <span>
            <Button size="small" onClick={() => setAsking(true)}>
              <Icon name="eye" small />
              {t('reveal.start')}
            </Button>
          </span>
        )
      ) : (
        <p className="meta">{whoMay}</p>
      )}
    </div>
  )
}

interface PurposeProps {
  open(purpose: Purpose, words: string | undefined): Promise<void>
  close(): void
}

function PurposeForm({ open, close }: PurposeProps) {
  const { t } = useWords()
  const say = useSay()
  const [purpose, setPurpose] = useState<Purpose>()
  const [words, setWords] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const id = useId()

  async function send() {
    if (!purpose) return setError(t('reveal.choose'))
    if (purpose === 'other' && words.trim() === '') return setError(t('reveal.write'))
    setBusy(true)
    try {
      await open(purpose, purpose === 'other' ? words.trim() : undefined)
    } catch (failure) {
      setError(say(failure))
      setBusy(false)
    }
  }

  return (
    <form
      className="reveal"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <fieldset className="field">
        <legend>{t('reveal.why')}</legend>
        <div className="choices">
          {purposes.map((name) => (
            <label key={name} className="choice">
              <input type="radio" name={id} checked={purpose === name} onChange={() => setPurpose(name)} />
              {t(`purpose.${name}`)}
            </label>
          ))}
        </div>
      </fieldset>
      {purpose === 'other' && (
        <div className="field">
          <label htmlFor={`${id}-words`}>{t('reveal.other')}</label>
          <Input id={`${id}-words`} value={words} maxLength={200} onChange={({ target }) => setWords(target.value)} />
        </div>
      )}
      {error && (
        <p className="error-text" role="alert">
          {error}
        </p>
      )}
      <div className="row">
        <Button size="small" type="primary" htmlType="submit" loading={busy}>
          {t('reveal.open')}
        </Button>
        <Button size="small" onClick={close}>
          {t('reveal.leave')}
        </Button>
      </div>
      <p className="meta">{t('reveal.logged')}</p>
    </form>
  )
}

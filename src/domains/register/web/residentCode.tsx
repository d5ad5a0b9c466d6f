/** A code sent to a phone, asked for on a page of its own: fetching it, typing it, fetching another. */
import { useState } from 'react'
import { Button, Field } from '#ui/resident/parts.tsx'
import type { Answer } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

export type Code = Answer<'POST', '/me/codes'>

/** Asks for a code to my own phone, or to the one I want. */
export const fetchCode = async (phone?: string): Promise<Code> =>
  await call('POST', '/me/codes', { body: phone ? { phone } : {} })

export function useCode() {
  const { t } = useWords()
  const [code, setCode] = useState<Code>()
  const [digits, setDigits] = useState('')
  const [wrong, setWrong] = useState('')
  return {
    code,
    digits: digits.normalize('NFKC').trim(),
    wrong,
    put(next: Code) {
      setCode(next)
      setDigits('')
      setWrong('')
    },
    type(next: string) {
      setWrong('')
      setDigits(next)
    },
    /** Whether six digits are there; says so when not. */
    check(): boolean {
      const right = /^\d{6}$/.test(digits.normalize('NFKC').trim())
      setWrong(right ? '' : t('login.code.wrong'))
      return right
    },
  }
}

interface CodeFieldProps {
  field: ReturnType<typeof useCode>
  label: string
  onAgain(): void
}

export function CodeField({ field, label, onAgain }: CodeFieldProps) {
  const { t } = useWords()
  const { code, wrong } = field
  return (
    <>
      <Field
        label={label}
        hint={t('code.hint', { minutes: code?.minutes ?? 0, tail: code?.to ?? '' })}
        error={wrong || undefined}
      >
        {({ id, describedBy, invalid }) => (
          <input
            id={id}
            className="input code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            value={field.digits}
            onChange={(event) => field.type(event.currentTarget.value)}
          />
        )}
      </Field>
      {code?.demoCode && <p className="demo-line">{t('login.code.demo', { code: code.demoCode })}</p>}
      <Button look="quiet" onClick={onAgain}>
        {t('login.code.again')}
      </Button>
    </>
  )
}

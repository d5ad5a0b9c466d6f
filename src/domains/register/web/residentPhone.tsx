/** Another phone, one question a page: the new number, the code sent to it, the code sent to the old one. */
import { type ReactNode, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { Page } from '#ui/resident/page.tsx'
import { Button, Field, LinkButton, NoticeBar } from '#ui/resident/parts.tsx'
import { newId, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'
import { CodeField, fetchCode, useCode } from './residentCode.tsx'

export default function ResidentPhone() {
  const { t } = useWords()
  const say = useSay()
  const [, navigate] = useLocation()
  const { session, actor, reload } = useSession()
  const [step, setStep] = useState(0)
  const [phone, setPhone] = useState('')
  const [wrong, setWrong] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [fresh, own] = [useCode(), useCode()]
  const deed = useRef(newId())

  const attempt = async (work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setProblem('')
    try {
      await work()
    } catch (error) {
      setProblem(say(error))
      // it is the code to the new phone that was wrong: it is typed again, or another one fetched
      if (step === 2 && error instanceof RefusalError && error.facts.to === number.slice(-4)) setStep(1)
    } finally {
      setBusy(false)
    }
  }
  const number = phone.normalize('NFKC').replace(/[\s-]/g, '')
  const toNew = async () => {
    if (!/^(\+?86)?1\d{10}$/.test(number)) return setWrong(t('login.phone.wrong'))
    await attempt(async () => {
      fresh.put(await fetchCode(number))
      setStep(1)
    })
  }
  const toOld = async () => {
    if (step === 1 && !fresh.check()) return
    await attempt(async () => {
      own.put(await fetchCode())
      setStep(2)
    })
  }
  const change = async () => {
    if (!own.check() || !fresh.code || !own.code) return
    const body = {
      id: deed.current,
      phone: number,
      codeId: fresh.code.codeId,
      code: fresh.digits,
      oldCodeId: own.code.codeId,
      oldCode: own.digits,
    }
    await attempt(async () => {
      await call('POST', '/me/phone', { body })
      await reload()
      navigate('/me/data')
    })
  }
  const steps: readonly { submit: string; onSubmit(): Promise<void>; field: ReactNode }[] = [
    {
      submit: t('login.phone.send'),
      onSubmit: toNew,
      field: (
        <Field label={t('phone.new')} hint={t('phone.new.hint')} error={wrong || undefined}>
          {({ id, describedBy, invalid }) => (
            <input
              id={id}
              className="input number"
              type="tel"
              inputMode="tel"
              maxLength={16}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              value={phone}
              onChange={(event) => {
                setWrong('')
                setPhone(event.currentTarget.value)
              }}
            />
          )}
        </Field>
      ),
    },
    {
      submit: t('steps.next'),
      onSubmit: toOld,
      field: <CodeField field={fresh} label={t('phone.new.code')} onAgain={() => void toNew()} />,
    },
    {
      submit: t('phone.do'),
      onSubmit: change,
      field: <CodeField field={own} label={t('phone.old.code')} onAgain={() => void toOld()} />,
    },
  ]
  const now = steps[step]
  return (
    <Page key={step} part={step} title={t('phone.title')} back="/me/data" readable>
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      <form
        className="card stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void now?.onSubmit()
        }}
      >
        {now?.field}
        <Button type="submit" busy={busy}>
          {now?.submit}
        </Button>
      </form>
      <div className="stack">
        <p className="second">{t('phone.lost', { tail: actor?.phoneTail ?? '' })}</p>
        <LinkButton href={`tel:${session?.phone ?? ''}`} look="quiet" icon="phone">
          {t('call.number', { phone: session?.phone ?? '' })}
        </LinkButton>
      </div>
    </Page>
  )
}

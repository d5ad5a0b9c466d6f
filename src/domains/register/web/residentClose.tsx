/** Closing the account: what goes, what stays, what becomes of what is open; then the code, and it is done. */
import { useRef, useState } from 'react'
import { groupNumber } from '#lib/number.ts'
import { remember } from '#ui/resident/device.ts'
import { forgetCopies, useLoad } from '#ui/resident/load.ts'
import { Page } from '#ui/resident/page.tsx'
import { Button, EmptyState, Failed, LinkButton, Loading, NoticeBar, RadioRow } from '#ui/resident/parts.tsx'
import { newId } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'
import { CodeField, fetchCode, useCode } from './residentCode.tsx'

type Choice = 'withdraw' | 'go_on'

export default function ResidentClose() {
  const { t } = useWords()
  const say = useSay()
  const { reload: reloadSession } = useSession()
  const [step, setStep] = useState<'what' | 'code' | 'done'>('what')
  // after the end there is nobody to read it for
  const preview = useLoad(step === 'done' ? undefined : 'closing', (signal) => call('GET', '/me/closing', { signal }))
  const [choice, setChoice] = useState<Choice>()
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const code = useCode()
  const deed = useRef(newId())
  const open = preview.value?.open ?? []

  const attempt = async (work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setProblem('')
    try {
      await work()
    } catch (error) {
      setProblem(say(error))
    } finally {
      setBusy(false)
    }
  }
  const askCode = async () => {
    if (open.length > 0 && !choice) return setProblem(t('refusal.account.open-requests', { n: open.length }))
    await attempt(async () => {
      code.put(await fetchCode())
      setStep('code')
    })
  }
  const close = async () => {
    if (!code.check() || !code.code) return
    const body = {
      id: deed.current,
      codeId: code.code.codeId,
      code: code.digits,
      ...(choice && open.length > 0 ? { open: choice } : {}),
    }
    await attempt(async () => {
      await call('POST', '/me/closing', { body })
      setStep('done')
      forgetCopies()
      for (const kept of ['notice', 'place', 'community', 'worker'] as const) remember(kept, undefined)
      await reloadSession()
    })
  }

  const problemBar = problem && (
    <NoticeBar tone="late" icon="alert-triangle" live>
      {problem}
    </NoticeBar>
  )
  if (step === 'done')
    return (
      <Page key="done" title={t('close.done')} part={2}>
        <EmptyState icon="circle-check" action={<LinkButton href="/">{t('tab.home')}</LinkButton>}>
          {t('close.done.words')}
        </EmptyState>
      </Page>
    )
  if (step === 'code')
    return (
      <Page key="code" title={t('close.title')} back="/me/data" readable part={1}>
        {problemBar}
        <form
          className="card stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void close()
          }}
        >
          <p>{t('close.last')}</p>
          <CodeField field={code} label={t('login.code')} onAgain={() => void askCode()} />
          <Button type="submit" busy={busy} icon="trash">
            {t('close.do')}
          </Button>
        </form>
        <LinkButton href="/me/data" look="quiet">
          {t('close.keep')}
        </LinkButton>
      </Page>
    )
  return (
    <Page
      key="what"
      title={t('close.title')}
      back="/me/data"
      readable
      bar={
        preview.value && (
          <>
            <LinkButton href="/me/data" look="line">
              {t('close.keep')}
            </LinkButton>
            <Button busy={busy} onClick={() => void askCode()}>
              {t('close.next')}
            </Button>
          </>
        )
      }
    >
      {problemBar}
      {preview.value ? (
        <>
          <section className="card">
            <h2 className="card-title">{t('close.goes')}</h2>
            <ul className="plain-list">
              <li>{t('close.goes.person')}</li>
              <li>{t('close.goes.words', { n: preview.value.requests })}</li>
              <li>{t('close.goes.public')}</li>
              <li>{t('close.goes.helpers')}</li>
            </ul>
            <h2 className="card-title">{t('close.stays')}</h2>
            <ul className="plain-list">
              <li>{t('close.stays.number')}</li>
              <li>{t('close.stays.again')}</li>
            </ul>
          </section>
          {open.length > 0 && (
            <section className="card">
              <h2 className="card-title">{t('close.open', { n: open.length })}</h2>
              <ul className="plain-list">
                {open.map((one) => (
                  <li key={one.id}>
                    <span data-said lang="zh-CN">
                      {one.title}
                    </span>
                    <span className="meta block">
                      <span data-said>{groupNumber(one.number)}</span> · {t(`state.${one.state}`)}
                    </span>
                    {!one.mayWithdraw && <span className="meta block">{t('close.open.stays')}</span>}
                  </li>
                ))}
              </ul>
              <RadioRow
                legend={t('close.open.choose')}
                name="open"
                value={choice}
                options={[
                  { value: 'withdraw', label: t('close.open.withdraw'), hint: t('close.open.withdraw.how') },
                  {
                    value: 'go_on',
                    label: t('close.open.go_on'),
                    hint: t('close.open.go_on.how', {
                      name: open.find(({ contact }) => contact)?.contact ?? t('role.community_desk'),
                    }),
                  },
                ]}
                onChange={(next) => {
                  setProblem('')
                  setChoice(next)
                }}
              />
            </section>
          )}
          <p className="second foot-note">{t('close.copy.first')}</p>
          <LinkButton href="/me/data/copy" look="quiet" icon="download">
            {t('data.copy')}
          </LinkButton>
        </>
      ) : preview.error ? (
        <Failed error={preview.error} onRetry={() => void preview.reload()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

/** A question about one line of a statement, to the desk of the community, and the answers. */
import { useRef, useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Field, NoticeBar } from '#ui/resident/parts.tsx'
import { RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useWords } from '#ui/shared/words.tsx'
import type { Currency } from '../rules.ts'
import { changeWords, lineWords } from './amounts.ts'
import { type CreditLine, call, newId } from './api.ts'

interface AskProps {
  account: Currency
  line: CreditLine
  close(done: boolean): void
}

export function AskAbout({ account, line, close }: AskProps) {
  const all = useWords()
  const { t } = all
  const say = useSay()
  const times = useTimes()
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef(newId())

  const send = async () => {
    setTried(true)
    if (words.trim() === '' || busy) return
    setBusy(true)
    setProblem('')
    try {
      await call('POST', '/me/credit-questions', { body: { id: deed.current, lineId: line.id, words: words.trim() } })
      close(true)
    } catch (error) {
      if (error instanceof RefusalError) deed.current = newId()
      setProblem(say(error))
      setBusy(false)
    }
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Page
        title={t('credits.ask')}
        part={1}
        readable
        bar={
          <>
            <Button look="line" onClick={() => close(false)}>
              {t('do.back')}
            </Button>
            <Button type="submit" busy={busy}>
              {t('credits.ask.do')}
            </Button>
          </>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        <section className="card stack">
          <p data-said={line.reward ? '' : undefined}>
            {lineWords(all, times, line)} <b>{changeWords(all, times, account, line.amount)}</b>
            <span className="meta block">
              {times.day(dayOf(new Date(line.at)))} · {t('credits.line.number', { n: line.number })}
            </span>
          </p>
          <Field
            label={t('credits.ask.words')}
            hint={t('credits.ask.hint')}
            error={tried && words.trim() === '' ? t('credits.ask.missing') : undefined}
          >
            {({ id, describedBy, invalid }) => (
              <textarea
                id={id}
                className="input"
                maxLength={500}
                aria-describedby={describedBy}
                aria-invalid={invalid}
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
              />
            )}
          </Field>
          <p className="second">{t('credits.ask.who')}</p>
        </section>
      </Page>
    </form>
  )
}

/** What I asked about this account, and what was answered. */
export function Questions({ account }: { account: Currency }) {
  const { t } = useWords()
  const times = useTimes()
  const { value } = useLoad('credit questions', (signal) => call('GET', '/me/credit-questions', { signal }))
  const rows = (value?.rows ?? []).filter((row) => row.account === account)
  if (rows.length === 0) return null
  return (
    <section className="card">
      <h2 className="card-title">{t('credits.questions')}</h2>
      <ul className="plain-list">
        {rows.map((row) => (
          <li key={row.id}>
            <p className="pre" data-said lang="zh-CN">
              {row.words}
            </p>
            <p className="meta">
              {t('credits.line.number', { n: row.number })} · {times.past(row.askedAt)}
            </p>
            {row.answer ? (
              <div className="answer">
                <p className="pre" data-said lang="zh-CN">
                  {row.answer}
                </p>
              </div>
            ) : (
              <p className="second">{t('credits.question.open')}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/**
 * Accounts of residents at the desk: one is opened with a purpose, which is recorded; a line is taken back with a reason, alone or by
 * two; corrections that wait for a second person; questions about lines and their answers. Nothing is given by hand here.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { Link } from 'wouter'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, WordsField } from '#ui/staff/fields.tsx'
import { type Purpose, purposes } from '#ui/staff/masked-fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { type Currency, type ReversalReason, reversalReasons } from '../rules.ts'
import { amountWords, changeWords, lineWords } from './amounts.ts'
import { type CreditLine, call, type DeskQuestion, type OpenAccount, type Waiting as WaitingRow } from './api.ts'
import { Do, refreshCredits, Waiting } from './staffCreditsParts.tsx'
import { FindPerson, type FoundPerson } from './staffFindPerson.tsx'

export default function CreditsPage() {
  const { t } = useWords()
  const page = t('desk.menu.credits')
  const { actor } = useSession()
  const waiting = useQuery({
    queryKey: ['credits', 'reversals'],
    queryFn: ({ signal }) => call('GET', '/desk/credits/reversals', { signal }),
  })
  if (!waiting.data) return <Waiting page={page} query={waiting} />
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <Link href="/desk/credits/rules" className="link row-end">
          {t('desk.credits.rules')}
        </Link>
      </header>
      <div className="page-body stack">
        <Account mayCorrect={actor?.permissions.includes('credits.correct') ?? false} />
        <Reversals rows={waiting.data.rows} />
        <QuestionsCard mayAnswer={actor?.permissions.includes('credits.correct') ?? false} />
      </div>
    </>
  )
}

/** Finding a resident, saying why, and the account with its lines. */
function Account({ mayCorrect }: { mayCorrect: boolean }) {
  const { t } = useWords()
  const [chosen, setChosen] = useState<FoundPerson>()
  const [opened, setOpened] = useState<OpenAccount>()
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.credits.open')}</h2>
        <small>{t('desk.credits.open.note')}</small>
      </div>
      <div className="card-body stack">
        {opened && chosen ? (
          <>
            <p className="row">
              <b data-said>{opened.name}</b>
              <Button
                size="small"
                onClick={() => {
                  setOpened(undefined)
                  setChosen(undefined)
                }}
              >
                {t('desk.credits.close')}
              </Button>
            </p>
            {opened.accounts.map((account) => (
              <Lines key={account.account} account={account} mayCorrect={mayCorrect} />
            ))}
          </>
        ) : chosen ? (
          <Why person={chosen} opened={setOpened} cancel={() => setChosen(undefined)} />
        ) : (
          <FindPerson choose={setChosen} />
        )}
      </div>
    </section>
  )
}

/** Why the account is opened; the resident sees that it was. */
function Why({ person, opened, cancel }: { person: FoundPerson; opened(account: OpenAccount): void; cancel(): void }) {
  const { t } = useWords()
  const [purpose, setPurpose] = useState<Purpose>()
  const [words, setWords] = useState('')
  const { busy, error, setError, send } = useSend(
    async (body: { id: string; personId: string; purpose: Purpose; words?: string }) =>
      await call('POST', '/desk/credits/accounts', { body }),
  )
  const submit = async () => {
    if (!purpose) return setError(t('reveal.choose'))
    const said = words.trim()
    if (purpose === 'other' && said === '') return setError(t('reveal.write'))
    const answer = await send({ personId: person.id, purpose, ...(purpose === 'other' ? { words: said } : {}) })
    if (answer) opened(answer)
  }
  return (
    <SendForm label={t('desk.credits.open.do')} busy={busy} error={error} submit={() => void submit()} cancel={cancel}>
      <p data-said>{person.name}</p>
      <Choice
        label={t('reveal.why')}
        values={purposes}
        value={purpose}
        words={(one) => t(`purpose.${one}`)}
        change={setPurpose}
      />
      {purpose === 'other' && (
        <WordsField label={t('reveal.other')} rows={2} most={200} value={words} change={setWords} />
      )}
      <p className="meta">{t('reveal.logged')}</p>
    </SendForm>
  )
}

function Lines({ account, mayCorrect }: { account: OpenAccount['accounts'][number]; mayCorrect: boolean }) {
  const words = useWords()
  const { t } = words
  const format = useFormat()
  const [reversing, setReversing] = useState<CreditLine>()
  const name = t(`credits.account.${account.account}`)
  const amount = (n: number) => amountWords(words, format, account.account, n)
  return (
    <section aria-label={name} className="stack-small">
      <h3>{name}</h3>
      <p className="meta">
        {t('desk.credits.stand', { available: amount(account.available), held: amount(account.held) })}
      </p>
      {account.lines.length === 0 ? (
        <p className="meta">{t('desk.credits.lines.none')}</p>
      ) : (
        <WideTable label={name}>
          <table className="table table-stack">
            <thead>
              <tr>
                {['number', 'at', 'what', 'who', 'amount', 'balance'].map((one) => (
                  <th key={one} scope="col" className={one === 'amount' || one === 'balance' ? 'n' : undefined}>
                    {t(`credits.column.${one}`)}
                  </th>
                ))}
                {mayCorrect && <th scope="col">{t('desk.credits.column.do')}</th>}
              </tr>
            </thead>
            <tbody>
              {account.lines.map((line) => (
                <tr key={line.id}>
                  <th scope="row" className="num">
                    {line.number}
                  </th>
                  <td data-label={t('credits.column.at')} className="num">
                    {format.stamp(line.at)}
                  </td>
                  <td data-label={t('credits.column.what')} data-said>
                    {lineWords(words, format, line)}
                    {line.category && <span className="meta"> {t(`credits.category.${line.category}`)}</span>}
                    {line.reason && <span className="meta"> {t(`credits.reason.${line.reason}`)}</span>}
                    {line.reversedBy !== null && (
                      <span className="meta"> {t('desk.credits.reversedBy', { n: line.reversedBy })}</span>
                    )}
                  </td>
                  <td data-label={t('credits.column.who')} data-said>
                    {line.who ?? t('none')}
                  </td>
                  <td data-label={t('credits.column.amount')} className="n">
                    {changeWords(words, format, account.account, line.amount)}
                  </td>
                  <td data-label={t('credits.column.balance')} className="n">
                    {amount(line.balance)}
                  </td>
                  {mayCorrect && (
                    <td>
                      {line.reversedBy === null && line.reverses === null && !/^(redeem_|ledger)/.test(line.rule) && (
                        <Button
                          size="small"
                          aria-label={t('desk.credits.reverse.label', { n: line.number })}
                          onClick={() => setReversing(line)}
                        >
                          {t('desk.credits.reverse')}
                        </Button>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      )}
      <Dialog
        open={reversing !== undefined}
        title={t('desk.credits.reverse.title', { n: reversing?.number ?? 0 })}
        close={() => setReversing(undefined)}
      >
        {reversing && <ReverseForm line={reversing} account={account.account} close={() => setReversing(undefined)} />}
      </Dialog>
    </section>
  )
}

function ReverseForm({ line, account, close }: { line: CreditLine; account: Currency; close(): void }) {
  const all = useWords()
  const { t } = all
  const format = useFormat()
  const client = useQueryClient()
  const [reason, setReason] = useState<ReversalReason>()
  const [words, setWords] = useState('')
  const [done, setDone] = useState<'done' | 'waits'>()
  const { busy, error, setError, send } = useSend(
    async (body: { id: string; lineId: string; reason: ReversalReason; words: string }) =>
      await call('POST', '/desk/credits/reversals', { body }),
  )
  const rules = useQuery({
    queryKey: ['credit rules'],
    queryFn: ({ signal }) => call('GET', '/credits/rules', { signal }),
  })
  const submit = async () => {
    if (!reason || words.trim() === '') return setError(t('desk.credits.reverse.missing'))
    const answer = await send({ lineId: line.id, reason, words: words.trim() })
    if (!answer) return
    setDone(answer.state)
    await refreshCredits(client)
  }
  if (done)
    return (
      <div className="stack">
        <p role="status">{t(`desk.credits.reverse.${done}`)}</p>
        <div>
          <Button onClick={close}>{t('do.close')}</Button>
        </div>
      </div>
    )
  const most = account === 'points' ? rules.data?.reverseAlone : rules.data?.reverseAloneMinutes
  return (
    <SendForm label={t('desk.credits.reverse')} busy={busy} error={error} submit={() => void submit()} cancel={close}>
      <p data-said>
        {lineWords(all, format, line)} <b>{changeWords(all, format, account, line.amount)}</b>
      </p>
      <Choice
        label={t('desk.credits.reverse.reason')}
        values={reversalReasons}
        value={reason}
        words={(one) => t(`credits.reason.${one}`)}
        change={setReason}
      />
      <WordsField label={t('desk.credits.reverse.words')} rows={3} most={300} value={words} change={setWords} />
      {most !== undefined && (
        <p className="meta">{t('desk.credits.reverse.note', { amount: amountWords(all, format, account, most) })}</p>
      )}
    </SendForm>
  )
}

function Reversals({ rows }: { rows: readonly WaitingRow[] }) {
  const words = useWords()
  const { t } = words
  const format = useFormat()
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.credits.waiting')}</h2>
        <small>{t('desk.credits.waiting.note')}</small>
      </div>
      {rows.length === 0 ? (
        <EmptyState words={t('desk.credits.waiting.none')} />
      ) : (
        <ul className="card-list">
          {rows.map((row) => (
            <li key={row.id} className="proposal">
              <p>
                <b data-said>{row.who}</b>{' '}
                {t('desk.credits.waiting.line', { n: row.number, account: t(`credits.account.${row.account}`) })}{' '}
                <b>{changeWords(words, format, row.account, row.amount)}</b>
              </p>
              <p data-said>{[t(`credits.reason.${row.reason}`), row.words].filter(Boolean).join(' · ')}</p>
              <p className="meta">
                <span data-said>{row.proposedBy}</span> {format.stamp(row.proposedAt)}
              </p>
              {row.mayDecide ? (
                <div className="row">
                  {([true, false] as const).map((agree) => (
                    <Do
                      key={String(agree)}
                      primary={agree}
                      label={t(agree ? 'desk.credits.agree' : 'desk.credits.decline')}
                      about={row.who}
                      work={async (id) =>
                        await call('POST', '/desk/credits/reversals/:reversalId', {
                          params: { reversalId: row.id },
                          body: { id, agree },
                        })
                      }
                    />
                  ))}
                </div>
              ) : (
                <p className="meta">{t('desk.credits.waiting.other')}</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function QuestionsCard({ mayAnswer }: { mayAnswer: boolean }) {
  const { t } = useWords()
  const [list, setList] = useState<'open' | 'done'>('open')
  const [answering, setAnswering] = useState<DeskQuestion>()
  const found = useQuery({
    queryKey: ['credits', 'questions', list],
    queryFn: ({ signal }) => call('GET', '/desk/credits/questions', { query: { list }, signal }),
  })
  const words = useWords()
  const format = useFormat()
  const rows = found.data?.rows ?? []
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.credits.questions')}</h2>
        <Segmented
          aria-label={t('desk.credits.questions')}
          value={list}
          onChange={setList}
          options={(['open', 'done'] as const).map((value) => ({ value, label: t(`desk.credits.questions.${value}`) }))}
        />
      </div>
      {!found.data ? (
        <Waiting page={t('desk.credits.questions')} query={found} />
      ) : rows.length === 0 ? (
        <EmptyState words={t(`desk.credits.questions.none.${list}`)} icon="message" />
      ) : (
        <ul className="card-list">
          {rows.map((row) => (
            <li key={row.id} className="proposal">
              <p className="words" data-said>
                {row.words}
              </p>
              <p className="meta">
                <span data-said>{row.who}</span> ·{' '}
                {t('desk.credits.waiting.line', { n: row.number, account: t(`credits.account.${row.account}`) })}{' '}
                {changeWords(words, format, row.account, row.amount)} · {format.stamp(row.askedAt)}
              </p>
              {row.answer && (
                <p className="words" data-said>
                  {row.answer}
                </p>
              )}
              {!row.answer && mayAnswer && (
                <Button
                  size="small"
                  onClick={() => setAnswering(row)}
                  aria-label={`${t('desk.credits.answer')} ${row.who}`}
                >
                  {t('desk.credits.answer')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Dialog open={answering !== undefined} title={t('desk.credits.answer')} close={() => setAnswering(undefined)}>
        {answering && <AnswerForm question={answering} close={() => setAnswering(undefined)} />}
      </Dialog>
    </section>
  )
}

function AnswerForm({ question, close }: { question: DeskQuestion; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [answer, setAnswer] = useState('')
  const { busy, error, setError, send } = useSend(async (body: { id: string; answer: string }) => {
    await call('POST', '/desk/credits/questions/:questionId', { params: { questionId: question.id }, body })
    return true
  })
  const submit = async () => {
    if (answer.trim() === '') return setError(t('desk.credits.answer.missing'))
    if (!(await send({ answer: answer.trim() }))) return
    close()
    await refreshCredits(client)
  }
  return (
    <SendForm label={t('desk.credits.answer')} busy={busy} error={error} submit={() => void submit()} cancel={close}>
      <p className="words" data-said>
        {question.words}
      </p>
      <WordsField label={t('desk.credits.answer.words')} rows={4} most={500} value={answer} change={setAnswer} />
    </SendForm>
  )
}

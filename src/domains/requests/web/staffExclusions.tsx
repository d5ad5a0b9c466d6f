/**
 * What is left out of the rates: waiting for a decision, holding, past; each with its reason and who decided.
 * Who knows a request proposes it here; somebody above decides. Read next: staffRates.tsx.
 */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { Link } from 'wouter'
import { groupNumber } from '#lib/number.ts'
import { type Answer, call, RefusalError } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { useFilters } from '#ui/staff/filter-bar.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { type ExclusionReason, exclusionReasons, type RateName, rateNames } from '../rules.ts'
import { Closed } from './staffClosed.tsx'

const lists = ['waiting', 'holding', 'past'] as const
type Row = Answer<'GET', '/rates/exclusions'>['rows'][number]
type Doing = { act: 'propose' } | { act: 'approve' | 'refuse' | 'end'; row: Row }

export default function ExclusionsPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const [search, change] = useFilters()
  const [doing, setDoing] = useState<Doing | undefined>(search.number ? { act: 'propose' } : undefined)
  const list = lists.find((one) => one === search.list) ?? 'waiting'
  const { path } = search
  const found = useInfiniteQuery({
    queryKey: ['exclusions', list, path],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/rates/exclusions', {
        query: { list, ...(path ? { path } : {}), ...(pageParam ? { after: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const page = t('rates.exclusions')
  if (found.error instanceof RefusalError && found.error.status === 403)
    return <Closed page={page} permission="requests.desk" />
  const counts = found.data?.pages[0]?.counts
  const rows = found.data?.pages.flatMap((one) => one.rows) ?? []
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <span className="meta">{t('exclusion.note')}</span>
        {actor?.permissions.includes('rates.propose') && (
          <Button type="primary" className="row-end" onClick={() => setDoing({ act: 'propose' })}>
            {t('exclusion.propose')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <div>
          <Segmented
            aria-label={t('exclusion.lists')}
            value={list}
            onChange={(next) => change({ list: next })}
            options={lists.map((value) => ({
              value,
              label: `${t(`exclusion.list.${value}`)} ${counts ? counts[value] : ''}`,
            }))}
          />
        </div>
        {found.error && !found.data ? (
          <Failed error={found.error} again={() => void found.refetch()} />
        ) : !found.data ? (
          <Loading lines={4} />
        ) : rows.length === 0 ? (
          <section className="card">
            <EmptyState words={t(`exclusion.none.${list}`)} icon="check" />
          </section>
        ) : (
          rows.map((row) => <Card key={row.id} row={row} act={(act) => setDoing({ act, row })} />)
        )}
        {found.hasNextPage && (
          <p className="list-foot">
            <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {t('do.more')}
            </Button>
          </p>
        )}
      </div>
      <Dialog
        open={doing !== undefined}
        title={doing ? t(`exclusion.${doing.act}`) : ''}
        close={() => setDoing(undefined)}
      >
        {doing?.act === 'propose' ? (
          <ProposeForm number={search.number ?? ''} done={() => setDoing(undefined)} />
        ) : (
          doing && <DecideForm act={doing.act} row={doing.row} done={() => setDoing(undefined)} />
        )}
      </Dialog>
    </>
  )
}

function Card({ row, act }: { row: Row; act(what: 'approve' | 'refuse' | 'end'): void }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card" aria-label={`${groupNumber(row.number)} ${t(`rate.${row.rate}`)}`}>
      <div className="card-head">
        <h2>
          <Link href={`/desk/requests/${row.number}`} className="link">
            <span data-said>{row.title}</span>
          </Link>
        </h2>
        <small>
          <span className="num">{groupNumber(row.number)}</span> · <span data-said>{row.community}</span>
        </small>
      </div>
      <div className="card-body stack-small">
        <p>
          <b>{t(`exclusion.from.${row.rate}`)}</b> · {t(`exclusion.reason.${row.reason}`)}
        </p>
        <p className="soft">{row.words === null ? t('exclusion.erased') : <span data-said>{row.words}</span>}</p>
        <p className="meta">
          {t('exclusion.proposed', { time: format.stamp(row.proposedAt) })}
          <span data-said>{row.proposedBy}</span>
          {row.decidedBy && row.decidedAt && (
            <>
              {' · '}
              {t(row.approved ? 'exclusion.approved' : 'exclusion.refused', { time: format.stamp(row.decidedAt) })}
              <span data-said>{row.decidedBy}</span>
            </>
          )}
          {row.endedBy && row.endedAt && (
            <>
              {' · '}
              {t('exclusion.ended', { time: format.stamp(row.endedAt) })}
              <span data-said>{row.endedBy}</span>
            </>
          )}
        </p>
        {row.whyNot && <p className="soft">{t(`refusal.${row.whyNot}`)}</p>}
        {(row.mayDecide || row.mayEnd) && (
          <div className="row">
            {row.mayDecide && (
              <>
                <Button type="primary" onClick={() => act('approve')}>
                  {t('exclusion.approve')}
                </Button>
                <Button onClick={() => act('refuse')}>{t('exclusion.refuse')}</Button>
              </>
            )}
            {row.mayEnd && <Button onClick={() => act('end')}>{t('exclusion.end')}</Button>}
          </div>
        )}
      </div>
    </section>
  )
}

/** What was changed is read again: the list, and the rates. */
function useRefresh() {
  const client = useQueryClient()
  return async () => {
    await Promise.all(['exclusions', 'rates', 'overview'].map((key) => client.invalidateQueries({ queryKey: [key] })))
  }
}

function ProposeForm({ number: known, done }: { number: string; done(): void }) {
  const { t } = useWords()
  const refresh = useRefresh()
  const [number, setNumber] = useState(known)
  const [rate, setRate] = useState<RateName>()
  const [reason, setReason] = useState<ExclusionReason>()
  const [words, setWords] = useState('')
  const [wrong, setWrong] = useState<{ number?: string; rate?: string; reason?: string; words?: string }>({})
  const sending = useSend(
    async (body: { id: string; number: string; rate: RateName; reason: ExclusionReason; words: string }) =>
      await call('POST', '/rates/exclusions', { body }),
  )

  async function submit() {
    const missing = {
      ...(number.trim() === '' && { number: t('exclusion.number.write') }),
      ...(!rate && { rate: t('exclusion.rate.choose') }),
      ...(!reason && { reason: t('exclusion.reason.choose') }),
      ...(words.trim() === '' && { words: t('exclusion.words.write') }),
    }
    setWrong(missing)
    if (!rate || !reason || Object.keys(missing).length > 0) return
    const made = await sending.send({ number: number.trim(), rate, reason, words: words.trim() })
    if (!made) return
    await refresh()
    done()
  }

  return (
    <SendForm
      label={t('exclusion.propose')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={done}
    >
      <p className="soft">{t('exclusion.propose.note')}</p>
      <Field label={t('exclusion.number')} error={wrong.number}>
        {(field) => (
          <Input
            {...field}
            className="num"
            inputMode="numeric"
            maxLength={20}
            value={number}
            onChange={({ target }) => setNumber(target.value)}
          />
        )}
      </Field>
      <Choice
        label={t('exclusion.rate')}
        values={rateNames}
        value={rate}
        words={(one) => t(`rate.${one}`)}
        change={setRate}
        error={wrong.rate}
      />
      <Choice
        label={t('exclusion.reason')}
        values={exclusionReasons}
        value={reason}
        words={(one) => t(`exclusion.reason.${one}`)}
        change={setReason}
        error={wrong.reason}
        card
      />
      <WordsField
        label={t('exclusion.words')}
        note={t('exclusion.words.note')}
        error={wrong.words}
        value={words}
        most={300}
        rows={3}
        change={setWords}
      />
    </SendForm>
  )
}

function DecideForm({ act, row, done }: { act: 'approve' | 'refuse' | 'end'; row: Row; done(): void }) {
  const { t } = useWords()
  const refresh = useRefresh()
  const [words, setWords] = useState('')
  const [missing, setMissing] = useState(false)
  const needsWords = act !== 'approve'
  const params = { exclusionId: row.id }
  const sending = useSend(async (body: { id: string; words: string }) =>
    act === 'end'
      ? await call('POST', '/rates/exclusions/:exclusionId/end', { params, body })
      : await call('POST', '/rates/exclusions/:exclusionId/decision', {
          params,
          body: { id: body.id, approves: act === 'approve', ...(body.words ? { words: body.words } : {}) },
        }),
  )

  async function submit() {
    setMissing(needsWords && words.trim() === '')
    if (needsWords && words.trim() === '') return
    if (!(await sending.send({ words: words.trim() }))) return
    await refresh()
    done()
  }

  return (
    <SendForm
      label={t(`exclusion.${act}`)}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={done}
    >
      <p className="soft">{t(`exclusion.${act}.note`, { rate: t(`rate.${row.rate}`) })}</p>
      <WordsField
        label={t(needsWords ? 'exclusion.why' : 'exclusion.why.free')}
        error={missing ? t('exclusion.words.write') : undefined}
        value={words}
        most={300}
        rows={3}
        change={setWords}
      />
    </SendForm>
  )
}

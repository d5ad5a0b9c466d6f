/** Casual help that waits for a word: what, when, how long, perhaps a photo. One's own line is somebody else's to decide. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber, Segmented } from 'antd'
import { useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { type Answer, addressOf } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Field, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { Closed, refreshShifts } from './staffParts.tsx'

type Row = Answer<'GET', '/desk/casual'>['rows'][number]
const lists = ['waiting', 'done'] as const
type List = (typeof lists)[number]
const columns = ['what', 'when', 'who', 'state'] as const

export default function CasualPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const page = t('desk.menu.casual')
  if (!actor?.permissions.includes('shifts.confirm')) return <Closed page={page} permission="shifts.confirm" />
  return <Casual page={page} />
}

function Casual({ page }: { page: string }) {
  const { t } = useWords()
  const format = useFormat()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [deciding, setDeciding] = useState<{ row: Row; decision: 'confirm' | 'refuse' }>()
  const list: List = new URLSearchParams(useSearch()).get('list') === 'done' ? 'done' : 'waiting'
  const found = useInfiniteQuery({
    queryKey: ['shift casual', list],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/desk/casual', { query: { list, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = found.data?.pages.flatMap((one) => one.rows) ?? []
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <span className="meta">{t('desk.casual.note')}</span>
      </header>
      <div className="page-body stack">
        <div>
          <Segmented
            aria-label={t('desk.casual.lists')}
            value={list}
            onChange={(next) => navigate(next === 'waiting' ? '/desk/casual' : '/desk/casual?list=done')}
            options={lists.map((value) => ({ value, label: t(`desk.casual.list.${value}`) }))}
          />
        </div>
        <section className="card" aria-label={t(`desk.casual.list.${list}`)}>
          {found.error && !found.data ? (
            <Failed error={found.error} again={() => void found.refetch()} />
          ) : !found.data ? (
            <Loading lines={4} />
          ) : rows.length === 0 ? (
            <EmptyState words={t(`desk.casual.none.${list}`)} icon="check" />
          ) : (
            <table className="table table-stack">
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th key={name} scope="col">
                      {t(`desk.casual.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">
                      {t(`activity.${row.activity}`)}
                      <div className="words" data-said>
                        {row.words}
                      </div>
                      {row.hasPhoto && (
                        <a
                          className="link"
                          href={addressOf('/casual/:id/photo', { id: row.id })}
                          target="_blank"
                          rel="noreferrer"
                        >
                          {t('desk.casual.photo')}
                        </a>
                      )}
                    </th>
                    <td className="num">
                      {format.day(row.servedOn)} · {format.duration(row.minutes)}
                      <div className="meta">{t(`shift.earns.${row.earns}`)}</div>
                    </td>
                    <td>
                      <span data-said>{row.by}</span>{' '}
                      <span className="meta" data-said>
                        {row.community}
                      </span>
                      {row.neighbourTail && (
                        <div className="meta">{t('desk.casual.neighbour', { tail: row.neighbourTail })}</div>
                      )}
                    </td>
                    <td>
                      {row.state !== 'waiting' ? (
                        <>
                          {t(`casual.state.${row.state}`)}
                          {row.decidedBy && (
                            <div className="meta" data-said>
                              {row.decidedBy}
                            </div>
                          )}
                          {row.reply && <div data-said>{row.reply}</div>}
                        </>
                      ) : row.own ? (
                        <span className="meta">{t('desk.shift.own')}</span>
                      ) : (
                        <span className="row">
                          <Button size="small" type="primary" onClick={() => setDeciding({ row, decision: 'confirm' })}>
                            {t('desk.casual.confirm')}
                          </Button>
                          <Button size="small" onClick={() => setDeciding({ row, decision: 'refuse' })}>
                            {t('desk.casual.refuse')}
                          </Button>
                        </span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {found.hasNextPage && (
            <p className="list-foot">
              <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t('do.more')}
              </Button>
            </p>
          )}
        </section>
      </div>
      <Dialog
        open={deciding !== undefined}
        title={t(`desk.casual.${deciding?.decision ?? 'confirm'}`)}
        close={() => setDeciding(undefined)}
      >
        {deciding && (
          <Decide
            row={deciding.row}
            decision={deciding.decision}
            done={async () => {
              setDeciding(undefined)
              await refreshShifts(client)
            }}
            cancel={() => setDeciding(undefined)}
          />
        )}
      </Dialog>
    </>
  )
}

interface DecideProps {
  row: Row
  decision: 'confirm' | 'refuse'
  done(): Promise<void>
  cancel(): void
}

function Decide({ row, decision, done, cancel }: DecideProps) {
  const { t } = useWords()
  const [minutes, setMinutes] = useState(row.minutes)
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const confirms = decision === 'confirm'
  const sending = useSend(
    async (body: { id: string; decision: 'confirm' | 'refuse'; minutes: number; words?: string }) =>
      await call('POST', '/casual/:id/decision', { params: { id: row.id }, body }),
  )
  const submit = async () => {
    setTried(true)
    const said = words.trim()
    if (!confirms && said === '') return
    if (await sending.send({ decision, minutes, ...(said ? { words: said } : {}) })) await done()
  }
  return (
    <SendForm
      label={t(`desk.casual.${decision}`)}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={cancel}
    >
      <p data-said>{row.words}</p>
      {confirms && (
        <Field label={t('desk.casual.minutes')} note={t('desk.casual.minutes.note', { n: row.minutes })}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={1}
              max={row.minutes}
              value={minutes}
              onChange={(next) => setMinutes(next ?? row.minutes)}
            />
          )}
        </Field>
      )}
      <WordsField
        label={t(confirms ? 'desk.casual.words' : 'desk.casual.why')}
        value={words}
        most={200}
        rows={2}
        change={setWords}
        error={tried && !confirms && words.trim() === '' ? t('desk.project.missing') : undefined}
      />
    </SendForm>
  )
}

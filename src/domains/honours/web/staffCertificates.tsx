/** Certificates of service at the desk: who was given one, issuing one on paper, revoking one. Opening one is recorded. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { groupNumber } from '#lib/number.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { StatusWord } from '#ui/staff/status-word.tsx'
import { type RevokeReason, revokeReasons } from '../rules.ts'
import { addressOf, call, type DeskCertificate } from './api.ts'
import { Closed, FindPerson, type Person } from './staffHonourParts.tsx'

const columns = ['serial', 'name', 'hours', 'span', 'issued', 'state', 'acts'] as const

export default function CertificatesPage() {
  const { t } = useWords()
  const { actor } = useSession()
  const page = t('desk.menu.certificates')
  if (!actor?.permissions.includes('certificates.desk')) return <Closed page={page} permission="certificates.desk" />
  return <Certificates page={page} />
}

function Certificates({ page }: { page: string }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const asked = new URLSearchParams(useSearch()).get('person')
  const [pressed, setPressed] = useState(false)
  const issuing = pressed || asked !== null
  const setIssuing = (open: boolean) => {
    setPressed(open)
    if (!open && asked !== null) navigate('/desk/certificates', { replace: true })
  }
  const [revoking, setRevoking] = useState<DeskCertificate>()
  const [opened, setOpened] = useState<DeskCertificate>()
  const found = useInfiniteQuery({
    queryKey: ['certificates'],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/desk/certificates', { query: pageParam ? { after: pageParam } : {}, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = found.data?.pages.flatMap((one) => one.rows) ?? []
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <span className="meta">{t('desk.certificates.note')}</span>
        <Button type="primary" className="row-end" onClick={() => setIssuing(true)}>
          {t('desk.certificates.new')}
        </Button>
      </header>
      <div className="page-body stack">
        {opened && <Opened row={opened} />}
        <section className="card" aria-label={page}>
          {found.error && !found.data ? (
            <Failed error={found.error} again={() => void found.refetch()} />
          ) : !found.data ? (
            <Loading lines={4} />
          ) : rows.length === 0 ? (
            <EmptyState words={t('desk.certificates.none')} icon="certificate" />
          ) : (
            <table className="table table-stack">
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th key={name} scope="col">
                      {t(`desk.certificates.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Line key={row.id} row={row} revoke={() => setRevoking(row)} open={() => setOpened(row)} />
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
      <Dialog open={issuing} title={t('desk.certificates.new')} close={() => setIssuing(false)}>
        <IssueForm
          key={asked}
          asked={asked}
          close={() => setIssuing(false)}
          issued={(row) => {
            setIssuing(false)
            setOpened(row)
          }}
        />
      </Dialog>
      <Dialog
        open={revoking !== undefined}
        title={t('desk.certificates.revoke.title', { serial: groupNumber(revoking?.serial ?? '') })}
        close={() => setRevoking(undefined)}
      >
        {revoking && <RevokeForm row={revoking} close={() => setRevoking(undefined)} />}
      </Dialog>
    </>
  )
}

function Line({ row, revoke, open }: { row: DeskCertificate; revoke(): void; open(): void }) {
  const { t } = useWords()
  const format = useFormat()
  const opening = useSend(async ({ id }: { id: string }) =>
    call('POST', '/desk/certificates/:id/readings', { params: { id: row.id }, body: { id } }),
  )
  return (
    <tr>
      <th scope="row" className="num">
        {groupNumber(row.serial)}
      </th>
      <td data-said>{row.erased ? t('desk.certificates.erased') : row.name}</td>
      <td data-label={t('desk.certificates.column.hours')}>{format.duration(row.minutes)}</td>
      <td className="num" data-label={t('desk.certificates.column.span')}>
        {row.from} – {row.to}
      </td>
      <td data-label={t('desk.certificates.column.issued')}>
        <span className="num">{row.issuedOn}</span>{' '}
        <span className="meta">{row.issuer ? <span data-said>{row.issuer}</span> : t('desk.certificates.self')}</span>
      </td>
      <td>
        <StatusWord
          shape={row.revokedOn ? 'cross' : 'check'}
          word={t(row.revokedOn ? 'state.revoked' : 'state.valid')}
        />
        {row.doubtful && <span className="why"> {t('desk.certificates.doubtful')}</span>}
        {row.revokeReason && <span className="meta"> {t(`certificate.reason.${row.revokeReason}`)}</span>}
      </td>
      <td>
        {!row.erased && (
          <span className="row">
            <Button
              size="small"
              loading={opening.busy}
              onClick={() => void opening.send({}).then((answer) => answer && open())}
            >
              {t('desk.certificates.open')}
            </Button>
            {!row.revokedOn && (
              <Button size="small" onClick={revoke}>
                {t('desk.certificates.revoke')}
              </Button>
            )}
          </span>
        )}
        {opening.error && <span className="error-text">{opening.error}</span>}
      </td>
    </tr>
  )
}

/** The paper can be taken for a few minutes. */
function Opened({ row }: { row: DeskCertificate }) {
  const { t } = useWords()
  return (
    <p className="note" role="status">
      {t('desk.certificates.issued', { serial: groupNumber(row.serial) })}{' '}
      <a
        className="link"
        href={addressOf('/desk/certificates/:id/paper', { id: row.id })}
        download={`${row.serial}.pdf`}
      >
        {t('desk.certificates.print')}
      </a>
    </p>
  )
}

interface IssueProps {
  /** Id of the volunteer whose page led here. */
  asked: string | null
  close(): void
  issued(row: DeskCertificate): void
}

function IssueForm({ asked, close, issued }: IssueProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const { now } = useSession()
  const [chosen, setChosen] = useState<Person>()
  const [other, setOther] = useState(false)
  const { data: volunteer } = useQuery({
    queryKey: ['certificates for', asked],
    queryFn: ({ signal }) => call('GET', '/desk/volunteers/:personId', { params: { personId: asked ?? '' }, signal }),
    enabled: asked !== null,
    retry: false,
  })
  const led = volunteer && {
    id: volunteer.personId,
    name: volunteer.name,
    phoneTail: volunteer.phoneTail,
    address: volunteer.place,
    open: 0,
  }
  const person = chosen ?? (other ? undefined : led)
  const setPerson = (next: Person | undefined) => {
    setOther(true)
    setChosen(next)
  }
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSend(async (body: { id: string; personId: string; from?: string; to?: string }) => {
    const answer = await call('POST', '/desk/certificates', { body })
    await client.invalidateQueries({ queryKey: ['certificates'] })
    return answer
  })
  const submit = async () => {
    setTried(true)
    if (!person) return
    const answer = await sending.send({ personId: person.id, ...(from && { from }), ...(to && { to }) })
    if (answer) issued(answer)
  }
  return (
    <SendForm
      label={t('desk.certificates.new')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={close}
    >
      <FindPerson
        person={person}
        choose={setPerson}
        error={tried && !person ? t('desk.certificates.find.choose') : undefined}
      />
      <div className="two-fields">
        {[
          { key: 'desk.certificates.from', value: from, set: setFrom },
          { key: 'desk.certificates.to', value: to, set: setTo },
        ].map(({ key, value, set }) => (
          <Field key={key} label={t(key)}>
            {(ids) => (
              <Input
                {...ids}
                type="date"
                max={dayOf(now())}
                value={value}
                onChange={({ target }) => set(target.value)}
              />
            )}
          </Field>
        ))}
      </div>
    </SendForm>
  )
}

function RevokeForm({ row, close }: { row: DeskCertificate; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [reason, setReason] = useState<RevokeReason | undefined>(row.doubtful ? 'taken_back' : undefined)
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSend(async (body: { id: string; reason: RevokeReason; words?: string }) => {
    const answer = await call('POST', '/desk/certificates/:id/revocation', { params: { id: row.id }, body })
    await client.invalidateQueries({ queryKey: ['certificates'] })
    return answer
  })
  const submit = async () => {
    setTried(true)
    if (!reason) return
    if (await sending.send({ reason, ...(words.trim() ? { words: words.trim() } : {}) })) close()
  }
  return (
    <SendForm
      label={t('desk.certificates.revoke')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={close}
    >
      <Choice
        label={t('desk.certificates.revoke.reason')}
        values={revokeReasons}
        value={reason}
        words={(one) => t(`certificate.reason.${one}`)}
        change={setReason}
        error={tried && !reason ? t('desk.certificates.revoke.choose') : undefined}
        card
      />
      <WordsField label={t('desk.certificates.revoke.words')} value={words} most={300} rows={2} change={setWords} />
      <p className="meta">{t('desk.certificates.revoke.note')}</p>
    </SendForm>
  )
}

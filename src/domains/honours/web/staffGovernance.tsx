/**
 * The governance star of a quarter: the round, the jury's list, nominations, and the head's decision. The list has no numbers to
 * compare people by and no order but the names' sound; opening it is a reading of each who is on it.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Field, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading } from '#ui/staff/states.tsx'
import { call, showHonour } from './api.ts'
import { Closed, FindPerson, type Person } from './staffHonourParts.tsx'
import { HonourTable } from './staffStars.tsx'
import { quarterTitle } from './titles.ts'

type Governance = Awaited<ReturnType<typeof call<'GET', '/desk/governance'>>>
type Round = Governance['rounds'][number]
type Nomination = Governance['nominations'][number]
/** Whom the head is about to choose. */
interface Choice {
  personId: string
  name: string
}

const COMMUNITY = 12

export default function GovernancePage() {
  const { t } = useWords()
  const { actor } = useSession()
  const page = t('desk.menu.governance')
  if (!actor?.permissions.includes('honours.desk')) return <Closed page={page} permission="honours.desk" />
  const communities = new Map(
    actor.grants
      .filter(({ role, path }) => path.length === COMMUNITY && /^community_(desk|head)$/.test(role))
      .map(({ path, place }) => [path, place]),
  )
  return <Desk page={page} communities={[...communities].map(([value, label]) => ({ value, label }))} />
}

function Desk({ page, communities }: { page: string; communities: { value: string; label: string }[] }) {
  const { t } = useWords()
  const [community, setCommunity] = useState(communities[0]?.value ?? '')
  const { data, error, refetch } = useQuery({
    queryKey: ['governance', community],
    queryFn: ({ signal }) => call('GET', '/desk/governance', { query: { community }, signal }),
    enabled: community !== '',
  })
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <span className="meta">{t('desk.governance.note')}</span>
      </header>
      <div className="page-body stack">
        {communities.length > 1 && (
          <Field label={t('desk.governance.community')}>
            {(ids) => (
              <Select {...ids} {...saidSelect} value={community} options={communities} onChange={setCommunity} />
            )}
          </Field>
        )}
        {error && !data ? (
          <Failed error={error} again={() => void refetch()} />
        ) : !data ? (
          <Loading lines={8} />
        ) : (
          <Whole key={community} community={community} governance={data} />
        )}
      </div>
    </>
  )
}

function Whole({ community, governance }: { community: string; governance: Governance }) {
  const { t } = useWords()
  const client = useQueryClient()
  const { quarter, rounds } = governance
  const [newest, ...older] = rounds
  const begun = newest?.quarter === quarter
  const earlier = begun ? older : rounds
  const opening = useSend(async ({ id }: { id: string }) => {
    const answer = await call('POST', '/desk/governance/rounds', { body: { id, community } })
    await client.invalidateQueries({ queryKey: ['governance'] })
    return answer
  })
  return (
    <>
      {begun ? (
        <Current round={newest} governance={governance} />
      ) : (
        <section className="card card-body card-body-even stack-small">
          <p>{t('desk.governance.none', { quarter: quarterTitle({ t }, quarter) })}</p>
          {opening.error && (
            <p className="refusal" role="alert">
              {opening.error}
            </p>
          )}
          <div>
            <Button type="primary" loading={opening.busy} onClick={() => void opening.send({})}>
              {t('desk.governance.open', { quarter: quarterTitle({ t }, quarter) })}
            </Button>
          </div>
        </section>
      )}
      {!begun && governance.honours.length > 0 && (
        <section className="card">
          <div className="card-head">
            <h2>{t('desk.governance.chosen')}</h2>
          </div>
          <HonourTable rows={governance.honours} />
        </section>
      )}
      {earlier.length > 0 && (
        <section className="card">
          <div className="card-head">
            <h2>{t('desk.governance.rounds')}</h2>
          </div>
          <ul className="card-body stack-small">
            {earlier.map((round) => (
              <li key={round.id}>
                {quarterTitle({ t }, round.quarter)}{' '}
                <span className="meta">{t('desk.governance.stars.n', { n: round.stars })}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Current({ round, governance }: { round: Round; governance: Governance }) {
  const { t } = useWords()
  const client = useQueryClient()
  const format = useFormat()
  const [choice, setChoice] = useState<Choice>()
  const [nominating, setNominating] = useState(false)
  const [naming, setNaming] = useState<Nomination>()
  const [ending, setEnding] = useState(false)
  const { mayDecide, nominations, honours } = governance
  const open = round.closedAt === null
  const ended = useSend(async ({ id }: { id: string }) => {
    const answer = await call('POST', '/desk/governance/rounds/:id/end', { params: { id: round.id }, body: { id } })
    await client.invalidateQueries({ queryKey: ['governance'] })
    return answer
  })
  return (
    <>
      <section className="card">
        <div className="card-head">
          <h2>{quarterTitle({ t }, round.quarter)}</h2>
          <small>
            {open ? t('desk.governance.until', { day: format.day(round.nominateUntil) }) : t('desk.governance.ended')}
          </small>
        </div>
        <div className="card-body row">
          {open && <Button onClick={() => setNominating(true)}>{t('desk.governance.nominate')}</Button>}
          {open && mayDecide && <Button onClick={() => setEnding(true)}>{t('desk.governance.end')}</Button>}
          {open && !mayDecide && <span className="meta">{t('desk.governance.head-only')}</span>}
        </div>
      </section>
      <Shortlist round={round} points={governance.points} choose={open && mayDecide ? setChoice : undefined} />
      <section className="card">
        <div className="card-head">
          <h2>{t('desk.governance.nominations')}</h2>
        </div>
        <ul className="card-body stack">
          {nominations.length === 0 && <li className="meta">{t('desk.governance.nominations.none')}</li>}
          {nominations.map((one) => (
            <li key={one.id} className="stack-small">
              <p>
                <b data-said>{one.name}</b>{' '}
                <span className="meta">
                  {t(one.byStaff ? 'desk.governance.by-staff' : 'desk.governance.by-resident')}
                </span>
              </p>
              <p className="words" data-said>
                {one.words}
              </p>
              {open && (
                <div className="row">
                  {one.personId === null ? (
                    <Button size="small" onClick={() => setNaming(one)}>
                      {t('desk.governance.name')}
                    </Button>
                  ) : (
                    mayDecide && (
                      <Button size="small" onClick={() => setChoice({ personId: one.personId ?? '', name: one.name })}>
                        {t('desk.governance.choose')}
                      </Button>
                    )
                  )}
                </div>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section className="card">
        <div className="card-head">
          <h2>{t('desk.governance.chosen')}</h2>
        </div>
        <HonourTable rows={honours} />
      </section>
      <Dialog
        open={choice !== undefined}
        title={t('desk.governance.choose.title', { name: choice?.name ?? '' })}
        close={() => setChoice(undefined)}
      >
        {choice && <ChooseForm round={round} choice={choice} close={() => setChoice(undefined)} />}
      </Dialog>
      <Dialog open={nominating} title={t('desk.governance.nominate')} close={() => setNominating(false)}>
        <NominateForm round={round} close={() => setNominating(false)} />
      </Dialog>
      <Dialog open={naming !== undefined} title={t('desk.governance.name')} close={() => setNaming(undefined)}>
        {naming && <NameForm nomination={naming} close={() => setNaming(undefined)} />}
      </Dialog>
      <Dialog open={ending} title={t('desk.governance.end')} close={() => setEnding(false)}>
        <SendForm
          label={t('desk.governance.end')}
          busy={ended.busy}
          error={ended.error}
          submit={() => void ended.send({}).then((answer) => answer && setEnding(false))}
          cancel={() => setEnding(false)}
        >
          <p>{t('desk.governance.end.sure')}</p>
        </SendForm>
      </Dialog>
    </>
  )
}

interface ShortlistProps {
  round: Round
  points: number
  /** Absent for who does not decide. */
  choose: ((choice: Choice) => void) | undefined
}

function Shortlist({ round, points, choose }: ShortlistProps) {
  const { t } = useWords()
  const format = useFormat()
  const [rows, setRows] =
    useState<Awaited<ReturnType<typeof call<'POST', '/desk/governance/rounds/:id/shortlist'>>>['rows']>()
  const opening = useSend(async ({ id }: { id: string }) =>
    call('POST', '/desk/governance/rounds/:id/shortlist', { params: { id: round.id }, body: { id } }),
  )
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('desk.governance.shortlist')}</h2>
      </div>
      <div className="card-body stack-small">
        <p className="meta">{t('desk.governance.shortlist.note', { points })}</p>
        {!rows && (
          <div>
            <Button
              loading={opening.busy}
              onClick={() => void opening.send({}).then((answer) => answer && setRows(answer.rows))}
            >
              {t('desk.governance.shortlist.open')}
            </Button>
          </div>
        )}
        {opening.error && (
          <p className="refusal" role="alert">
            {opening.error}
          </p>
        )}
        {rows?.length === 0 && <EmptyState words={t('desk.governance.shortlist.none')} icon="award" />}
        {rows && rows.length > 0 && (
          <ul className="stack-small">
            {rows.map(({ personId, name, meetings, suggestions, minutes }) => (
              <li key={personId} className="row">
                <b data-said>{name}</b>
                <span className="meta">
                  {t('desk.governance.did', { meetings, suggestions, hours: format.duration(minutes) })}
                </span>
                {choose && (
                  <Button size="small" className="row-end" onClick={() => choose({ personId, name })}>
                    {t('desk.governance.choose')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

function ChooseForm({ round, choice, close }: { round: Round; choice: Choice; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSend(async (body: { id: string; reason: string }) => {
    const answer = await showHonour({ ...body, honour: 'governance', roundId: round.id, personId: choice.personId })
    await client.invalidateQueries({ queryKey: ['governance'] })
    return answer
  })
  const submit = async () => {
    setTried(true)
    if (reason.trim() !== '' && (await sending.send({ reason: reason.trim() }))) close()
  }
  return (
    <SendForm
      label={t('desk.stars.show')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={close}
    >
      <WordsField
        label={t('desk.governance.choose.reason')}
        value={reason}
        most={300}
        rows={4}
        change={setReason}
        error={tried && reason.trim() === '' ? t('desk.stars.write') : undefined}
      />
    </SendForm>
  )
}

function NominateForm({ round, close }: { round: Round; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [person, setPerson] = useState<Person>()
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSend(async (body: { id: string; personId: string; words: string }) => {
    const answer = await call('POST', '/desk/governance/nominations', { body: { ...body, roundId: round.id } })
    await client.invalidateQueries({ queryKey: ['governance'] })
    return answer
  })
  const submit = async () => {
    setTried(true)
    if (person && words.trim() !== '' && (await sending.send({ personId: person.id, words: words.trim() }))) close()
  }
  return (
    <SendForm
      label={t('desk.governance.nominate')}
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
      <WordsField
        label={t('desk.governance.words')}
        value={words}
        most={300}
        rows={3}
        change={setWords}
        error={tried && words.trim() === '' ? t('desk.stars.write') : undefined}
      />
    </SendForm>
  )
}

function NameForm({ nomination, close }: { nomination: Nomination; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [person, setPerson] = useState<Person>()
  const [tried, setTried] = useState(false)
  const sending = useSend(async (body: { id: string; personId: string }) => {
    const answer = await call('POST', '/desk/governance/nominations/:id/person', {
      params: { id: nomination.id },
      body,
    })
    await client.invalidateQueries({ queryKey: ['governance'] })
    return answer
  })
  const submit = async () => {
    setTried(true)
    if (person && (await sending.send({ personId: person.id }))) close()
  }
  return (
    <SendForm
      label={t('desk.governance.name')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={close}
    >
      <p data-said>
        {nomination.name} · {nomination.words}
      </p>
      <FindPerson
        person={person}
        choose={setPerson}
        error={tried && !person ? t('desk.certificates.find.choose') : undefined}
      />
    </SendForm>
  )
}

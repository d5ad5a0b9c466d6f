/** Stations with the six they should have, platforms with the four, each by what shows it; coverage; and paired places. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { type Have, havesOf, type PairingKind, pairingKinds, type StationKind } from '../rules.ts'
import { call } from './api.ts'
import { Guarded, refresh, Shown, useCommunities } from './staffParts.tsx'

type Stations = Awaited<ReturnType<typeof call<'GET', '/desk/stations'>>>
type Station = Stations['rows'][number]

export default function StationsPage() {
  const { t } = useWords()
  const page = t('desk.menu.stations')
  return (
    <Guarded page={page} permission="volunteers.read">
      <Content page={page} />
    </Guarded>
  )
}

function Content({ page }: { page: string }) {
  const { t } = useWords()
  const format = useFormat()
  const { actor } = useSession()
  const communities = useCommunities()
  const may = (actor?.permissions.includes('volunteers.groups') ?? false) && communities.length > 0
  const [opened, setOpened] = useState<'station' | 'pairing'>()
  const { data, error, refetch } = useQuery({
    queryKey: ['volunteering', 'stations'],
    queryFn: ({ signal }) => call('GET', '/desk/stations', { signal }),
  })
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {data && <span className="meta">{t('desk.stations.coverage', { n: data.covered, of: data.communities })}</span>}
        {may && (
          <span className="row row-end">
            <Button onClick={() => setOpened('pairing')}>{t('desk.pairing.new')}</Button>
            <Button type="primary" onClick={() => setOpened('station')}>
              {t('desk.stations.new')}
            </Button>
          </span>
        )}
      </header>
      <div className="page-body stack">
        <Shown
          data={data}
          error={error}
          refetch={refetch}
          empty={data?.rows.length === 0}
          none={t('desk.stations.none')}
        >
          {data?.rows.map((station) => (
            <OneStation key={station.id} station={station} />
          ))}
        </Shown>
        <section className="card" aria-label={t('desk.pairing')}>
          <div className="card-head">
            <h2>{t('desk.pairing')}</h2>
          </div>
          <div className="card-body">
            {data?.pairings.length === 0 && <p className="meta">{t('desk.pairing.none')}</p>}
            <ul className="stack-small">
              {data?.pairings.map((row) => (
                <li key={row.id}>
                  <b>{t(`pairing.kind.${row.kind}`)}</b>{' '}
                  <span data-said>
                    {row.place} – {row.other}：{row.words}
                  </span>{' '}
                  <span className="meta">
                    {row.to
                      ? t('desk.pairing.days', { from: format.day(row.from), to: format.day(row.to) })
                      : t('desk.pairing.since', { from: format.day(row.from) })}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        </section>
      </div>
      <Dialog open={opened === 'station'} title={t('desk.stations.new')} close={() => setOpened(undefined)}>
        <StationForm close={() => setOpened(undefined)} />
      </Dialog>
      <Dialog open={opened === 'pairing'} title={t('desk.pairing.new')} close={() => setOpened(undefined)}>
        <PairingForm close={() => setOpened(undefined)} />
      </Dialog>
    </>
  )
}

function OneStation({ station }: { station: Station }) {
  const { t } = useWords()
  const format = useFormat()
  const [have, setHave] = useState<Have>()
  const all: readonly Have[] = havesOf[station.kind]
  const had = station.haves.length
  return (
    <section className="card" aria-label={station.name}>
      <div className="card-head">
        <h2 data-said>{station.name}</h2>
        <span className="meta">
          <span data-said>
            {station.community} · {station.address}
          </span>
          {station.practice && ` · ${t('desk.stations.practice')}`}
        </span>
        <span className="tag row-end">
          <Icon name={station.complete ? 'circleCheck' : 'circleHalf'} small />
          {t(`desk.stations.${station.kind}.have`, { n: had, of: all.length })}
        </span>
      </div>
      <ul className="card-body stack-small">
        {all.map((one) => {
          const shown = station.haves.find((it) => it.have === one)
          return (
            <li key={one}>
              <Icon name={shown ? 'circleCheck' : 'circle'} small /> <b>{t(`station.have.${one}`)}</b>{' '}
              {shown ? (
                <>
                  <span data-said>{shown.evidence}</span>{' '}
                  <span className="meta">
                    {format.day(shown.on)} <span data-said>{shown.by}</span>
                  </span>
                </>
              ) : (
                <span className="meta">{t('desk.stations.not-yet')}</span>
              )}{' '}
              {station.may && (
                <button
                  type="button"
                  className="link"
                  aria-label={t('desk.stations.note.of', { name: station.name, have: t(`station.have.${one}`) })}
                  onClick={() => setHave(one)}
                >
                  {t('desk.stations.note')}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      <Dialog open={have !== undefined} title={have ? t(`station.have.${have}`) : ''} close={() => setHave(undefined)}>
        {have && <HaveForm station={station} have={have} close={() => setHave(undefined)} />}
      </Dialog>
    </section>
  )
}

function HaveForm({ station, have, close }: { station: Station; have: Have; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [evidence, setEvidence] = useState(station.haves.find((it) => it.have === have)?.evidence ?? '')
  const sending = useSend(async (body: { id: string; evidence: string | null }) => {
    await call('PUT', '/desk/stations/:id/haves/:have', { params: { id: station.id, have }, body })
    await refresh(client)
    return true
  })
  return (
    <SendForm
      label={t('desk.volunteers.save')}
      busy={sending.busy}
      error={sending.error}
      cancel={close}
      submit={async () => {
        if (await sending.send({ evidence: evidence.trim() || null })) close()
      }}
    >
      <WordsField
        label={t('desk.stations.evidence')}
        note={t('desk.stations.evidence.note')}
        value={evidence}
        most={300}
        rows={3}
        change={setEvidence}
      />
    </SendForm>
  )
}

function StationForm({ close }: { close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const communities = useCommunities()
  const [community, setCommunity] = useState(communities[0]?.value ?? '')
  const [kind, setKind] = useState<StationKind>()
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [practice, setPractice] = useState(false)
  const [tried, setTried] = useState(false)
  const sending = useSend(
    async (body: {
      id: string
      kind: StationKind
      community: string
      name: string
      address: string
      practice: boolean
    }) => {
      await call('POST', '/desk/stations', { body })
      await refresh(client)
      return true
    },
  )
  const missing = (value: unknown) => (tried && !value ? t('desk.volunteers.missing') : undefined)
  return (
    <SendForm
      label={t('desk.volunteers.save')}
      busy={sending.busy}
      error={sending.error}
      cancel={close}
      submit={async () => {
        setTried(true)
        if (!kind || !name.trim() || !address.trim()) return
        if (await sending.send({ kind, community, name: name.trim(), address: address.trim(), practice })) close()
      }}
    >
      <Choice<StationKind>
        label={t('desk.stations.kind')}
        values={['station', 'platform']}
        value={kind}
        words={(one) => t(`desk.stations.kind.${one}`)}
        change={setKind}
        error={missing(kind)}
        card
      />
      {communities.length > 1 && (
        <Field label={t('desk.volunteers.community')}>
          {(ids) => <Select {...ids} {...saidSelect} value={community} onChange={setCommunity} options={communities} />}
        </Field>
      )}
      <Field label={t('desk.stations.name')} error={missing(name.trim())}>
        {(ids) => <Input {...ids} value={name} maxLength={60} onChange={({ target }) => setName(target.value)} />}
      </Field>
      <Field label={t('desk.stations.address')} error={missing(address.trim())}>
        {(ids) => (
          <Input {...ids} value={address} maxLength={100} onChange={({ target }) => setAddress(target.value)} />
        )}
      </Field>
      <Checkbox checked={practice} onChange={({ target }) => setPractice(target.checked)}>
        {t('desk.stations.practice')}
      </Checkbox>
    </SendForm>
  )
}

function PairingForm({ close }: { close(): void }) {
  const { t } = useWords()
  const { now } = useSession()
  const client = useQueryClient()
  const communities = useCommunities()
  const [community, setCommunity] = useState(communities[0]?.value ?? '')
  const [other, setOther] = useState('')
  const [kind, setKind] = useState<PairingKind>()
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSend(
    async (body: { id: string; kind: PairingKind; community: string; other: string; words: string; from: string }) => {
      await call('POST', '/desk/pairings', { body })
      await refresh(client)
      return true
    },
  )
  const right = /^\d{12}$/.test(other.trim())
  const missing = (value: unknown) => (tried && !value ? t('desk.volunteers.missing') : undefined)
  return (
    <SendForm
      label={t('desk.volunteers.save')}
      busy={sending.busy}
      error={sending.error}
      cancel={close}
      submit={async () => {
        setTried(true)
        if (!kind || !right || !words.trim()) return
        if (await sending.send({ kind, community, other: other.trim(), words: words.trim(), from: dayOf(now()) }))
          close()
      }}
    >
      <Choice<PairingKind>
        label={t('desk.pairing.kind')}
        values={pairingKinds}
        value={kind}
        words={(one) => t(`pairing.kind.${one}`)}
        change={setKind}
        error={missing(kind)}
      />
      {communities.length > 1 && (
        <Field label={t('desk.volunteers.community')}>
          {(ids) => <Select {...ids} {...saidSelect} value={community} onChange={setCommunity} options={communities} />}
        </Field>
      )}
      <Field label={t('desk.pairing.other')} note={t('desk.pairing.other.note')} error={missing(right)}>
        {(ids) => (
          <Input
            {...ids}
            value={other}
            maxLength={12}
            inputMode="numeric"
            onChange={({ target }) => setOther(target.value)}
          />
        )}
      </Field>
      <WordsField
        label={t('desk.pairing.words')}
        value={words}
        most={200}
        rows={2}
        change={setWords}
        error={missing(words.trim())}
      />
    </SendForm>
  )
}

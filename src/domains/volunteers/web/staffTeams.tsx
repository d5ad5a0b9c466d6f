/** Teams of volunteers: registered or filed, professional or not, who leads them, and their members. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { type Identity, identities, type Standing, standings } from '../rules.ts'
import { call } from './api.ts'
import { Deed, Guarded, refresh, Shown, useCommunities } from './staffParts.tsx'

type Teams = Awaited<ReturnType<typeof call<'GET', '/desk/teams'>>>
type Team = Teams['rows'][number]
const columns = ['name', 'standing', 'lead', 'members', 'minutes', 'do'] as const

export default function TeamsPage() {
  const { t } = useWords()
  const page = t('desk.menu.teams')
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
  const [opened, setOpened] = useState<Team | 'new'>()
  const [members, setMembers] = useState<Team>()
  const may = actor?.permissions.includes('volunteers.groups') ?? false
  const communities = useCommunities()
  const { data, error, refetch } = useQuery({
    queryKey: ['volunteering', 'teams'],
    queryFn: ({ signal }) => call('GET', '/desk/teams', { signal }),
  })
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {data && (
          <span className="meta">
            {t('desk.teams.count', { n: data.rows.length, professional: data.professional })}
          </span>
        )}
        {may && communities.length > 0 && (
          <Button type="primary" className="row-end" onClick={() => setOpened('new')}>
            {t('desk.teams.new')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <section className="card" aria-label={page}>
          <Shown
            data={data}
            error={error}
            refetch={refetch}
            empty={data?.rows.length === 0}
            none={t('desk.teams.none')}
          >
            <table className="table table-stack">
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th key={name} scope="col">
                      {t(`desk.teams.column.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data?.rows.map((team) => (
                  <tr key={team.id}>
                    <th scope="row">
                      <span data-said>{team.name}</span>{' '}
                      <span className="meta">
                        <span data-said>{team.community}</span>
                        {team.professional && ` · ${t('desk.teams.professional')}`}
                        {team.identity && ` · ${t(`volunteer.identity.${team.identity}`)}`}
                        {team.party && ` · ${t('desk.teams.party')}`}
                      </span>
                    </th>
                    <td>{t(`desk.teams.standing.${team.standing}`)}</td>
                    <td data-said data-label={t('desk.teams.column.lead')}>
                      {team.lead}
                    </td>
                    <td data-label={t('desk.teams.column.members')}>
                      <button
                        type="button"
                        className="link"
                        aria-label={t('desk.teams.members.of', { name: team.name, n: team.members })}
                        onClick={() => setMembers(team)}
                      >
                        {team.members}
                      </button>
                    </td>
                    <td className="num" data-label={t('desk.teams.column.minutes')}>
                      {format.duration(team.minutes)}
                    </td>
                    <td>
                      <span className="row">
                        {team.may && (
                          <button
                            type="button"
                            className="link"
                            aria-label={t('desk.teams.change.of', { name: team.name })}
                            onClick={() => setOpened(team)}
                          >
                            {t('desk.teams.change')}
                          </button>
                        )}
                        {team.party !== null && (
                          <Deed
                            label={t(team.party ? 'desk.teams.party.unmark' : 'desk.teams.party.mark')}
                            of={team.name}
                            work={(id) =>
                              call('PUT', '/desk/teams/:id/party', {
                                params: { id: team.id },
                                body: { id, party: !team.party },
                              })
                            }
                          />
                        )}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Shown>
        </section>
        <p className="meta">{t('desk.teams.party.note')}</p>
      </div>
      <Dialog
        open={opened !== undefined}
        title={t(opened === 'new' ? 'desk.teams.new' : 'desk.teams.change')}
        close={() => setOpened(undefined)}
      >
        {opened && data && (
          <TeamForm
            team={opened === 'new' ? undefined : opened}
            leads={data.leads}
            close={() => setOpened(undefined)}
          />
        )}
      </Dialog>
      <Dialog open={members !== undefined} title={t('desk.teams.column.members')} close={() => setMembers(undefined)}>
        {members && <Members team={members} />}
      </Dialog>
    </>
  )
}

function TeamForm({ team, leads, close }: { team: Team | undefined; leads: Teams['leads']; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const communities = useCommunities()
  const [community, setCommunity] = useState(communities[0]?.value ?? '')
  const [name, setName] = useState('')
  const [standing, setStanding] = useState<Standing | undefined>(team?.standing)
  const [professional, setProfessional] = useState(team?.professional ?? false)
  const [identity, setIdentity] = useState<Identity>()
  const [leadId, setLead] = useState<string | undefined>(leads.find((one) => one.name === team?.lead)?.personId)
  const [ended, setEnded] = useState(false)
  const [tried, setTried] = useState(false)
  const sending = useSend(async ({ id }: { id: string; content: string }) => {
    if (!standing || !leadId) return undefined
    if (team)
      await call('PUT', '/desk/teams/:id', {
        params: { id: team.id },
        body: { id, professional, standing, leadId, ended },
      })
    else
      await call('POST', '/desk/teams', {
        body: { id, community, name: name.trim(), professional, standing, leadId, ...(identity && { identity }) },
      })
    await refresh(client)
    return true
  })
  const missing = (value: unknown) => (tried && !value ? t('desk.volunteers.missing') : undefined)
  return (
    <SendForm
      label={t('desk.volunteers.save')}
      busy={sending.busy}
      error={sending.error}
      cancel={close}
      submit={async () => {
        setTried(true)
        if ((!team && !name.trim()) || !standing || !leadId) return
        const content = JSON.stringify([community, name, standing, professional, identity, leadId, ended])
        if (await sending.send({ content })) close()
      }}
    >
      {!team && (
        <>
          {communities.length > 1 && (
            <Field label={t('desk.volunteers.community')}>
              {(ids) => (
                <Select {...ids} {...saidSelect} value={community} onChange={setCommunity} options={communities} />
              )}
            </Field>
          )}
          <Field label={t('desk.teams.column.name')} error={missing(name.trim())}>
            {(ids) => <Input {...ids} value={name} maxLength={60} onChange={({ target }) => setName(target.value)} />}
          </Field>
        </>
      )}
      <Choice<Standing>
        label={t('desk.teams.column.standing')}
        values={standings}
        value={standing}
        words={(one) => t(`desk.teams.standing.${one}`)}
        change={setStanding}
        error={missing(standing)}
      />
      <Checkbox checked={professional} onChange={({ target }) => setProfessional(target.checked)}>
        {t('desk.teams.professional')}
      </Checkbox>
      {!team && (
        <Choice<Identity>
          label={t('desk.teams.identity')}
          values={identities}
          value={identity}
          words={(one) => t(`volunteer.identity.${one}`)}
          change={setIdentity}
        />
      )}
      <Field label={t('desk.teams.lead')} error={missing(leadId)}>
        {(ids) => (
          <Select
            {...ids}
            {...saidSelect}
            value={leadId}
            onChange={setLead}
            options={leads.map(({ personId, name: label }) => ({ value: personId, label }))}
          />
        )}
      </Field>
      {team && (
        <Checkbox checked={ended} onChange={({ target }) => setEnded(target.checked)}>
          {t('desk.teams.end')}
        </Checkbox>
      )}
    </SendForm>
  )
}

function Members({ team }: { team: Team }) {
  const { t } = useWords()
  const format = useFormat()
  const { data, error, refetch } = useQuery({
    queryKey: ['volunteering', 'members', team.id],
    queryFn: ({ signal }) => call('GET', '/desk/teams/:id/members', { params: { id: team.id }, signal }),
  })
  const others = useQuery({
    queryKey: ['volunteering', 'volunteers', 'to join'],
    queryFn: ({ signal }) => call('GET', '/desk/volunteers', { query: { list: 'registered' }, signal }),
    enabled: team.may,
  })
  const inside = new Set(data?.rows.map(({ personId }) => personId))
  const [chosen, setChosen] = useState<string>()
  const set = (personId: string, member: boolean) => (id: string) =>
    call('PUT', '/desk/teams/:id/members/:personId', { params: { id: team.id, personId }, body: { id, member } })
  return (
    <div className="stack">
      <Shown
        data={data}
        error={error}
        refetch={refetch}
        empty={data?.rows.length === 0}
        none={t('desk.teams.members.none')}
      >
        <ul className="stack-small">
          {data?.rows.map((row) => (
            <li key={row.personId} className="row">
              <span data-said>{row.name}</span>
              <span className="meta">{format.duration(row.minutes)}</span>
              {team.may && (
                <Deed label={t('desk.teams.members.remove')} of={row.name} work={set(row.personId, false)} />
              )}
            </li>
          ))}
        </ul>
      </Shown>
      {team.may && (
        <div className="row">
          <Field label={t('desk.teams.members.add')}>
            {(ids) => (
              <Select
                {...ids}
                {...saidSelect}
                value={chosen}
                onChange={setChosen}
                options={(others.data?.rows ?? [])
                  .filter(({ personId, state }) => state === 'active' && !inside.has(personId))
                  .map(({ personId, name, place }) => ({ value: personId, label: `${name} ${place}` }))}
              />
            )}
          </Field>
          {chosen && <Deed label={t('desk.teams.members.add.do')} work={set(chosen, true)} />}
        </div>
      )}
    </div>
  )
}

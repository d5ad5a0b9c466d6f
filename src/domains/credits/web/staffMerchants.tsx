/** Merchants of the place: who hands over what, who of them signs in, joining and leaving. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Field, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { call } from './api.ts'
import { Do, refreshCredits, Waiting } from './staffCreditsParts.tsx'

export default function MerchantsPage() {
  const { t } = useWords()
  const format = useFormat()
  const page = t('desk.menu.merchants')
  const [adding, setAdding] = useState(false)
  const found = useQuery({
    queryKey: ['credits', 'merchants'],
    queryFn: ({ signal }) => call('GET', '/desk/merchants', { signal }),
  })
  if (!found.data) return <Waiting page={page} query={found} />
  const { rows, mayManage, units, communities } = found.data
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {mayManage && (
          <Button type="primary" className="row-end" onClick={() => setAdding(true)}>
            {t('desk.merchants.add')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <section className="card">
          {rows.length === 0 ? (
            <EmptyState words={t('desk.merchants.none')} icon="buildingCommunity" />
          ) : (
            <WideTable label={page}>
              <table className="table table-stack">
                <thead>
                  <tr>
                    {['name', 'offers', 'rewards', 'people', 'community', 'since', 'do'].map((one) => (
                      <th key={one} scope="col">
                        {t(`desk.merchants.column.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.id}>
                      <th scope="row">
                        <span data-said>{row.name}</span>
                        {row.left && <span className="meta"> {t('desk.merchants.left')}</span>}
                      </th>
                      <td data-label={t('desk.merchants.column.offers')} data-said>
                        {row.offers}
                      </td>
                      <td data-label={t('desk.merchants.column.rewards')} className="n">
                        {row.rewards}
                      </td>
                      <td data-label={t('desk.merchants.column.people')} className="n">
                        {row.people}
                      </td>
                      <td data-label={t('desk.merchants.column.community')} data-said>
                        {row.community}
                      </td>
                      <td data-label={t('desk.merchants.column.since')}>{format.day(dayOf(new Date(row.joinedAt)))}</td>
                      <td>
                        {mayManage && !row.left && (
                          <Do
                            label={t('desk.merchants.end')}
                            about={row.name}
                            work={async (id) =>
                              await call('POST', '/desk/merchants/:merchantId/end', {
                                params: { merchantId: row.id },
                                body: { id },
                              })
                            }
                          />
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </WideTable>
          )}
        </section>
        <p className="meta">
          {t('desk.merchants.people.note')}{' '}
          <Link href="/desk/staff" className="link">
            {t('desk.menu.staff')}
          </Link>
        </p>
      </div>
      <Dialog open={adding} title={t('desk.merchants.add')} close={() => setAdding(false)}>
        <AddForm units={units} communities={communities} close={() => setAdding(false)} />
      </Dialog>
    </>
  )
}

interface AddProps {
  units: readonly { id: string; name: string }[]
  communities: readonly { path: string; name: string }[]
  close(): void
}

function AddForm({ units, communities, close }: AddProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const [organisationId, setUnit] = useState<string>()
  const [chosen, setChosen] = useState<string>()
  const [offers, setOffers] = useState('')
  const community = chosen ?? communities[0]?.path
  const { busy, error, setError, send } = useSend(
    async (body: { id: string; organisationId: string; community: string; offers: string }) => {
      await call('POST', '/desk/merchants', { body })
      return true
    },
  )
  const submit = async () => {
    if (!organisationId || !community || offers.trim() === '') return setError(t('desk.merchants.add.missing'))
    if (!(await send({ organisationId, community, offers: offers.trim() }))) return
    close()
    await refreshCredits(client)
  }
  return (
    <SendForm label={t('desk.merchants.add')} busy={busy} error={error} submit={() => void submit()} cancel={close}>
      <Field label={t('desk.merchants.unit')} note={t('desk.merchants.unit.note')}>
        {(ids) => (
          <Select
            {...ids}
            {...saidSelect}
            showSearch={{ optionFilterProp: 'label' }}
            value={organisationId ?? null}
            options={units.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(next: string) => setUnit(next)}
          />
        )}
      </Field>
      {communities.length > 1 && (
        <Field label={t('level.community')}>
          {(ids) => (
            <Select
              {...ids}
              {...saidSelect}
              value={community ?? null}
              options={communities.map(({ path, name }) => ({ value: path, label: name }))}
              onChange={(next: string) => setChosen(next)}
            />
          )}
        </Field>
      )}
      <WordsField label={t('desk.merchants.offers')} rows={2} most={200} value={offers} change={setOffers} />
    </SendForm>
  )
}

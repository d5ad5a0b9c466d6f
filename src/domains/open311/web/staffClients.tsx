/** The systems that may report through Open311: added, changed, suspended, given a new key. A key is shown once. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { RefusalError } from '#ui/shared/api.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState, Failed, Loading, NotPermitted } from '#ui/staff/states.tsx'
import { type Client, type Clients, call } from './api.ts'

type Open = 'add' | { change: Client } | { key: Client } | undefined
interface Shown {
  name: string
  key: string
}

export default function ClientsPage() {
  const { t } = useWords()
  const client = useQueryClient()
  const [open, setOpen] = useState<Open>()
  const [shown, setShown] = useState<Shown>()
  const found = useQuery({
    queryKey: ['open311 clients'],
    queryFn: ({ signal }) => call('GET', '/open311/clients', { signal }),
  })
  if (found.error instanceof RefusalError && found.error.status === 403)
    return <NotPermitted page={t('desk.menu.open311')} roles={['system_admin']} />
  const close = () => setOpen(undefined)
  const done = async () => {
    close()
    await client.invalidateQueries({ queryKey: ['open311 clients'] })
  }
  const handed = async (name: string, key: string) => {
    setShown({ name, key })
    await done()
  }
  const { data } = found
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.menu.open311')} />
        <Button type="primary" className="row-end" onClick={() => setOpen('add')}>
          <Icon name="plus" small />
          {t('open311.client.add')}
        </Button>
      </header>
      <div className="page-body stack">
        <p className="soft">
          {t('open311.client.intro')}{' '}
          <a className="link" href="/open311" target="_blank" rel="noopener">
            {t('open311.client.page')}
          </a>
        </p>
        {shown && <KeyOnce shown={shown} close={() => setShown(undefined)} />}
        {found.error && !data ? (
          <Failed error={found.error} again={() => void found.refetch()} />
        ) : !data ? (
          <Loading lines={6} />
        ) : data.clients.length === 0 ? (
          <EmptyState words={t('open311.client.none')} icon="externalLink" />
        ) : (
          <Table clients={data.clients} open={setOpen} />
        )}
      </div>
      <Dialog open={open === 'add'} title={t('open311.client.add')} close={close}>
        {open === 'add' && data && <AddForm clients={data} handed={handed} cancel={close} />}
      </Dialog>
      <Dialog open={typeof open === 'object' && 'change' in open} title={t('open311.client.change')} close={close}>
        {typeof open === 'object' && 'change' in open && data && (
          <ChangeForm row={open.change} clients={data} done={done} cancel={close} />
        )}
      </Dialog>
      <Dialog open={typeof open === 'object' && 'key' in open} title={t('open311.client.key')} close={close}>
        {typeof open === 'object' && 'key' in open && <KeyForm row={open.key} handed={handed} cancel={close} />}
      </Dialog>
    </>
  )
}

function Table({ clients, open }: { clients: readonly Client[]; open(what: Open): void }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card">
      <table className="table table-stack">
        <thead>
          <tr>
            <th scope="col">{t('open311.client.name')}</th>
            <th scope="col">{t('open311.client.contact')}</th>
            <th scope="col">{t('open311.client.limits')}</th>
            <th scope="col">{t('open311.client.use')}</th>
            <th scope="col">{t('open311.client.key.column')}</th>
            <th scope="col">
              <span className="unseen">{t('open311.client.acts')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {clients.map((row) => (
            <tr key={row.id}>
              <th scope="row" className="wrap">
                <span data-said>{row.name}</span>
                <div className="meta">
                  {row.suspendedAt
                    ? t('open311.client.suspended.on', { time: format.stamp(row.suspendedAt) })
                    : t(row.mayUpdate ? 'open311.client.may.update' : 'open311.client.may.report')}
                </div>
              </th>
              <td className="wrap">
                <span data-said>{row.contact}</span>
              </td>
              <td className="num">{t('open311.client.limits.of', { minute: row.perMinute, day: row.perDay })}</td>
              <td className="wrap">
                {t('open311.client.use.of', { reports: row.reports, today: row.today, calls: row.calls })}
                <div className="meta">
                  {row.lastAt
                    ? t('open311.client.last', { time: format.stamp(row.lastAt) })
                    : t('open311.client.never')}
                  {row.refused > 0 && ` · ${t('open311.client.refused', { n: row.refused })}`}
                </div>
              </td>
              <td className="num">{t('open311.client.key.of', { tail: row.keyTail })}</td>
              <td>
                <span className="row row-acts">
                  <Button
                    size="small"
                    aria-label={t('open311.client.change.name', { name: row.name })}
                    onClick={() => open({ change: row })}
                  >
                    {t('open311.client.change')}
                  </Button>
                  <Button
                    size="small"
                    aria-label={t('open311.client.key.name', { name: row.name })}
                    onClick={() => open({ key: row })}
                  >
                    {t('open311.client.key')}
                  </Button>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function KeyOnce({ shown, close }: { shown: Shown; close(): void }) {
  const { t } = useWords()
  return (
    <section className="card" role="status">
      <div className="card-body stack-small">
        <p>{t('open311.client.key.once', { name: shown.name })}</p>
        <p className="handed-link" data-said>
          {shown.key}
        </p>
        <div className="row">
          <Button onClick={() => void navigator.clipboard?.writeText(shown.key)}>{t('open311.client.key.copy')}</Button>
          <Button onClick={close}>{t('open311.client.key.kept')}</Button>
        </div>
      </div>
    </section>
  )
}

interface Values {
  name: string
  contact: string
  perMinute: string
  perDay: string
  mayUpdate: boolean
}

function ValueFields({ value, most, change }: { value: Values; most: Clients['most']; change(value: Values): void }) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('open311.client.name')} note={t('open311.client.name.note')}>
        {(ids) => (
          <Input
            {...ids}
            value={value.name}
            maxLength={60}
            onChange={({ target }) => change({ ...value, name: target.value })}
          />
        )}
      </Field>
      <Field label={t('open311.client.contact')} note={t('open311.client.contact.note')}>
        {(ids) => (
          <Input
            {...ids}
            value={value.contact}
            maxLength={120}
            onChange={({ target }) => change({ ...value, contact: target.value })}
          />
        )}
      </Field>
      <Field label={t('open311.client.per.minute')} note={t('open311.client.most', { n: most.perMinute })}>
        {(ids) => (
          <Input
            {...ids}
            inputMode="numeric"
            value={value.perMinute}
            maxLength={3}
            onChange={({ target }) => change({ ...value, perMinute: target.value })}
          />
        )}
      </Field>
      <Field label={t('open311.client.per.day')} note={t('open311.client.most', { n: most.perDay })}>
        {(ids) => (
          <Input
            {...ids}
            inputMode="numeric"
            value={value.perDay}
            maxLength={7}
            onChange={({ target }) => change({ ...value, perDay: target.value })}
          />
        )}
      </Field>
      <Checkbox checked={value.mayUpdate} onChange={({ target }) => change({ ...value, mayUpdate: target.checked })}>
        {t('open311.client.may.update.do')}
      </Checkbox>
    </>
  )
}

/** The sentence of what is missing or wrong, or what to send. */
function useChecked(most: Clients['most']) {
  const { t } = useWords()
  return (value: Values) => {
    const [perMinute, perDay] = [Number(value.perMinute), Number(value.perDay)]
    if (value.name.trim() === '' || value.contact.trim() === '') return t('open311.client.fill')
    if (!Number.isInteger(perMinute) || perMinute < 1 || perMinute > most.perMinute) return t('open311.client.count')
    if (!Number.isInteger(perDay) || perDay < 1 || perDay > most.perDay) return t('open311.client.count')
    return { name: value.name.trim(), contact: value.contact.trim(), perMinute, perDay, mayUpdate: value.mayUpdate }
  }
}

interface AddProps {
  clients: Clients
  handed(name: string, key: string): Promise<void>
  cancel(): void
}

function AddForm({ clients: { usual, most }, handed, cancel }: AddProps) {
  const { t } = useWords()
  const check = useChecked(most)
  const [value, setValue] = useState<Values>({
    name: '',
    contact: '',
    perMinute: String(usual.perMinute),
    perDay: String(usual.perDay),
    mayUpdate: true,
  })
  const sending = useSend((body: Parameters<typeof call<'POST', '/open311/clients'>>[2]['body']) =>
    call('POST', '/open311/clients', { body }),
  )
  const submit = async () => {
    const body = check(value)
    if (typeof body === 'string') return sending.setError(body)
    const answer = await sending.send(body)
    if (answer) await handed(body.name, answer.key)
  }
  return (
    <SendForm label={t('open311.client.add')} {...sending} submit={() => void submit()} cancel={cancel}>
      <ValueFields value={value} most={most} change={setValue} />
    </SendForm>
  )
}

interface ChangeProps {
  row: Client
  clients: Clients
  done(): Promise<void>
  cancel(): void
}

function ChangeForm({ row, clients: { most }, done, cancel }: ChangeProps) {
  const { t } = useWords()
  const check = useChecked(most)
  const [suspended, setSuspended] = useState(row.suspendedAt !== null)
  const [value, setValue] = useState<Values>({
    name: row.name,
    contact: row.contact,
    perMinute: String(row.perMinute),
    perDay: String(row.perDay),
    mayUpdate: row.mayUpdate,
  })
  const sending = useSend((body: Parameters<typeof call<'POST', '/open311/clients/:clientId'>>[2]['body']) =>
    call('POST', '/open311/clients/:clientId', { params: { clientId: row.id }, body }),
  )
  const submit = async () => {
    const body = check(value)
    if (typeof body === 'string') return sending.setError(body)
    if (await sending.send({ ...body, suspended })) await done()
  }
  return (
    <SendForm label={t('do.save')} {...sending} submit={() => void submit()} cancel={cancel}>
      <ValueFields value={value} most={most} change={setValue} />
      <Checkbox checked={suspended} onChange={({ target }) => setSuspended(target.checked)}>
        {t('open311.client.suspend')}
      </Checkbox>
    </SendForm>
  )
}

function KeyForm({
  row,
  handed,
  cancel,
}: {
  row: Client
  handed(name: string, key: string): Promise<void>
  cancel(): void
}) {
  const { t } = useWords()
  const sending = useSend((body: { id: string }) =>
    call('POST', '/open311/clients/:clientId/key', { params: { clientId: row.id }, body }),
  )
  const submit = async () => {
    const answer = await sending.send({})
    if (answer) await handed(row.name, answer.key)
  }
  return (
    <SendForm label={t('open311.client.key')} {...sending} submit={() => void submit()} cancel={cancel}>
      <p>
        <b data-said>{row.name}</b>
      </p>
      <p>{t('open311.client.key.warn')}</p>
    </SendForm>
  )
}

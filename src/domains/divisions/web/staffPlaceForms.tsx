/** The forms of one place, each in a dialog: what is changed, added or ended there. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { plainSelect, saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { communityTypes, populationKinds } from '../spec.ts'
import { type Building, call, type Estate, type Figure, type Place } from './api.ts'
import { DwellingsForm } from './staffDwellings.tsx'

export type OpenForm =
  | { what: 'change' | 'rename' | 'end' | 'grid' | 'estate' }
  | { what: 'rename-estate' | 'end-estate'; estate: Estate }
  | { what: 'building'; estate: Estate; building: Building | undefined }
  | { what: 'end-building' | 'dwellings'; building: Building }
  | { what: 'figure'; corrects: Figure | undefined }

interface Props {
  form: OpenForm
  place: Place
  close(): void
  choose(path: string | undefined): void
}

export function PlaceForm({ form, place, close, choose }: Props) {
  const { t } = useWords()
  const client = useQueryClient()
  const done = async () => {
    close()
    await client.invalidateQueries({ queryKey: ['territory'] })
  }
  const params = { path: place.path }
  return (
    <Dialog open title={titleOf(form, t)} close={close} width={form.what === 'dwellings' ? 640 : 560}>
      {form.what === 'change' && <ChangeForm place={place} done={done} close={close} />}
      {form.what === 'grid' && (
        <NameForm
          label={t('places.add')}
          max={60}
          send={(body) => call('POST', '/territory/:path/grids', { params, body })}
          done={done}
          close={close}
        />
      )}
      {form.what === 'rename' && (
        <NameForm
          label={t('do.save')}
          name={place.name}
          max={60}
          send={(body) => call('POST', '/territory/:path/name', { params, body })}
          done={done}
          close={close}
        />
      )}
      {form.what === 'estate' && (
        <NameForm
          label={t('places.add')}
          max={60}
          send={(body) => call('POST', '/territory/:path/estates', { params, body })}
          done={done}
          close={close}
        />
      )}
      {form.what === 'rename-estate' && (
        <NameForm
          label={t('do.save')}
          name={form.estate.name}
          max={60}
          send={(body) => call('POST', '/estates/:estateId', { params: { estateId: form.estate.id }, body })}
          done={done}
          close={close}
        />
      )}
      {form.what === 'end' && (
        <EndForm
          name={place.name}
          send={(body) => call('POST', '/territory/:path/end', { params, body })}
          done={async () => {
            choose(place.above.at(-1)?.path)
            await done()
          }}
          close={close}
        />
      )}
      {form.what === 'end-estate' && (
        <EndForm
          name={form.estate.name}
          send={(body) => call('POST', '/estates/:estateId/end', { params: { estateId: form.estate.id }, body })}
          done={done}
          close={close}
        />
      )}
      {form.what === 'end-building' && (
        <EndForm
          name={form.building.name}
          send={(body) => call('POST', '/buildings/:id/end', { params: { id: form.building.id }, body })}
          done={done}
          close={close}
        />
      )}
      {form.what === 'building' && <BuildingForm {...form} place={place} done={done} close={close} />}
      {form.what === 'dwellings' && <DwellingsForm building={form.building} done={done} close={close} />}
      {form.what === 'figure' && <FigureForm corrects={form.corrects} place={place} done={done} close={close} />}
    </Dialog>
  )
}

function titleOf(form: OpenForm, t: (key: string, facts?: Record<string, string | number>) => string): string {
  if (form.what === 'building') return t(form.building ? 'places.building.change' : 'places.building.add')
  if (form.what === 'figure') return t(form.corrects ? 'places.figure.correct' : 'places.figure.add')
  if (form.what === 'dwellings') return t('places.dwellings.of', { name: form.building.name })
  return t(`places.form.${form.what}`)
}

interface FormProps {
  done(): Promise<void>
  close(): void
}

interface NameProps extends FormProps {
  label: string
  name?: string
  max: number
  send(body: { id: string; name: string }): Promise<unknown>
}

function NameForm({ label, name = '', max, send, done, close }: NameProps) {
  const { t } = useWords()
  const [value, setValue] = useState(name)
  const sending = useSend(async (body: { id: string; name: string }) => (await send(body)) ?? {})
  const submit = async () => {
    if (value.trim() === '') return sending.setError(t('places.name.write'))
    if (await sending.send({ name: value.trim() })) await done()
  }
  return (
    <SendForm label={label} {...sending} submit={() => void submit()} cancel={close}>
      <Field label={t('places.name')}>
        {(ids) => <Input {...ids} value={value} maxLength={max} onChange={({ target }) => setValue(target.value)} />}
      </Field>
    </SendForm>
  )
}

interface EndProps extends FormProps {
  name: string
  send(body: { id: string }): Promise<unknown>
}

function EndForm({ name, send, done, close }: EndProps) {
  const { t } = useWords()
  const sending = useSend(async (body: { id: string }) => (await send(body)) ?? {})
  const submit = async () => {
    if (await sending.send({})) await done()
  }
  return (
    <SendForm label={t('places.end')} {...sending} submit={() => void submit()} cancel={close}>
      <p>
        <b data-said>{name}</b>
      </p>
      <p className="meta">{t('places.end.note')}</p>
    </SendForm>
  )
}

function ChangeForm({ place, done, close }: FormProps & { place: Place }) {
  const { t } = useWords()
  const { now } = useSession()
  const held = place.types.find(({ holds }) => holds)
  const [phone, setPhone] = useState(place.phone ?? '')
  const [type, setType] = useState<(typeof communityTypes)[number] | undefined>(held?.type)
  const [from, setFrom] = useState(dayOf(now()))
  const sending = useSend((body: Parameters<typeof call<'POST', '/territory/:path'>>[2]['body']) =>
    call('POST', '/territory/:path', { params: { path: place.path }, body }),
  )
  const submit = async () => {
    const change = type && type !== held?.type && from !== '' ? { type, from } : null
    if (await sending.send({ phone: phone.trim() || null, type: change })) await done()
  }
  return (
    <SendForm label={t('do.save')} {...sending} submit={() => void submit()} cancel={close}>
      <Field label={t('places.phone')} note={t('places.phone.note')}>
        {(ids) => (
          <Input
            {...ids}
            value={phone}
            maxLength={20}
            inputMode="tel"
            onChange={({ target }) => setPhone(target.value)}
          />
        )}
      </Field>
      {place.level === 'community' && (
        <div className="two-fields">
          <Field label={t('places.type')}>
            {(ids) => (
              <Select
                {...ids}
                {...plainSelect}
                value={type ?? null}
                placeholder={t('places.type.choose')}
                options={communityTypes.map((one) => ({ value: one, label: t(`place.type.${one}`) }))}
                onChange={(one: (typeof communityTypes)[number]) => setType(one)}
              />
            )}
          </Field>
          <Field label={t('places.from')}>
            {(ids) => <Input {...ids} type="date" value={from} onChange={({ target }) => setFrom(target.value)} />}
          </Field>
        </div>
      )}
    </SendForm>
  )
}

function BuildingForm({
  estate,
  building,
  place,
  done,
  close,
}: FormProps & { estate: Estate; building: Building | undefined; place: Place }) {
  const { t } = useWords()
  const [name, setName] = useState(building?.name ?? '')
  const [path, setPath] = useState(building?.path ?? place.path)
  const [numbers, setNumbers] = useState({
    units: String(building?.units ?? 1),
    floors: String(building?.floors ?? 6),
    longitude: building ? String(building.longitude) : '',
    latitude: building ? String(building.latitude) : '',
  })
  const community = place.path.slice(0, 12)
  const grids = useGrids(community)
  const sending = useSend(async ({ id, ...values }: { id: string; path: string; name: string } & Shape) => {
    const { path: grid, ...rest } = values
    if (building) await call('POST', '/buildings/:id/changes', { params: { id: building.id }, body: { id, ...rest } })
    else
      await call('POST', '/estates/:estateId/buildings', {
        params: { estateId: estate.id },
        body: { id, path: grid, ...rest },
      })
    return {}
  })
  const submit = async () => {
    const shape = shapeOf(numbers)
    if (name.trim() === '' || !shape) return sending.setError(t('places.building.fill'))
    if (await sending.send({ path, name: name.trim(), ...shape })) await done()
  }
  const number = (key: keyof typeof numbers) => (
    <Field key={key} label={t(`places.building.${key}`)}>
      {(ids) => (
        <Input
          {...ids}
          value={numbers[key]}
          maxLength={12}
          inputMode="decimal"
          onChange={({ target }) => setNumbers({ ...numbers, [key]: target.value })}
        />
      )}
    </Field>
  )
  return (
    <SendForm label={t(building ? 'do.save' : 'places.add')} {...sending} submit={() => void submit()} cancel={close}>
      <Field label={t('places.building.name')}>
        {(ids) => <Input {...ids} value={name} maxLength={40} onChange={({ target }) => setName(target.value)} />}
      </Field>
      {!building && (
        <Field label={t('level.grid')}>
          {(ids) => (
            <Select
              {...ids}
              {...saidSelect}
              value={path}
              options={[{ value: community, label: t('places.no-grid') }, ...grids]}
              onChange={(one: string) => setPath(one)}
            />
          )}
        </Field>
      )}
      <div className="two-fields">
        {number('units')}
        {number('floors')}
      </div>
      <div className="two-fields">
        {number('longitude')}
        {number('latitude')}
      </div>
      <p className="meta">{t('places.building.note')}</p>
    </SendForm>
  )
}

interface Shape {
  units: number
  floors: number
  longitude: number
  latitude: number
}

function shapeOf(numbers: Record<keyof Shape, string>): Shape | undefined {
  const [units, floors, longitude, latitude] = (['units', 'floors', 'longitude', 'latitude'] as const).map((key) =>
    numbers[key].trim() === '' ? Number.NaN : Number(numbers[key]),
  ) as [number, number, number, number]
  const whole = Number.isInteger(units) && Number.isInteger(floors)
  return whole && Number.isFinite(longitude) && Number.isFinite(latitude)
    ? { units, floors, longitude, latitude }
    : undefined
}

function useGrids(community: string) {
  const grids = useQuery({
    queryKey: ['territory', community],
    queryFn: ({ signal }) => call('GET', '/territory', { query: { inside: community }, signal }),
  })
  return (grids.data?.places ?? []).map(({ path, name }) => ({ value: path, label: name }))
}

function FigureForm({ corrects, place, done, close }: FormProps & { corrects: Figure | undefined; place: Place }) {
  const { t } = useWords()
  const { now } = useSession()
  const format = useFormat()
  const today = dayOf(now())
  const [kind, setKind] = useState<(typeof populationKinds)[number]>(corrects?.kind ?? 'residents')
  const [on, setOn] = useState(corrects?.on ?? today)
  const [n, setN] = useState('')
  const [source, setSource] = useState(corrects?.source ?? '')
  const [reason, setReason] = useState('')
  const sending = useSend((body: Parameters<typeof call<'POST', '/territory/:path/figures'>>[2]['body']) =>
    call('POST', '/territory/:path/figures', { params: { path: place.path }, body }),
  )
  const submit = async () => {
    if (!/^\d+$/.test(n.trim()) || source.trim() === '') return sending.setError(t('places.figure.fill'))
    if (corrects && reason.trim() === '') return sending.setError(t('refusal.figure.reason'))
    const body = { on, kind, n: Number(n), source: source.trim() }
    if (await sending.send({ ...body, corrects: corrects?.id ?? null, reason: corrects ? reason.trim() : null }))
      await done()
  }
  return (
    <SendForm label={t('do.save')} {...sending} submit={() => void submit()} cancel={close}>
      {corrects ? (
        <p>
          {t('places.figure.before', {
            kind: t(`population.${corrects.kind}`),
            day: format.day(corrects.on),
            n: corrects.n,
          })}
        </p>
      ) : (
        <div className="two-fields">
          <Field label={t('places.figure.kind')}>
            {(ids) => (
              <Select
                {...ids}
                {...plainSelect}
                value={kind}
                options={populationKinds.map((one) => ({ value: one, label: t(`population.${one}`) }))}
                onChange={(one: (typeof populationKinds)[number]) => setKind(one)}
              />
            )}
          </Field>
          <Field label={t('places.figure.on')}>
            {(ids) => (
              <Input {...ids} type="date" value={on} max={today} onChange={({ target }) => setOn(target.value)} />
            )}
          </Field>
        </div>
      )}
      <Field label={t('places.figure.n')}>
        {(ids) => (
          <Input {...ids} value={n} maxLength={9} inputMode="numeric" onChange={({ target }) => setN(target.value)} />
        )}
      </Field>
      <Field label={t('places.figure.source')} note={t('places.figure.source.note')}>
        {(ids) => <Input {...ids} value={source} maxLength={80} onChange={({ target }) => setSource(target.value)} />}
      </Field>
      {corrects && (
        <Field label={t('places.figure.reason')}>
          {(ids) => (
            <Input {...ids} value={reason} maxLength={200} onChange={({ target }) => setReason(target.value)} />
          )}
        </Field>
      )}
    </SendForm>
  )
}

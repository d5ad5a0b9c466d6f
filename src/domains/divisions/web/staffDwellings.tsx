/** Dwellings of a building: those there are, made by a rule after a look, or one by hand. */
import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import type { Answer } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { useSend } from '#ui/staff/send.ts'
import { type Building, call } from './api.ts'

type Tried = Answer<'POST', '/buildings/:id/dwellings/preview'>
type Door = Tried['first'][number]

interface Props {
  building: Building
  done(): Promise<void>
  close(): void
}

export function DwellingsForm({ building, done, close }: Props) {
  const { t } = useWords()
  const [how, setHow] = useState<'rule' | 'one'>('rule')
  const [values, setValues] = useState({
    units: String(building.units),
    floors: String(building.floors),
    perFloor: '2',
    unit: building.units > 0 ? '1' : '',
    room: '',
  })
  const [tried, setTried] = useState<Tried>()
  const params = { id: building.id }
  const there = useQuery({
    queryKey: ['territory', 'dwellings', building.id],
    queryFn: ({ signal }) => call('GET', '/buildings/:id/dwellings', { params, signal }),
  })
  const trying = useSend(({ id: _, ...body }: { id: string; units: number; floors: number; perFloor: number }) =>
    call('POST', '/buildings/:id/dwellings/preview', { params, body }),
  )
  const making = useSend((body: Parameters<typeof call<'POST', '/buildings/:id/dwellings'>>[2]['body']) =>
    call('POST', '/buildings/:id/dwellings', { params, body }),
  )
  const sending = making.error ? making : trying
  const change = (key: keyof typeof values, value: string) => {
    setValues({ ...values, [key]: value })
    setTried(undefined)
  }
  const said = ({ unit, room }: Door) => (unit === null ? room : t('places.door', { unit, room }))

  async function submit() {
    if (how === 'one') {
      if (values.room.trim() === '') return trying.setError(t('places.room.write'))
      const unit = values.unit.trim() === '' ? null : Number(values.unit)
      if (await making.send({ rule: null, one: { unit, room: values.room.trim() } })) await done()
      return
    }
    const rule = { units: Number(values.units), floors: Number(values.floors), perFloor: Number(values.perFloor) }
    if (Object.values(rule).some((one) => !Number.isInteger(one))) return trying.setError(t('places.rule.fill'))
    if (!tried) return setTried(await trying.send(rule))
    if (await making.send({ rule, one: null })) await done()
  }

  const field = (key: keyof typeof values) => (
    <Field label={t(`places.rule.${key}`)}>
      {(ids) => (
        <Input
          {...ids}
          value={values[key]}
          maxLength={key === 'room' ? 12 : 3}
          onChange={({ target }) => change(key, target.value)}
        />
      )}
    </Field>
  )
  const label =
    how === 'one' ? t('places.add') : tried ? t('places.rule.make', { n: tried.made }) : t('places.rule.look')
  return (
    <SendForm
      label={label}
      busy={trying.busy || making.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={close}
    >
      <p>{t('places.dwellings.there', { n: there.data?.dwellings.length ?? building.dwellings })}</p>
      {there.data && there.data.dwellings.length > 0 && (
        <p className="meta dwellings">{there.data.dwellings.map(said).join(t('list.comma'))}</p>
      )}
      <Choice
        label={t('places.dwellings.how')}
        values={['rule', 'one']}
        value={how}
        words={(one) => t(`places.dwellings.how.${one}`)}
        change={setHow}
      />
      {how === 'rule' ? (
        <div className="three-fields">
          {field('units')}
          {field('floors')}
          {field('perFloor')}
        </div>
      ) : (
        <div className="two-fields">
          {field('unit')}
          {field('room')}
        </div>
      )}
      {how === 'rule' && tried && (
        <div className="effect" role="status">
          <p>{t('places.rule.made', { n: tried.made, there: tried.there })}</p>
          {tried.first.length > 0 && (
            <p className="meta">
              {tried.first.map(said).join(t('list.comma'))}
              {tried.last.length > 0 && ` … ${tried.last.map(said).join(t('list.comma'))}`}
            </p>
          )}
        </div>
      )}
    </SendForm>
  )
}

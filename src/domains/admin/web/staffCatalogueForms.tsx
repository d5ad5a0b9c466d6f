/** The forms of the catalogue: a category, a reply template, an emergency, a number to call. Words stand one a line. */
import { Button, Checkbox, Input, Modal, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Field, WordsField } from '#ui/staff/fields.tsx'
import { plainSelect } from '#ui/staff/select.tsx'
import { EMERGENCY_WORD_LENGTH, nationalCalls, tidyWords } from '../rules.ts'
import { call } from './api.ts'
import type { Catalogue } from './staffCatalogue.tsx'
import { type Sending, useSending } from './staffSending.ts'

interface FrameProps {
  title: string
  sending: Sending
  /** @returns whether it was sent */
  submit(): Promise<unknown> | undefined
  close(): void
  children: ReactNode
}

function FormFrame({ title, sending, submit, close, children }: FrameProps) {
  const { t } = useWords()
  return (
    <Modal open onCancel={close} footer={null} title={title} width={640}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()?.then((done) => done && close())
        }}
      >
        {children}
        {sending.error && (
          <p className="refusal" role="alert">
            {sending.error}
          </p>
        )}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={sending.busy}>
            {t('do.save')}
          </Button>
          <Button onClick={close}>{t('do.cancel')}</Button>
        </div>
      </form>
    </Modal>
  )
}

const linesOf = (text: string) => tidyWords(text.split(/[\n、，,]/))

interface CategoryProps {
  one: Catalogue['categories'][number]
  units: Catalogue['units']
  close(): void
}

/** At which levels a matter can be owned. */
const levels = ['city', 'district', 'street', 'community'] as const

/** Who it goes to is written as 'kind:property' or 'one:ID' while it is chosen. */
export function CategoryForm({ one, units, close }: CategoryProps) {
  const { t } = useWords()
  const sending = useSending('catalogue')
  const [words, setWords] = useState(one.words.join('\n'))
  const [unit, setUnit] = useState<string | null>(
    one.dispatch?.unitKind
      ? `kind:${one.dispatch.unitKind}`
      : one.dispatch?.organisationId
        ? `one:${one.dispatch.organisationId}`
        : null,
  )
  const [note, setNote] = useState(one.dispatch?.note ?? '')
  const [days, setDays] = useState(one.dispatch?.days ?? '')
  const [owner, setOwner] = useState(levels.find((level) => level === one.dispatch?.ownerLevel) ?? null)
  const [retired, setRetired] = useState(one.retiredOn !== null)
  const [error, setError] = useState('')
  const kinds = [...new Set(units.map(({ kind }) => kind))]

  function submit() {
    const list = linesOf(words)
    if (list.length === 0 && !retired) {
      setError(t('refusal.category.words'))
      return undefined
    }
    setError('')
    const [how, which = ''] = unit?.split(':') ?? []
    const form = {
      words: list,
      retired,
      dispatch:
        unit || owner
          ? {
              unitKind: how === 'kind' ? which : null,
              organisationId: how === 'one' ? which : null,
              note: note.trim(),
              days: days.trim(),
              ownerLevel: owner,
            }
          : null,
    }
    return sending.send({ code: one.code, ...form }, (id) =>
      call('POST', '/catalogue/categories/:code', { params: { code: one.code }, body: { id, ...form } }),
    )
  }

  return (
    <FormFrame title={t(`category.${one.code}`)} sending={sending} submit={submit} close={close}>
      <Field label={t('category.unit')} note={t('category.unit.note')}>
        {(ids) => (
          <Select
            {...ids}
            {...plainSelect}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('none')}
            value={unit}
            options={[
              {
                label: t('category.unit.kinds'),
                options: kinds.map((kind) => ({ value: `kind:${kind}`, label: t(`unit.kind.${kind}`) })),
              },
              {
                label: t('category.unit.ones'),
                options: units.map(({ id, name }) => ({ value: `one:${id}`, label: name })),
              },
            ]}
            onChange={(next: string | null | undefined) => setUnit(next ?? null)}
          />
        )}
      </Field>
      <Field label={t('category.owner')} note={t('category.owner.note')}>
        {(ids) => (
          <Select
            {...ids}
            {...plainSelect}
            allowClear
            placeholder={t('none')}
            value={owner}
            options={levels.map((level) => ({ value: level, label: t(`level.${level}`) }))}
            onChange={(next: (typeof levels)[number] | null | undefined) => setOwner(next ?? null)}
          />
        )}
      </Field>
      {unit && (
        <div className="form-columns">
          <Field label={t('category.days')}>
            {(ids) => <Input {...ids} maxLength={40} value={days} onChange={({ target }) => setDays(target.value)} />}
          </Field>
          <Field label={t('category.dispatch.note')}>
            {(ids) => <Input {...ids} maxLength={200} value={note} onChange={({ target }) => setNote(target.value)} />}
          </Field>
        </div>
      )}
      <WordsField
        label={t('category.words')}
        note={t('category.words.note')}
        error={error || undefined}
        rows={8}
        value={words}
        change={setWords}
      />
      <Retire what="category" retired={retired} change={setRetired} />
    </FormFrame>
  )
}

function Retire({
  what,
  retired,
  change,
}: {
  what: 'category' | 'template'
  retired: boolean
  change(retired: boolean): void
}) {
  const { t } = useWords()
  return (
    <Checkbox checked={retired} onChange={({ target }) => change(target.checked)}>
      {t(`${what}.retire`)}
    </Checkbox>
  )
}

interface TemplateProps {
  one: Catalogue['templates'][number] | undefined
  categories: readonly string[]
  close(): void
}

export function TemplateForm({ one, categories, close }: TemplateProps) {
  const { t } = useWords()
  const sending = useSending('catalogue')
  const [category, setCategory] = useState<string | null>(one?.category ?? null)
  const [title, setTitle] = useState(one?.title ?? '')
  const [words, setWords] = useState(one?.words ?? '')
  const [retired, setRetired] = useState(one ? one.retiredOn !== null : false)
  const [errors, setErrors] = useState<{ title?: string; words?: string }>({})

  function submit() {
    const found = {
      ...(title.trim() === '' ? { title: t('template.title.write') } : {}),
      ...(words.trim() === '' ? { words: t('template.words.write') } : {}),
    }
    setErrors(found)
    if (Object.keys(found).length > 0) return undefined
    const form = { category, title: title.trim(), words: words.trim() }
    if (!one) return sending.send(form, (id) => call('POST', '/catalogue/templates', { body: { id, ...form } }))
    return sending.send({ ...form, retired, one: one.id }, (id) =>
      call('POST', '/catalogue/templates/:templateId', {
        params: { templateId: one.id },
        body: { id, ...form, retired },
      }),
    )
  }

  return (
    <FormFrame title={t(one ? 'template.change' : 'template.add')} sending={sending} submit={submit} close={close}>
      <Field label={t('template.title')} error={errors.title}>
        {(ids) => <Input {...ids} maxLength={40} value={title} onChange={({ target }) => setTitle(target.value)} />}
      </Field>
      <Field label={t('template.category')}>
        {(ids) => (
          <Select
            {...ids}
            {...plainSelect}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('template.every')}
            value={category}
            options={categories.map((code) => ({ value: code, label: t(`category.${code}`) }))}
            onChange={(next: string | null | undefined) => setCategory(next ?? null)}
          />
        )}
      </Field>
      <WordsField
        label={t('template.words')}
        note={t('template.words.note', { open: '{', close: '}' })}
        error={errors.words}
        rows={6}
        most={1000}
        value={words}
        change={setWords}
      />
      {one && <Retire what="template" retired={retired} change={setRetired} />}
    </FormFrame>
  )
}

interface EmergencyProps {
  one: Catalogue['emergencies'][number]
  numbers: Catalogue['numbers']
  close(): void
}

export function EmergencyForm({ one, numbers, close }: EmergencyProps) {
  const { t } = useWords()
  const sending = useSending('catalogue')
  const [words, setWords] = useState(one.words.join('\n'))
  const [calls, setCalls] = useState<string[]>(one.calls)
  const [errors, setErrors] = useState<{ words?: string; calls?: string }>({})

  function submit() {
    const list = linesOf(words)
    const short = list.find((word) => [...word].length < EMERGENCY_WORD_LENGTH)
    const found = {
      ...(list.length === 0 || short !== undefined
        ? { words: t('refusal.emergency.words', { word: short ?? '' }) }
        : {}),
      ...(calls.length === 0 ? { calls: t('refusal.emergency.calls') } : {}),
    }
    setErrors(found)
    if (Object.keys(found).length > 0) return undefined
    const form = { words: list, calls }
    return sending.send({ kind: one.kind, ...form }, (id) =>
      call('POST', '/catalogue/emergencies/:kind', { params: { kind: one.kind }, body: { id, ...form } }),
    )
  }

  return (
    <FormFrame title={t(`emergency.${one.kind}`)} sending={sending} submit={submit} close={close}>
      <Field label={t('emergency.calls')} note={t('emergency.calls.note')} error={errors.calls}>
        {(ids) => (
          <Select
            {...ids}
            {...plainSelect}
            mode="multiple"
            value={calls}
            options={numbers.map(({ code }) => ({ value: code, label: t(`number.${code}`) }))}
            onChange={setCalls}
          />
        )}
      </Field>
      <WordsField
        label={t('emergency.words')}
        note={t('emergency.words.note')}
        error={errors.words}
        rows={8}
        value={words}
        change={setWords}
      />
    </FormFrame>
  )
}

interface NumberProps {
  code: string
  phone: string | null
  close(): void
}

export function NumberForm({ code, phone, close }: NumberProps) {
  const { t } = useWords()
  const sending = useSending('catalogue')
  const [number, setNumber] = useState(phone ?? '')
  const [error, setError] = useState('')
  const national = nationalCalls.includes(code)

  function submit() {
    const digits = number.normalize('NFKC').replace(/[\s-]/g, '')
    const wrong = digits === '' ? national : !/^[0-9]{3,12}$/.test(digits)
    setError(wrong ? t(digits === '' ? 'refusal.emergency.national' : 'refusal.emergency.phone') : '')
    if (wrong) return undefined
    const form = { phone: digits === '' ? null : digits }
    return sending.send({ code, ...form }, (id) =>
      call('POST', '/catalogue/numbers/:code', { params: { code }, body: { id, ...form } }),
    )
  }

  return (
    <FormFrame title={t(`number.${code}`)} sending={sending} submit={submit} close={close}>
      <Field
        label={t('emergency.phone')}
        note={t(national ? 'emergency.phone.note.national' : 'emergency.phone.note')}
        error={error || undefined}
      >
        {(ids) => (
          <Input
            {...ids}
            inputMode="tel"
            maxLength={20}
            value={number}
            onChange={({ target }) => setNumber(target.value)}
          />
        )}
      </Field>
    </FormFrame>
  )
}

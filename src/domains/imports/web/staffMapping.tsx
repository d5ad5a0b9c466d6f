/** Which column of the file is what, of which day the list is, and why these persons may be recorded. */
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { useWords } from '#ui/shared/words.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { bases } from '../rules.ts'
import { call, type Import } from './api.ts'
import type { Stepping } from './staffImportParts.tsx'

const NONE = -1

interface Props {
  one: Import
  step: Stepping
  done(): void
}

export function MappingForm({ one, step, done }: Props) {
  const { t } = useWords()
  const today = dayOf(new Date(one.madeAt))
  const [mapping, setMapping] = useState<Readonly<Record<string, number>>>(one.mapping)
  const [asOf, setAsOf] = useState(one.asOf ?? today)
  const [basis, setBasis] = useState(one.basis ?? undefined)
  const [words, setWords] = useState(one.basisWords)
  const [tried, setTried] = useState(false)
  const missing = one.columns.filter(({ key, required }) => required && mapping[key] === undefined)
  const unfounded = one.personal && (!basis || words.trim() === '')

  const choose = (key: string, at: number) =>
    setMapping((before) => {
      const others = Object.entries(before).filter(([other, place]) => other !== key && place !== at)
      return Object.fromEntries(at === NONE ? others : [...others, [key, at]])
    })
  const choices = [
    { value: NONE, label: t('import.mapping.none') },
    ...one.header.flatMap((header, at) => (header === '' ? [] : [{ value: at, label: header }])),
  ]

  async function send() {
    setTried(true)
    if (missing.length > 0 || unfounded) return
    const content = {
      mapping: Object.entries(mapping).map(([column, at]) => ({ column, at })),
      asOf,
      basis: one.personal ? (basis ?? null) : null,
      basisWords: one.personal ? words : '',
    }
    const sent = await step.take('map', content, async (head) =>
      call('POST', '/imports/:importId/mapping', { params: { importId: one.id }, body: { ...head, ...content } }),
    )
    if (sent) done()
  }

  return (
    <>
      <div className="card">
        <div className="card-head">
          <h2>{t('import.read')}</h2>
          <small>
            {one.sheet
              ? t('import.read.sheet', { sheet: one.sheet, row: one.headerRow ?? 1, n: one.rows.toLocaleString('en') })
              : t('import.read.text', { row: one.headerRow ?? 1, n: one.rows.toLocaleString('en') })}
          </small>
        </div>
        <WideTable flush label={t('import.read')}>
          <table className="table" data-said>
            <thead>
              <tr>
                {one.header.map((header, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns of a file have no other name
                  <th key={at} scope="col">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {one.sample.map((cells, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name
                <tr key={row}>
                  {one.header.map((_, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns of a file have no other name
                    <td key={at}>{cells[at] ?? ''}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      </div>
      <section className="card" aria-label={t('import.mapping')}>
        <div className="card-head">
          <h2>{t('import.mapping')}</h2>
          <small>{t(one.remembered ? 'import.mapping.remembered' : 'import.mapping.note')}</small>
        </div>
        <form
          className="card-body stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (step.busy === '') void send()
          }}
        >
          <div className="mapping">
            {one.columns.map(({ key, required, checkedOnly }) => (
              <Field
                key={key}
                label={`${t(`import.column.${one.kind}.${key}`)}${required ? ` · ${t('import.mapping.required')}` : ''}`}
                {...(checkedOnly ? { note: t('import.mapping.checked-only') } : {})}
                error={tried && missing.some((column) => column.key === key) ? t('import.mapping.missing') : undefined}
              >
                {(ids) => (
                  <Select
                    {...ids}
                    {...(mapping[key] === undefined ? { suffixIcon: saidSelect.suffixIcon } : saidSelect)}
                    value={mapping[key] ?? NONE}
                    options={choices}
                    optionRender={({ label, value }) => (value === NONE ? label : <span data-said>{label}</span>)}
                    onChange={(at: number) => choose(key, at)}
                  />
                )}
              </Field>
            ))}
          </div>
          <Field label={t('import.as-of')} note={t('import.as-of.note')}>
            {(ids) => (
              <Input {...ids} type="date" value={asOf} max={today} onChange={({ target }) => setAsOf(target.value)} />
            )}
          </Field>
          {one.personal && (
            <>
              <Choice
                label={t('import.basis')}
                values={bases}
                value={basis}
                words={(value) => t(`import.basis.${value}`)}
                change={setBasis}
                error={tried && !basis ? t('import.basis.missing') : undefined}
              />
              <Field
                label={t(basis ? `import.basis.words.${basis}` : 'import.basis.words')}
                error={tried && words.trim() === '' ? t('import.basis.words.missing') : undefined}
              >
                {(ids) => (
                  <Input {...ids} value={words} maxLength={200} onChange={({ target }) => setWords(target.value)} />
                )}
              </Field>
            </>
          )}
          <div className="row">
            <Button type="primary" htmlType="submit" loading={step.busy === 'map'}>
              {t('import.check')}
            </Button>
          </div>
        </form>
      </section>
    </>
  )
}

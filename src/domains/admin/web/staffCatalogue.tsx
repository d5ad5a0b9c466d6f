/**
 * The catalogue in three parts: categories with whom they are usually given to, reply templates, emergency words and
 * numbers. Each row opens its form. Read next: staffCatalogueForms.tsx.
 */
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { Answer } from '#ui/shared/api.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { call } from './api.ts'
import { CategoryForm, EmergencyForm, NumberForm, TemplateForm } from './staffCatalogueForms.tsx'
import { Waiting } from './staffClosed.tsx'
import { useSending } from './staffSending.ts'

export type Catalogue = Answer<'GET', '/catalogue'>
type Category = Catalogue['categories'][number]
type Template = Catalogue['templates'][number]
type Emergency = Catalogue['emergencies'][number]

const parts = ['categories', 'templates', 'emergencies'] as const

/** What is open: one row of a part, or a new template. */
type Open =
  | { what: 'category'; one: Category }
  | { what: 'template'; one: Template | undefined }
  | { what: 'emergency'; one: Emergency }
  | { what: 'number'; code: string; phone: string | null }

export default function CataloguePage() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const [open, setOpen] = useState<Open>()
  const catalogue = useQuery({
    queryKey: ['catalogue'],
    queryFn: ({ signal }) => call('GET', '/catalogue', { signal }),
  })
  const page = t('desk.menu.catalogue')
  if (!catalogue.data) return <Waiting page={page} query={catalogue} />

  const part = parts.find((one) => one === search.get('part')) ?? 'categories'
  const close = () => setOpen(undefined)
  return (
    <>
      <header className="page-head">
        <PageTitle words={page} />
        <nav className="views views-plain" aria-label={page}>
          {parts.map((one) => (
            <Link
              key={one}
              href={`/desk/admin/categories?part=${one}`}
              aria-current={one === part ? 'page' : undefined}
            >
              {t(`catalogue.${one}`)}
            </Link>
          ))}
        </nav>
        {part === 'templates' && (
          <div className="row row-end">
            <Button type="primary" onClick={() => setOpen({ what: 'template', one: undefined })}>
              {t('template.add')}
            </Button>
          </div>
        )}
      </header>
      <div className="page-body stack">
        {part === 'categories' && <Categories data={catalogue.data} open={setOpen} />}
        {part === 'templates' && <Templates data={catalogue.data} open={setOpen} />}
        {part === 'emergencies' && <Emergencies data={catalogue.data} open={setOpen} />}
      </div>
      {open?.what === 'category' && <CategoryForm one={open.one} units={catalogue.data.units} close={close} />}
      {open?.what === 'template' && (
        <TemplateForm one={open.one} categories={catalogue.data.categories.map(({ code }) => code)} close={close} />
      )}
      {open?.what === 'emergency' && <EmergencyForm one={open.one} numbers={catalogue.data.numbers} close={close} />}
      {open?.what === 'number' && <NumberForm code={open.code} phone={open.phone} close={close} />}
    </>
  )
}

interface PartProps {
  data: Catalogue
  open(what: Open): void
}

function Table({ name, head, children }: { name: string; head: readonly string[]; children: ReactNode }) {
  return (
    <section className="card">
      <WideTable flush label={name}>
        <table className="table table-even table-stack">
          <thead>
            <tr>
              {head.map((words) => (
                <th key={words} scope="col">
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </WideTable>
    </section>
  )
}

function Categories({ data: { categories }, open }: PartProps) {
  const { t } = useWords()
  const format = useFormat()
  const moving = useSending('catalogue')
  const codes = categories.map(({ code }) => code)

  function move(at: number, by: -1 | 1) {
    const next = [...codes]
    const [moved] = next.splice(at, 1)
    if (!moved) return
    next.splice(at + by, 0, moved)
    void moving.send({ codes: next, before: codes }, (id) =>
      call('POST', '/catalogue/category-order', { body: { id, codes: next } }),
    )
  }

  return (
    <>
      <p className="meta">{t('category.note')}</p>
      {moving.error && (
        <p className="refusal" role="alert">
          {moving.error}
        </p>
      )}
      <Table
        name={t('catalogue.categories')}
        head={[t('category.name'), t('category.unit'), t('category.words'), t('category.order')]}
      >
        {categories.map((one, at) => {
          const name = t(`category.${one.code}`)
          return (
            <tr key={one.code}>
              <th scope="row">
                <button type="button" className="link" onClick={() => open({ what: 'category', one })}>
                  {name}
                </button>{' '}
                {one.retiredOn && (
                  <span className="badge badge-plain">
                    {t('catalogue.retired', { day: format.day(one.retiredOn) })}
                  </span>
                )}
              </th>
              <td>
                {one.dispatch?.unitKind && t(`unit.kind.${one.dispatch.unitKind}`)}
                {one.dispatch?.organisation && <span data-said>{one.dispatch.organisation}</span>}
                {one.dispatch?.ownerLevel && (
                  <span className="meta">
                    {' '}
                    {t('category.owner.of', { level: t(`level.${one.dispatch.ownerLevel}`) })}
                  </span>
                )}
                {one.dispatch?.days && (
                  <span className="meta" data-said>
                    {' '}
                    {one.dispatch.days}
                  </span>
                )}
              </td>
              <td className="cut" data-said>
                {one.words.join('、')}
              </td>
              <td>
                <span className="row">
                  <Button
                    size="small"
                    disabled={at === 0 || moving.busy}
                    aria-label={t('category.up', { name })}
                    onClick={() => move(at, -1)}
                  >
                    ↑
                  </Button>
                  <Button
                    size="small"
                    disabled={at === categories.length - 1 || moving.busy}
                    aria-label={t('category.down', { name })}
                    onClick={() => move(at, 1)}
                  >
                    ↓
                  </Button>
                </span>
              </td>
            </tr>
          )
        })}
      </Table>
    </>
  )
}

function Templates({ data: { templates }, open }: PartProps) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <>
      <p className="meta">{t('template.note')}</p>
      <Table name={t('catalogue.templates')} head={[t('template.title'), t('template.category'), t('template.words')]}>
        {templates.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <button type="button" className="link" onClick={() => open({ what: 'template', one })} data-said>
                {one.title}
              </button>{' '}
              {one.retiredOn && (
                <span className="badge badge-plain">{t('catalogue.retired', { day: format.day(one.retiredOn) })}</span>
              )}
            </th>
            <td>{one.category ? t(`category.${one.category}`) : t('template.every')}</td>
            <td className="cut" data-said>
              {one.words}
            </td>
          </tr>
        ))}
      </Table>
    </>
  )
}

function Emergencies({ data: { emergencies, numbers }, open }: PartProps) {
  const { t } = useWords()
  return (
    <>
      <p className="meta">{t('emergency.note')}</p>
      <Table name={t('emergency.numbers')} head={[t('emergency.whom'), t('emergency.phone')]}>
        {numbers.map(({ code, phone }) => (
          <tr key={code}>
            <th scope="row">
              <button type="button" className="link" onClick={() => open({ what: 'number', code, phone })}>
                {t(`number.${code}`)}
              </button>
            </th>
            <td className="num">
              {phone === null ? (
                <span className="meta">{t('emergency.phone.none')}</span>
              ) : (
                <span data-said>{phone}</span>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <Table name={t('emergency.kinds')} head={[t('emergency.kind'), t('emergency.calls'), t('emergency.words')]}>
        {emergencies.map((one) => (
          <tr key={one.kind}>
            <th scope="row">
              <button type="button" className="link" onClick={() => open({ what: 'emergency', one })}>
                {t(`emergency.${one.kind}`)}
              </button>
            </th>
            <td>{one.calls.map((code) => t(`number.${code}`)).join(t('list.comma'))}</td>
            <td className="cut" data-said>
              {one.words.join('、')}
            </td>
          </tr>
        ))}
      </Table>
    </>
  )
}

/** Changed codes: the yearly list is pasted, looked at line by line with what it touches, and applied whole. */
import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { dayOf } from '#lib/days.ts'
import type { Answer } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { useSend } from '#ui/staff/send.ts'
import { NotPermitted } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { PlacesHead } from './staffPlacesHead.tsx'

type Tried = Answer<'POST', '/territory-changes/preview'>
type Touches = Tried['touches']

export default function PlaceChangesPage() {
  const { t } = useWords()
  const { actor, now, reload } = useSession()
  const format = useFormat()
  const client = useQueryClient()
  const today = dayOf(now())
  const [lines, setLines] = useState('')
  const [from, setFrom] = useState(today)
  const [tried, setTried] = useState<Tried>()
  const [taken, setTaken] = useState('')
  const trying = useSend(({ id: _, ...body }: { id: string; lines: string; from: string }) =>
    call('POST', '/territory-changes/preview', { body }),
  )
  const applying = useSend((body: { id: string; lines: string; from: string }) =>
    call('POST', '/territory-changes', { body }),
  )
  if (!actor?.permissions.includes('places.manage'))
    return <NotPermitted page={t('places.page.changes')} roles={['system_admin']} />

  const ready = tried !== undefined && tried.errors.length === 0
  const error = applying.error || trying.error
  const change = (work: () => void) => {
    work()
    setTried(undefined)
    setTaken('')
    trying.setError('')
    applying.setError('')
  }
  const touched = (one: Touches) =>
    (['people', 'requests', 'grants', 'buildings'] as const)
      .filter((key) => one[key] > 0)
      .map((key) => t(`places.touches.${key}`, { n: one[key] }))
      .join(t('list.comma')) || t('places.touches.none')

  async function submit() {
    if (lines.trim() === '') return trying.setError(t('refusal.places.empty'))
    if (!ready) return setTried(await trying.send({ lines, from }))
    const done = await applying.send({ lines, from })
    if (!done) return
    setLines('')
    setTried(undefined)
    setTaken(t('places.applied', { n: done.places }))
    await client.invalidateQueries()
    await reload()
  }

  return (
    <>
      <PlacesHead at="changes" />
      <div className="page-body stack">
        <section className="card" aria-label={t('places.import')}>
          <div className="card-head">
            <h2>{t('places.import')}</h2>
          </div>
          <form
            className="card-body stack"
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              void submit()
            }}
          >
            <Field label={t('places.lines')} note={t('places.lines.note')}>
              {(ids) => (
                <Input.TextArea
                  {...ids}
                  rows={8}
                  className="num"
                  maxLength={30_000}
                  placeholder={t('places.lines.example')}
                  value={lines}
                  onChange={({ target }) => change(() => setLines(target.value))}
                />
              )}
            </Field>
            <Field label={t('places.import.from')} note={t('places.import.from.note')}>
              {(ids) => (
                <Input
                  {...ids}
                  type="date"
                  className="day-input"
                  max={today}
                  value={from}
                  onChange={({ target }) => change(() => setFrom(target.value))}
                />
              )}
            </Field>
            {tried && tried.errors.length > 0 && (
              <div className="refusal" role="alert">
                <p>{t('places.errors', { n: tried.errors.length })}</p>
                <ul>
                  {tried.errors.map(({ line, code, about }) => (
                    <li key={`${line}-${code}-${about}`}>
                      {t('places.error.line', { line })}
                      {t(`places.error.${code}`, { about })}
                    </li>
                  ))}
                </ul>
              </div>
            )}
            {ready && (
              <div className="effect stack-small" role="status">
                <p>{t('places.effect', { n: tried.lines, follow: tried.follow, touches: touched(tried.touches) })}</p>
                <p className="meta">{t('places.effect.kept')}</p>
                <table className="table table-stack">
                  <thead>
                    <tr>
                      <th scope="col">{t('places.line')}</th>
                      <th scope="col">{t('places.line.kind')}</th>
                      <th scope="col">{t('places.line.before')}</th>
                      <th scope="col">{t('places.line.after')}</th>
                      <th scope="col">{t('places.line.touches')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {tried.changes.map((one) => (
                      <tr key={`${one.line} ${one.kind} ${one.oldPath} ${one.newPath}`}>
                        <th scope="row" className="num">
                          {one.line}
                        </th>
                        <td>{t(`places.did.${one.kind}`)}</td>
                        <td className="wrap">
                          <span data-said>{one.oldName}</span>{' '}
                          <span className="num meta" data-said>
                            {one.oldPath}
                          </span>
                        </td>
                        <td className="wrap">
                          <span data-said>{one.newName}</span>{' '}
                          <span className="num meta" data-said>
                            {one.newPath ?? one.into}
                          </span>
                        </td>
                        <td>{touched(one.touches)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            {error && (
              <p className="refusal" role="alert">
                {error}
              </p>
            )}
            {taken && <p role="status">{taken}</p>}
            <div className="row">
              <Button type="primary" htmlType="submit" loading={trying.busy || applying.busy}>
                {ready ? t('places.apply', { day: format.day(from) }) : t('places.look')}
              </Button>
            </div>
          </form>
        </section>
      </div>
    </>
  )
}

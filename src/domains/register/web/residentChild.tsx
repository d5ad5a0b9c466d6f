/** Adding a child who has no phone of its own, with the consent of the guardian. @source PIPL-31 */
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { Page } from '#ui/resident/page.tsx'
import { Button, ErrorLine, Field, NoticeBar, RadioRow } from '#ui/resident/parts.tsx'
import { newId, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'
import { useHelpers } from './residentHelpers.tsx'

const guardians = ['parent', 'relative', 'other'] as const
const MONTHS = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'))

export default function ResidentChild() {
  const { t } = useWords()
  const say = useSay()
  const [, navigate] = useLocation()
  const { now, reload } = useSession()
  const { value, put } = useHelpers()
  const [name, setName] = useState('')
  const [year, setYear] = useState('')
  const [month, setMonth] = useState('')
  const [relation, setRelation] = useState<(typeof guardians)[number]>()
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef(newId())

  const years = value?.guardianUntil ?? 0
  const thisYear = Number(dayOf(now()).slice(0, 4))
  const send = async () => {
    setTried(true)
    if (name.trim() === '' || !year || !month || !relation || busy) return
    setBusy(true)
    setProblem('')
    try {
      const body = {
        id: deed.current,
        name: name.trim(),
        bornMonth: `${year}-${month}`,
        relation,
        agrees: true as const,
      }
      put(await call('POST', '/me/children', { body }))
      await reload()
      navigate('/me/helpers', { replace: true })
    } catch (error) {
      if (error instanceof RefusalError) deed.current = newId()
      setProblem(say(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Page
        title={t('helpers.child')}
        back="/me/helpers"
        readable
        bar={
          <Button type="submit" busy={busy}>
            {t('child.do')}
          </Button>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        <section className="card stack">
          <Field label={t('child.name')} error={tried && name.trim() === '' ? t('child.name.missing') : undefined}>
            {({ id, describedBy, invalid }) => (
              <input
                id={id}
                className="input"
                maxLength={30}
                aria-describedby={describedBy}
                aria-invalid={invalid}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
          <div className="pair">
            <Field label={t('child.year')} error={tried && !year ? t('child.born.missing') : undefined}>
              {({ id, describedBy, invalid }) => (
                <select
                  id={id}
                  className="input"
                  aria-describedby={describedBy}
                  aria-invalid={invalid}
                  value={year}
                  onChange={(event) => setYear(event.currentTarget.value)}
                >
                  <option value="">{t('child.choose')}</option>
                  {Array.from({ length: years + 1 }, (_, back) => String(thisYear - back)).map((one) => (
                    <option key={one} value={one}>
                      {t('child.year.n', { year: one })}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field label={t('child.month')} error={tried && !month ? t('child.born.missing') : undefined}>
              {({ id, describedBy, invalid }) => (
                <select
                  id={id}
                  className="input"
                  aria-describedby={describedBy}
                  aria-invalid={invalid}
                  value={month}
                  onChange={(event) => setMonth(event.currentTarget.value)}
                >
                  <option value="">{t('child.choose')}</option>
                  {MONTHS.map((one) => (
                    <option key={one} value={one}>
                      {t('child.month.n', { n: Number(one) })}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
        </section>
        <section className="card">
          <RadioRow<(typeof guardians)[number]>
            legend={t('child.relation')}
            name="relation"
            look="pills"
            value={relation}
            options={guardians.map((value) => ({ value, label: t(`guardian.${value}`) }))}
            onChange={setRelation}
          />
          {tried && !relation && <ErrorLine>{t('child.relation.missing')}</ErrorLine>}
        </section>
        <section className="card">
          <h2 className="card-title">{t('child.agree.title')}</h2>
          <ul className="plain-list">
            <li>{t('child.agree.what')}</li>
            <li>{t('child.agree.use')}</li>
            <li>{t('child.agree.until', { years })}</li>
            <li>{t('child.agree.end')}</li>
          </ul>
        </section>
      </Page>
    </form>
  )
}

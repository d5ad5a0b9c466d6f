/** Naming a helper, two questions: who, then what for and how long. */
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { addDays, addMonths, dayOf } from '#lib/days.ts'
import { Page } from '#ui/resident/page.tsx'
import { Button, ErrorLine, Field, NoticeBar, RadioRow, Steps } from '#ui/resident/parts.tsx'
import { newId, RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type Relation, relations } from '../rules.ts'
import { call } from './api.ts'
import { useHelpers } from './residentHelpers.tsx'

const extents = {
  read: ['read'],
  report: ['read', 'report'],
  all: ['read', 'report', 'confirm'],
} as const satisfies Record<string, readonly ('read' | 'report' | 'confirm')[]>
type Extent = keyof typeof extents

/** What is offered besides the longest. */
const SHORTER = [1, 3]

export default function ResidentHelperNew() {
  const { t } = useWords()
  const say = useSay()
  const [, navigate] = useLocation()
  const { now } = useSession()
  const { value, put } = useHelpers()
  const [step, setStep] = useState(1)
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [relation, setRelation] = useState<Relation>()
  const [extent, setExtent] = useState<Extent>()
  const [months, setMonths] = useState<number>()
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef(newId())

  const number = phone.normalize('NFKC').replace(/[\s-]/g, '')
  const phoneRight = /^(\+?86)?1\d{10}$/.test(number)
  const longest = value?.months ?? 0
  const choices = [...SHORTER.filter((one) => one < longest), ...(longest > 0 ? [longest] : [])]

  const next = () => {
    setTried(true)
    if (name.trim() === '' || !phoneRight || !relation) return
    setTried(false)
    setStep(2)
  }
  const send = async () => {
    setTried(true)
    if (!relation || !extent || !months || busy) return
    setBusy(true)
    setProblem('')
    const from = dayOf(now())
    const to = addDays(addMonths(from, months), -1)
    const may = [...extents[extent]]
    try {
      const body = { id: deed.current, name: name.trim(), phone: number, relation, may, from, to }
      put(await call('POST', '/me/helpers', { body }))
      navigate('/me/helpers', { replace: true })
    } catch (error) {
      // what was refused is written anew, so that it is another deed
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
        if (step === 1) next()
        else void send()
      }}
    >
      <Page
        key={step}
        part={step}
        title={t('helper.new.title')}
        back="/me/helpers"
        steps={<Steps at={step} of={2} />}
        readable
        bar={
          <>
            {step === 2 && (
              <Button look="quiet" onClick={() => setStep(1)}>
                {t('steps.back')}
              </Button>
            )}
            <Button type="submit" busy={busy}>
              {t(step === 1 ? 'steps.next' : 'helper.new.do')}
            </Button>
          </>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        {step === 1 ? (
          <>
            <section className="card stack">
              <Field
                label={t('helper.new.name')}
                hint={t('helper.new.name.hint')}
                error={tried && name.trim() === '' ? t('helper.new.name.missing') : undefined}
              >
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
              <Field
                label={t('helper.new.phone')}
                hint={t('helper.new.phone.hint')}
                error={tried && !phoneRight ? t('login.phone.wrong') : undefined}
              >
                {({ id, describedBy, invalid }) => (
                  <input
                    id={id}
                    className="input number"
                    type="tel"
                    inputMode="tel"
                    maxLength={16}
                    aria-describedby={describedBy}
                    aria-invalid={invalid}
                    value={phone}
                    onChange={(event) => setPhone(event.currentTarget.value)}
                  />
                )}
              </Field>
            </section>
            <section className="card">
              <RadioRow<Relation>
                legend={t('helper.new.relation')}
                name="relation"
                look="pills"
                value={relation}
                options={relations.map((value) => ({ value, label: t(`relation.${value}`) }))}
                onChange={setRelation}
              />
              {tried && !relation && <ErrorLine>{t('helper.new.relation.missing')}</ErrorLine>}
            </section>
          </>
        ) : (
          <>
            <section className="card">
              <RadioRow<Extent>
                legend={t('helper.new.may')}
                name="extent"
                value={extent}
                options={(Object.keys(extents) as Extent[]).map((value) => ({
                  value,
                  label: t(`helper.new.may.${value}`),
                  hint: t(`helper.new.may.${value}.how`),
                }))}
                onChange={setExtent}
              />
              {tried && !extent && <ErrorLine>{t('helper.new.may.missing')}</ErrorLine>}
            </section>
            <section className="card">
              <RadioRow
                legend={t('helper.new.months')}
                name="months"
                look="pills"
                value={months === undefined ? undefined : String(months)}
                options={choices.map((n) => ({ value: String(n), label: t('helper.new.months.n', { n }) }))}
                onChange={(n) => setMonths(Number(n))}
              />
              {tried && !months && <ErrorLine>{t('helper.new.months.missing')}</ErrorLine>}
            </section>
            <p className="meta foot-note">{t('helper.new.law')}</p>
          </>
        )}
      </Page>
    </form>
  )
}

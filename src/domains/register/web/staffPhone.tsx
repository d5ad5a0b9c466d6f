/**
 * Another phone for a resident who lost the old one, at the window: which paper was seen, the new phone, and the code that the
 * resident reads out. The person stays masked: nothing is revealed for it.
 */
import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { type Answer, RefusalError } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { Failed, Loading, NotPermitted } from '#ui/staff/states.tsx'
import type { SeenDocument } from '../spec.ts'
import { call } from './api.ts'

const documents = [
  'id_card',
  'residence_permit',
  'social_card',
  'passport',
  'household_book',
] as const satisfies readonly SeenDocument[]

type Person = Answer<'GET', '/desk/people/:personId'>
type Code = Answer<'POST', '/desk/people/:personId/phone/codes'>
type Changing = { id: string; document: SeenDocument; phone: string; codeId: string; code: string }

export default function WindowPhonePage() {
  const { t } = useWords()
  const { personId = '' } = useParams<{ personId: string }>()
  const [changed, setChanged] = useState<Person>()
  const query = useQuery({
    queryKey: ['window', personId],
    queryFn: ({ signal }) => call('GET', '/desk/people/:personId', { params: { personId }, signal }),
    gcTime: 0,
  })
  const { error, data } = query
  if (error instanceof RefusalError && error.status === 403 && Array.isArray(error.facts.roles))
    return <NotPermitted page={t('window.phone')} roles={error.facts.roles as string[]} />
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('window.phone')} />
        <span className="meta">{t('window.phone.note')}</span>
      </header>
      <div className="page-body stack page-narrow">
        {error ? (
          <Failed error={error} again={() => void query.refetch()} />
        ) : !data ? (
          <Loading />
        ) : (
          <section className="card card-body card-body-even stack">
            <div className="stack-small">
              <dl className="facts">
                <dt>{t('window.person')}</dt>
                <dd data-said>{data.name}</dd>
                <dt>{t('window.phone.now')}</dt>
                <dd className="num" data-said>
                  {(changed ?? data).phoneTail
                    ? t('phone.tail', { tail: (changed ?? data).phoneTail ?? '' })
                    : t('window.phone.none')}
                </dd>
              </dl>
              <div role="status">{changed && <p>{t('window.phone.done', { tail: changed.phoneTail ?? '' })}</p>}</div>
            </div>
            {changed ? (
              <p>
                <Link href="/desk/search" className="link">
                  {t('window.next')}
                </Link>
              </p>
            ) : (
              <Steps personId={personId} done={setChanged} />
            )}
          </section>
        )}
      </div>
    </>
  )
}

function Steps({ personId, done }: { personId: string; done(person: Person): void }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const [document, setDocument] = useState<SeenDocument>()
  const [phone, setPhone] = useState('')
  const [digits, setDigits] = useState('')
  const [code, setCode] = useState<Code & { phone: string }>()
  const [wrong, setWrong] = useState<{ document?: string; phone?: string; code?: string }>({})
  const asking = useSend(({ phone }: { id: string; phone: string }) =>
    call('POST', '/desk/people/:personId/phone/codes', { params: { personId }, body: { phone } }),
  )
  const changing = useSend((body: Changing) =>
    call('POST', '/desk/people/:personId/phone', { params: { personId }, body }),
  )
  const number = phone.normalize('NFKC').replace(/[\s-]/g, '')
  const ask = async () => {
    const found = {
      ...(document ? {} : { document: t('window.document.choose') }),
      ...(/^(\+?86)?1\d{10}$/.test(number) ? {} : { phone: t('window.phone.wrong') }),
    }
    setWrong(found)
    if (Object.keys(found).length > 0) return
    const made = await asking.send({ phone: number })
    if (made) setCode({ ...made, phone: number })
  }
  const change = async () => {
    const clean = digits.normalize('NFKC').trim()
    const right = /^\d{6}$/.test(clean)
    setWrong({
      ...(document ? {} : { document: t('window.document.choose') }),
      ...(right ? {} : { code: t('window.code.wrong') }),
    })
    if (!document || !right || !code) return
    const person = await changing.send({ document, phone: code.phone, codeId: code.codeId, code: clean })
    if (person) done(person)
  }
  return (
    <SendForm
      label={code ? t('window.phone.do') : t('window.code.send')}
      busy={asking.busy || changing.busy}
      error={asking.error || changing.error}
      submit={() => void (code ? change() : ask())}
      cancel={() => (code ? setCode(undefined) : navigate('/desk/search'))}
    >
      <Choice
        label={t('window.document')}
        values={documents}
        value={document}
        words={(one) => t(`window.document.${one}`)}
        change={setDocument}
        error={wrong.document}
      />
      <Field label={t('window.phone.new')} error={wrong.phone}>
        {(ids) => (
          <Input
            {...ids}
            value={phone}
            maxLength={16}
            inputMode="tel"
            autoComplete="off"
            disabled={code !== undefined}
            onChange={({ target }) => setPhone(target.value)}
          />
        )}
      </Field>
      {code && (
        <Field
          label={t('window.code', { tail: code.to })}
          error={wrong.code}
          note={
            code.demoCode ? t('window.code.demo', { code: code.demoCode }) : t('window.code.note', { n: code.minutes })
          }
        >
          {(ids) => (
            <Input
              {...ids}
              value={digits}
              maxLength={6}
              inputMode="numeric"
              autoComplete="off"
              onChange={({ target }) => setDigits(target.value)}
            />
          )}
        </Field>
      )}
      <p className="meta">{t('window.phone.what')}</p>
    </SendForm>
  )
}

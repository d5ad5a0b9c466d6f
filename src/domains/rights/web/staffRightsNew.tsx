/** Taking in at the window what a person asks about their data: who it is by a paper, what, in their words. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { type About, abouts, type Kinship, type Relation, relations } from '../rules.ts'
import { call, openRights } from './api.ts'
import { type Document, ProofFields } from './staffRightsActs.tsx'
import { Closed } from './staffRightsParts.tsx'

type Person = Awaited<ReturnType<typeof call<'POST', '/desk/search'>>>['people'][number]

const COMMUNITY = 12

export default function RightsNewPage() {
  const { t } = useWords()
  const { actor } = useSession()
  if (!actor?.permissions.includes('rights.takeIn'))
    return <Closed page={t('desk.rights.new')} permission="rights.takeIn" />
  const communities = new Map(
    actor.grants
      .filter(({ role, path }) => path.length === COMMUNITY && /^community_(desk|head)$/.test(role))
      .map(({ path, place }) => [path, place]),
  )
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('desk.rights.new')} />
        <span className="meta">{t('desk.rights.new.note')}</span>
      </header>
      <div className="page-body stack page-narrow">
        <section className="card card-body card-body-even">
          <TakeIn communities={[...communities].map(([value, label]) => ({ value, label }))} />
        </section>
      </div>
    </>
  )
}

interface Filled {
  community: string
  about: About | undefined
  words: string
  person: Person | undefined
  name: string
  phone: string
  deceased: string
  relation: Relation | undefined
  document: Document | undefined
  kinship: Kinship | undefined
}

/** What is sent; undefined while something is missing. */
function bodyOf({ community, about, words, person, name, phone, deceased, relation, document, kinship }: Filled) {
  const kin = about === 'kin'
  const hasPerson = person !== undefined || name.trim() !== ''
  if (!community || !about || words.trim() === '' || !hasPerson || !document) return undefined
  if (kin && (deceased.trim() === '' || !relation || !kinship)) return undefined
  const who = person ? { personId: person.id } : { name: name.trim(), ...(phone.trim() ? { phone: phone.trim() } : {}) }
  return {
    community,
    about,
    words: words.trim(),
    ...(kin && relation ? { deceased: { name: deceased.trim(), relation } } : {}),
    behalf: { ...who, document, ...(kin && kinship ? { kinship } : {}) },
  }
}

function TakeIn({ communities }: { communities: { value: string; label: string }[] }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [filled, setFilled] = useState<Filled>({
    community: communities[0]?.value ?? '',
    about: undefined,
    words: '',
    person: undefined,
    name: '',
    phone: '',
    deceased: '',
    relation: undefined,
    document: undefined,
    kinship: undefined,
  })
  const [tried, setTried] = useState(false)
  const sending = useSend(openRights)
  const put = (next: Partial<Filled>) => setFilled({ ...filled, ...next })
  const kin = filled.about === 'kin'
  const error = (missing: boolean, key: string) => (tried && missing ? t(key) : undefined)

  const submit = async () => {
    setTried(true)
    const body = bodyOf(filled)
    const receipt = body && (await sending.send(body))
    if (!receipt) return
    await client.invalidateQueries({ queryKey: ['rights list'] })
    navigate(`/desk/rights/${receipt.number}`)
  }
  return (
    <SendForm
      label={t('desk.rights.new.do')}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={() => navigate('/desk/rights')}
    >
      {communities.length > 1 && (
        <Field label={t('desk.rights.new.community')}>
          {(ids) => (
            <Select
              {...ids}
              {...saidSelect}
              value={filled.community}
              options={communities}
              onChange={(community: string) => put({ community })}
            />
          )}
        </Field>
      )}
      <WhoFields
        filled={filled}
        put={put}
        error={error(!filled.person && filled.name.trim() === '', 'desk.rights.new.who.choose')}
      />
      <Choice
        label={t('desk.rights.new.about')}
        values={abouts}
        value={filled.about}
        words={(one) => t(`desk.rights.about.${one}`)}
        change={(about) => put({ about })}
        error={error(!filled.about, 'desk.rights.new.about.choose')}
        card
      />
      {kin && (
        <>
          <Field
            label={t('desk.rights.new.deceased')}
            error={error(filled.deceased.trim() === '', 'desk.rights.missing')}
          >
            {(ids) => (
              <Input
                {...ids}
                value={filled.deceased}
                maxLength={30}
                autoComplete="off"
                onChange={({ target }) => put({ deceased: target.value })}
              />
            )}
          </Field>
          <Choice
            label={t('desk.rights.new.relation')}
            values={relations}
            value={filled.relation}
            words={(one) => t(`rights.relation.${one}`)}
            change={(relation) => put({ relation })}
            error={error(!filled.relation, 'desk.rights.new.relation.choose')}
          />
        </>
      )}
      <Field
        label={t('desk.rights.new.words')}
        error={error(filled.words.trim() === '', 'desk.rights.new.words.write')}
      >
        {(ids) => (
          <Input.TextArea
            {...ids}
            value={filled.words}
            maxLength={1000}
            showCount
            rows={4}
            onChange={({ target }) => put({ words: target.value })}
          />
        )}
      </Field>
      <ProofFields kin={kin} document={filled.document} kinship={filled.kinship} tried={tried} change={put} />
    </SendForm>
  )
}

interface WhoProps {
  filled: Filled
  put(next: Partial<Filled>): void
  error: string | undefined
}

/** Who it is: found in the register, or a new name with or without a phone. */
function WhoFields({ filled, put, error }: WhoProps) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  const found = useQuery({
    queryKey: ['rights found', words],
    queryFn: ({ signal }) => call('POST', '/desk/search', { body: { words }, signal }),
    enabled: words !== '',
    gcTime: 0,
  })
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), 300)
    return () => clearTimeout(timer)
  }, [typed])
  const knownOf = ({ phoneTail, address }: Person) =>
    [phoneTail && t('phone.tail', { tail: phoneTail }), address].filter(Boolean).join(' · ')

  const { person } = filled
  if (person)
    return (
      <div className="row original">
        <b data-said>{person.name}</b>
        <span className="num" data-said>
          {knownOf(person)}
        </span>
        <Button size="small" className="row-end" onClick={() => put({ person: undefined })}>
          {t('desk.rights.new.other')}
        </Button>
      </div>
    )
  const people = words === '' ? [] : (found.data?.people ?? [])
  return (
    <fieldset className="field stack-small">
      <legend>{t('desk.rights.who')}</legend>
      <Field label={t('desk.rights.new.find')} error={error}>
        {(ids) => (
          <Input
            {...ids}
            value={typed}
            maxLength={40}
            autoComplete="off"
            placeholder={t('desk.rights.new.find.hint')}
            prefix={<Icon name="search" small />}
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) event.preventDefault()
            }}
          />
        )}
      </Field>
      {people.length > 0 && (
        <ul className="stack-small">
          {people.map((one) => (
            <li key={one.id}>
              <Button block className="person-choice" onClick={() => put({ person: one })}>
                <b data-said>{one.name}</b>
                <span className="num" data-said>
                  {knownOf(one)}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="two-fields">
        <Field label={t('desk.rights.new.name')}>
          {(ids) => (
            <Input
              {...ids}
              value={filled.name}
              maxLength={60}
              autoComplete="off"
              onChange={({ target }) => put({ name: target.value })}
            />
          )}
        </Field>
        <Field label={t('desk.rights.new.phone')} note={t('desk.rights.new.phone.note')}>
          {(ids) => (
            <Input
              {...ids}
              value={filled.phone}
              maxLength={20}
              inputMode="tel"
              autoComplete="off"
              onChange={({ target }) => put({ phone: target.value })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  )
}

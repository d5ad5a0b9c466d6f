/** What the pages of honours share at the desk: finding a person, how a state looks, who may open a page. */
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { NotPermitted } from '#ui/staff/states.tsx'
import { type Shape, StatusWord } from '#ui/staff/status-word.tsx'
import type { HonourState, honoursPermissions } from '../spec.ts'
import { call } from './api.ts'

export type Person = Awaited<ReturnType<typeof call<'POST', '/desk/search'>>>['people'][number]

const shapes: Record<HonourState, Shape> = {
  on_notice: 'open',
  notice_over: 'half',
  awarded: 'check',
  not_awarded: 'cross',
  declined: 'cross',
}

export function StateWord({ state }: { state: HonourState }) {
  const { t } = useWords()
  return <StatusWord shape={shapes[state]} word={t(`state.${state}`)} />
}

type Permissions = typeof honoursPermissions
type Named = 'honours.desk' | 'certificates.desk' | 'honours.read'

/** Who may, in words of the page only. The compiler compares it with the spec, which a page cannot load. */
const roles: { readonly [P in Named]: Permissions[P]['roles'] } = {
  'honours.desk': ['community_desk', 'community_head'],
  'certificates.desk': ['community_desk', 'community_head'],
  'honours.read': ['community_desk', 'community_head', 'street_officer'],
}

export function Closed({ page, permission }: { page: string; permission: Named }) {
  return <NotPermitted page={page} roles={roles[permission]} />
}

interface FindProps {
  person: Person | undefined
  choose(person: Person | undefined): void
  error: string | undefined
}

/** A person of the register, found by name, sound, end of phone or room. */
export function FindPerson({ person, choose, error }: FindProps) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  const found = useQuery({
    queryKey: ['honours found', words],
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

  if (person)
    return (
      <div className="row original">
        <b data-said>{person.name}</b>
        <span className="num" data-said>
          {knownOf(person)}
        </span>
        <Button size="small" className="row-end" onClick={() => choose(undefined)}>
          {t('desk.certificates.other')}
        </Button>
      </div>
    )
  const people = words === '' ? [] : (found.data?.people ?? [])
  return (
    <div className="stack-small">
      <Field label={t('desk.certificates.find')} error={error}>
        {(ids) => (
          <Input
            {...ids}
            value={typed}
            maxLength={40}
            autoComplete="off"
            placeholder={t('desk.certificates.find.hint')}
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
              <Button block className="person-choice" onClick={() => choose(one)}>
                <b data-said>{one.name}</b>
                <span className="num" data-said>
                  {knownOf(one)}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

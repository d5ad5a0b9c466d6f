/** Finding a resident of the place by sound of name, last four digits of the phone, or room. */
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { Answer } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { useSend } from '#ui/staff/send.ts'
import { call } from './api.ts'

export type FoundPerson = Answer<'POST', '/desk/search'>['people'][number]

export function FindPerson({ choose }: { choose(person: FoundPerson): void }) {
  const { t } = useWords()
  const [words, setWords] = useState('')
  const [found, setFound] = useState<readonly FoundPerson[]>()
  const search = useSend(
    async ({ words: asked }: { id: string; words: string }) =>
      await call('POST', '/desk/search', { body: { words: asked } }),
  )
  const find = async () => {
    if (words.trim() === '') return
    const answer = await search.send({ words: words.trim() })
    if (answer) setFound(answer.people)
  }
  return (
    <div className="stack-small">
      <form
        className="stack-small"
        onSubmit={(event) => {
          event.preventDefault()
          void find()
        }}
      >
        <Field label={t('desk.credits.find')} error={search.error || undefined}>
          {(ids) => (
            <Input
              {...ids}
              value={words}
              maxLength={40}
              autoComplete="off"
              placeholder={t('desk.credits.find.hint')}
              onChange={({ target }) => setWords(target.value)}
            />
          )}
        </Field>
        <div>
          <Button htmlType="submit" loading={search.busy}>
            {t('desk.credits.find.do')}
          </Button>
        </div>
      </form>
      {found?.length === 0 && (
        <p className="meta" role="status">
          {t('desk.credits.find.none')}
        </p>
      )}
      {found && found.length > 0 && (
        <ul className="stack-small">
          {found.map((person) => (
            <li key={person.id}>
              <Button block className="person-choice" onClick={() => choose(person)}>
                <b data-said>{person.name}</b>
                <span className="num" data-said>
                  {[person.phoneTail && t('phone.tail', { tail: person.phoneTail }), person.address]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

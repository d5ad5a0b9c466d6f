/** Asking something about my data, one page: what, in my words, by when it is answered, and what I can do myself instead. */
import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useCommunity } from '#ui/resident/community.ts'
import { keepWords, keptWords } from '#ui/resident/device.ts'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, ErrorLine, Field, LinkButton, NoticeBar, RadioRow } from '#ui/resident/parts.tsx'
import { RefusalError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type About, abouts, type Relation, relations } from '../rules.ts'
import { call, newId, openRights } from './api.ts'

/** What a person does without asking anybody. */
const selfMade: Partial<Record<About, string>> = {
  copy: '/me/data/copy',
  correct: '/me/data',
  delete: '/me/close',
  withdraw: '/me/helpers',
}
const KEPT = 'rights'

export function RightsNew() {
  const { t } = useWords()
  const say = useSay()
  const times = useTimes()
  const [, navigate] = useLocation()
  const { path, community } = useCommunity()
  const promise = useLoad('rights promise', (signal) => call('GET', '/rights/promise', { signal }))
  const [about, setAbout] = useState<About>()
  const [name, setName] = useState('')
  const [relation, setRelation] = useState<Relation>()
  const [words, setWords] = useState(() => keptWords(KEPT))
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const deed = useRef(newId())
  const forDead = about === 'kin'
  const self = about && selfMade[about]

  const send = async () => {
    setTried(true)
    const clean = words.trim()
    if (!about || clean === '' || !path || busy) return
    if (forDead && (name.trim() === '' || !relation)) return
    setBusy(true)
    setProblem('')
    try {
      const { number } = await openRights({
        id: deed.current,
        community: path,
        about,
        words: clean,
        ...(forDead && relation ? { deceased: { name: name.trim(), relation } } : {}),
      })
      keepWords(KEPT, '')
      navigate(`/me/rights/${number}`, { replace: true })
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
        void send()
      }}
    >
      <Page
        title={t('rights.new.title')}
        back="/me/rights"
        readable
        bar={
          <Button type="submit" busy={busy}>
            {t('rights.new.do')}
          </Button>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="alert-triangle" live>
            {problem}
          </NoticeBar>
        )}
        <section className="card">
          <RadioRow<About>
            legend={t('rights.new.about')}
            name="about"
            value={about}
            options={abouts.map((value) => ({ value, label: t(`rights.about.${value}`) }))}
            onChange={setAbout}
          />
          {tried && !about && <ErrorLine>{t('rights.new.about.missing')}</ErrorLine>}
        </section>
        {self && (
          <p className="second foot-note">
            {t('rights.new.self')}
            <Link className="link" href={self}>
              {t(`rights.new.self.${about}`)}
            </Link>
          </p>
        )}
        {forDead && (
          <section className="card stack">
            <Field
              label={t('rights.new.name')}
              error={tried && name.trim() === '' ? t('rights.new.name.missing') : undefined}
            >
              {({ id, describedBy, invalid }) => (
                <input
                  id={id}
                  className="input"
                  maxLength={30}
                  autoComplete="off"
                  aria-describedby={describedBy}
                  aria-invalid={invalid}
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
              )}
            </Field>
            <RadioRow<Relation>
              legend={t('rights.new.relation')}
              name="relation"
              look="pills"
              value={relation}
              options={relations.map((value) => ({ value, label: t(`rights.relation.${value}`) }))}
              onChange={setRelation}
            />
            {tried && !relation && <ErrorLine>{t('rights.new.relation.missing')}</ErrorLine>}
            <p className="second">{t('rights.new.kin.note')}</p>
          </section>
        )}
        <section className="card stack">
          <Field
            label={t('rights.new.words')}
            hint={t(about === 'explain' ? 'rights.new.words.explain.hint' : 'rights.new.words.hint')}
            error={tried && words.trim() === '' ? t('rights.new.words.missing') : undefined}
          >
            {({ id, describedBy, invalid }) => (
              <textarea
                id={id}
                className="input"
                maxLength={1000}
                aria-describedby={describedBy}
                aria-invalid={invalid}
                value={words}
                onChange={(event) => {
                  setWords(event.currentTarget.value)
                  keepWords(KEPT, event.currentTarget.value)
                }}
              />
            )}
          </Field>
        </section>
        {path ? (
          <>
            {promise.value && (
              <p className="foot-note">
                {t('rights.new.promise', {
                  when: times.promise(promise.value.at, 'full'),
                  workdays: promise.value.workdays,
                })}
              </p>
            )}
            {community && <p className="meta foot-note">{t('rights.new.community', { community: community.name })}</p>}
          </>
        ) : (
          <section className="card stack">
            {tried && <ErrorLine>{t('rights.new.community.missing')}</ErrorLine>}
            <LinkButton href="/community" look="line">
              {t('rights.new.community.choose')}
            </LinkButton>
          </section>
        )}
      </Page>
    </form>
  )
}

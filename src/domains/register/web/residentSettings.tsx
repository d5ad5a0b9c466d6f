/** Name, language, 长辈版 and its text size. Everything takes effect at once and is remembered. */
import { useEffect, useState } from 'react'
import { textSizes, useMode } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, ErrorLine, Field, NoticeBar, RadioRow } from '#ui/resident/parts.tsx'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'

export default function ResidentSettings() {
  const { t, language, setLocale } = useWords()
  const say = useSay()
  const { actor, setMine } = useSession()
  const { elder, setElder, size, setSize } = useMode()
  const [saved, setSaved] = useState(false)
  const [problem, setProblem] = useState('')

  const keep = async (work: () => Promise<void>) => {
    setSaved(false)
    setProblem('')
    try {
      await work()
      setSaved(true)
    } catch (error) {
      setProblem(say(error))
    }
  }
  return (
    <Page title={t('settings.title')} back="/me" readable>
      {saved && (
        <NoticeBar tone="ok" icon="circle-check" live onClose={() => setSaved(false)}>
          {t('settings.saved')}
        </NoticeBar>
      )}
      {problem && <ErrorLine>{problem}</ErrorLine>}
      <section className="card">
        <RadioRow
          legend={t('settings.mode')}
          name="mode"
          value={elder ? 'elder' : 'standard'}
          options={[
            { value: 'standard', label: t('settings.mode.standard') },
            { value: 'elder', label: t('settings.mode.elder'), hint: t('settings.mode.elder.how') },
          ]}
          onChange={(mode) => setElder(mode === 'elder')}
        />
      </section>
      {elder && <TextSize size={size} onChange={setSize} />}
      <section className="card">
        <RadioRow
          legend={t('settings.language')}
          name="language"
          value={language}
          options={[
            {
              value: 'zh',
              label: (
                <span data-said lang="zh-CN">
                  {t('app.language.zh')}
                </span>
              ),
            },
            {
              value: 'en',
              label: (
                <span data-said lang="en">
                  {t('app.language.en')}
                </span>
              ),
            },
          ]}
          onChange={(next) =>
            void keep(async () => {
              await setLocale(next)
              if (actor) await setMine({ locale: next })
            })
          }
        />
      </section>
      {actor?.kind === 'resident' && <NameForm name={actor.name} onSave={(name) => keep(() => setMine({ name }))} />}
    </Page>
  )
}

/** A slider from 18 to 30, with two buttons for those who do not slide. */
function TextSize({ size, onChange }: { size: number; onChange(size: number): void }) {
  const { t } = useWords()
  return (
    <section className="card stack">
      <Field label={t('settings.size')}>
        {({ id }) => (
          <input
            id={id}
            className="slider"
            type="range"
            min={textSizes.least}
            max={textSizes.most}
            step={1}
            value={size}
            aria-valuetext={t('settings.size.now', { size })}
            onChange={(event) => onChange(Number(event.currentTarget.value))}
          />
        )}
      </Field>
      <div className="pair">
        <Button look="quiet" onClick={() => onChange(size - 2)}>
          {t('settings.size.smaller')}
        </Button>
        <Button look="quiet" onClick={() => onChange(size + 2)}>
          {t('settings.size.larger')}
        </Button>
      </div>
      <p>{t('settings.size.sample')}</p>
      <p className="meta" aria-live="polite">
        {t('settings.size.now', { size })}
      </p>
    </section>
  )
}

function NameForm({ name, onSave }: { name: string; onSave(name: string): Promise<void> }) {
  const { t } = useWords()
  const [words, setWords] = useState(name)
  const [missing, setMissing] = useState(false)
  useEffect(() => setWords(name), [name])
  return (
    <form
      className="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (words.trim() === '') setMissing(true)
        else void onSave(words.trim())
      }}
    >
      <Field
        label={t('settings.name')}
        hint={t('settings.name.hint')}
        error={missing ? t('login.name.missing') : undefined}
      >
        {({ id, describedBy, invalid }) => (
          <input
            id={id}
            className="input"
            autoComplete="name"
            maxLength={30}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            value={words}
            onChange={(event) => {
              setMissing(false)
              setWords(event.currentTarget.value)
            }}
          />
        )}
      </Field>
      <Button type="submit" look="line">
        {t('do.save')}
      </Button>
    </form>
  )
}

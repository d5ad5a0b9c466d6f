/**
 * What is held about me: each field open to me, what it is for, on what ground, until when, and where it is changed. From
 * here a copy is taken along, the phone changed, the account closed.
 */
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, ErrorLine, Failed, Field, Loading, NoticeBar, Row } from '#ui/resident/parts.tsx'
import { PlacePicker, type PlaceValue, usePlaceLine } from '#ui/resident/place-picker.tsx'
import { Sheet } from '#ui/resident/sheet.tsx'
import { type Answer, newId } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

type Data = Answer<'GET', '/me/data'>
type Correction = Parameters<typeof call<'PUT', '/me/data'>>[2]['body']

export default function ResidentData() {
  const { t } = useWords()
  const { value, error, reload, put } = useLoad('my data', (signal) => call('GET', '/me/data', { signal }))
  return (
    <Page title={t('data.title')} back="/me" readable>
      {value ? (
        <Shown data={value} onChange={put} />
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

function Shown({ data, onChange }: { data: Data; onChange(data: Data): void }) {
  const { t } = useWords()
  const say = useSay()
  const times = useTimes()
  const { reload } = useSession()
  const placeLine = usePlaceLine()
  const [open, setOpen] = useState<'name' | 'home'>()
  const [saved, setSaved] = useState(false)
  const [problem, setProblem] = useState('')
  const { home, retentionYears: years } = data

  const correct = async (correction: Omit<Correction, 'id'>) => {
    setProblem('')
    setSaved(false)
    try {
      onChange(await call('PUT', '/me/data', { body: { id: newId(), ...correction } }))
      await reload()
      setOpen(undefined)
      setSaved(true)
    } catch (error) {
      setProblem(say(error))
    }
  }
  const place = home ? placeOf(home) : undefined
  return (
    <>
      <p className="second foot-note">{t('data.intro')}</p>
      {saved && (
        <NoticeBar tone="ok" icon="circle-check" live onClose={() => setSaved(false)}>
          {t('settings.saved')}
        </NoticeBar>
      )}
      {problem && !open && <ErrorLine>{problem}</ErrorLine>}
      <section className="card list">
        <Held
          name="name"
          until={t('data.until.account', { years })}
          change={
            <button type="button" className="link" onClick={() => setOpen('name')}>
              {t('data.change.name')}
            </button>
          }
        >
          <span data-said lang="zh-CN">
            {data.name}
          </span>
        </Held>
        <Held
          name="phone"
          until={t('data.until.account', { years })}
          change={
            <Link className="link" href="/me/phone">
              {t('data.change.phone')}
            </Link>
          }
        >
          <span className="number" data-said>
            {data.phone}
          </span>
        </Held>
        <Held
          name="home"
          until={t('data.until.account', { years })}
          change={
            <button type="button" className="link" onClick={() => setOpen('home')}>
              {t('data.change.home')}
            </button>
          }
        >
          {place ? (
            <span data-said lang="zh-CN">
              {placeLine(place)}
            </span>
          ) : (
            t('data.home.none')
          )}
        </Held>
        {data.residences.length > 0 && (
          <Held name="residences" until={t('data.until.account', { years })}>
            <Residences all={data.residences} />
          </Held>
        )}
        <Held
          name="language"
          until={t('data.until.account', { years })}
          change={
            <Link className="link" href="/me/settings">
              {t('data.change.language')}
            </Link>
          }
        >
          {t(data.elder ? 'data.language.elder' : 'data.language.standard', {
            language: t(`data.language.${data.locale}`),
          })}
        </Held>
        <Held
          name="requests"
          until={
            data.wordsUntil
              ? t('data.until.requests.day', { years, day: times.day(data.wordsUntil) })
              : t('data.until.requests', { years })
          }
          change={
            <Link className="link" href="/requests">
              {t('data.see.requests')}
            </Link>
          }
        >
          {t('data.requests.n', { n: data.requests, open: data.openRequests })}
        </Held>
        <Held
          name="readings"
          until={t('data.until.readings')}
          change={
            <Link className="link" href="/me/readers">
              {t('data.see.readings')}
            </Link>
          }
        >
          {t('data.readings.n', { n: data.readings })}
        </Held>
        <Held name="consents" until={t('data.until.consents')}>
          {data.consents.length === 0
            ? t('data.consents.none')
            : data.consents.slice(0, CONSENTS_SHOWN).map((consent, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: agreements have no name but their place
                <span className="block" key={index}>
                  {t(`data.consent.${consent.about}`, { day: times.day(dayIn(consent.at)) })}
                </span>
              ))}
        </Held>
        <Held name="sessions" until={t('data.until.sessions', { days: data.sessionDays })}>
          {t('data.sessions.what', { minutes: data.codeMinutes })}
        </Held>
      </section>
      <section className="card list">
        <Row icon="download" href="/me/data/copy">
          {t('data.copy')}
        </Row>
        <Row icon="clipboard-list" href="/me/rights">
          {t('data.rights')}
        </Row>
        <Row icon="shield-check" href="/privacy">
          {t('me.privacy')}
        </Row>
        <Row icon="trash" href="/me/close">
          {t('data.close')}
        </Row>
      </section>
      <Sheet title={t('data.change.name')} open={open === 'name'} onClose={() => setOpen(undefined)}>
        <NameForm name={data.name} problem={problem} onSave={(name) => void correct({ name })} />
      </Sheet>
      <PlacePicker
        open={open === 'home'}
        value={place}
        onChange={({ community, buildingId, unit, room }) =>
          void correct({
            home: {
              community,
              ...(buildingId ? { buildingId, ...(unit ? { unit } : {}), ...(room ? { room } : {}) } : {}),
            },
          })
        }
        onClose={() => setOpen(undefined)}
      />
    </>
  )
}

const CONSENTS_SHOWN = 5
const SHANGHAI = 8 * 3_600_000

const dayIn = (at: string): string => new Date(Date.parse(at) + SHANGHAI).toISOString().slice(0, 10)

function placeOf(home: NonNullable<Data['home']>): PlaceValue {
  const { community, communityName, buildingId, building, units, unit, room } = home
  return {
    community,
    communityName,
    ...(buildingId && building ? { buildingId, building } : {}),
    ...(units ? { units } : {}),
    ...(unit ? { unit } : {}),
    ...(room ? { room } : {}),
  }
}

interface HeldProps {
  name: string
  until: string
  change?: ReactNode
  children: ReactNode
}

/** One kind of data: what it is, what for and on what ground, until when. */
function Held({ name, until, change, children }: HeldProps) {
  const { t } = useWords()
  return (
    <div className="held">
      <div className="held-head">
        <h2 className="second">{t(`data.${name}`)}</h2>
        {change}
      </div>
      <p>{children}</p>
      <p className="meta">{t(`data.${name}.why`)}</p>
      <p className="meta">{until}</p>
    </div>
  )
}

/** Dated addresses, one a line. */
export function Residences({ all }: { all: Data['residences'] }) {
  const { t } = useWords()
  const times = useTimes()
  return all.map(({ kind, address, from, to }) => (
    <span className="block" data-said key={`${kind}${from}${address}`}>
      {t(to ? 'data.residence.past' : 'data.residence.now', {
        kind: t(`data.residence.${kind}`),
        address,
        from: times.day(from),
        to: to ? times.day(to) : '',
      })}
    </span>
  ))
}

function NameForm({ name, problem, onSave }: { name: string; problem: string; onSave(name: string): void }) {
  const { t } = useWords()
  const [words, setWords] = useState(name)
  const [missing, setMissing] = useState(false)
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (words.trim() === '') setMissing(true)
        else onSave(words.trim())
      }}
    >
      <Field
        label={t('settings.name')}
        hint={t('settings.name.hint')}
        error={missing ? t('login.name.missing') : problem || undefined}
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
      <Button type="submit">{t('do.save')}</Button>
    </form>
  )
}

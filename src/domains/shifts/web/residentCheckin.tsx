/**
 * Coming and leaving: the six digits on the screen at the door, typed or brought along by the scanned address. Without
 * network the code is kept with its time and sent later. Only instants are kept.
 */
import { useCallback, useEffect, useState } from 'react'
import { useSearch } from 'wouter'
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { useOnline } from '#ui/resident/online.ts'
import { Page } from '#ui/resident/page.tsx'
import { Button, EmptyState, Failed, Field, LinkButton, Loading, NoticeBar, RadioRow } from '#ui/resident/parts.tsx'
import { newId, OfflineError } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call, type ShiftCard } from './api.ts'
import { keepCode, sendCode, sendKept } from './residentKept.ts'

type What = 'in' | 'out'
const MINUTE = 60_000

export default function ResidentCheckin() {
  const { t } = useWords()
  const { session, actor } = useSession()
  const me = actor?.kind === 'resident' ? actor.personId : undefined
  const { value, error, reload } = useLoad(me && `my shifts ${me}`, (signal) => call('GET', '/me/shifts', { signal }))
  const search = useSearch()
  if (session && !me)
    return (
      <Page title={t('checkin.title')} back="/volunteer/projects">
        <EmptyState
          icon="lock"
          action={
            <LinkButton href={`/login?next=${encodeURIComponent(`/volunteer/checkin${search ? `?${search}` : ''}`)}`}>
              {t('do.signIn')}
            </LinkButton>
          }
        >
          {t('refusal.access.signed-out')}
        </EmptyState>
      </Page>
    )
  if (!value || !me)
    return (
      <Page title={t('checkin.title')} back="/volunteer/projects">
        {error ? <Failed error={error} onRetry={() => void reload()} /> : <Loading lines={5} />}
      </Page>
    )
  return <Checkin me={me} mine={value} reload={reload} />
}

interface CheckinProps {
  me: string
  mine: { shifts: ShiftCard[]; earlyMinutes: number; leaveMinutes: number }
  reload(): Promise<void>
}

function Checkin({ me, mine: { shifts, earlyMinutes, leaveMinutes }, reload }: CheckinProps) {
  const { t } = useWords()
  const say = useSay()
  const times = useTimes()
  const online = useOnline()
  const { now } = useSession()
  const scanned = new URLSearchParams(useSearch()).get('code') ?? ''
  const [code, setCode] = useState(/^\d{6}$/.test(scanned) ? scanned : '')
  const [chosen, setChosen] = useState<What>()
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ tone: 'ok' | 'late' | 'warn'; words: string }>()

  const at = now().getTime()
  const around = shifts.filter(
    ({ from, to, mine }) =>
      mine?.state === 'signed' &&
      Date.parse(from) - earlyMinutes * MINUTE <= at &&
      at <= Date.parse(to) + leaveMinutes * MINUTE,
  )
  const what = chosen ?? (around.some(({ mine }) => mine?.inAt && !mine.outAt) ? 'out' : 'in')

  // what waited on this phone goes first, when there is a network again
  const flush = useCallback(async () => {
    const sent = await sendKept(me)
    if (!sent) return
    setSaid(
      sent.answer
        ? { tone: 'ok', words: t('checkin.done.late', { time: times.time(sent.seen.at) }) }
        : { tone: 'late', words: say(sent.error) },
    )
    await reload()
  }, [me, reload, say, t, times])
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time a network is there
  useEffect(() => {
    if (online) void flush()
  }, [online])

  const send = async () => {
    setTried(true)
    if (!/^\d{6}$/.test(code) || busy) return
    const seen = { id: newId(), code, what, at: now().toISOString() }
    setBusy(true)
    setSaid(undefined)
    try {
      await sendCode(seen)
      setSaid({ tone: 'ok', words: t(`checkin.done.${what}`, { time: times.time(seen.at) }) })
      setCode('')
      setTried(false)
      setChosen(undefined)
      await reload()
    } catch (error) {
      if (error instanceof OfflineError) {
        keepCode({ ...seen, by: me })
        setSaid({ tone: 'warn', words: t('checkin.kept', { time: times.time(seen.at) }) })
        setCode('')
        setTried(false)
      } else setSaid({ tone: 'late', words: say(error) })
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
        title={t('checkin.title')}
        back="/volunteer/projects"
        readable
        bar={
          around.length > 0 && (
            <Button type="submit" busy={busy}>
              {t(`checkin.${what}`)}
            </Button>
          )
        }
      >
        {said && (
          <NoticeBar tone={said.tone} icon={said.tone === 'ok' ? 'circle-check' : 'alert-triangle'} live>
            {said.words}
          </NoticeBar>
        )}
        {around.length === 0 ? (
          <EmptyState icon="clock" action={<LinkButton href="/volunteer/projects">{t('checkin.find')}</LinkButton>}>
            {t('checkin.none', { minutes: earlyMinutes })}
          </EmptyState>
        ) : (
          <>
            <section className="card stack">
              {around.map((one) => (
                <p key={one.id}>
                  <b data-said lang="zh-CN">
                    {one.name}
                  </b>
                  <span className="second block">
                    {times.time(one.from)}–{times.time(one.to)} <span data-said>{one.place}</span>
                  </span>
                </p>
              ))}
            </section>
            <section className="card stack">
              <RadioRow<What>
                legend={t('checkin.what')}
                name="what"
                value={what}
                options={(['in', 'out'] as const).map((value) => ({ value, label: t(`checkin.what.${value}`) }))}
                onChange={setChosen}
              />
              <Field
                label={t('checkin.code')}
                hint={t('checkin.code.hint')}
                error={tried && !/^\d{6}$/.test(code) ? t('checkin.code.missing') : undefined}
              >
                {({ id, describedBy, invalid }) => (
                  <input
                    id={id}
                    className="input code"
                    inputMode="numeric"
                    autoComplete="off"
                    maxLength={6}
                    aria-describedby={describedBy}
                    aria-invalid={invalid}
                    value={code}
                    onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, ''))}
                  />
                )}
              </Field>
            </section>
            <p className="meta foot-note">{t('checkin.privacy')}</p>
          </>
        )}
      </Page>
    </form>
  )
}

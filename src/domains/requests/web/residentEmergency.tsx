/**
 * Call first: what was written sounds like an emergency. The word that was seen, what to do now, whom to call, the likeliest
 * first; and the way on, because the resident knows best. The draft stays as it is and is not asked about the word again.
 * Opened by its address it has every number the city has.
 */
import { useLocation, useSearch } from 'wouter'
import { Icon } from '#ui/resident/icon.tsx'
import { useLoad } from '#ui/resident/load.ts'
import { useMode } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Loading } from '#ui/resident/parts.tsx'
import { ReadAloud } from '#ui/resident/read-aloud.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type EmergencyCall, findEmergencies } from '../rules.ts'
import { call } from './api.ts'
import { useDraft } from './residentDraft.ts'

const everyCall: readonly EmergencyCall[] = ['police', 'fire', 'ambulance', 'gas', 'lift']
/** A number of at most so many digits is known by itself; a longer one by whose it is. */
const SHORT = 5

export default function ResidentEmergency() {
  const { t, rich } = useWords()
  const { elder } = useMode()
  const [, navigate] = useLocation()
  const step = new URLSearchParams(useSearch()).get('step') ?? '1'
  const { draft, ready, change } = useDraft()
  const { value, error } = useLoad('emergencies', (signal) => call('GET', '/emergencies', { signal }))
  if (!ready || !(value || error)) return <Loading />

  const found = value ? findEmergencies(draft.words, value) : []
  const seen = found.find(({ word }) => !draft.notUrgent?.includes(word)) ?? found[0]
  const numbers = (seen?.emergency.calls ?? everyCall).flatMap(
    (code) => value?.numbers.find((number) => number.code === code) ?? [],
  )
  const what = t(seen ? `emergency.do.${seen.emergency.kind}` : value ? 'emergency.any' : 'emergency.none')
  const goOn = () => {
    const words = new Set([...(draft.notUrgent ?? []), ...found.map(({ word }) => word)])
    if (found.length > 0) change((before) => ({ ...before, notUrgent: [...words] }), true)
    navigate(`/report?step=${step}`, { replace: true })
  }

  return (
    <Page
      title={t('emergency.title')}
      header={
        <section className="call-first" role="alert">
          <h1>
            <Icon name="alert-triangle" />
            <span>{t('emergency.title')}</span>
          </h1>
          <p>
            {seen
              ? rich('emergency.saw', {
                  word: (
                    <b data-said lang={/^[a-z]/.test(seen.word) ? 'en' : 'zh-CN'}>
                      {seen.word}
                    </b>
                  ),
                  what,
                })
              : what}
          </p>
        </section>
      }
      bar={
        <Button look="quiet" onClick={goOn}>
          {t('emergency.continue')}
        </Button>
      }
    >
      <ul className="calls">
        {numbers.map(({ code, phone }) => (
          <li key={code}>
            <a href={`tel:${phone}`} className={phone.length > SHORT ? 'call long' : 'call'}>
              <b className="number">{grouped(phone)}</b>
              <span>{t(phone.length > SHORT ? `number.${code}` : `emergency.call.${code}`)}</span>
              <Icon name="phone" />
            </a>
          </li>
        ))}
      </ul>
      {elder && <ReadAloud words={`${t('emergency.title')}。${what}`} />}
      {draft.words !== '' && <p className="meta">{t('emergency.kept')}</p>}
    </Page>
  )
}

/** 12800000119 → 128 0000 0119 */
function grouped(phone: string): string {
  return phone.length === 11 && phone.startsWith('1') ? phone.replace(/^(...)(....)/, '$1 $2 ') : phone
}

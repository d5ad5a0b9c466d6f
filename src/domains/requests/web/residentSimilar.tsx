/**
 * What neighbours reported of the same theme nearby, while somebody writes: theme, estate, since when, how many wait. 「我也遇到了」
 * sends the own report and joins it to theirs; fetched only when there is something. Read next: ../grouping.ts.
 */
import { useTimes } from '#ui/resident/mode.tsx'
// what every screen has: without it the bundler cuts a piece of its own out for this one
import '#ui/resident/page.tsx'
import { Button, Card } from '#ui/resident/parts.tsx'
import { actOnRequest, RefusalError } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import './api.ts'
import type { Report } from './residentReport.tsx'

/**
 * Joins a request that was just sent to a neighbour's.
 *
 * @returns whether it did; where that one is answered or taken back meanwhile, the own request goes on by itself
 */
export async function joinRequest(requestId: string, seen: number, join: { into: string; id: string }) {
  try {
    await actOnRequest(requestId, 'join', { id: join.id, seen, into: join.into })
    return true
  } catch (error) {
    if (error instanceof RefusalError && error.status !== 401) return false
    throw error
  }
}

export default function ResidentSimilar({ report }: { report: Report }) {
  const { t } = useWords()
  const times = useTimes()
  return (
    <Card title={t('report.similar')}>
      <div className="stack">
        <p className="second">{t('report.similar.how')}</p>
        <ul className="stack similar" aria-label={t('report.similar')}>
          {report.similar.map(({ id, category, place, since, joined, few, state }) => (
            <li key={id} className="stack">
              <p>
                <b>
                  {t(`category.${category}`)} · <span data-said>{place}</span>
                </b>
                <span className="block second">
                  {t('report.similar.since', { day: times.day(since), state: t(`state.${state}`) })}
                  {joined !== 0 &&
                    (joined ? t('report.similar.joined', { n: joined }) : t('report.similar.few', { few }))}
                </span>
              </p>
              <Button look="line" busy={report.busy !== undefined} onClick={() => void report.submit(id)}>
                {t('report.join')}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  )
}

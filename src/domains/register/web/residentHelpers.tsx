/** Acting for somebody, in one place: who asks me, who helps me, whom I help, and what was done in my name. */
import { useLoad } from '#ui/resident/load.ts'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Failed, Loading, Row } from '#ui/resident/parts.tsx'
import type { Answer } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

type Helpers = Answer<'GET', '/me/helpers'>
export type Helping = Helpers['mine'][number]

/** Who acts for whom, shared by the pages about it. */
export const useHelpers = () => useLoad('helpers', (signal) => call('GET', '/me/helpers', { signal }))

export default function ResidentHelpers() {
  const { t } = useWords()
  const { value, error, reload } = useHelpers()
  return (
    <Page title={t('helpers.title')} back="/me" readable>
      {value ? (
        <Shown helpers={value} />
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

function Shown({ helpers: { mine, helped, asked } }: { helpers: Helpers }) {
  const { t } = useWords()
  return (
    <>
      <p className="second foot-note">{t('helpers.intro')}</p>
      {asked.length > 0 && (
        <section className="card list">
          <h2 className="card-title">{t('helpers.asked')}</h2>
          {asked.map((helping) => (
            <Line key={helping.id} helping={helping} asked />
          ))}
        </section>
      )}
      <section className="card list">
        <h2 className="card-title">{t('helpers.mine')}</h2>
        {mine.map((helping) => (
          <Line key={helping.id} helping={helping} />
        ))}
        <Row icon="plus" href="/me/helpers/new">
          {t('helpers.new')}
        </Row>
        <Row icon="clipboard-list" href="/me/helpers/acts">
          {t('helpers.acts')}
        </Row>
      </section>
      <section className="card list">
        <h2 className="card-title">{t('helpers.helped')}</h2>
        {helped.map((helping) => (
          <Line key={helping.id} helping={helping} />
        ))}
        <Row icon="plus" href="/me/helpers/child">
          {t('helpers.child')}
        </Row>
      </section>
    </>
  )
}

function Line({ helping, asked = false }: { helping: Helping; asked?: boolean }) {
  const { t } = useWords()
  const times = useTimes()
  return (
    <Row
      icon="user"
      href={`/me/helpers/one/${helping.id}`}
      note={t(asked ? 'helpers.answer' : helping.accepted ? 'helpers.until' : 'helpers.waits', {
        day: times.day(helping.to),
      })}
    >
      <span data-said lang="zh-CN">
        {helping.name}
      </span>
    </Row>
  )
}

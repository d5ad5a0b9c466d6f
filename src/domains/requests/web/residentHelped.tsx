/** What a person whom I help has reported, page by page. */
import { useState } from 'react'
import { useLoad } from '#ui/resident/load.ts'
import { Page } from '#ui/resident/page.tsx'
import { Button, EmptyState, ErrorLine, Failed, LinkButton, Loading } from '#ui/resident/parts.tsx'
import { useSay } from '#ui/shared/say.tsx'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'
import { type Mine, MineCard } from './residentHome.tsx'

export default function ResidentHelped({ params }: { params: Record<string, string | undefined> }) {
  const { t } = useWords()
  const say = useSay()
  const { actor } = useSession()
  const of = params.person ?? ''
  const helped = actor?.helps.find(({ personId }) => personId === of)
  const { value, error, reload } = useLoad(helped && `helped ${of}`, (signal) =>
    call('GET', '/my/requests', { query: { of }, signal }),
  )
  const [older, setOlder] = useState<{ rows: Mine[]; next: string | null }>()
  const [problem, setProblem] = useState('')
  const rows = value && [...value.rows, ...(older?.rows ?? [])]
  const next = older ? older.next : value?.next
  const showMore = async () => {
    if (!next) return
    setProblem('')
    try {
      const page = await call('GET', '/my/requests', { query: { of, after: next } })
      setOlder({ rows: [...(older?.rows ?? []), ...page.rows], next: page.next })
    } catch (failure) {
      setProblem(say(failure))
    }
  }
  const name = helped?.name ?? ''
  return (
    <Page title={helped ? t('helped.title', { name }) : t('helped.none')} back="/me/helpers">
      {rows && rows.length > 0 ? (
        <>
          <ul className="stack">
            {rows.map((row) => (
              <li key={row.id}>
                <MineCard row={row} />
              </li>
            ))}
          </ul>
          {problem && <ErrorLine>{problem}</ErrorLine>}
          {next && (
            <Button look="quiet" onClick={() => void showMore()}>
              {t('mine.more')}
            </Button>
          )}
        </>
      ) : rows ? (
        <EmptyState
          icon="notes"
          action={
            helped?.may.includes('report') && (
              <LinkButton href={`/report?for=${of}`}>{t('helping.report', { name })}</LinkButton>
            )
          }
        >
          {t('helped.empty', { name })}
        </EmptyState>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : actor && !helped ? (
        <EmptyState icon="users" action={<LinkButton href="/me/helpers">{t('helping.all')}</LinkButton>}>
          {t('helped.not')}
        </EmptyState>
      ) : (
        <Loading lines={6} />
      )}
    </Page>
  )
}

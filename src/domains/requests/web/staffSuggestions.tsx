/**
 * Themes that are suggested while a request is accepted: how sure, why, and to whom the catalogue gives them; and what workers
 * made of the suggestions. Nothing is chosen by itself. Read next: ../suggestions.ts.
 */
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { call } from './api.ts'

export function useSuggestions(id: string) {
  return useQuery({
    queryKey: ['request-suggestions', id],
    queryFn: ({ signal }) => call('GET', '/requests/:id/suggestions', { params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

type Suggested = NonNullable<ReturnType<typeof useSuggestions>['data']>

/** What an acceptance says of the suggestion it was made beside; nothing without a model, no category where that was unsure. */
export const suggestedOf = (suggested: Suggested | undefined) =>
  suggested?.version
    ? {
        suggested: {
          version: suggested.version,
          category: suggested.suggestions.find(({ like }) => like > 0)?.category ?? null,
        },
      }
    : {}

interface Props {
  suggested: Suggested | undefined
  value: string | undefined
  change(category: string): void
}

export function Suggestions({ suggested, value, change }: Props) {
  const { t } = useWords()
  if (!suggested) return null
  if (suggested.suggestions.length === 0) return <span className="meta">{t('desk.suggest.none')}</span>
  return (
    <>
      <span className="meta">{t('desk.suggest')}</span>
      <ul className="likes" aria-label={t('desk.suggest')}>
        {suggested.suggestions.map(({ category, sure, words, like, usual }) => (
          <li key={category}>
            <Button size="small" aria-pressed={category === value} onClick={() => change(category)}>
              {t(`category.${category}`)}
            </Button>{' '}
            {t(`desk.suggest.${sure}`)}
            <div className="meta">
              {[
                words.length > 0 ? t('desk.suggest.words', { words: words.join(t('list.comma')) }) : '',
                like > 0 ? t('desk.suggest.like', { n: like }) : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </div>
            {usual && (
              <div className="meta" data-said>
                {t('desk.suggest.usual', { unit: [usual.name, usual.days, usual.note].filter(Boolean).join(' · ') })}
              </div>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

const columns = ['n', 'kept', 'changed', 'none'] as const

/** How often the first suggestion was kept, by version of what it was learnt by. */
export function SuggestionsKept() {
  const { t } = useWords()
  const format = useFormat()
  const { data } = useQuery({
    queryKey: ['suggestions-kept'],
    queryFn: ({ signal }) => call('GET', '/desk/suggestions', { signal }),
  })
  if (!data || data.versions.length === 0) return null
  return (
    <section className="card span-12">
      <div className="card-head">
        <h2>{t('overview.suggest')}</h2>
        <small>{t('overview.suggest.note', { days: data.days })}</small>
      </div>
      <WideTable label={t('overview.suggest')}>
        <table className="table table-stack">
          <thead>
            <tr>
              <th scope="col">{t('overview.suggest.version')}</th>
              {columns.map((name) => (
                <th key={name} scope="col" className="n">
                  {t(`overview.suggest.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.versions.map(({ version, from, n, kept, none }) => (
              <tr key={version}>
                <th scope="row">{t('overview.suggest.one', { n: version, day: format.stamp(from) })}</th>
                {([n, kept, n - kept - none, none] as const).map((count, at) => (
                  <td key={columns[at]} className="n" data-label={t(`overview.suggest.${columns[at]}`)}>
                    {count}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </section>
  )
}

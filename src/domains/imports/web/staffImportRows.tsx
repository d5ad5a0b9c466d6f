/** Rows of an import by what becomes of them, each with what is said of it; those that are perhaps known are decided here. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Loading } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { call, type Import, type ImportRow } from './api.ts'
import type { Stepping } from './staffImportParts.tsx'

export interface Part {
  name: string
  by: 'outcome' | 'result'
  n: number
  label: string
}

interface Props {
  one: Import
  step: Stepping
  parts: readonly Part[]
}

type Query = NonNullable<NonNullable<Parameters<typeof call<'GET', '/imports/:importId/rows'>>[2]>['query']>

export function ImportRows({ one, step, parts }: Props) {
  const { t } = useWords()
  const [chosen, choose] = useState<string>()
  const part = parts.find(({ name, by }) => `${by} ${name}` === chosen) ?? parts.find(({ n }) => n > 0) ?? parts[0]
  const found = useInfiniteQuery({
    queryKey: ['import-rows', one.id, one.version, part?.by, part?.name],
    queryFn: ({ pageParam, signal }) =>
      call('GET', '/imports/:importId/rows', {
        params: { importId: one.id },
        query: { ...(part ? { [part.by]: part.name } : {}), ...(pageParam ? { after: pageParam } : {}) } as Query,
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
  })
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  const decides = part?.name === 'perhaps' && one.can.includes('decide')
  return (
    <>
      <div className="views import-parts">
        {parts.map(({ name, by, n, label }) => (
          <button
            key={`${by} ${name}`}
            type="button"
            aria-pressed={part?.name === name && part.by === by}
            onClick={() => choose(`${by} ${name}`)}
          >
            {label} <b className="num">{n.toLocaleString('en')}</b>
          </button>
        ))}
      </div>
      {decides && one.counts.undecided > 0 && (
        <div className="row card-body">
          <span>{t('import.decide.all')}</span>
          <Decide one={one} step={step} rows={[]} decision={null} same={false} />
        </div>
      )}
      {!found.data ? (
        <Loading lines={4} />
      ) : rows.length > 0 ? (
        <WideTable flush label={part?.label ?? ''}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('import.row')}</th>
                <th scope="col">{t('import.who')}</th>
                <th scope="col">{t('import.what')}</th>
                {decides && <th scope="col">{t('import.decision')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.row}>
                  <td className="num">{row.row}</td>
                  <td data-said>{row.title}</td>
                  <td className="wrap">
                    <What one={one} row={row} />
                  </td>
                  {decides && (
                    <td>
                      <Decide
                        one={one}
                        step={step}
                        rows={[row.row]}
                        decision={row.decision}
                        same={row.known !== null}
                      />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </WideTable>
      ) : null}
      {found.hasNextPage && (
        <p className="list-foot">
          <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('do.more')}
          </Button>
        </p>
      )}
    </>
  )
}

/** What is said of a row: each problem with its column and text, what changes, whom it may be. */
function What({ one, row }: { one: Import; row: ImportRow }) {
  const { t } = useWords()
  const fields = row.fields.map((name) => t(`import.field.${name}`)).join(t('list.comma'))
  return (
    <>
      {row.problems.map(({ column, code, text }) => (
        <div key={`${column} ${code}`}>
          {column && <b>{t(`import.column.${one.kind}.${column}`)}</b>}
          {text && (
            <>
              {' '}
              <span data-said>{t('import.text', { text })}</span>
            </>
          )}{' '}
          {t(`refusal.${code}`)}
        </div>
      ))}
      {row.known && (
        <div className="soft" data-said>
          {row.known.tail
            ? t('import.known', { name: row.known.name, tail: row.known.tail })
            : t('import.known.no-phone', { name: row.known.name })}
        </div>
      )}
      {fields !== '' && <div>{t('import.changes', { fields })}</div>}
      {row.result === 'moved' && <div>{t('import.result.moved')}</div>}
      {row.stays && <div>{t(`import.stays.${row.stays}`)}</div>}
      {row.problems.length === 0 && fields === '' && row.outcome === 'new' && !row.result && t('import.new-row')}
    </>
  )
}

interface DecideProps {
  one: Import
  step: Stepping
  /** None for all that are open. */
  rows: number[]
  decision: ImportRow['decision']
  /** Whether there is somebody it may be. */
  same: boolean
}

function Decide({ one, step, rows, decision, same }: DecideProps) {
  const { t } = useWords()
  const choices = same || rows.length === 0 ? (['same', 'new', 'skip'] as const) : (['new', 'skip'] as const)
  return (
    <span className="row">
      {choices.map((choice) => (
        <Button
          key={choice}
          size="small"
          aria-pressed={decision === choice}
          type={decision === choice ? 'primary' : 'default'}
          disabled={step.busy !== ''}
          onClick={() =>
            void step.take(
              'decide',
              { rows, choice },
              async (head) =>
                await call('POST', '/imports/:importId/decisions', {
                  params: { importId: one.id },
                  body: { ...head, rows, decision: choice },
                }),
            )
          }
        >
          {t(`import.decision.${choice}`)}
        </Button>
      ))}
    </span>
  )
}

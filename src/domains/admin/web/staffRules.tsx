/**
 * Rule values by topic: what holds, what it follows from, since when, who set it; opening one shows its history and,
 * to who may, changes it. Everyone at a desk may read it.
 */
import { useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import type { Answer } from '#ui/shared/api.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { call } from './api.ts'
import { Waiting } from './staffClosed.tsx'
import { RuleDialog } from './staffRule.tsx'

export type Rule = Answer<'GET', '/rules'>['rules'][number]

/** What the program brought holds from here on. */
const BEGINNING = '2000-01-01'

export default function RulesPage() {
  const { t } = useWords()
  const [open, setOpen] = useState<string>()
  const rules = useQuery({ queryKey: ['rules'], queryFn: ({ signal }) => call('GET', '/rules', { signal }) })
  const page = t('desk.menu.rules')
  if (!rules.data) return <Waiting page={page} query={rules} />

  const topics = [...Map.groupBy(rules.data.rules, ({ topic }) => topic)]
  const opened = rules.data.rules.find(({ key }) => key === open)
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <span className="meta">{t(rules.data.mayChange ? 'rules.note.change' : 'rules.note')}</span>
      </header>
      <div className="page-body stack">
        {topics.map(([topic, inside]) => (
          <Topic key={topic} name={t(`rules.topic.${topic}`)} rules={inside} open={setOpen} />
        ))}
      </div>
      {opened && (
        <RuleDialog key={opened.key} rule={opened} mayChange={rules.data.mayChange} close={() => setOpen(undefined)} />
      )}
    </>
  )
}

function Topic({ name, rules, open }: { name: string; rules: readonly Rule[]; open(key: string): void }) {
  const { t } = useWords()
  const format = useFormat()
  const valueWords = useValueWords()
  return (
    <div className="card">
      <div className="card-head">
        <h2>{name}</h2>
      </div>
      <WideTable label={name}>
        <table className="table table-even table-stack">
          <thead>
            <tr>
              <th scope="col">{t('rules.rule')}</th>
              <th scope="col">{t('rules.value')}</th>
              <th scope="col">{t('rules.source')}</th>
              <th scope="col">{t('rules.since')}</th>
              <th scope="col">{t('rules.by')}</th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.key}>
                <th scope="row">
                  <button type="button" className="link" onClick={() => open(rule.key)}>
                    {t(`policy.${rule.key}`)}
                  </button>
                </th>
                <td className="num">
                  <b>{valueWords(rule.now.value, rule.unit)}</b>
                  {rule.ahead.map((ahead) => (
                    <Fragment key={ahead.id}>
                      {' '}
                      <span className="badge badge-info">
                        {t('rules.ahead', { day: format.day(ahead.from), value: valueWords(ahead.value, rule.unit) })}
                      </span>
                    </Fragment>
                  ))}
                </td>
                <td>
                  <SourceName source={rule.now.source} />
                </td>
                <td>{rule.now.from === BEGINNING ? t('rules.since.first') : format.day(rule.now.from)}</td>
                <td>
                  {rule.now.by === null ? (
                    <span className="meta">{t('rules.by.program')}</span>
                  ) : (
                    <span data-said>{rule.now.by}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </div>
  )
}

/** A row of the sources, a default of ours, or the document an official named. */
export function SourceName({ source }: { source: string }) {
  const { t } = useWords()
  return source === 'house' ? <span className="meta">{t('rules.source.house')}</span> : <span data-said>{source}</span>
}

/** 7 天; 50%、80%; 18:00. */
export function useValueWords(): (value: readonly number[], unit: string) => string {
  const { t } = useWords()
  return (value, unit) => value.map((n) => t(`unit.${unit}`, { n })).join(t('list.comma'))
}

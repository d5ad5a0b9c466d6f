/** One import: its columns, its dry run, what is for the worker to decide, importing, what came of it, undoing. */
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { RefusalError } from '#ui/shared/api.ts'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { Failed, Loading, NotPermitted } from '#ui/staff/states.tsx'
import { call, type Import } from './api.ts'
import { StateWord, type Stepping, useStep } from './staffImportParts.tsx'
import { ImportRows } from './staffImportRows.tsx'
import { MappingForm } from './staffMapping.tsx'

const working = (one: Import | undefined) => ['checking', 'writing', 'undoing'].includes(one?.state ?? '')

export default function ImportPage() {
  const { t } = useWords()
  const { importId = '' } = useParams<{ importId: string }>()
  const found = useQuery({
    queryKey: ['import', importId],
    queryFn: ({ signal }) => call('GET', '/imports/:importId', { params: { importId }, signal }),
    refetchInterval: ({ state }) => (working(state.data) ? 1000 : false),
    retry: false,
  })
  if (found.error instanceof RefusalError && found.error.status === 403)
    return <NotPermitted page={t('desk.menu.imports')} roles={(found.error.facts.roles ?? []) as string[]} />
  if (!found.data)
    return found.error ? <Failed error={found.error} again={() => void found.refetch()} /> : <Loading lines={10} />
  return <Opened one={found.data} />
}

function Opened({ one }: { one: Import }) {
  const { t } = useWords()
  const step = useStep(one)
  const [again, setAgain] = useState(false)
  const [asks, setAsks] = useState<'undo' | 'drop'>()
  const mapping = one.state === 'read' || (again && one.state === 'checked')
  const params = { importId: one.id }
  const name = one.name ?? t('import.name.erased')
  return (
    <>
      <header className="page-head-plain">
        <Link href="/desk/imports" className="link">
          {t('desk.menu.imports')}
        </Link>
        <PageTitle words={name}>{one.name === null ? name : <span data-said>{name}</span>}</PageTitle>
        <span className="meta">
          {t(`import.kind.${one.kind}`)} · <span data-said>{one.place}</span>
        </span>
        <StateWord of={one} />
      </header>
      <div className="page-body stack page-narrow">
        {step.error && (
          <p className="refusal" role="alert">
            {step.error}
          </p>
        )}
        {working(one) && <Progress one={one} />}
        {mapping && <MappingForm key={one.version} one={one} step={step} done={() => setAgain(false)} />}
        {one.state === 'checked' && !mapping && (
          <Checked one={one} step={step} again={() => setAgain(true)} drop={() => setAsks('drop')} />
        )}
        {one.writtenAt && !working(one) && <Results one={one} undo={() => setAsks('undo')} />}
        {(one.state === 'made' || one.state === 'read' || one.state === 'checking') && (
          <div className="row">
            <Button onClick={() => setAsks('drop')}>{t('import.drop')}</Button>
          </div>
        )}
        {one.erased && <p className="meta">{t('import.erased')}</p>}
      </div>
      <Dialog
        open={asks !== undefined}
        title={t(asks === 'undo' ? 'import.undo' : 'import.drop')}
        close={() => setAsks(undefined)}
      >
        <SendForm
          label={t(asks === 'undo' ? 'import.undo' : 'import.drop')}
          busy={step.busy !== ''}
          error={step.error}
          cancel={() => setAsks(undefined)}
          submit={async () => {
            const path = asks === 'undo' ? '/imports/:importId/undoing' : '/imports/:importId/dropping'
            await step.take(asks ?? '', {}, async (body) => await call('POST', path, { params, body }))
            setAsks(undefined)
          }}
        >
          <p>{t(asks === 'undo' ? 'import.undo.sure' : 'import.drop.sure')}</p>
        </SendForm>
      </Dialog>
    </>
  )
}

function Progress({ one }: { one: Import }) {
  const { t } = useWords()
  const { trouble } = one
  const label = t(`import.progress.${one.state}`, {
    done: one.done.toLocaleString('en'),
    n: one.rows.toLocaleString('en'),
  })
  return (
    <section className="card card-body card-body-even stack-small" aria-label={t(`import.state.${one.state}`)}>
      <p role="status">{label}</p>
      <progress className="progress" max={Math.max(1, one.rows)} value={one.done} aria-label={label} />
      {trouble ? <TroubleWords one={one} trouble={trouble} /> : <p className="meta">{t('import.progress.note')}</p>}
    </section>
  )
}

/** What the worker failed on, that nothing of it is half done, and what to do. */
function TroubleWords({ one, trouble }: { one: Import; trouble: NonNullable<Import['trouble']> }) {
  const { t } = useWords()
  const format = useFormat()
  const { times, from, to, againAt } = trouble
  return (
    <div className="refusal stack-small" role="alert">
      <p>
        {from === null || to === null
          ? t('import.trouble.end', { times })
          : t(`import.trouble.${one.state}`, { from, to, times })}
      </p>
      {againAt && <p>{t('import.trouble.again', { time: format.stamp(againAt) })}</p>}
      <p>{t('import.trouble.do')}</p>
      <p className="num">{one.id}</p>
    </div>
  )
}

interface CheckedProps {
  one: Import
  step: Stepping
  again(): void
  drop(): void
}

function Checked({ one, step, again, drop }: CheckedProps) {
  const { t } = useWords()
  const { counts } = one
  const going = counts.new + counts.changed + counts.perhaps - counts.skipped
  const why =
    counts.undecided > 0
      ? t('import.write.undecided', { n: counts.undecided })
      : going === 0
        ? t('import.write.nothing')
        : ''
  return (
    <>
      <section className="card" aria-label={t('import.result')}>
        <div className="card-head">
          <h2>{t('import.result')}</h2>
          <Downloads one={one} some={counts.wrong + counts.perhaps > 0} />
        </div>
        <ImportRows
          one={one}
          step={step}
          parts={(['perhaps', 'wrong', 'new', 'changed', 'same'] as const).map((name) => ({
            name,
            by: 'outcome',
            n: counts[name],
            label: t(`import.outcome.${name}`),
          }))}
        />
      </section>
      <div className="row">
        <Button
          type="primary"
          loading={step.busy === 'write'}
          disabled={why !== ''}
          aria-describedby={why ? 'why-not' : undefined}
          onClick={() =>
            void step.take(
              'write',
              {},
              async (body) => await call('POST', '/imports/:importId/writing', { params: { importId: one.id }, body }),
            )
          }
        >
          {t('import.write', { n: going.toLocaleString('en') })}
        </Button>
        <Button onClick={again}>{t('import.again')}</Button>
        <Button onClick={drop}>{t('import.drop')}</Button>
        {why && (
          <span id="why-not" className="meta">
            {why}
          </span>
        )}
      </div>
    </>
  )
}

function Results({ one, undo }: { one: Import; undo(): void }) {
  const { t } = useWords()
  const format = useFormat()
  const step = useStep(one)
  const parts = (['made', 'changed', 'kept', 'moved', 'undone', 'stays'] as const)
    .filter((name) => one.results[name] > 0 || name === 'made' || name === 'changed')
    .map((name) => ({
      name,
      by: 'result' as const,
      n: one.results[name],
      label: t(name === 'moved' ? 'import.result.moved.short' : `import.result.${name}`),
    }))
  const wrong = { name: 'wrong', by: 'outcome' as const, n: one.counts.wrong, label: t('import.outcome.wrong') }
  return (
    <>
      <section className="card" aria-label={t('import.written')}>
        <div className="card-head">
          <h2>{t('import.written')}</h2>
          {!one.erased && <Downloads one={one} some={one.counts.wrong + one.results.moved + one.results.stays > 0} />}
        </div>
        <dl className="facts facts-wide card-body card-body-even">
          <dt>{t('import.written.by')}</dt>
          <dd>
            <span data-said>{one.writtenBy}</span> {one.writtenAt && format.stamp(one.writtenAt)}
          </dd>
          {one.undoneAt && (
            <>
              <dt>{t('import.undone.by')}</dt>
              <dd>
                <span data-said>{one.undoneBy}</span> {format.stamp(one.undoneAt)}
              </dd>
            </>
          )}
          {one.basis && (
            <>
              <dt>{t('import.basis.was')}</dt>
              <dd>
                {t(`import.basis.${one.basis}`)} · <span data-said>{one.basisWords}</span>
              </dd>
            </>
          )}
        </dl>
        <ImportRows one={one} step={step} parts={[...parts, wrong]} />
      </section>
      {one.state === 'written' && (
        <div className="row">
          <Button disabled={!one.can.includes('undo')} onClick={undo}>
            {t('import.undo')}
          </Button>
          <span className="meta">
            {one.can.includes('undo') && one.undoUntil
              ? t('import.undo.until', { day: format.stamp(one.undoUntil) })
              : t('import.undo.late')}
          </span>
        </div>
      )}
    </>
  )
}

function Downloads({ one, some }: { one: Import; some: boolean }) {
  const { t } = useWords()
  if (!some) return null
  return (
    <span className="row row-end">
      {(['xlsx', 'csv'] as const).map((format) => (
        <a
          key={format}
          className="link"
          href={`/api/imports/${one.id}/errors?format=${format}`}
          download={`${t('import.errors.file')} ${one.madeAt.slice(0, 10)}.${format}`}
        >
          <Icon name="download" small />
          {t(`import.errors.${format}`)}
        </a>
      ))}
    </span>
  )
}

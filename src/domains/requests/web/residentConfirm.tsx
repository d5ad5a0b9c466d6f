/**
 * Two questions on one page (two pages in 长辈版): is it solved, how was the service. No default, nothing lit, the second
 * is optional. "Not solved" asks what is still open and reopens.
 */
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useMode, useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import {
  Button,
  EmptyState,
  ErrorLine,
  Failed,
  Field,
  LinkButton,
  Loading,
  NoticeBar,
  RadioRow,
  Steps,
} from '#ui/resident/parts.tsx'
import { PhotoInput } from '#ui/resident/photo-input.tsx'
import type { Matters } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { type Level, levelNumber, ServiceLevels, useActing } from './residentActing.tsx'
import type { DraftFile } from './residentDraft.ts'
import { PHOTOS_MOST, useFiles } from './residentFiles.ts'
import { Plan, useRequest } from './residentTimeline.tsx'

type Detail = Matters['requests']['detail']
type Solved = 'yes' | 'partly' | 'no'

export default function ResidentConfirm({ params }: { params: Record<string, string | undefined> }) {
  const number = params.number ?? ''
  const { t } = useWords()
  const { value, error, reload } = useRequest(number)
  if (value) return <Questions detail={value} reload={reload} />
  return (
    <Page title={t('confirm.title')} back={`/requests/${number}`}>
      {error ? <Failed error={error} onRetry={() => void reload()} /> : <Loading lines={6} />}
    </Page>
  )
}

function Questions({ detail, reload }: { detail: Detail; reload(): Promise<void> }) {
  const { t } = useWords()
  const times = useTimes()
  const { elder } = useMode()
  const [, navigate] = useLocation()
  const { act, busy, problem, setProblem } = useActing(detail, reload)
  const [solved, setSolved] = useState<Solved>()
  const [level, setLevel] = useState<Level>()
  const [words, setWords] = useState('')
  const [list, setList] = useState<DraftFile[]>([])
  const [wrong, setWrong] = useState<{ solved?: string; words?: string }>({})
  const [step, setStep] = useState(1)
  const files = useFiles({ files: list, signedIn: true, change: setList })
  const address = `/requests/${detail.number}`

  if (!detail.actions.some(({ action, allowed }) => action === 'confirm' && allowed))
    return (
      <Page title={t('confirm.title')} back={address}>
        <EmptyState icon="circle-check" action={<LinkButton href={address}>{t('done.progress')}</LinkButton>}>
          {t('confirm.already')}
        </EmptyState>
      </Page>
    )

  const check = (): boolean => {
    const found = {
      ...(solved ? {} : { solved: t('confirm.missing') }),
      ...(solved === 'no' && words.trim() === '' ? { words: t('act.words.missing') } : {}),
    }
    setWrong(found)
    if (found.solved) document.querySelector<HTMLInputElement>('[name=solved]')?.focus()
    return Object.keys(found).length === 0
  }
  const submit = async () => {
    if (!check() || !solved) return
    const service = level ? { service: levelNumber(level) } : {}
    if (!(await files.sendAll(list))) return setProblem(t('report.files.failed'))
    const done =
      solved === 'no'
        ? await act('reopen', {
            words: words.trim(),
            ...service,
            ...(list.length > 0 ? { files: list.map(({ id }) => id) } : {}),
          })
        : await act('confirm', { solved, ...service, ...(words.trim() === '' ? {} : { words: words.trim() }) })
    if (done) navigate(address)
  }

  const first = !elder || step === 1
  const second = !elder || step === 2
  return (
    <Page
      key={step}
      part={step}
      title={t('confirm.title')}
      back={address}
      readable
      {...(elder ? { steps: <Steps at={step} of={2} /> } : {})}
      bar={
        elder && step === 1 ? (
          <>
            <LinkButton href={address} look="quiet">
              {t('do.back')}
            </LinkButton>
            <Button onClick={() => check() && setStep(2)}>{t('steps.next')}</Button>
          </>
        ) : (
          <>
            {elder && (
              <Button look="quiet" onClick={() => setStep(1)}>
                {t('steps.back')}
              </Button>
            )}
            <Button busy={busy} onClick={() => void submit()}>
              {t(busy ? 'report.sending' : solved === 'no' ? 'confirm.again' : 'confirm.submit')}
            </Button>
          </>
        )
      }
    >
      {problem && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {problem}
        </NoticeBar>
      )}
      {first && detail.reply && detail.repliedAt && (
        <section className="card">
          <h2 className="meta">
            {t('timeline.reply', {
              who: detail.handler?.name ?? detail.place.community,
              when: times.stamp(detail.repliedAt),
            })}
          </h2>
          <p className="answer pre" data-said lang="zh-CN">
            {detail.reply}
          </p>
          <Plan plan={detail.plan} />
        </section>
      )}
      {first && (
        <section className="card">
          <RadioRow
            legend={t('confirm.solved')}
            name="solved"
            look="tiles"
            value={solved}
            invalid={wrong.solved !== undefined}
            describedBy={wrong.solved ? 'solved-problem' : undefined}
            options={[
              { value: 'yes', label: t('solved.yes'), icon: 'circle-check' },
              { value: 'partly', label: t('solved.partly'), icon: 'progress' },
              { value: 'no', label: t('solved.no'), icon: 'circle-x' },
            ]}
            onChange={(next) => {
              setSolved(next)
              setWrong({})
            }}
          />
          {wrong.solved && <ErrorLine id="solved-problem">{wrong.solved}</ErrorLine>}
          {solved && (solved === 'no' || !elder) && (
            <div className="stack said-more">
              <Field
                label={t(solved === 'no' ? 'confirm.open' : 'confirm.words')}
                hint={solved === 'no' ? t('confirm.open.hint') : undefined}
                error={wrong.words}
              >
                {({ id, describedBy, invalid }) => (
                  <textarea
                    id={id}
                    className="input"
                    maxLength={solved === 'no' ? 500 : 300}
                    aria-describedby={describedBy}
                    aria-invalid={invalid}
                    value={words}
                    onChange={(event) => setWords(event.currentTarget.value)}
                  />
                )}
              </Field>
              {solved === 'no' && (
                <PhotoInput
                  photos={files.photos}
                  most={PHOTOS_MOST}
                  error={files.problem || undefined}
                  onAdd={(chosen) => void files.addPhotos(chosen)}
                  onRemove={files.remove}
                  onRetry={files.retry}
                />
              )}
            </div>
          )}
        </section>
      )}
      {second && (
        <section className="card">
          <ServiceLevels value={level} onChange={setLevel} />
          <p className="meta under">{t('confirm.optional')}</p>
          {level && (
            <button type="button" className="action" onClick={() => setLevel(undefined)}>
              <span>{t('confirm.clear')}</span>
            </button>
          )}
        </section>
      )}
    </Page>
  )
}

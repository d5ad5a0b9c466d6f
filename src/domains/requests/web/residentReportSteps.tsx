/**
 * Reporting in 长辈版: one question a page, 上一步 always, somebody who writes it for you one tap away, and everything
 * read once more before it goes. The step is in the address, so that the phone's own back key is 上一步 too.
 */
import { type ReactNode, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { Icon, type IconName } from '#ui/resident/icon.tsx'
import { useTimes } from '#ui/resident/mode.tsx'
import { useOnline } from '#ui/resident/online.ts'
import { Page } from '#ui/resident/page.tsx'
import { Button, ErrorLine, LinkButton, NoticeBar, Steps } from '#ui/resident/parts.tsx'
import { PhotoInput } from '#ui/resident/photo-input.tsx'
import { PlacePicker, usePlaceLine } from '#ui/resident/place-picker.tsx'
import { VoiceInput } from '#ui/resident/voice-input.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PHOTOS_MOST } from './residentFiles.ts'
import { ForWhom, type Report, Similar } from './residentReport.tsx'

const STEPS = 4
const titles = ['report.what', 'report.place', 'report.photo', 'report.check'] as const

export function ReportSteps({ report }: { report: Report }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const asked = Number(new URLSearchParams(useSearch()).get('step') ?? 1)
  const step = asked >= 1 && asked <= STEPS ? asked : 1
  const online = useOnline()
  const { failure, busy, problems, phone, worker } = report
  const go = (next: number) => navigate(`/report?step=${next}`)
  const problem = step === 1 ? problems.words : step === 2 ? problems.place : undefined

  const forward = () => {
    const wrong = report.check()
    const here = step === 1 ? { words: wrong.words } : step === 2 ? { place: wrong.place } : {}
    const sentence = Object.values(here)[0]
    report.setProblems(sentence ? { ...(step === 1 ? { words: sentence } : { place: sentence }) } : {})
    if (!sentence && !(step === 1 && report.callsFirst(2))) go(step + 1)
  }
  const submit = () => {
    if (report.callsFirst(4)) return
    const wrong = report.check()
    if (wrong.words || wrong.place) {
      report.setProblems(wrong)
      return go(wrong.words ? 1 : 2)
    }
    void report.submit()
  }

  return (
    <Page
      key={step}
      title={t(titles[step - 1] ?? 'report.what')}
      steps={<Steps at={step} of={STEPS} />}
      bar={
        <>
          {step === 1 ? (
            <LinkButton href="/" look="quiet">
              {t('report.quit')}
            </LinkButton>
          ) : (
            <Button look="quiet" onClick={() => go(step - 1)}>
              {t('steps.back')}
            </Button>
          )}
          {step < STEPS ? (
            <Button onClick={forward}>{t('steps.next')}</Button>
          ) : (
            <Button busy={busy !== undefined} onClick={submit}>
              {t(busy === 'photos' ? 'report.sending.photos' : busy ? 'report.sending' : 'report.submit')}
            </Button>
          )}
        </>
      }
    >
      {problem && <ErrorLine>{problem}</ErrorLine>}
      {failure && (online || failure !== t('net.offline')) && (
        <NoticeBar tone="late" icon="alert-triangle" live>
          {failure}
        </NoticeBar>
      )}
      {step === 1 && <ForWhom report={report} />}
      {step === 1 && <WhatStep report={report} />}
      {step === 2 && <WhereStep report={report} />}
      {step === 3 && <PhotoStep report={report} />}
      {step === 4 && <CheckStep report={report} />}
      {step === 4 && report.draft.visibility !== 'sealed' && <Similar report={report} />}
      {phone && (
        <a className="help-write" href={`tel:${worker?.phone ?? phone}`}>
          <Icon name="phone" />
          <span>{worker ? t('report.helpWrite', { name: worker.name }) : t('report.helpWrite.community')}</span>
        </a>
      )}
    </Page>
  )
}

function WhatStep({ report }: { report: Report }) {
  const { t } = useWords()
  const { draft, files } = report
  return (
    <>
      <VoiceInput
        big
        voice={files.voice}
        onRecorded={files.addVoice}
        onRemove={() => files.voice && files.remove(files.voice.id)}
        onRetry={() => files.voice && files.retry(files.voice.id)}
      />
      <div className="field">
        <label className="second" htmlFor="report-words">
          {t('report.orWrite')}
        </label>
        <textarea
          id="report-words"
          className="input"
          maxLength={500}
          value={draft.words}
          onChange={(event) => report.setWords(event.currentTarget.value)}
        />
      </div>
    </>
  )
}

interface ChoiceProps {
  icon: IconName
  title: string
  hint: ReactNode
  on?: boolean
  onClick(): void
}

function Choice({ icon, title, hint, on = false, onClick }: ChoiceProps) {
  return (
    <button type="button" className={on ? 'big on' : 'big'} aria-pressed={on} onClick={onClick}>
      <Icon name={icon} />
      <span className="grow">
        {title}
        <small>{hint}</small>
      </span>
      {on && <Icon name="check" />}
    </button>
  )
}

function WhereStep({ report }: { report: Report }) {
  const { t } = useWords()
  const placeLine = usePlaceLine()
  const [picking, setPicking] = useState<'list' | 'words' | 'position'>()
  const { place, placeFrom } = report.draft
  const line =
    place && (place.buildingId || place.words || place.longitude !== undefined) ? placeLine(place) : undefined
  const inBuilding = place?.buildingId !== undefined
  const said = line ? (
    <span data-said lang="zh-CN">
      {line}
    </span>
  ) : undefined
  return (
    <>
      {line && placeFrom && (
        <Choice
          icon="home"
          title={t(placeFrom === 'code' ? 'report.place.code' : `report.where.${placeFrom}`)}
          hint={said}
          on
          onClick={() => setPicking('list')}
        />
      )}
      <Choice
        icon="building"
        title={t('report.where.building')}
        hint={!placeFrom && inBuilding ? said : t('report.where.building.how')}
        on={!placeFrom && inBuilding}
        onClick={() => setPicking('list')}
      />
      <Choice
        icon="map-pin"
        title={t('report.where.here')}
        hint={t('report.where.here.how')}
        onClick={() => setPicking('position')}
      />
      <Choice
        icon="ballpen"
        title={t('report.where.words')}
        hint={!placeFrom && line && !inBuilding ? said : t('report.where.words.how')}
        on={!placeFrom && line !== undefined && !inBuilding}
        onClick={() => setPicking('words')}
      />
      <PlacePicker
        open={picking !== undefined}
        start={picking ?? 'list'}
        value={place ?? report.here}
        onChange={report.setPlace}
        onClose={() => setPicking(undefined)}
      />
    </>
  )
}

function PhotoStep({ report }: { report: Report }) {
  const { t } = useWords()
  const { files } = report
  return (
    <>
      <PhotoInput
        photos={files.photos}
        most={PHOTOS_MOST}
        error={files.problem || undefined}
        onAdd={(chosen) => void files.addPhotos(chosen)}
        onRemove={files.remove}
        onRetry={files.retry}
      />
      <p className="second">{t('report.photo.skip')}</p>
    </>
  )
}

function CheckStep({ report }: { report: Report }) {
  const { t } = useWords()
  const times = useTimes()
  const placeLine = usePlaceLine()
  const { draft, files, actor, promise } = report
  const voice = files.voice
  const isSealed = draft.visibility === 'sealed'
  return (
    <>
      <dl className="card list summary">
        <Line label={t('report.check.what')}>
          {draft.words.trim() !== '' && (
            <span className="pre" data-said lang="zh-CN">
              {draft.words.trim()}
            </span>
          )}
          {voice && <span className="block">{t('report.check.voice', { n: voice.seconds })}</span>}
        </Line>
        <Line label={t('report.check.where')}>
          {draft.place && (
            <span data-said lang="zh-CN">
              {placeLine(draft.place)}
            </span>
          )}
        </Line>
        {files.photos.length > 0 && (
          <Line label={t('report.check.photos')}>{t('report.check.photos.n', { n: files.photos.length })}</Line>
        )}
        {report.forWhom && (
          <Line label={t('report.for')}>
            <span data-said lang="zh-CN">
              {report.forWhom.name}
            </span>
          </Line>
        )}
        <Line label={t('report.check.who')}>
          {report.forWhom
            ? t('report.check.who.for', { name: report.forWhom.name })
            : actor?.phoneTail
              ? t('me.phone', { tail: actor.phoneTail })
              : t('report.check.who.later')}
        </Line>
        {promise && (
          <Line label={t('report.check.when')}>
            <b>{times.promise(promise.at, 'short')}</b>
          </Line>
        )}
        <Line label={t('report.check.see')}>{t(`report.see.${draft.visibility}`)}</Line>
      </dl>
      <p className="second">{t(isSealed ? report.sealedNote : 'report.seal.why')}</p>
      <Button
        look="line"
        onClick={() => report.change((before) => ({ ...before, visibility: isSealed ? 'handler' : 'sealed' }))}
      >
        {t(isSealed ? 'report.seal.not' : 'report.seal')}
      </Button>
    </>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

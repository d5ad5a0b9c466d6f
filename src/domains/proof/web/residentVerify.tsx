/**
 * Checks a receipt in the browser, with the script that anybody can take along: the file goes nowhere. Afterwards what the
 * receipt holds is compared with what the city publishes now.
 */
import { useState } from 'react'
import { groupNumber } from '#lib/number.ts'
import { Icon } from '#ui/resident/icon.tsx'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Card, NoticeBar } from '#ui/resident/parts.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

const SCRIPT = '/verify.mjs'

interface Fault {
  fault: string
  number?: number
  at?: number
}

interface Checked {
  ok: boolean
  actions: { number?: string; kind?: string; instant?: string; day?: string; words?: Record<string, unknown> | null }[]
  days: { number: number; day: string; publicKey: string }[]
  faults: Fault[]
}

interface Verifier {
  check(files: readonly unknown[]): Promise<Checked>
}

type Shown =
  | { at: 'none' | 'cannot' | 'start' }
  | { at: 'done'; own: Checked; city: 'same' | 'differs' | 'away'; faults: readonly Fault[] }

export default function ResidentVerify() {
  const { t } = useWords()
  const [shown, setShown] = useState<Shown>({ at: 'start' })
  const take = async (file: File) => setShown(await checkFile(file))
  return (
    <Page title={t('check.title')} back="/board/checkpoints" readable>
      <Card>
        <p>{t('check.what')}</p>
        <label className="button main proof-pick">
          <Icon name="clipboard-list" />
          <span>{t(shown.at === 'done' ? 'check.again' : 'check.pick')}</span>
          <input
            className="unseen"
            type="file"
            accept="application/json,.json"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? []
              if (file) void take(file)
            }}
          />
        </label>
      </Card>
      {shown.at === 'none' && <NoticeBar live>{t('check.none')}</NoticeBar>}
      {shown.at === 'cannot' && <NoticeBar live>{t('check.cannot')}</NoticeBar>}
      {shown.at === 'done' && <Result {...shown} />}
      <Card title={t('check.self')}>
        <p className="second">{t('check.self.why')}</p>
        <p>
          <code className="proof-hash" data-said>
            node verify.mjs receipt.json
          </code>
        </p>
        <a className="link" href={SCRIPT} download="verify.mjs">
          <Icon name="download" />
          <span>{t('check.self.take')}</span>
        </a>
      </Card>
    </Page>
  )
}

async function checkFile(file: File): Promise<Shown> {
  const receipt = await file
    .text()
    .then((text) => JSON.parse(text) as { actions?: unknown; checkpoints?: unknown } | null)
    .catch(() => null)
  if (!Array.isArray(receipt?.checkpoints) || !Array.isArray(receipt.actions) || receipt.actions.length === 0)
    return { at: 'none' }
  if (!globalThis.crypto?.subtle) return { at: 'cannot' }
  const { check } = (await import(/* @vite-ignore */ SCRIPT)) as Verifier
  const own = await check([receipt])
  try {
    const since = Math.min(...own.days.map(({ number }) => number))
    const published = Number.isSafeInteger(since) ? await call('GET', '/checkpoints', { query: { since } }) : undefined
    const both = await check([receipt, ...(published ? [published] : [])])
    const news = both.faults.filter((fault) => !own.faults.some((one) => JSON.stringify(one) === JSON.stringify(fault)))
    const known = new Set(published?.checkpoints.map(({ number }) => number))
    const same = news.length === 0 && own.days.every(({ number }) => known.has(number))
    return { at: 'done', own, city: same ? 'same' : 'differs', faults: both.faults }
  } catch {
    return { at: 'done', own, city: 'away', faults: own.faults }
  }
}

function Result({ own, city, faults }: Extract<Shown, { at: 'done' }>) {
  const { t, has, rich } = useWords()
  // a step as one reads it of one's own matter, without the name of who did it
  const stepOf = (kind: string) => (has(`copy.step.${kind}`) ? `copy.step.${kind}` : `step.${kind}`)
  const times = useTimes()
  const good = own.ok && city !== 'differs'
  const [first] = own.actions
  return (
    <>
      <NoticeBar tone={good ? 'ok' : 'warn'} icon={good ? 'circle-check' : 'circle-x'} live>
        {t(good ? 'check.ok' : 'check.bad')}
      </NoticeBar>
      <Card>
        <p>{good ? t('check.ok.words', { n: own.actions.length }) : t('check.bad.words')}</p>
        {first?.number && (
          <p className="second" data-said>
            {t('check.number', { number: groupNumber(first.number) })}
          </p>
        )}
      </Card>
      {faults.length > 0 && (
        <Card title={t('check.fault')}>
          <ul className="proof-lines">
            {faults.map((fault) => (
              <li key={JSON.stringify(fault)}>
                {t(`check.fault.${fault.fault}`, { number: fault.number ?? 0, at: (fault.at ?? 0) + 1 })}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title={t('check.city')}>
        <p className="second">{t(`check.city.${city}`)}</p>
      </Card>
      <Card title={t('check.steps')}>
        <ol className="proof-days">
          {own.actions.map(({ kind = '', instant, day, words }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are their order
            <li key={index}>
              <p>
                {t(stepOf(kind.slice(kind.indexOf('.') + 1)))}{' '}
                <span className="meta">
                  {instant && times.stamp(instant)}
                  {day && ` · ${t('check.sealed', { day: times.day(day) })}`}
                </span>
              </p>
              {typeof words?.words === 'string' && words.words !== '' && (
                <p className="second pre">
                  {rich('check.own', {
                    words: (
                      <span data-said lang="zh-CN">
                        {words.words}
                      </span>
                    ),
                  })}
                </p>
              )}
            </li>
          ))}
        </ol>
      </Card>
      {[...new Set(own.days.map(({ publicKey }) => publicKey))].map((key) => (
        <Card key={key} title={t('checkpoint.key')}>
          <p>
            <code className="proof-hash" data-said>
              {key}
            </code>
          </p>
        </Card>
      ))}
    </>
  )
}

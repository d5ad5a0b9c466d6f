/**
 * Checks a certificate, signed in or not: serial and code as they stand on the paper, or from its QR code, whose code is behind
 * the # and so in no log. How to check it without us is said below.
 */
import { useCallback, useEffect, useState } from 'react'
import { groupNumber } from '#lib/number.ts'
import { Icon } from '#ui/resident/icon.tsx'
import { useTimes } from '#ui/resident/mode.tsx'
import { Page } from '#ui/resident/page.tsx'
import { Button, Card, Field, NoticeBar } from '#ui/resident/parts.tsx'
import { useSay } from '#ui/shared/say.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { addressOf, call } from './api.ts'

type Checked = Awaited<ReturnType<typeof call<'POST', '/certificates/check'>>>

export default function ResidentCertificate({ params }: { params: Record<string, string | undefined> }) {
  const { t } = useWords()
  const say = useSay()
  const [serial, setSerial] = useState(params.serial ?? '')
  const [code, setCode] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const [checked, setChecked] = useState<Checked>()
  const check = useCallback(
    async (asked: { serial: string; code: string }) => {
      setBusy(true)
      setProblem('')
      setChecked(undefined)
      try {
        setChecked(await call('POST', '/certificates/check', { body: asked }))
      } catch (error) {
        setProblem(say(error))
      } finally {
        setBusy(false)
      }
    },
    [say],
  )
  // a paper that was scanned brings both
  const [scanned] = useState(serial !== '' && code !== '' ? { serial, code } : undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    if (scanned) void check(scanned)
  }, [scanned])
  const missing = (value: string) => (tried && value.trim() === '' ? t('certificate.check.missing') : undefined)
  const fields = [
    { key: 'certificate.check.serial', value: serial, set: setSerial, most: 20, mode: 'numeric' },
    { key: 'certificate.check.code', value: code, set: setCode, most: 30, mode: 'text' },
  ] as const
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (!busy && serial.trim() !== '' && code.trim() !== '') void check({ serial, code })
      }}
    >
      <Page
        title={t('certificate.check.title')}
        back="/"
        readable
        bar={
          <Button type="submit" busy={busy}>
            {t('certificate.check.do')}
          </Button>
        }
      >
        {problem && (
          <NoticeBar tone="late" icon="circle-x" live>
            {problem}
          </NoticeBar>
        )}
        {checked && <Result checked={checked} />}
        <Card className="stack">
          <p className="second">{t('certificate.check.intro')}</p>
          {fields.map(({ key, value, set, most, mode }) => (
            <Field key={key} label={t(key)} error={missing(value)}>
              {({ id, describedBy, invalid }) => (
                <input
                  id={id}
                  className="input"
                  inputMode={mode}
                  autoComplete="off"
                  autoCapitalize="characters"
                  maxLength={most}
                  aria-describedby={describedBy}
                  aria-invalid={invalid}
                  value={value}
                  onChange={(event) => set(event.currentTarget.value)}
                />
              )}
            </Field>
          ))}
        </Card>
        <Card title={t('certificate.check.offline')}>
          <p className="second">{t('certificate.check.offline.why')}</p>
          <p>
            <code className="proof-hash" data-said>
              node verify.mjs paper.json revoked.json
            </code>
          </p>
          <p className="honour-links">
            <a className="link" href="/verify.mjs" download="verify.mjs">
              <Icon name="download" />
              <span>{t('certificate.check.script')}</span>
            </a>
            <a className="link" href={addressOf('/certificates/revoked')} download="revoked.json">
              <Icon name="download" />
              <span>{t('certificate.check.list')}</span>
            </a>
          </p>
        </Card>
      </Page>
    </form>
  )
}

function Result({ checked }: { checked: Checked }) {
  const { t } = useWords()
  const times = useTimes()
  const { state, revokedOn, star } = checked
  const valid = state === 'valid'
  const lines = [
    ['certificate.check.name', checked.name || t('certificate.check.erased')],
    ['certificate.check.hours', times.duration(checked.minutes)],
    ['certificate.check.dates', `${times.day(checked.from)} – ${times.day(checked.to)}`],
    ...(star > 0 ? [['certificate.check.star', `${'★'.repeat(star)} ${t(`star.level.${star}`)}`]] : []),
    ['certificate.check.issued', times.day(checked.issuedOn)],
    ['certificate.check.serial', groupNumber(checked.serial)],
  ] as const
  return (
    <>
      <NoticeBar tone={valid ? 'ok' : 'late'} icon={valid ? 'circle-check' : 'circle-x'} live>
        {t(`certificate.check.${state}`)}
      </NoticeBar>
      <Card>
        {revokedOn && <p className="why">{t('certificate.check.revoked.why', { day: times.day(revokedOn) })}</p>}
        <dl className="honour-facts">
          {lines.map(([key = '', value]) => (
            <div key={key}>
              <dt>{t(key)}</dt>
              <dd data-said>{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </>
  )
}

/** The notice on personal data: purpose, basis, retention, rights, with its version. One screen. */
import { useLoad } from '#ui/resident/load.ts'
import { Page } from '#ui/resident/page.tsx'
import { Failed, LinkButton, Loading } from '#ui/resident/parts.tsx'
import type { Answer } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { call } from './api.ts'

export type Notice = Answer<'GET', '/privacy-notice'>

export function useNotice() {
  return useLoad('privacy notice', (signal) => call('GET', '/privacy-notice', { signal }))
}

/** Each line of the notice is a heading and what it says, parted by the first colon. */
export function NoticeText({ notice }: { notice: Notice }) {
  const { language, t } = useWords()
  const lines = notice[language].split('\n').filter((line) => line.trim() !== '')
  return (
    <section className="card privacy">
      <dl data-said>
        {lines.map((line) => {
          const [, name, words] = /^(.{1,40}?)(?:：|: )(.*)$/s.exec(line) ?? [undefined, '', line]
          return (
            <div key={line}>
              {name && <dt>{name}</dt>}
              <dd>{words}</dd>
            </div>
          )
        })}
      </dl>
      <p className="meta">{t('login.notice.version', { version: notice.version })}</p>
    </section>
  )
}

export default function ResidentPrivacy() {
  const { t } = useWords()
  const { value, error, reload } = useNotice()
  return (
    <Page title={t('privacy.title')} back="/me" readable>
      {value ? (
        <>
          <NoticeText notice={value} />
          <LinkButton href="/me/rights" look="line">
            {t('privacy.ask')}
          </LinkButton>
        </>
      ) : error ? (
        <Failed error={error} onRetry={() => void reload()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

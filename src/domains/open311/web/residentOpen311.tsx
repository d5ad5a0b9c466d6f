/** What our Open311 interface does: every call and parameter, what is answered to whom, and each choice the standard leaves open. */
import { useLoad } from '#ui/resident/load.ts'
import { Page } from '#ui/resident/page.tsx'
import { Card, Failed, Loading } from '#ui/resident/parts.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { updateStatuses } from '../rules.ts'
import { call } from './api.ts'

interface Call {
  key: string
  method: 'GET' | 'POST'
  path: string
  /** Required ones end with *. */
  takes: readonly string[]
}

const list = ['page', 'page_size']
const calls: readonly Call[] = [
  { key: 'discovery', method: 'GET', path: '/open311/discovery', takes: [] },
  { key: 'services', method: 'GET', path: '/open311/v2/services', takes: [] },
  { key: 'definition', method: 'GET', path: '/open311/v2/services/:service_code', takes: [] },
  {
    key: 'send',
    method: 'POST',
    path: '/open311/v2/requests',
    takes: [
      'api_key*',
      'service_code*',
      'lat',
      'long',
      'address_string',
      'address_id',
      'description',
      'first_name',
      'last_name',
      'phone',
      'email',
      'account_id',
      'device_id',
      'media_url',
      'external_id',
    ],
  },
  { key: 'token', method: 'GET', path: '/open311/v2/tokens/:token', takes: [] },
  {
    key: 'list',
    method: 'GET',
    path: '/open311/v2/requests',
    takes: ['service_request_id', 'service_code', 'start_date', 'end_date', 'status', 'extensions', 'api_key', ...list],
  },
  { key: 'one', method: 'GET', path: '/open311/v2/requests/:service_request_id', takes: ['extensions', 'api_key'] },
  {
    key: 'feed',
    method: 'GET',
    path: '/open311/v2/servicerequestupdates',
    takes: ['api_key*', 'start_date', 'end_date', ...list],
  },
  {
    key: 'update',
    method: 'POST',
    path: '/open311/v2/servicerequestupdates',
    takes: ['api_key*', 'service_request_id*', 'status', 'description', 'update_id', 'updated_datetime', 'media_url'],
  },
  { key: 'reset', method: 'POST', path: '/open311/test/v2/reset', takes: ['api_key*'] },
]

/** Sections of plain sentences; how many each has. */
const sections = [
  ['key', 4],
  ['form', 7],
  ['place', 4],
  ['seen', 5],
  ['errors', 4],
  ['choices', 11],
  ['extensions', 5],
  ['test', 4],
] as const

export default function ResidentOpen311() {
  const { t } = useWords()
  const { value, error, reload } = useLoad('open311 terms', (signal) => call('GET', '/open311/terms', { signal }))
  if (!value)
    return (
      <Page title={t('open311.page.title')} back="/">
        {error ? <Failed error={error} onRetry={() => void reload()} /> : <Loading lines={8} />}
      </Page>
    )
  return (
    <Page title={t('open311.page.title')} back="/" readable>
      <Card title={t('open311.page.what')}>
        <p className="second">{t('open311.page.what.words')}</p>
      </Card>
      <Card title={t('open311.page.calls')}>
        <p className="second">{t('open311.page.calls.note')}</p>
        <dl className="open311-calls">
          {calls.map(({ key, method, path, takes }) => (
            <div key={key}>
              <dt>
                <code data-said>
                  {method} {path}
                </code>
              </dt>
              <dd>{t(`open311.page.call.${key}`)}</dd>
              {takes.length > 0 && (
                <dd>
                  <code data-said>{takes.join(', ')}</code>
                </dd>
              )}
            </div>
          ))}
        </dl>
      </Card>
      {sections.map(([section, count]) => (
        <Card key={section} title={t(`open311.page.${section}`)}>
          <ul className="open311-lines">
            {Array.from({ length: count }, (_, at) => `open311.page.${section}.${at + 1}`).map((key) => (
              <li key={key}>{t(key, { ...value })}</li>
            ))}
          </ul>
        </Card>
      ))}
      <Card title={t('open311.page.statuses')}>
        <p className="second">{t('open311.page.statuses.words')}</p>
        <p className="second">
          <code data-said>{updateStatuses.join(', ')}</code>
        </p>
      </Card>
    </Page>
  )
}

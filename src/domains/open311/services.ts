/** Discovery and the list of services: the request categories that are not retired. @source OPEN311-DISCOVERY @source OPEN311-SERVICES */
import { listChildren } from '#foundation/territory/territory.ts'
import type { Calling } from './call.ts'
import { type Fields, List, typeOf } from './format.ts'
import { Problem } from './problem.ts'
import { sayIn } from './say.ts'
import * as store from './store.ts'

/** Changes when the calls, their parameters or the services' form do. */
const CHANGESET = '2026-11-23T00:00:00+08:00'
const SPECIFICATION = 'http://wiki.open311.org/GeoReport_v2'

/** The service of what has no category yet. */
export const OTHER = 'other'

export async function discover({ context, say }: Calling): Promise<Fields> {
  const { origin } = context
  const city = (await listChildren(context.database, ''))[0]
  const endpoint = (type: 'production' | 'test', path: string): Fields => ({
    specification: SPECIFICATION,
    url: `${origin}/open311/${path}`,
    changeset: CHANGESET,
    type,
    formats: new List(
      'format',
      Object.values(typeOf).map((name) => name.split(';')[0] ?? ''),
    ),
  })
  return {
    changeset: CHANGESET,
    contact: say('open311.contact', { place: city?.name ?? '', url: `${origin}/open311` }),
    key_service: say('open311.key-service', { url: `${origin}/open311` }),
    endpoints: new List('endpoint', [endpoint('production', 'v2'), endpoint('test', 'test/v2')]),
  }
}

export async function listServices({ context, say }: Calling): Promise<List> {
  const chinese = sayIn('zh')
  const english = sayIn('en')
  const rows = (await store.listServices(context.database.db)).filter(({ retired }) => !retired)
  return new List(
    'service',
    rows.map(({ code, words, unit }) => {
      const name = `category.${code}`
      const group = say(`open311.group.${unit ?? 'committee'}`)
      return {
        service_code: code,
        service_name: say(name),
        description: say('open311.service.description', { zh: chinese(name), en: english(name), unit: group }),
        metadata: false,
        type: 'realtime',
        keywords: words.map((word) => word.replaceAll(',', ' ')).join(','),
        group,
      }
    }),
  )
}

/** No category has questions of its own: the definition is there and empty. */
export async function getService({ context }: Calling, code: string): Promise<Fields> {
  const found = (await store.listServices(context.database.db)).find((row) => row.code === code && !row.retired)
  if (!found) throw new Problem('open311.service-unknown', 404, { code: code.slice(0, 60) })
  return { service_code: code, attributes: new List('attribute', []) }
}

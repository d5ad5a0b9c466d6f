/** What the program takes of volunteers, and what other domains may use. */
import type { DomainModule } from '../module.ts'

export { recordService, type Service } from './service.ts'
export { type Activity, activities, type ServiceSource, serviceSources } from './spec.ts'

export const volunteers: DomainModule = {
  name: 'volunteers',
  permissions: {},
  policies: {},
  contract: {},
  handlers: {},
  matters: [],
}

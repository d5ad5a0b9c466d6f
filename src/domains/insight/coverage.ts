/** The rows and clauses that insight answers. */
import type { Covered } from '../coverage.ts'

export const insightCoverage: readonly Covered[] = [
  {
    id: 'S3-45',
    can: 'Mean handling time stands beside the same days last year or the days before, whole and by urgency, with n, an interval and the change against the target; without records or with too few nothing is compared.',
    where: ['/desk/efficiency', 'GET /api/insight/efficiency'],
    policies: ['insight.efficiency_percent', 'public.rate_n_min'],
  },
  {
    id: 'BJ-24',
    can: 'Where one theme gathers, at the narrowest place that explains it and beside its own past, is on a page whose numbers open their requests.',
    where: ['/desk/clusters', 'GET /api/insight/clusters'],
    policies: ['insight.cluster_days', 'insight.cluster_min', 'insight.cluster_past'],
    open: 'Joining them to one topic that is worked on as a whole comes with plans and mandates.',
  },
  {
    id: 'BJ-25',
    can: 'A community sees what the coming four weeks brought in past years, with the counts, and ticks what it has looked at; from less than a year nothing is foretold.',
    where: ['/desk/seasons', 'GET /api/insight/seasons', 'POST /api/insight/seasons/looks'],
    policies: ['insight.season_days', 'insight.season_years', 'insight.season_min', 'insight.season_percent'],
  },
]

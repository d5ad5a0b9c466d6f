/** The rows and clauses that insight answers. */
import type { Covered } from '../coverage.ts'

export const insightCoverage: readonly Covered[] = [
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

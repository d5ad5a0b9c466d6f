/** The rows that territory answers. */
import type { Covered } from '../coverage.ts'

export const placesCoverage: readonly Covered[] = [
  {
    id: 'U02',
    can: 'The yearly list of changed codes is pasted, looked at line by line with what it touches, and applied whole; people, cases and roles follow, the journal keeps the code of its time, and a filter by a place finds both. Grids, estates, buildings, homes, population figures and lists of places are kept by hand.',
    where: [
      '/desk/admin/places',
      '/desk/admin/places/changes',
      '/desk/admin/places/lists',
      'POST /api/territory-changes/preview',
      'POST /api/territory-changes',
    ],
    open: 'A role cannot be given for a list of places yet; a building moves to another grid only with its whole grid.',
  },
  {
    id: 'S4-01',
    can: 'Every place says what kind it is: subdistrict, town or township; community or village.',
    where: ['/desk/admin/places', 'GET /api/territory/:path'],
    open: 'Classes of services and kinds of those they serve come with services.',
  },
  {
    id: 'S4-12',
    can: 'A community has one of the four urban types from a day on, and keeps the earlier ones.',
    where: ['/desk/admin/places', 'POST /api/territory/:path'],
    open: 'Rules and benchmarks by type come with indicators.',
  },
  {
    id: 'S4-14',
    can: 'A community is industrial, by factories or by office buildings, from a day on.',
    where: ['/desk/admin/places', 'POST /api/territory/:path'],
    open: 'Enterprises and employees as those served come with services.',
  },
]

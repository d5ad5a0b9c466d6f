/**
 * The places of the demo street: grids, estates and buildings, all invented, on a drawn network of blocks.
 *
 * Pure: the same seed and communities give the same places. Read next: demo-people.ts, who live there.
 */
import { idFrom } from '#lib/ids.ts'
import { soundOf } from '#lib/names.ts'
import type { Random } from './random.ts'

export interface Community {
  path: string
  name: string
  initials: string
  /** The committee's number, invented. */
  phone: string
  grids: Grid[]
  estates: Estate[]
}

export interface Grid {
  path: string
  name: string
  place: number
}

export interface Estate {
  id: string
  path: string
  name: string
  initials: string
  /** Property firm that looks after it. */
  firm: string
  buildings: Building[]
}

export interface Building {
  id: string
  estate: Estate
  community: Community
  /** Path of its grid. */
  path: string
  name: string
  units: number
  floors: number
  homesPerFloor: number
  longitude: number
  latitude: number
}

/** The community the story plays in, and its estates. */
export const stage = { community: '牡丹社区', estate: '牡丹新村', grid: 3, firm: '宏远物业' } as const

const centre = { longitude: 121.535, latitude: 29.868 }
const metresPerDegree = { longitude: 96_530, latitude: 111_320 }
/** Streets here do not run due north. */
const turn = (-8 * Math.PI) / 180
const block = { east: 470, north: 420, columns: 4 }

const estateNames = [
  '云丰苑',
  '听松花园',
  '临河家园',
  '望春里',
  '锦绣雅居',
  '文桂苑',
  '清河小区',
  '紫藤花园',
  '南窗公寓',
  '白鹭苑',
  '梧桐里',
  '春晓花园',
  '金桂小区',
  '翠柏苑',
  '书香公寓',
  '和悦家园',
  '晴川苑',
  '半亩园',
  '香樟小区',
  '柳汀花园',
  '明月苑',
  '青禾家园',
  '雅庭公寓',
  '石桥小区',
  '桃源里',
  '秋实苑',
  '竹影花园',
  '花港小区',
  '安居苑',
  '东篱雅居',
  '银杏花园',
  '枫林小区',
  '康乐苑',
  '星河公寓',
  '绿洲家园',
  '长青小区',
] as const
const firms = ['安和物业', '邻安物业', '嘉园物业', '乐居物业', '馨悦物业'] as const

/** @param communities path, name and initials, in code order */
export function drawPlaces(
  random: Random,
  seed: number,
  communities: readonly Pick<Community, 'path' | 'name' | 'initials'>[],
): Community[] {
  const names = random.shuffle(estateNames)
  return communities.map((place, index) => {
    const onStage = place.name === stage.community
    const count = random.between(3, 4)
    const community: Community = {
      ...place,
      phone: `0574-5550${String(1001 + index * 17).padStart(4, '0')}`,
      grids: Array.from({ length: onStage ? 4 : count }, (_, at) => ({
        path: `${place.path}${String(at + 1).padStart(2, '0')}`,
        name: `第 ${at + 1} 网格`,
        place: at + 1,
      })),
      estates: [],
    }
    const drawn = onStage
      ? stageEstates
      : Array.from({ length: random.between(2, 4) }, (_, at) => {
          const stem = place.name.replace(/社区$|村$/, '')
          const name =
            at === 0 ? `${stem}${random.pick(['新村', '小区', '花园'])}` : (names.pop() ?? `${stem}${at + 1} 区`)
          return {
            name,
            firm: random.pick(firms),
            buildings: random.between(8, 16),
            tallFrom: random.chance(0.45) ? 1 : random.between(6, 30),
          }
        })
    community.estates = drawn.map((draft, at) => drawEstate(random, seed, community, draft, index, at))
    shareOut(community)
    return community
  })
}

interface Draft {
  name: string
  firm: string
  buildings: number
  /** Number of the first building with a lift. */
  tallFrom: number
}

/** Ten buildings a grid, so that 12 幢 of 牡丹新村 lies in the third. */
const stageEstates: readonly Draft[] = [
  { name: '丽园小区', firm: '安和物业', buildings: 10, tallFrom: 99 },
  { name: stage.estate, firm: stage.firm, buildings: 20, tallFrom: 11 },
  { name: '芳菲苑', firm: stage.firm, buildings: 10, tallFrom: 5 },
]

function drawEstate(
  random: Random,
  seed: number,
  community: Community,
  draft: Draft,
  index: number,
  at: number,
): Estate {
  const estate: Estate = {
    id: idFrom('demo', String(seed), 'estate', community.path, draft.name),
    path: community.path,
    name: draft.name,
    initials: soundOf(draft.name).initials,
    firm: draft.firm,
    buildings: [],
  }
  const corner = {
    east: ((index % block.columns) - (block.columns - 1) / 2) * block.east + (at % 2) * 225 - 200,
    north: (1.5 - Math.floor(index / block.columns)) * block.north - Math.floor(at / 2) * 205 + 180,
  }
  const columns = draft.buildings > 12 ? 5 : 4
  for (let number = 1; number <= draft.buildings; number += 1) {
    const tall = number >= draft.tallFrom
    const east = corner.east + ((number - 1) % columns) * (180 / (columns - 1)) + random.between(-2, 2)
    const north = corner.north - Math.floor((number - 1) / columns) * 44 + random.between(-2, 2)
    estate.buildings.push({
      id: idFrom('demo', String(seed), 'building', estate.id, String(number)),
      estate,
      community,
      path: community.path,
      name: `${number} 幢`,
      units: tall ? 2 : random.between(2, 4),
      floors: tall ? random.pick([11, 11, 18]) : random.pick([5, 6, 6, 6]),
      homesPerFloor: 2,
      longitude: round(centre.longitude + (east * Math.cos(turn) - north * Math.sin(turn)) / metresPerDegree.longitude),
      latitude: round(centre.latitude + (east * Math.sin(turn) + north * Math.cos(turn)) / metresPerDegree.latitude),
    })
  }
  return estate
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

/** Gives each grid a run of neighbouring buildings. */
function shareOut({ estates, grids }: Community): void {
  const buildings = estates.flatMap((estate) => estate.buildings)
  const each = Math.ceil(buildings.length / grids.length)
  for (const [at, building] of buildings.entries()) building.path = grids[Math.floor(at / each)]?.path ?? building.path
}

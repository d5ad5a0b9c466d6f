/**
 * The people of the demo street: residents with a home, and the staff who answer them.
 *
 * All invented: phones begin with 128, which nobody has; names are common surnames with given names drawn by chance.
 * Read next: demo-lives.ts, what they ask and do.
 */
import type { Actor, Role } from '#foundation/authority.ts'
import { idFrom } from '#lib/ids.ts'
import { type Building, type Community, stage } from './demo-places.ts'
import type { Random } from './random.ts'

export interface Person {
  id: string
  accountId: string
  name: string
  phone: string
  path: string
}

export interface Resident extends Person {
  building: Building
  unit: number
  room: string
  /** Reports by phone or in person rather than by themselves. */
  old: boolean
}

export interface Staff extends Person {
  login: string
  role: Role
  /** The unit of who works for one; `path` is where that lies. */
  unitId?: string
}

export interface People {
  residents: Resident[]
  staff: Staff[]
  chenJia: Resident
  grandmaWang: Resident
}

/** What the demo's people may sign in with. */
export const demoPassword = 'linli-demo'

/** The people of the story who have a workplace; `place` is what stands beside their name. */
export const demoAccounts = [
  { login: 'zhoumin', name: '周敏', role: 'grid_worker', place: '牡丹社区 第 3 网格' },
  { login: 'linxiao', name: '林晓', role: 'community_desk', place: '牡丹社区' },
  { login: 'xu', name: '徐建国', role: 'community_head', place: '牡丹社区' },
  { login: 'shenli', name: '沈立', role: 'street_officer', place: '白云街道' },
  { login: 'heming', name: '何明', role: 'city_officer', place: '宁波市' },
  { login: 'renjie', name: '任洁', role: 'integrity_officer', place: '白云街道' },
  { login: 'chenglan', name: '程岚', role: 'unit_officer', place: '市城市管理局' },
  { login: 'fangming', name: '方明', role: 'unit_officer', place: '宏远物业' },
  { login: 'lifa', name: '王建平', role: 'merchant', place: '王师傅理发店' },
  { login: 'chaoshi', name: '郑晓梅', role: 'merchant', place: '便民超市' },
  { login: 'xitong', name: '许国平', role: 'system_admin', place: '宁波市' },
  { login: 'anquan', name: '罗静', role: 'security_admin', place: '宁波市' },
  { login: 'shenji', name: '俞敏', role: 'audit_admin', place: '宁波市' },
] as const satisfies readonly { login: string; name: string; role: Role; place: string }[]

/** Who works for a unit, and where each unit lies. */
export const officers = [
  { login: 'chenglan', unit: '市城市管理局', at: 'city', role: 'unit_officer' },
  { login: 'fangming', unit: stage.firm, at: 'street', role: 'unit_officer' },
  { login: 'gongdian', unit: '供电公司', at: 'city', role: 'unit_officer' },
  { login: 'lifa', unit: '王师傅理发店', at: 'community', role: 'merchant' },
  { login: 'chaoshi', unit: '便民超市', at: 'community', role: 'merchant' },
] as const

/** Id of a unit of the demo. */
export const unitIdOf = (seed: number, path: string, name: string): string =>
  idFrom('demo', String(seed), 'organisation', path, name)

export const demoResidentPhone = '12800000316'

const surnames = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '黄',
  '赵',
  '吴',
  '周',
  '徐',
  '孙',
  '马',
  '朱',
  '胡',
  '郭',
  '何',
  '林',
  '罗',
  '郑',
  '梁',
  '谢',
  '宋',
  '唐',
  '许',
  '韩',
  '冯',
  '邓',
  '曹',
  '彭',
  '曾',
  '肖',
  '田',
  '董',
  '潘',
  '袁',
  '蔡',
  '蒋',
  '余',
  '于',
  '杜',
  '叶',
  '程',
  '魏',
  '苏',
  '吕',
  '丁',
  '任',
  '沈',
  '姚',
  '卢',
  '姜',
  '崔',
  '钟',
  '谭',
  '陆',
  '汪',
  '范',
  '金',
  '石',
  '廖',
  '贾',
  '夏',
  '韦',
  '傅',
  '方',
  '白',
  '邹',
  '孟',
  '熊',
  '秦',
  '邱',
] as const
const given = [
  '秀英',
  '桂兰',
  '玉珍',
  '淑芬',
  '建华',
  '国强',
  '志明',
  '海燕',
  '丽娟',
  '晓东',
  '文静',
  '雪梅',
  '小平',
  '春生',
  '阿毛',
  '宝根',
  '美芳',
  '爱珍',
  '永康',
  '立新',
  '卫国',
  '红霞',
  '慧敏',
  '佳怡',
  '子涵',
  '浩然',
  '雨桐',
  '思远',
  '一鸣',
  '欣悦',
  '梓轩',
  '静',
  '磊',
  '敏',
  '涛',
  '洁',
  '鹏',
  '婷',
  '军',
  '燕',
  '刚',
  '波',
  '芸',
  '莉',
  '斌',
  '颖',
  '晨',
  '帆',
  '琪',
  '峰',
  '惠芬',
  '根宝',
  '月琴',
  '金凤',
  '培德',
  '庆丰',
  '素琴',
  '亚萍',
  '凯',
  '倩',
] as const

/** @param city and street paths of the places above the communities */
export function drawPeople(
  random: Random,
  seed: number,
  communities: readonly Community[],
  { city, street }: { city: string; street: string },
): People {
  let phones = 0
  const phone = () => {
    phones += 1
    return `128${10_000_000 + ((phones * 37_182_647 + seed) % 90_000_000)}`
  }
  const person = (key: string, name: string, path: string, number = phone()): Person => ({
    id: idFrom('demo', String(seed), 'person', key),
    accountId: idFrom('demo', String(seed), 'account', key),
    name,
    phone: number,
    path,
  })
  const taken = new Set<string>(['陈佳', '王秀英', ...demoAccounts.map(({ name }) => name)])
  const name = (): string => {
    const drawn = `${random.pick(surnames)}${random.pick(given)}`
    if (taken.has(drawn)) return name()
    taken.add(drawn)
    return drawn
  }

  const residents = communities.flatMap((community) => {
    const buildings = random.shuffle(community.estates.flatMap((estate) => estate.buildings)).slice(0, 18)
    return Array.from({ length: 60 }, (_, at): Resident => {
      const building = buildings[at % buildings.length]
      if (!building) throw new Error(`${community.name} has no building`)
      const floor = random.between(1, building.floors)
      return {
        ...person(`resident ${community.path} ${at}`, name(), building.path),
        building,
        unit: random.between(1, building.units),
        room: `${floor}0${random.between(1, building.homesPerFloor)}`,
        old: random.chance(0.3),
      }
    })
  })

  const home = (estate: string, number: number): Building => {
    const building = communities
      .flatMap((community) => community.estates)
      .find((candidate) => candidate.name === estate)?.buildings[number - 1]
    if (!building) throw new Error(`no ${number} 幢 in ${estate}`)
    return building
  }
  const lift = home(stage.estate, 12)
  const chenJia: Resident = {
    ...person('chen jia', '陈佳', lift.path, demoResidentPhone),
    building: lift,
    unit: 2,
    room: '502',
    old: false,
  }
  const kitchen = home(stage.estate, 15)
  const grandmaWang: Resident = {
    ...person('grandma wang', '王秀英', kitchen.path, '12800000078'),
    building: kitchen,
    unit: 1,
    room: '101',
    old: true,
  }

  const staff: Staff[] = []
  for (const community of communities) {
    const initials = loginStem(community, communities)
    const onStage = community.name === stage.community
    for (const grid of community.grids) {
      const login = onStage && grid.place === stage.grid ? 'zhoumin' : `grid-${initials}-${grid.place}`
      staff.push(employ(login, 'grid_worker', grid.path))
    }
    staff.push(employ(onStage ? 'linxiao' : `desk-${initials}`, 'community_desk', community.path))
    if (onStage) staff.push(employ('xu', 'community_head', community.path))
  }
  staff.push(employ('shenli', 'street_officer', street), employ('heming', 'city_officer', city))
  staff.push(employ('renjie', 'integrity_officer', street))
  for (const { login, role } of demoAccounts) if (role.endsWith('_admin')) staff.push(employ(login, role, city))
  for (const { login, unit, at, role } of officers) {
    const path = at === 'city' ? city : at === 'street' ? street : lift.path.slice(0, 12)
    staff.push({ ...employ(login, role, path), unitId: unitIdOf(seed, path, unit) })
  }
  return { residents: [...residents, chenJia, grandmaWang], staff, chenJia, grandmaWang }

  function employ(login: string, role: Role, path: string): Staff {
    const known = demoAccounts.find((account) => account.login === login)?.name
    return { ...person(`staff ${login}`, known ?? name(), path), login, role }
  }
}

/** 安泰社区 → at; with the end of its code when two communities share the initials. */
function loginStem(community: Community, all: readonly Community[]): string {
  const stem = (one: Community) => one.initials.replace(/sq$/, '')
  const shared = all.some((other) => other !== community && stem(other) === stem(community))
  return shared ? `${stem(community)}${community.path.slice(-3)}` : stem(community)
}

export function actorOf(person: Person | Staff): Actor {
  const staff = 'login' in person
  return {
    personId: person.id,
    accountId: person.accountId,
    kind: staff ? 'staff' : 'resident',
    name: person.name,
    locale: 'zh',
    elder: false,
    grants: staff ? [{ role: person.role, path: person.path, ...(person.unitId ? { unit: person.unitId } : {}) }] : [],
    helps: [],
  }
}

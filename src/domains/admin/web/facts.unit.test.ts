/** The facts of actions in words. */
import { describe, expect, test } from 'vitest'
import { translator } from '#ui/shared/translate.ts'
import en from '../../../shells/staff/words.en.ts'
import zh from '../../../shells/staff/words.zh.ts'
import { factLine, sayFacts } from './facts.ts'

const names = { 'b0e4c1a2-0000-4000-8000-000000000001': '周敏', '33020300600501': '第 1 网格' }
const zhLine = factLine(zh, 'zh')
const enLine = factLine(en, 'en')

describe('the facts of an action in words', () => {
  test.each([
    [
      'request.accept',
      { kind: 'help', category: 'elevator' },
      '种类：求助；分类：电梯故障',
      'Kind: Asking for help; Category: Lift',
    ],
    [
      'request.classify',
      { class: 'urgent', planYear: null, answer: 'replaced' },
      '轻重缓急：紧急；答复：改用新的时限',
      '',
    ],
    ['request.reclassify', { class: 'key', before: 'urgent' }, '轻重缓急：重点；原来：紧急', ''],
    [
      'request.reply',
      { urgent: 'late', answered: ['0', '2'], files: ['x', 'y'] },
      '紧急事项答复：超时；答复了：第 1 点、第 3 点；附件：2 个',
      '',
    ],
    ['request.contact', { way: 'phone', reached: false }, '怎么联系：电话；联系上了：否', ''],
    ['request.assign', { handlerId: 'b0e4c1a2-0000-4000-8000-000000000001' }, '办理人：周敏', 'Handler: 周敏'],
    [
      'request.escalate',
      { clock: 'urgent', due: '2026-05-21T10:00:00.000Z' },
      '时限：紧急事项答复；到期时间：2026-05-21 18:00',
      '',
    ],
    [
      'grant.proposed',
      { role: 'grid_worker', paths: ['33020300600501'], from: '2026-05-14', to: null },
      '岗位：网格员；地方：第 1 网格；从哪天起：2026-05-14',
      '',
    ],
    [
      'rule.changed',
      { key: 'matter.urgent_due_days', from: '2026-05-15', after: ['5'], before: ['7'] },
      '规则：紧急的办结时限；从哪天起：2026-05-15；原来：7；改成：5',
      '',
    ],
    [
      'calendar.imported',
      { year: 2027, before: [], after: ['2027-01-01 off', '2027-02-07 work'] },
      '年份：2027；改成：2027-01-01 放假、2027-02-07 上班',
      '',
    ],
    [
      'places.changed',
      { from: '2026-05-14', lines: ['move|990101001|990102005|白云新街道'] },
      '从哪天起：2026-05-14；变更：划转或改码 990101001 990102005 白云新街道',
      '',
    ],
    [
      'emergency.changed',
      { kind: 'gas', callsBefore: ['gas'], callsAfter: ['fire', 'gas'] },
      '种类：煤气、燃气泄漏；原来先打给：燃气抢修；改成先打给：火警、燃气抢修',
      '',
    ],
    ['organisation.added', { kind: 'property', place: '33020300600501' }, '种类：物业公司；地方：第 1 网格', ''],
    [
      'place.counted',
      { on: '2026-05-01', kind: 'aged_60', n: 12 },
      '截至：2026-05-01；种类：60 岁及以上；数量：12',
      '',
    ],
    [
      'log.exported',
      { log: 'actions', kind: 'request.accept', rows: 2, cut: false },
      '日志：操作日志；种类：已受理；行数：2；超过上限，没有导全：否',
      '',
    ],
    ['import.mapped', { basis: 'duty', as_of: '2026-05-01' }, '登记依据：履行法定职责；截至：2026-05-01', ''],
    ['import.written', { list: 'people', made: 2, kept: 0 }, '名单：居民；新增：2', ''],
    ['person.phone-changed-at-window', { document: 'id_card' }, '看了什么证件：身份证', ''],
    ['privacy.purged', { before: '2023-05-13T16:00:00.000Z', matters: 3 }, '诉求件数：3；早于：2023-05-14 00:00', ''],
    [
      'something.new',
      { strange: 'code', role: 'nobody' },
      'strange：code；岗位：nobody',
      'strange: code; Role: nobody',
    ],
  ])('%s', (kind, facts, chinese, english) => {
    expect(zhLine(kind, facts, names)).toBe(chinese)
    if (english) expect(enLine(kind, facts, names).toLowerCase()).toBe(english.toLowerCase())
  })

  test('an unknown fact says that it is one', () => {
    const said = sayFacts(translator(zh, 'zh'), 'a.b', { strange: 1, role: 'staff' })
    expect(said).toEqual([
      { name: 'strange', known: false, value: '1' },
      { name: '岗位', known: true, value: '工作人员' },
    ])
  })
})

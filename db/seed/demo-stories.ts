/**
 * The requests of the story's people, beside those of demo-requests.ts: 陈佳's lift and her two older ones, 王阿婆's tap.
 */
import type { DemoText } from './demo-requests.ts'

export const liftStory: DemoText = {
  topic: 'elevator',
  kind: 'help',
  class: 'key',
  title: '12 幢的电梯这周停了三次',
  words: '12 幢的电梯这周停了三次，昨天晚上停在 5 楼，铃按了没人应。我妈腿不好，上下楼不方便。',
  points: ['12 幢的电梯这周停了三次', '铃按了没人应', '母亲腿不好，上下楼不方便'],
  contact: '电话里说了 6 分钟。停的三次都记了时间。母亲后天要去医院复查，那天要用电梯。',
  wait: '等电梯配件',
  reply: '门锁触点换好了，试了 40 趟没再停。警铃接到物业值班室，试了三次都有人接。',
}

/** What 周敏 and 陈佳 wrote while it went on. */
export const liftWords = {
  add: '我妈后天上午要去医院复查，那天要用电梯。',
  progress: '维保单位查到是门锁触点坏了，配件已经在路上。后天早上 8 点，两位志愿者陪您母亲下楼。',
  note: '物业说去年也换过同一个件，建议提醒维保单位出一份报告。',
  resume: '配件提前到，已经装好，正在试。',
} as const

export const olderStories: readonly DemoText[] = [
  {
    topic: 'facilities',
    kind: 'suggestion',
    class: 'key',
    title: '能不能在周末开放社区阅览室',
    words: '能不能在周末开放社区阅览室？我们上班的人只有周末有空带孩子去。',
    contact: '电话里问了，最想要的是周六上午，孩子上二年级。',
    reply: '这个月起每周六 9:00–12:00 开放，两位退休老师轮流值班。您家孩子来登记一次就能借书。试两个月，人多再加周日。',
    publicWords: '能不能在周末开放社区阅览室？',
    publicReply: '这个月起每周六 9:00–12:00 开放，由退休老师值班。',
    service: 5,
    comment: '孩子每个周六都去。',
  },
  {
    topic: 'street-light',
    kind: 'help',
    class: 'key',
    title: '2 单元楼道灯坏了一个星期',
    words: '2 单元三楼到五楼的楼道灯坏了一个星期，晚上回家要开手机照着走。',
    contact: '到现场看过，三盏都不亮，是灯头老化。',
    reply: '三盏都换成感应灯了，晚上七点我走了一遍，人到灯亮。再不亮，打我电话，第二天来换。',
    publicWords: '楼道灯坏了一个星期，晚上回家要开手机照着走。',
    publicReply: '三盏都换成感应灯，晚上试过，人到灯亮。',
    service: 5,
  },
]

export const grandmaStory: DemoText = {
  topic: 'water-leak',
  kind: 'help',
  class: 'key',
  title: '厨房水龙头关不紧',
  words: '我厨房的水龙头关不紧，一夜滴到天亮，拧也拧不动。我一个老太婆，不晓得叫谁来修，外面叫的人怕被骗。',
  contact: '电话里听王阿婆说完，约好当天下午上门。去看了，是阀芯磨坏了，先把总阀关小。',
  reply:
    '王阿婆，水龙头今天换好了，阀芯是新的，我守着看了十分钟，一滴不漏。材料 28 元，人工不收钱。以后再滴，打我电话就行。',
}

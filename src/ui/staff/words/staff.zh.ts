/** Words of the workbench's parts, whatever the domain. */
export default {
  'do.cancel': '取消',
  'do.continue': '继续',
  'do.search': '查找',
  'error.list': '有几处要改：',
  'rate.few': '样本太少，不出比例（n = {n}）',

  none: '没有',

  'badge.firstContact': '{by}首次联系',
  'badge.silence': '{by}等反映人确认',
  'badge.closing': '{by}没有异议就办结',
  'badge.waitEnd': '{by}接着办',
  'badge.paused': '暂停：{reason}',
  'badge.paused.plain': '暂停计时',
  'badge.unsure': '那一年的放假安排还没公布，公布后会重算',

  'closed.who': '这一页只给{roles}看，各看各管的地方',
  'closed.ask': '需要的话请找社区负责人，或打 {phone}',

  'keys.title': '快捷键',
  'keys.switch': '使用单个按键',
  'keys.note': '写字的时候不起作用。用读屏或语音输入时可以关掉。只在这台设备上记住。',

  'conflict.kept': '你看到的是最新情况，刚写的内容还在，请看看再决定。',
  'conflict.latest': '你看到的是最新情况。',
  'conflict.seen': '看过了',

  'acts.name': '可以办的',
  'acts.none': '这件事现在没有要你办的',
  'acts.more': '更多',
  'acts.less': '收起',

  'log.internal': '仅工作人员可见',

  'reveal.start': '查看',
  'reveal.why': '为什么要看？',
  'reveal.choose': '先选为什么要看',
  'reveal.other': '写明为什么看',
  'reveal.write': '选“其他”要写明为什么看',
  'reveal.open': '查看 5 分钟',
  'reveal.leave': '不看了',
  'reveal.logged': '会记下来，本人能看到',
  'reveal.until': '{time} 重新隐去',
  'reveal.hide': '现在隐去',
  'reveal.opened': '已打开，5 分钟后重新隐去',
  'reveal.closed': '5 分钟到了，已重新隐去',
  'reveal.hidden': '已隐去',

  'filter.name': '筛选',
  'filter.chosen': '{label}：{value}',
  'filter.remove': '去掉筛选 {label}：{value}',
  'filter.remove.plain': '去掉筛选 {label}',
  'filter.clear': '清除',

  'figure.open': '看“{label}”背后的记录：',
  'figure.how': '怎么算的',

  'photo.add': '照片',
  'photo.name': '照片 {n}',
  'photo.remove': '去掉照片 {place}',
  'photo.sending': '正在传 {percent}%',
  'photo.drop': '不传了',
  'photo.full': '最多 {max} 张',

  'reply.points': '这份答复回应了哪几点',
  'reply.open': '还没回应。要么写上，要么说明原因',
  'reply.explain': '说明原因',
  'reply.explain.point': '说明原因：第 {n} 点',
  'reply.why': '第 {n} 点为什么这次不回应',
  'reply.why.hint': '这次不回应的原因，居民会看到',
  'reply.count': '居民说了 {n} 点，这份答复回应了 {answered} 点',
  'reply.words': '答复内容',
  'reply.template': '模板',
  'reply.preview': '居民看到的样子',
  'reply.preview.note': '居民在手机上看到的就是这样：',
  'draft.kept': '草稿存好了 {time}',
} satisfies Record<string, string>

/** What the feeds of the public board say to readers and maps. */
export default {
  'feed.title': '大家的事 · {place}',
  'feed.what': '居民反映的事和答复，经反映人同意公开，姓名、室号、电话都已隐去。',
  'feed.item': '{place}：{words}',
  'feed.reply': '{community}答复',
} satisfies Record<string, string>

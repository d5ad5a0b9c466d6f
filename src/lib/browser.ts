/** What a browser says of itself, in two words, for the list of one's own sessions. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/, 'WeChat'],
  [/DingTalk/, 'DingTalk'],
  [/AlipayClient/, 'Alipay'],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/QQBrowser|MQQBrowser/, 'QQ'],
  [/UCBrowser|UCWEB/, 'UC'],
  [/HuaweiBrowser/, 'Huawei'],
  [/MiuiBrowser/, 'Mi'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/OpenHarmony|HarmonyOS/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** @returns names of the browser and the system; '' for what is not said */
export function nameBrowser(agent: string): { browser: string; system: string } {
  const find = (known: typeof browsers) => known.find(([pattern]) => pattern.test(agent))?.[1] ?? ''
  return { browser: find(browsers), system: find(systems) }
}

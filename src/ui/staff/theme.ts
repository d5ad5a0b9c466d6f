/**
 * The workbench's look as Ant Design tokens. Every colour meets 4.5:1 as text and 3:1 as a control's edge on its ground.
 * The same values are CSS variables in staff.css; phones get controls of 44 px.
 */
import type { ThemeConfig } from 'antd'

export const colours = {
  ink: '#1C2421',
  ink2: '#4A5752',
  ink3: '#5F6C66',
  line: '#E4E6E2',
  lineStrong: '#7E8984',
  page: '#F4F5F3',
  brand: '#0B6B57',
  brandPress: '#084F41',
  info: '#1D5FA8',
  ok: '#1F7A3D',
  warn: '#8F5200',
  late: '#B3261E',
} as const

const fontFamily =
  '-apple-system, "PingFang SC", "HarmonyOS Sans SC", "MiSans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'

/** @param phone whether the screen is narrower than 768 px */
export function staffTheme(phone: boolean): ThemeConfig {
  return {
    cssVar: { key: 'linli' },
    hashed: false,
    token: {
      colorPrimary: colours.brand,
      colorPrimaryActive: colours.brandPress,
      colorInfo: colours.info,
      colorLink: colours.info,
      colorLinkHover: colours.info,
      colorSuccess: colours.ok,
      colorWarning: colours.warn,
      colorError: colours.late,
      colorTextBase: colours.ink,
      colorText: colours.ink,
      colorTextSecondary: colours.ink2,
      colorTextTertiary: colours.ink3,
      colorTextQuaternary: colours.ink3,
      colorTextPlaceholder: colours.ink3,
      colorTextDescription: colours.ink3,
      colorTextDisabled: colours.ink3,
      colorIcon: colours.ink2,
      colorBgLayout: colours.page,
      colorBorder: colours.lineStrong,
      colorBorderSecondary: colours.line,
      colorSplit: colours.line,
      borderRadius: 6,
      borderRadiusLG: 6,
      borderRadiusSM: 4,
      fontFamily,
      fontSize: phone ? 16 : 14,
      lineHeight: phone ? 1.5 : 22 / 14,
      fontWeightStrong: 600,
      controlHeight: phone ? 44 : 32,
      controlHeightSM: phone ? 44 : 28,
      controlHeightLG: phone ? 48 : 40,
      controlOutlineWidth: 0,
      motion: false,
      boxShadow: '0 8px 32px rgb(28 36 33 / .16)',
      boxShadowSecondary: '0 8px 32px rgb(28 36 33 / .16)',
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', contentFontSize: phone ? 16 : 14 },
      Table: { headerBg: '#FAFAF8', headerColor: colours.ink2, cellPaddingBlock: 8, cellPaddingInline: 12 },
      Modal: { titleFontSize: 16 },
      Select: { optionSelectedBg: '#E3F1EC' },
      Radio: { buttonSolidCheckedBg: colours.brand },
    },
  }
}

/**
 * Line icons of the workbench: Tabler outline (MIT), drawn in the text's colour, always beside a word or a name.
 * Only the icons imported here are in the program.
 */
import adjustments from '@tabler/icons/outline/adjustments.svg?raw'
import alertTriangle from '@tabler/icons/outline/alert-triangle.svg?raw'
import award from '@tabler/icons/outline/award.svg?raw'
import bell from '@tabler/icons/outline/bell.svg?raw'
import buildingCommunity from '@tabler/icons/outline/building-community.svg?raw'
import calendar from '@tabler/icons/outline/calendar.svg?raw'
import certificate from '@tabler/icons/outline/certificate.svg?raw'
import chartBar from '@tabler/icons/outline/chart-bar.svg?raw'
import check from '@tabler/icons/outline/check.svg?raw'
import chevronDown from '@tabler/icons/outline/chevron-down.svg?raw'
import chevronLeft from '@tabler/icons/outline/chevron-left.svg?raw'
import chevronRight from '@tabler/icons/outline/chevron-right.svg?raw'
import circle from '@tabler/icons/outline/circle.svg?raw'
import circleCheck from '@tabler/icons/outline/circle-check.svg?raw'
import circleHalf from '@tabler/icons/outline/circle-half-2.svg?raw'
import circleX from '@tabler/icons/outline/circle-x.svg?raw'
import clock from '@tabler/icons/outline/clock.svg?raw'
import mobile from '@tabler/icons/outline/device-mobile.svg?raw'
import door from '@tabler/icons/outline/door-enter.svg?raw'
import dots from '@tabler/icons/outline/dots.svg?raw'
import download from '@tabler/icons/outline/download.svg?raw'
import externalLink from '@tabler/icons/outline/external-link.svg?raw'
import eye from '@tabler/icons/outline/eye.svg?raw'
import file from '@tabler/icons/outline/file-text.svg?raw'
import merge from '@tabler/icons/outline/git-merge.svg?raw'
import history from '@tabler/icons/outline/history.svg?raw'
import home from '@tabler/icons/outline/home.svg?raw'
import hourglass from '@tabler/icons/outline/hourglass.svg?raw'
import inbox from '@tabler/icons/outline/inbox.svg?raw'
import info from '@tabler/icons/outline/info-circle.svg?raw'
import keyboard from '@tabler/icons/outline/keyboard.svg?raw'
import list from '@tabler/icons/outline/list.svg?raw'
import lock from '@tabler/icons/outline/lock.svg?raw'
import logout from '@tabler/icons/outline/logout.svg?raw'
import mail from '@tabler/icons/outline/mail.svg?raw'
import mapPin from '@tabler/icons/outline/map-pin.svg?raw'
import message from '@tabler/icons/outline/message-circle.svg?raw'
import phone from '@tabler/icons/outline/phone.svg?raw'
import photo from '@tabler/icons/outline/photo.svg?raw'
import pause from '@tabler/icons/outline/player-pause.svg?raw'
import skip from '@tabler/icons/outline/player-skip-forward.svg?raw'
import plus from '@tabler/icons/outline/plus.svg?raw'
import printer from '@tabler/icons/outline/printer.svg?raw'
import qrcode from '@tabler/icons/outline/qrcode.svg?raw'
import search from '@tabler/icons/outline/search.svg?raw'
import star from '@tabler/icons/outline/star.svg?raw'
import template from '@tabler/icons/outline/template.svg?raw'
import user from '@tabler/icons/outline/user.svg?raw'
import users from '@tabler/icons/outline/users.svg?raw'
import walk from '@tabler/icons/outline/walk.svg?raw'
import wifiOff from '@tabler/icons/outline/wifi-off.svg?raw'
import x from '@tabler/icons/outline/x.svg?raw'

const drawings = {
  adjustments,
  alertTriangle,
  award,
  bell,
  buildingCommunity,
  calendar,
  certificate,
  chartBar,
  check,
  chevronDown,
  chevronLeft,
  chevronRight,
  circle,
  circleCheck,
  circleHalf,
  circleX,
  clock,
  door,
  dots,
  download,
  externalLink,
  eye,
  file,
  history,
  home,
  hourglass,
  inbox,
  info,
  keyboard,
  list,
  lock,
  logout,
  mail,
  mapPin,
  merge,
  message,
  mobile,
  pause,
  phone,
  photo,
  plus,
  printer,
  qrcode,
  search,
  skip,
  star,
  template,
  user,
  users,
  walk,
  wifiOff,
  x,
}

export type IconName = keyof typeof drawings

const strokes = new Map<IconName, string[]>()

function strokesOf(name: IconName): string[] {
  const known = strokes.get(name)
  if (known) return known
  const found = [...drawings[name].matchAll(/<path d="([^"]+)"/g)].flatMap(([, d]) => (d ? [d] : []))
  strokes.set(name, found)
  return found
}

/** An icon; decoration only, the word stands beside it or in the control's name. */
export function Icon({ name, small }: { name: IconName; small?: boolean }) {
  return (
    <svg className={small ? 'icon icon-small' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {strokesOf(name).map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  )
}

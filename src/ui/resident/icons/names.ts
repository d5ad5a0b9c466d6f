/** The icons the resident app uses, by their names in @tabler/icons (outline). After a change run bin/icons.ts. */
export const iconNames = [
  'alert-triangle', 'arrow-back-up', 'ballpen', 'bell', 'building', 'camera', 'check', 'chevron-down', 'chevron-left',
  'chevron-right', 'circle', 'circle-check', 'circle-half', 'circle-x', 'clipboard-list', 'clock', 'clock-pause', 'copy',
  'current-location', 'download', 'eye', 'home', 'info-circle', 'lock', 'login', 'logout', 'map-pin', 'message-circle',
  'microphone', 'mood-happy', 'mood-neutral', 'mood-sad', 'mood-sad-2', 'mood-smile', 'notes', 'phone', 'player-pause',
  'player-play', 'player-stop', 'plus', 'progress', 'refresh', 'search', 'settings', 'shield-check', 'text-size', 'trash',
  'user', 'users', 'volume', 'wifi-off', 'world', 'x',
] as const

export type IconName = (typeof iconNames)[number]

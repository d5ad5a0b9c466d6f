/** English of staff.zh.ts. */
import type zh from './staff.zh.ts'

export default {
  'do.cancel': 'Cancel',
  'do.continue': 'Continue',
  'do.search': 'Search',
  'error.list': 'Please change the following:',
  'rate.few': 'Too few for a rate (n = {n})',

  none: 'None',

  'badge.firstContact': 'First contact {by}',
  'badge.silence': 'Reporter to confirm {by}',
  'badge.closing': 'Closes {by} unless objected',
  'badge.waitEnd': 'Continue {by}',
  'badge.paused': 'On hold: {reason}',
  'badge.paused.plain': 'On hold',
  'badge.unsure': 'The holidays of that year are not published yet; recounted when they are',

  'closed.who': 'Only {roles} can open this page, each for their own place',
  'closed.ask': 'If you need it, ask the community head or call {phone}',

  'keys.title': 'Keyboard shortcuts',
  'keys.switch': 'Use single keys',
  'keys.note':
    'They do nothing while you type. Switch them off with a screen reader or speech input. Kept on this device only.',

  'conflict.kept': 'You see the latest state; what you wrote is kept. Please review before you decide.',
  'conflict.latest': 'You see the latest state.',
  'conflict.seen': 'Got it',

  'acts.name': 'Actions',
  'acts.none': 'Nothing here for you to do now',
  'acts.more': 'More',
  'acts.less': 'Less',

  'log.internal': 'Staff only',

  'reveal.start': 'Show',
  'reveal.why': 'Why do you need it?',
  'reveal.choose': 'Choose why you need it first',
  'reveal.other': 'Say why you need it',
  'reveal.write': 'For “Other”, say why you need it',
  'reveal.open': 'Show for 5 minutes',
  'reveal.leave': 'Do not show',
  'reveal.logged': 'It is recorded and the person can see it',
  'reveal.until': 'Hidden again at {time}',
  'reveal.hide': 'Hide now',
  'reveal.opened': 'Shown. Hidden again after 5 minutes',
  'reveal.closed': 'Hidden again after 5 minutes',
  'reveal.hidden': 'Hidden',

  'filter.name': 'Filters',
  'filter.chosen': '{label}: {value}',
  'filter.remove': 'Remove filter {label}: {value}',
  'filter.remove.plain': 'Remove filter {label}',
  'filter.clear': 'Clear',

  'figure.open': 'Open the records behind “{label}”:',
  'figure.how': 'How it is counted',

  'photo.add': 'Photos',
  'photo.name': 'Photo {n}',
  'photo.remove': 'Remove photo {place}',
  'photo.sending': 'Sending {percent}%',
  'photo.drop': 'Do not send',
  'photo.full': 'At most {max}',

  'reply.points': 'Points this answer takes up',
  'reply.open': 'Not answered yet. Answer it or say why not',
  'reply.explain': 'Say why not',
  'reply.explain.point': 'Say why not: point {n}',
  'reply.why': 'Why point {n} is not answered now',
  'reply.why.hint': 'Why it is not answered now; the resident will see it',
  'reply.count': 'The resident raised {n} points; this answer takes up {answered}',
  'reply.words': 'Answer',
  'reply.template': 'Template',
  'reply.preview': 'As the resident sees it',
  'reply.preview.note': 'This is what the resident sees on the phone:',
  'draft.kept': 'Draft saved {time}',
} satisfies Record<keyof typeof zh, string>

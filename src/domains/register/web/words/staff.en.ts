/** Words of the register at the desk, in English. */
import type zh from './staff.zh.ts'

export default {
  'signIn.title': 'Sign in',
  'signIn.login': 'Account',
  'signIn.password': 'Password',
  'signIn.fill': 'Please enter account and password',
  'signIn.forgot': 'Forgot the password? Ask the community head or call {phone}',
  'signIn.demo': 'Demo accounts',
  'signIn.demo.note': 'One press fills the form; then sign in. People and matters are invented.',
  'notices.note': 'Opening this page marks them read',
  'notices.none': 'No notices yet',
  'notices.new': 'New',
  'qr.note': 'For the stairwell: residents scan it to report, nothing to install',
  'qr.print.one': 'Print 1 sheet',
  'qr.print.other': 'Print {n} sheets',
  'qr.estate': 'Estate',
  'qr.estate.all': 'All estates',
  'qr.size': 'Paper',
  'qr.top': 'Need the community? Scan this',
  'qr.line1': 'Scan with WeChat or the camera; a few words or a photo will do',
  'qr.line2': 'No phone at hand? Call {phone} and we write it down',
  'qr.alt': 'QR code of {place}',
  'qr.nowhere': 'A city or district has no buildings of its own. Please use an account of a street or community',
  'qr.none': 'No buildings are registered here yet',
} satisfies Record<keyof typeof zh, string>

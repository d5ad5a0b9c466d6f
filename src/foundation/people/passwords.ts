/**
 * What a new password of staff must be: long enough, none of those everybody tries first, not the name it belongs to.
 * No classes of signs and no change every ninety days: both make people write passwords down.
 * Refusals: password.short, password.common, password.login.
 */
import type { Policies } from '#foundation/policy/policy.ts'
import { Refusal } from '#lib/refusal.ts'

/** Beginnings of what is tried first; a password that is one of them with digits or signs around it is one of them. */
const common = new Set(
  (
    '123456 1234567 12345678 123456789 1234567890 0123456789 9876543210 111111 000000 666666 888888 123123 112233 ' +
    '520520 5201314 1314520 woaini woaini1314 iloveyou password passw0rd p@ssw0rd p@ssword qwerty qwertyuiop qwer ' +
    'asdfghjkl asdf zxcvbnm 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz 2wsx qazwsx qazwsxedc abc abcd abcdef ' +
    'abcdefghij abc123 a123456 a12345678 aa123456 admin administrator root guest test linli linlidemo shequ jiedao ' +
    'wangge ningbo beijing shanghai zhongguo china nihao woshishei dragon monkey letmein welcome sunshine football ' +
    'baseball princess superman batman master shadow michael internet computer system manager changeme default ' +
    'mima mimamima xitong anquan shenji guanliyuan yonghu denglu 1234 12345 54321 654321 7654321 87654321'
  ).split(' '),
)

const plain = (words: string): string => words.normalize('NFKC').toLowerCase()

function isCommon(password: string): boolean {
  const words = plain(password).replace(/\s/g, '')
  // one sign or one short piece over and over
  if (/^(.{1,4}?)\1+$/.test(words) || runs.some((run) => run.includes(words))) return true
  // digits and signs put around a word hide nothing
  const bare = words.replace(/^[\d\W_]+|[\d\W_]+$/g, '')
  return [words, words.replace(/\W/g, ''), bare, bare.replace(/[^a-z]/g, '')].some((one) => common.has(one))
}

const runs = ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz']

/**
 * @throws {Refusal} `password.short` (422) below `people.password_length_min`, `password.common` (422), `password.login` (422)
 * @source GB22239-L2-IDENTITY
 */
export function checkNewPassword(password: string, login: string, policies: Policies): void {
  const min = policies.number('people.password_length_min')
  if ([...password.trim()].length < min) throw new Refusal('password.short', 422, { min })
  if (plain(password).includes(plain(login))) throw new Refusal('password.login', 422)
  if (isCommon(password)) throw new Refusal('password.common', 422)
}

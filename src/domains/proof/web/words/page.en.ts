/** The same in English. */
import type zh from './page.zh.ts'

export default {
  'checkpoint.title': 'Daily seal',
  'checkpoint.why': 'What it is for',
  'checkpoint.why.1':
    'When a day is over, every step that was done on it is summed up in one “fingerprint”, signed, and published here. If a single step is changed, removed or added later, the fingerprint no longer fits.',
  'checkpoint.why.2': 'Each day’s fingerprint holds the one of the day before, so no day in between can be exchanged.',
  'checkpoint.why.3':
    'Anybody can keep this data and compare it later: the fingerprint of a day must be the same to the last sign.',
  'checkpoint.why.4':
    'For your own report you can keep a receipt, from its progress page, and check it without a network.',
  'checkpoint.not': 'What it does not show',
  'checkpoint.not.1':
    'No name, phone or address, and nothing that anybody wrote; only how many steps the whole city took in a day.',
  'checkpoint.not.2':
    'It proves that records were not changed. It does not prove that things were done well, or that what was recorded is true.',
  'checkpoint.days': 'Days that are sealed',
  'checkpoint.size': '{n} steps in the city',
  'checkpoint.hash': 'Fingerprint',
  'checkpoint.empty': 'Nothing is sealed yet. Each day is sealed after midnight.',
  'checkpoint.key': 'Public key',
  'checkpoint.key.why': 'Checking a receipt shows the same signs.',
  'checkpoint.verify': 'Check a receipt',
  'checkpoint.data': 'Keep this data (JSON)',
  'checkpoint.file': 'daily-seals',
  'verify.title': 'Check a receipt',
  'verify.what':
    'Choose a receipt kept from a progress page. It is checked on your phone or computer; the file is not sent anywhere.',
  'verify.pick': 'Choose the file',
  'verify.again': 'Another one',
  'verify.none': 'This is no receipt. Choose the .json file you kept.',
  'verify.cannot': 'This browser cannot check it. Use a newer one, and an address that begins with https.',
  'verify.ok': 'All is as it was',
  'verify.ok.words': 'All {n} steps of the receipt are in the sealed records, unchanged.',
  'verify.bad': 'It does not fit',
  'verify.bad.words':
    'The receipt or the records were changed. Keep this file and ask your community or street office.',
  'verify.number': 'Number {number}',
  'verify.steps': 'Steps of the receipt',
  'verify.sealed': 'sealed for {day}',
  'verify.own': 'You wrote:',
  'verify.city': 'Compared with what is published now',
  'verify.city.same': 'These days have the fingerprints published now, and each later day follows on.',
  'verify.city.differs': 'It differs from what is published now.',
  'verify.city.away': 'There is no network now, so it was not compared. The receipt itself was checked.',
  'verify.fault': 'What does not fit',
  'verify.fault.form': 'The file is incomplete or has another form',
  'verify.fault.note': 'The fingerprint of seal {number} does not fit what it says',
  'verify.fault.signature': 'The signature of seal {number} is wrong',
  'verify.fault.unsigned': 'This browser cannot check the signature of seal {number}',
  'verify.fault.path': 'Step {at} is not in the sealed records',
  'verify.fault.request': 'Step {at} belongs to another matter',
  'verify.fault.words': 'The words of step {at} are not those written then',
  'verify.fault.differs': 'Seal {number} has two different fingerprints',
  'verify.fault.chain': 'Seal {number} does not follow on the one before',
  'verify.self': 'Check it yourself',
  'verify.self.why': 'Without this page: keep the program and run it on your own computer (Node 20 or newer):',
  'verify.self.take': 'Keep the program (verify.mjs)',
} satisfies Record<keyof typeof zh, string> as Record<keyof typeof zh, string>

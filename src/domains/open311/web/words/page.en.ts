/** The page about the Open311 interface. */
export default {
  'open311.page.title': 'Our Open311 interface',
  'open311.page.what': 'What it is',
  'open311.page.what.words':
    'Other systems can report to the city’s communities for their people by the standard Open311 GeoReport v2, and tell them what became of it. What they send goes into the same queue as what is reported here, under the same clock. This page says what we support and what we do where the standard leaves it open.',
  'open311.page.calls': 'The calls',
  'open311.page.calls.note':
    'Each address ends with .xml or .json. Parameters with * are required; every call also takes jurisdiction_id and locale. The test endpoint has the same calls with test/v2 instead of v2.',
  'open311.page.call.discovery': 'Endpoints with their type and formats, the contact, and how to get a key.',
  'open311.page.call.services': 'What can be reported: the request categories in use.',
  'open311.page.call.definition': 'The attributes of a service. The city’s categories have none: the list is empty.',
  'open311.page.call.send': 'Sends a report; answered by its id and the promised time. Photos may come with it.',
  'open311.page.call.token':
    'The id for a token. The real endpoint gives ids at once; tokens are in the extended attributes.',
  'open311.page.call.list': 'Requests by id, service, time and status.',
  'open311.page.call.one': 'One request, still as a list of one.',
  'open311.page.call.feed': 'What became of the client’s own reports, oldest first.',
  'open311.page.call.update': 'Words of the reporter, or that it is not solved. The administrator must allow it.',
  'open311.page.call.reset': 'Erases what you left at the test endpoint.',
  'open311.page.key': 'Keys and limits',
  'open311.page.key.1':
    'To get a key, the unit that runs the system asks the city’s system administrator, with its duty line and purpose. A key is handed over once; a lost one is replaced.',
  'open311.page.key.2':
    'Sending reports and both update calls need api_key; services and requests can be read without. With its key a client sees all of what it reported itself.',
  'open311.page.key.3':
    'Each client has a limit a minute and a day; beyond it the answer is 429 with Retry-After. Without a key the address is limited.',
  'open311.page.key.4': 'A key that is wrong, suspended or not allowed to do this is answered with 403.',
  'open311.page.form': 'Formats',
  'open311.page.form.1':
    'UTF-8 everywhere. XML has a declaration and no namespace, as text/xml; JSON is application/json.',
  'open311.page.form.2': 'Bodies are application/x-www-form-urlencoded; with photos multipart/form-data.',
  'open311.page.form.3':
    'JSON follows the standard’s convention: the outermost name disappears, a list is a bare array even with one member, what has no value is JSON’s empty value. Ids and codes are strings, coordinates are numbers.',
  'open311.page.form.4': 'Times carry a zone; ours are Beijing time (+08:00). A time without a zone is refused.',
  'open311.page.form.5': 'An empty parameter is an absent one; unknown parameters are ignored.',
  'open311.page.form.6': 'Chinese unless locale=en is sent or Accept-Language prefers English.',
  'open311.page.form.7': 'A description has at most 4,000 characters; line breaks stay and HTML is plain text.',
  'open311.page.place': 'Places',
  'open311.page.place.1':
    'Coordinates are WGS-84. With a building within 300 m it belongs to that building’s grid; with one within 2 km to that community.',
  'open311.page.place.2':
    'When they lie in no community of the city, the address must name a community or estate; otherwise the answer is 400 and says what is missing.',
  'open311.page.place.3':
    'address_string alone must name a community or estate, with the street where the name is not unique; a building in it is found too.',
  'open311.page.place.4':
    'address_id is the id of a building or a 12-digit community code; one that begins with # counts as absent.',
  'open311.page.seen': 'Who sees what',
  'open311.page.seen.1': 'A client sees with its key everything of what it reported: words, replies and progress.',
  'open311.page.seen.2':
    'Others see description and reply of what is published: the reporter agreed and a worker checked the text.',
  'open311.page.seen.3':
    'Of what is not published they see category, community, progress and dates; coordinates are the rough middle of the community.',
  'open311.page.seen.4':
    'No answer contains a name, a phone or a room. E-mail addresses and device ids are not kept, only a mark that cannot be undone and tells the same person again.',
  'open311.page.seen.5':
    'Ids are random and tell neither order nor number. media_url is kept as words and never fetched; uploaded photos are written anew without position.',
  'open311.page.errors': 'When something is wrong',
  'open311.page.errors.1':
    'A list errors, each with code and description, in the format asked for; there may be several.',
  'open311.page.errors.2':
    '404 for a service, id, token, jurisdiction or address that is not there; 403 for keys; 400 for the rest. 429 beyond a limit, 503 when busy.',
  'open311.page.errors.3':
    'An address without .xml or .json, or with another ending, is 404 and explained in XML; another method is 400 with code 405 in the body.',
  'open311.page.errors.4': 'A body too large is 400 with code 413, a body of another type 400 with code 415.',
  'open311.page.choices': 'Where the standard leaves it open',
  'open311.page.choices.1': 'Success is always 200.',
  'open311.page.choices.2':
    'There is one jurisdiction: jurisdiction_id may be absent, the city’s code or the host; anything else is 404.',
  'open311.page.choices.3':
    'The same content from the same client within {repeatHours} hours counts as sent again and is answered with the first id. With external_id, fixmystreet_id or Idempotency-Key the same id is the same report.',
  'open311.page.choices.4':
    'closed means closed and past the days for objections; what the community cannot do is closed after these days; what was joined follows the one it was joined to.',
  'open311.page.choices.5':
    'updated_datetime of a closed one is when it was closed; expected_datetime is what is promised now, after pauses, and absent while it waits.',
  'open311.page.choices.6':
    'start_date and end_date are about the time it was reported and span at most {spanDays} days; with one of them the other lies {spanDays} days away, not beyond now.',
  'open311.page.choices.7':
    'service_request_id overrides every other condition; unknown ids are left out. A single unknown one is 404.',
  'open311.page.choices.8': 'What has no category yet has service_code other.',
  'open311.page.choices.9':
    'Reporters without a phone number are welcome and answered through the client; with one they also see it when they sign in here.',
  'open311.page.choices.10':
    'A name may come whole in first_name. The client obtains the consent; we record that it was given there.',
  'open311.page.choices.11':
    'An empty description is accepted, with the service as title. An address on the last line is shown to workers as the page of the report.',
  'open311.page.extensions': 'Extensions',
  'open311.page.extensions.1':
    'page and page_size: pages from 1, at most {listMost} each; without them the newest {listMost}.',
  'open311.page.extensions.2':
    'extensions=true adds extended_attributes (state, street, community, number, token, photos) and notes (what happened).',
  'open311.page.extensions.3':
    'servicerequestupdates: the updates a FixMyStreet server uses, both ways; without a start the last {feedHours} hours. What a client sent is not sent back.',
  'open311.page.extensions.4': 'Photos: files in multipart/form-data, at most {photos}, as JPEG, PNG or WebP.',
  'open311.page.extensions.5': 'Pages in a browser may call: reading across origins is allowed and no cookie is read.',
  'open311.page.test': 'The test endpoint',
  'open311.page.test.1': 'Anybody may try it with api_key=test; with a key of your own only you see your data.',
  'open311.page.test.2':
    'Its data are kept apart and reach no queue: nobody acts on them, and they are erased after {trialDays} days. Do not send real personal data.',
  'open311.page.test.3':
    'Three services: TEST-LAMP gives an id at once, TEST-PUMP has attributes of six types, TEST-LATER gives a token first.',
  'open311.page.test.4':
    'An update with CLOSED or FIXED makes it closed, REOPEN open again, so that you can see what comes back.',
  'open311.page.statuses': 'Statuses of updates',
  'open311.page.statuses.words':
    'In what you send, REOPEN says that it is not solved: within its days it is taken up again. Other statuses and their words go to the worker and change nothing by themselves. What we send uses these words; CLOSED comes only after the days for objections.',
}

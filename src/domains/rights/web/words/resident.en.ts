/** What residents are told of what they asked about their data; loaded with the first page. */
export default {
  'notice.rights-taken': 'Your request about your data ({number}): somebody is in charge of it',
  'notice.rights-taken-in': 'Your request about your data was taken in at the desk, number {number}',
  'notice.rights-prove':
    'Your request about your data ({number}): please come to the community desk with a document that shows who you are',
  'notice.rights-answered': 'Your request about your data ({number}) is answered',
  'notice.rights-refused':
    'Your request about your data ({number}) was not granted; open it for the reason and whom else to turn to',
  'notice.rights-late': 'Sorry, your request about your data ({number}) is late; the subdistrict has been told',
}

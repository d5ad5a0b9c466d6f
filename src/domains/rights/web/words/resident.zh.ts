/** What residents are told of what they asked about their data; loaded with the first page. */
export default {
  'notice.rights-taken': '您关于个人信息的要求（{number}）：有人负责了',
  'notice.rights-taken-in': '您关于个人信息的要求已在窗口登记，编号 {number}',
  'notice.rights-prove': '您关于个人信息的要求（{number}）：请带证件到社区窗口，证明是您本人',
  'notice.rights-answered': '您关于个人信息的要求（{number}）：答复好了',
  'notice.rights-refused': '您关于个人信息的要求（{number}）：没有照办，点开看理由和还可以找谁',
  'notice.rights-late': '对不起，您关于个人信息的要求（{number}）晚了，已报街道',
}

/** The loop: a resident reports, a worker answers, the resident says what became of it. Through HTTP on a real database. */
import { describe, expect, test } from 'vitest'
import { act, detail, fullReply, report, reportBody, takeUp } from '#tests/support/requests.ts'
import { world } from '#tests/support/world.ts'

describe('from a report to a rating', () => {
  test('[S3-45] [S4-99] a request is submitted, accepted, classified, assigned, worked on, replied, confirmed and closed', async () => {
    const { resident, staff, staffIds, pass } = await world()
    const chen = await resident()
    const zhou = await staff('zhou')

    const receipt = await report(chen)
    expect(receipt).toMatchObject({ state: 'submitted', version: 1 })
    expect(receipt.number).toMatch(/^[1-9]\d{8}$/)

    await takeUp(zhou, receipt.id, staffIds.zhou)
    await act(zhou, receipt.id, 'contact', { way: 'phone', reached: true, words: '电话说了 6 分钟' })
    await act(zhou, receipt.id, 'reply', fullReply)
    const answered = await detail(chen, receipt.number)
    expect(answered).toMatchObject({ state: 'replied', mine: true, reply: fullReply.words })
    await act(chen, receipt.id, 'confirm', { solved: 'yes', service: 5 })
    await pass(24 * 4)

    const closed = await detail(chen, receipt.id)
    expect(closed).toMatchObject({ state: 'closed', solved: 'yes', service: 5, confirmedBy: 'resident' })
    expect(closed.steps.map(({ kind }) => kind)).toEqual([
      'opened',
      'accept',
      'classify',
      'assign',
      'start',
      'contact',
      'reply',
      'confirm',
      'close',
    ])
  })

  test('[BJ-2] of each kind that the law knows, and a word of thanks, can be reported and taken on; no other', async () => {
    const of = await world()
    const [chen, zhou] = [await of.resident(), await of.staff('zhou')]
    for (const kind of ['consult', 'help', 'complaint', 'report', 'suggestion', 'praise']) {
      const { id } = await report(chen, { kind })
      expect(await detail(zhou, id)).toMatchObject({ kind })
      await act(zhou, id, 'accept', { kind })
    }
    expect(await chen.refused('POST', '/api/requests', reportBody({ kind: 'rumour' }))).toEqual([400, 'input.wrong'])
  })
})

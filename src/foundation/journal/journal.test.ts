/** The journal is the proof: it cannot be changed, and it stays whole when words are erased. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { canonical } from '#lib/canonical.ts'
import { newId } from '#lib/ids.ts'
import { act, detail, fullReply, report, takeUp } from '#tests/support/requests.ts'
import { world } from '#tests/support/world.ts'

describe('the journal', () => {
  test('[U13] [GB22239-L2-AUDIT] what was done and what was read can be neither changed nor deleted', async () => {
    const of = await world()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await zhou.done('POST', `/api/requests/${id}/reveal`, { id: newId(), purpose: 'contact' })
    for (const statement of [
      `update action set at = at - interval '1 day'`,
      `update action set actor_role = 'street_officer'`,
      'delete from action',
      `update reading set purpose = 'verify'`,
      'delete from reading',
      'truncate action cascade',
      'truncate reading',
    ]) {
      await expect(of.database.pool.query(statement)).rejects.toThrow(/append-only|permission denied/)
    }
    expect((await detail(chen, id)).steps).toHaveLength(1)
  })

  test('[U13] [PIPL-47] every action keeps a salted hash of its words, and erasing the words leaves it standing', async () => {
    const of = await world()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen, { words: '𠮷家的门“坏”了\n<b>急</b>，é 👨‍👩‍👧' })
    await takeUp(zhou, id, of.staffIds.zhou)
    await act(zhou, id, 'progress', { words: '配件到了' })
    await act(zhou, id, 'reply', { ...fullReply, answered: [0, 1, 2, 3] })

    const { rows } = await of.database.pool.query(
      `select a.kind, a.content_hash, c.salt, c.body from action a left join content c on c.action_id = a.id order by a.version`,
    )
    expect(rows.filter(({ body }) => body).map(({ kind }) => kind)).toEqual([
      'request.opened',
      'request.progress',
      'request.reply',
    ])
    for (const { content_hash, salt, body } of rows) {
      if (!body) expect(content_hash).toBeNull()
      else expect(createHash('sha256').update(salt).update(canonical(body)).digest()).toEqual(content_hash)
    }
    const kept = JSON.stringify(await of.database.db.selectFrom('action').selectAll().execute())
    expect(kept).not.toMatch(/配件|门|陈佳/)

    await of.database.pool.query('delete from content')
    const { steps } = await detail(chen, id)
    expect(steps.map(({ kind }) => kind)).toEqual([
      'opened',
      'accept',
      'classify',
      'assign',
      'start',
      'progress',
      'reply',
    ])
    expect(steps.map(({ words }) => words)).toEqual(steps.map(() => null))
  })

  test('[U13] [PIPL-47] from a row alone what was sent cannot be guessed, and erased words are not accepted again', async () => {
    const of = await world()
    const chen = await of.resident()
    const zhou = await of.staff('zhou')
    const { id } = await report(chen)
    await takeUp(zhou, id, of.staffIds.zhou)
    const { version } = await detail(zhou, id)
    const sent = { id: newId(), seen: version, words: '好' }
    const repeat = (words: string) => zhou.call('POST', `/api/requests/${id}/actions/progress`, { ...sent, words })
    const first = await repeat('好')

    const { rows } = await of.database.pool.query('select input_hash from action where id = $1', [sent.id])
    const guesses = [{ words: '好' }, { words: '好', files: [] }].map((input) =>
      createHash('sha256')
        .update(canonical([of.staffIds.zhou, 'progress', id, input]))
        .digest('hex'),
    )
    expect(guesses).not.toContain(rows[0].input_hash.toString('hex'))
    expect(await repeat('好')).toMatchObject({ status: 200, body: first.body })
    expect(await repeat('坏')).toMatchObject({ status: 409, body: { refusal: { code: 'action.reused' } } })

    await of.database.pool.query('delete from content')
    expect(await repeat('好')).toMatchObject({ status: 409, body: { refusal: { code: 'action.reused' } } })
    expect(await repeat('坏')).toMatchObject({ status: 409, body: { refusal: { code: 'action.reused' } } })
  })
})

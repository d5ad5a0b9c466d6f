/** The routes of rights that are not actions. Read next: intake.ts for asking and acting, present.ts for the case page. */
import { grantFor, scopeOf } from '#foundation/authority.ts'
import { openReading } from '#foundation/journal/journal.ts'
import { getPersonOpen } from '#foundation/people/people.ts'
import { type Context, type Handlers, signedIn } from '#foundation/service.ts'
import { dayOf, dueAfter } from '#lib/days.ts'
import { readAfter, writeAfter } from '#lib/page.ts'
import { Refusal } from '#lib/refusal.ts'
import type { rightsContract } from './contract.ts'
import { getReadable, presentDeskRow, presentRow } from './present.ts'
import { rightsPermissions } from './spec.ts'
import * as store from './store.ts'

const PAGE = 50

async function moment({ clock, rules }: Context) {
  const now = clock.now()
  return { now, ...(await rules.on(dayOf(now))) }
}

export const rightsHandlers: Handlers<typeof rightsContract> = {
  async listMyRights({ query }, context) {
    const actor = signedIn(context.actor)
    if (actor.kind !== 'resident') throw new Refusal('access.not-yours', 403)
    const shown = await moment(context)

    const found = await store.listMine(context.database, actor.personId, readAfter(query.after), PAGE + 1)
    const rows = found.slice(0, PAGE)
    const last = rows.at(-1)
    return {
      rows: rows.map((row) => presentRow(row, shown)),
      next: found.length > PAGE && last ? writeAfter({ at: last.opened_at, id: last.id }) : null,
    }
  },

  async previewRights(_, context) {
    const { now, policies, calendar } = await moment(context)
    const workdays = policies.number('rights.answer_workdays')
    const due = dueAfter(now, 'workdays', workdays, calendar, policies.number('request.promise_hour'))
    return { at: due.promise.toISOString(), workdays, unsure: due.unsure }
  },

  async listDeskRights({ query }, context) {
    const paths = scopeOf(signedIn(context.actor), rightsPermissions['rights.desk'])
    const shown = await moment(context)

    const found = await store.listForDesk(context.database, paths, query.list, readAfter(query.after), PAGE + 1)
    const rows = found.slice(0, PAGE)
    const last = rows.at(-1)
    const at = last && (query.list === 'open' ? last.due_at : last.changed_at)
    return {
      rows: rows.map((row) => presentDeskRow(row, shown)),
      next: found.length > PAGE && last && at ? writeAfter({ at, id: last.id }) : null,
    }
  },

  async revealAsker({ params, body }, context) {
    const { actor, matter, requesterId } = await getReadable(context, params.id)
    const { now, policies } = await moment(context)
    const until = await openReading(context.database, policies.number('rights.reveal_minutes'), {
      id: body.id,
      at: now,
      readerId: actor.personId,
      role: grantFor(actor, rightsPermissions['rights.desk'], matter)?.role ?? 'staff',
      personId: requesterId,
      subjectId: matter.id,
      fields: ['name', 'phone'],
      purpose: body.purpose,
      words: body.words,
    })
    const { name, phone } = await getPersonOpen(context.database, context.seals, requesterId)
    return { name, phone, until: until.toISOString() }
  },
}

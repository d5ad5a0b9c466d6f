/**
 * The first day of a city: its places and reference data, and a one-time link for its first administrator.
 *
 * All of it is one transaction. Nobody else gets an account here; the administrator invites everybody else on screens.
 * Read next: commands.ts, which asks for what is needed.
 */
import type { Database } from '#foundation/database/database.ts'
import { record } from '#foundation/journal/journal.ts'
import { makeInvitation } from '#foundation/people/invitations.ts'
import type { Service } from '#foundation/service.ts'
import { CommandRefused } from '#lib/command.ts'
import { dayOf } from '#lib/days.ts'
import { newId } from '#lib/ids.ts'
import { soundOfPerson } from '#lib/names.ts'
import { seedReference } from '#seed/reference.ts'

export interface SetupAnswers {
  /** Name of the city. */
  city: string
  /** The list of places, a CSV file. */
  places: string
  /** Name of the first administrator, and the name to sign in by. */
  admin: string
  login: string
}

/** The city that was set up here, when there is one. */
export async function findCity({
  db,
}: Pick<Database, 'db'>): Promise<{ id: string; path: string; name: string } | undefined> {
  return await db
    .selectFrom('territory')
    .select(['id', 'path', 'name'])
    .where('level', '=', 'city')
    .orderBy('path')
    .limit(1)
    .executeTakeFirst()
}

/**
 * @returns the token of the administrator's link, how many places were written, and for how many days the link holds
 * @throws {CommandRefused} when there is a city already, or an answer or a line of the list cannot be meant
 */
export async function setUpCity(
  { database, clock, rules }: Pick<Service, 'database' | 'clock' | 'rules'>,
  answers: SetupAnswers,
): Promise<{ token: string; places: number; days: number }> {
  const { city: name, admin, login } = checkAnswers(answers)
  const now = clock.now()
  const today = dayOf(now)
  const { policies } = await rules.on(today)
  const days = policies.number('people.invitation_days')

  return await database.transact(async (tx) => {
    const before = await findCity({ db: tx })
    if (before) throw new CommandRefused('这个数据库里已经有一座城市', 'this database has a city already', before.name)
    const { places } = await seedReference({ db: tx }, { csv: answers.places, city: name })
    const city = await findCity({ db: tx })
    if (!city) throw new Error('the list of places made no city')

    const personId = newId()
    await tx
      .insertInto('person')
      .values({ id: personId, name: admin, ...soundOfPerson(admin), path: city.path, created_at: now })
      .execute()
    await tx
      .insertInto('role_grant')
      .values({ person_id: personId, role: 'system_admin', path: city.path, from_on: today })
      .execute()
    const token = await makeInvitation(tx, { personId, login, madeBy: null, now, days })
    await record(tx, {
      id: newId(),
      at: now,
      actor: undefined,
      role: 'system',
      kind: 'city.set-up',
      subjectId: city.id,
      path: city.path,
      facts: { places, personId },
      input: {},
    })
    return { token, places, days }
  })
}

function checkAnswers({ city, places, admin, login }: SetupAnswers): SetupAnswers {
  const answers = { city: city.trim(), places, admin: admin.trim(), login: login.trim() }
  if (answers.city === '' || [...answers.city].length > 60)
    throw new CommandRefused('城市名称要有 1 到 60 个字', 'the name of the city has 1 to 60 characters')
  if (answers.admin === '' || [...answers.admin].length > 60)
    throw new CommandRefused('管理员姓名要有 1 到 60 个字', 'the name of the administrator has 1 to 60 characters')
  if (!/^[a-z][a-z0-9._-]{1,31}$/.test(answers.login))
    throw new CommandRefused(
      '登录名用小写字母开头，2 到 32 个小写字母、数字或 . _ -',
      'a sign-in name begins with a letter and has 2 to 32 lower case letters, digits or . _ -',
    )
  return answers
}

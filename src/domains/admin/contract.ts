/**
 * Routes of administration (C01): what officials change at run time, with its effect shown before, and the logs.
 * Every write carries the id of its action; what is changed carries what was seen of it.
 */
import Type, { type Static } from 'typebox'
import { DayField, defineContract, Id, Instant, Nothing, nullable, oneOf, Path } from '#lib/contract.ts'

/** A day from which a rule may hold: what is promised then must still be an instant that can be written. */
const DayOfRule = Type.String({ format: 'date', pattern: '^2' })
const Closed = { additionalProperties: false }
const Count = Type.Integer({ minimum: 0 })
const Words = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '\\S' })
const Key = Type.String({ pattern: '^[a-z_]+(\\.[a-z_]+)+$', maxLength: 80 })
/** One number, or the numbers of a list. */
const Value = Type.Array(Type.Integer({ minimum: 0, maximum: 1_000_000 }), { minItems: 1, maxItems: 8 })

/** A value and the day from which it holds; who set it is null for what the program declares. */
const DatedValue = Type.Object({
  id: Id,
  value: Value,
  from: Type.String(),
  source: Type.String(),
  by: nullable(Type.String()),
  at: nullable(Instant),
})

export const RuleReply = Type.Object({
  key: Type.String(),
  /** The domain that declares it. */
  topic: Type.String(),
  unit: Type.String(),
  least: Type.Integer(),
  most: Type.Integer(),
  /** What holds today. */
  now: DatedValue,
  /** The line of docs/sources.md; null when the source is no row of it. */
  cites: nullable(Type.Object({ zh: Type.String(), en: Type.String() })),
  /** Set and not in force yet, soonest first. */
  ahead: Type.Array(DatedValue),
  /** The change that came last, in force or not; sent back as `seen`. */
  last: Id,
})
export type RuleReply = Static<typeof RuleReply>

const HistoryValue = Type.Object({
  ...DatedValue.properties,
  /** What the official wrote; null when it was erased or the program declared the value. */
  reason: nullable(Type.String()),
  withdrawnBy: nullable(Type.String()),
  withdrawnAt: nullable(Instant),
})

/** What a matter that starts a clock at `startAt` is promised. */
const Promised = Type.Object({ promiseAt: Instant, warnings: Type.Array(Instant) })

const dayKind = oneOf(['off', 'work'])
const Lines = Type.String({ minLength: 1, maxLength: 20_000 })
const Code = Type.String({ pattern: '^[a-z_]+$', maxLength: 40 })
const WordList = Type.Array(Type.String({ maxLength: 40 }), { maxItems: 300 })
const Version = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}(-[0-9]{1,2})?$' })

/** To whom a category is usually given: a kind of unit, or one unit; and how long that usually takes, in words. */
const Dispatch = Type.Object(
  {
    unitKind: nullable(Code),
    organisationId: nullable(Id),
    note: Type.String({ maxLength: 200 }),
    days: Type.String({ maxLength: 40 }),
    /** At which level it is owned: not to be pushed down below. */
    ownerLevel: Type.Optional(nullable(oneOf(['city', 'district', 'street', 'community']))),
  },
  Closed,
)

const Template = Type.Object({ category: nullable(Code), title: Words(40), words: Words(1000) })

/** What a log is narrowed to: days in Shanghai, who did it, the kind (of readings: the purpose), a place, a number. */
const LogFilter = Type.Object({
  from: DayField,
  to: DayField,
  person: Type.Optional(Id),
  kind: Type.Optional(Type.String({ pattern: '^[a-z_.-]+$', maxLength: 60 })),
  path: Type.Optional(Path),
  number: Type.Optional(Type.String({ pattern: '^[0-9 ]{9,12}$' })),
})
export type LogFilter = Static<typeof LogFilter>

const LogPage = Type.Object({
  after: Type.Optional(Type.String({ maxLength: 120 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
})

export const adminContract = defineContract({
  listRules: {
    method: 'GET',
    path: '/rules',
    who: 'rules.read',
    reply: Type.Object({ rules: Type.Array(RuleReply), mayChange: Type.Boolean() }),
    refusals: [],
  },
  listRuleHistory: {
    method: 'GET',
    path: '/rules/:key/history',
    who: 'rules.read',
    params: Type.Object({ key: Key }),
    /** Newest change first; what the program declares comes last. */
    reply: Type.Object({ values: Type.Array(HistoryValue) }),
    refusals: ['rule.unknown'],
  },
  previewRule: {
    method: 'POST',
    path: '/rules/:key/preview',
    who: 'rules.manage',
    params: Type.Object({ key: Key }),
    body: Type.Object({ value: Value, from: DayOfRule }, Closed),
    reply: Type.Object({
      /** In force on `from` without the change. */
      before: Value,
      /** Clocks that run and keep what was promised: by the amount they were started with; null where it is no amount. */
      running: Type.Array(Type.Object({ amount: nullable(Type.Integer()), count: Count })),
      /** A matter that starts each clock at that instant, without the change and with it. */
      startAt: Instant,
      examples: Type.Array(Type.Object({ clock: Type.String(), before: Promised, after: Promised })),
    }),
    refusals: ['rule.unknown', 'rule.past', 'rule.bounds', 'rule.order', 'rule.length', 'rule.same'],
  },
  changeRule: {
    method: 'POST',
    path: '/rules/:key/values',
    who: 'rules.manage',
    params: Type.Object({ key: Key }),
    body: Type.Object(
      {
        id: Id,
        /** `last` of the rule as it was read. */
        seen: Id,
        value: Value,
        from: DayOfRule,
        reason: Words(200),
        /** The document it follows, when that is another than before. */
        source: Type.Optional(Words(80)),
      },
      Closed,
    ),
    reply: RuleReply,
    refusals: [
      'rule.unknown',
      'rule.past',
      'rule.bounds',
      'rule.order',
      'rule.length',
      'rule.same',
      'rule.moved',
      'action.reused',
    ],
  },
  withdrawRule: {
    method: 'POST',
    path: '/rules/:key/values/:valueId/withdrawal',
    who: 'rules.manage',
    params: Type.Object({ key: Key, valueId: Id }),
    body: Type.Object({ id: Id, reason: Words(200) }, Closed),
    reply: RuleReply,
    refusals: ['rule.unknown', 'rule.value-unknown', 'rule.in-force', 'rule.withdrawn', 'action.reused'],
  },

  getCalendar: {
    method: 'GET',
    path: '/calendar',
    who: 'calendar.read',
    /** Years, the latest first; a year whose list is not published has no days. */
    reply: Type.Object({
      years: Type.Array(
        Type.Object({
          year: Type.Integer(),
          published: Type.Boolean(),
          importedBy: nullable(Type.String()),
          importedAt: nullable(Instant),
          days: Type.Array(Type.Object({ day: Type.String(), kind: dayKind, name: Type.String() })),
        }),
      ),
      mayChange: Type.Boolean(),
    }),
    refusals: [],
  },
  /** A dry run: what the lines say, what is wrong with them, and which promises would be counted otherwise. */
  previewCalendar: {
    method: 'POST',
    path: '/calendar/preview',
    who: 'calendar.manage',
    body: Type.Object({ lines: Lines }, Closed),
    reply: Type.Object({
      year: nullable(Type.Integer()),
      off: Count,
      work: Count,
      /** What the year has now; both 0 when it has nothing. */
      offBefore: Count,
      workBefore: Count,
      errors: Type.Array(Type.Object({ line: Type.Integer(), code: Type.String() })),
      /** Clocks of working days that run, and those of them whose last day would be another; all keep their promise. */
      running: Count,
      moved: Count,
    }),
    refusals: [],
  },
  importCalendar: {
    method: 'POST',
    path: '/calendar/imports',
    who: 'calendar.manage',
    body: Type.Object({ id: Id, lines: Lines }, Closed),
    reply: Type.Object({ year: Type.Integer(), off: Count, work: Count }),
    refusals: ['calendar.rows', 'calendar.empty', 'calendar.past', 'action.reused'],
  },

  getCatalogue: {
    method: 'GET',
    path: '/catalogue',
    who: 'catalogue.manage',
    reply: Type.Object({
      categories: Type.Array(
        Type.Object({
          code: Type.String(),
          words: WordList,
          retiredOn: nullable(Type.String()),
          dispatch: nullable(
            Type.Object({
              ...Dispatch.properties,
              ownerLevel: nullable(Type.String()),
              organisation: nullable(Type.String()),
            }),
          ),
        }),
      ),
      templates: Type.Array(
        Type.Object({
          id: Id,
          category: nullable(Type.String()),
          title: Type.String(),
          words: Type.String(),
          retiredOn: nullable(Type.String()),
        }),
      ),
      emergencies: Type.Array(Type.Object({ kind: Type.String(), words: WordList, calls: Type.Array(Type.String()) })),
      /** Whom one can call; null when the city has no such number. */
      numbers: Type.Array(Type.Object({ code: Type.String(), phone: nullable(Type.String()) })),
      units: Type.Array(Type.Object({ id: Id, name: Type.String(), kind: Type.String() })),
    }),
    refusals: [],
  },
  changeCategory: {
    method: 'POST',
    path: '/catalogue/categories/:code',
    who: 'catalogue.manage',
    params: Type.Object({ code: Code }),
    body: Type.Object({ id: Id, words: WordList, retired: Type.Boolean(), dispatch: nullable(Dispatch) }, Closed),
    reply: Nothing,
    refusals: ['category.unknown', 'category.words', 'category.last', 'category.dispatch', 'action.reused'],
  },
  orderCategories: {
    method: 'POST',
    path: '/catalogue/category-order',
    who: 'catalogue.manage',
    body: Type.Object({ id: Id, codes: Type.Array(Code, { maxItems: 200, uniqueItems: true }) }, Closed),
    reply: Nothing,
    refusals: ['category.order', 'action.reused'],
  },
  addTemplate: {
    method: 'POST',
    path: '/catalogue/templates',
    who: 'catalogue.manage',
    body: Type.Object({ id: Id, ...Template.properties }, Closed),
    reply: Nothing,
    refusals: ['category.unknown', 'action.reused'],
  },
  changeTemplate: {
    method: 'POST',
    path: '/catalogue/templates/:templateId',
    who: 'catalogue.manage',
    params: Type.Object({ templateId: Id }),
    body: Type.Object({ id: Id, ...Template.properties, retired: Type.Boolean() }, Closed),
    reply: Nothing,
    refusals: ['template.unknown', 'category.unknown', 'action.reused'],
  },
  changeEmergency: {
    method: 'POST',
    path: '/catalogue/emergencies/:kind',
    who: 'catalogue.manage',
    params: Type.Object({ kind: Code }),
    body: Type.Object(
      { id: Id, words: WordList, calls: Type.Array(Code, { minItems: 1, maxItems: 5, uniqueItems: true }) },
      Closed,
    ),
    reply: Nothing,
    refusals: ['emergency.unknown', 'emergency.words', 'emergency.calls', 'action.reused'],
  },
  changeNumber: {
    method: 'POST',
    path: '/catalogue/numbers/:code',
    who: 'catalogue.manage',
    params: Type.Object({ code: Code }),
    /** Null takes the number away: nobody is told to call it any more. */
    body: Type.Object({ id: Id, phone: nullable(Type.String({ maxLength: 20 })) }, Closed),
    reply: Nothing,
    refusals: ['emergency.unknown', 'emergency.phone', 'emergency.national', 'action.reused'],
  },

  listTexts: {
    method: 'GET',
    path: '/privacy-texts',
    who: 'texts.manage',
    /** Drafts first, then the published ones, the one in force before the older ones. */
    reply: Type.Object({
      texts: Type.Array(
        Type.Object({
          version: Type.String(),
          zh: Type.String(),
          en: Type.String(),
          state: oneOf(['draft', 'in_force', 'old']),
          draftedBy: nullable(Type.String()),
          draftedAt: nullable(Instant),
          publishedBy: nullable(Type.String()),
          publishedAt: nullable(Instant),
          /** How many consents name it. */
          consents: Count,
        }),
      ),
    }),
    refusals: [],
  },
  draftText: {
    method: 'POST',
    path: '/privacy-texts',
    who: 'texts.manage',
    body: Type.Object({ id: Id, version: Version, zh: Words(8000), en: Words(8000) }, Closed),
    reply: Nothing,
    refusals: ['text.published', 'action.reused'],
  },
  publishText: {
    method: 'POST',
    path: '/privacy-texts/:version/publication',
    who: 'texts.manage',
    params: Type.Object({ version: Version }),
    /** The text as the administrator saw it: what is published is what was read. */
    body: Type.Object({ id: Id, zh: Words(8000), en: Words(8000) }, Closed),
    reply: Nothing,
    refusals: ['text.unknown', 'text.published', 'text.moved', 'action.reused'],
  },

  listActions: {
    method: 'GET',
    path: '/log/actions',
    who: 'log.read',
    query: Type.Object({ ...LogFilter.properties, ...LogPage.properties }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          id: Id,
          at: Instant,
          /** A worker's name, a resident's masked one; null for the system, and for the reporter of a protected report. */
          who: nullable(Type.String()),
          role: Type.String(),
          kind: Type.String(),
          place: Type.String(),
          number: nullable(Type.String()),
          from: nullable(Type.String()),
          to: nullable(Type.String()),
          /** Ids, codes, numbers and instants; never words. */
          facts: Type.Record(Type.String(), Type.Unknown()),
        }),
      ),
      /** What the ids in the facts are called; residents are masked. */
      names: Type.Record(Type.String(), Type.String()),
      next: nullable(Type.String()),
    }),
    refusals: ['list.after', 'log.number'],
  },
  listReadingLog: {
    method: 'GET',
    path: '/log/readings',
    who: 'log.read.readings',
    query: Type.Object({ ...LogFilter.properties, ...LogPage.properties }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          id: Id,
          at: Instant,
          reader: Type.String(),
          role: Type.String(),
          /** Masked; null when the report is protected. */
          person: nullable(Type.String()),
          number: nullable(Type.String()),
          place: Type.String(),
          fields: Type.Array(Type.String()),
          purpose: Type.String(),
        }),
      ),
      next: nullable(Type.String()),
    }),
    refusals: ['list.after', 'log.number'],
  },
  /** What the filters of the log offer. */
  getLogChoices: {
    method: 'GET',
    path: '/log/choices',
    who: 'log.read',
    reply: Type.Object({
      people: Type.Array(Type.Object({ id: Id, name: Type.String() })),
      kinds: Type.Array(Type.String()),
    }),
    refusals: [],
  },
  exportLog: {
    method: 'POST',
    path: '/log/exports',
    who: 'log.read',
    body: Type.Object({ id: Id, log: oneOf(['actions', 'readings']), ...LogFilter.properties }, Closed),
    /** `cut`: there was more than may be exported at once. */
    reply: Type.Object({ id: Id, rows: Count, cut: Type.Boolean() }),
    refusals: ['log.number', 'action.reused'],
  },
  /** The file of an export one made oneself: the rows as they stood then. */
  getExport: {
    method: 'GET',
    path: '/log/exports/:id/file',
    who: 'log.read',
    params: Type.Object({ id: Id }),
    query: Type.Object({ format: oneOf(['csv', 'xlsx']) }),
    sends: 'bytes',
    reply: Type.Unknown(),
    refusals: ['log.export-unknown'],
  },
})

/** Parts of the administration's pages: roles in words, the choice of a role and its places, what two must agree on. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { Link } from 'wouter'
import type { Role } from '#foundation/authority.ts'
import { dayOf } from '#lib/days.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Choice, Field } from '#ui/staff/fields.tsx'
import { plainSelect, saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { NotPermitted } from '#ui/staff/states.tsx'
import { isOfUnit, levelsOf } from '../rules.ts'
import { call, type Proposal, type Reset, type StaffRow } from './api.ts'

/** In the order in which a head would name them. The compiler compares it with the authority, which a page cannot load. */
export const roleNames = [
  'grid_worker',
  'community_desk',
  'community_head',
  'street_officer',
  'city_officer',
  'unit_officer',
  'merchant',
  'integrity_officer',
  'system_admin',
  'security_admin',
  'audit_admin',
] as const satisfies readonly Role[]

const administrators: readonly Role[] = ['system_admin', 'security_admin', 'audit_admin']

export function ClosedToOthers({ page, heads = false }: { page: string; heads?: boolean }) {
  return (
    <NotPermitted
      page={page}
      roles={heads ? [...administrators, 'community_head', 'street_officer'] : administrators}
    />
  )
}

/** Reads again what a decision touched. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await client.invalidateQueries({
      predicate: ({ queryKey: [key] }) => typeof key === 'string' && key.startsWith('staff'),
    })
  }
}

export function StateTag({ state }: { state: StaffRow['state'] }) {
  const { t } = useWords()
  return <span className={`tag staff-${state}`}>{t(`staff.state.${state}`)}</span>
}

/** From when to when, in words. */
export function useSpanWords() {
  const { t } = useWords()
  const { day } = useFormat()
  return ({ from, to }: { from: string; to: string | null }) =>
    to ? t('staff.span', { from: day(from), to: day(to) }) : t('staff.span.open', { from: day(from) })
}

export function PlaceNames({ places }: { places: readonly { path: string; name: string }[] }) {
  const { t } = useWords()
  return <span data-said>{places.map(({ name }) => name).join(t('list.comma'))}</span>
}

/** Where a grant or a proposal is for: its places, or its list by name with how many there are. */
export function WhereNames({
  places,
  list,
  unit = null,
}: {
  places: readonly { path: string; name: string }[]
  list: Proposal['list']
  unit?: Proposal['unit']
}) {
  const { t } = useWords()
  if (unit) return <span data-said>{unit.name}</span>
  if (!list) return <PlaceNames places={places} />
  return (
    <span data-said title={list.places.map(({ name }) => name).join(t('list.comma'))}>
      {t('staff.list', { name: list.name, n: list.places.length })}
    </span>
  )
}

/** Where a role is held. */
export function GrantWhere({ grant }: { grant: StaffRow['grants'][number] }) {
  return grant.list ? <WhereNames places={[]} list={grant.list} /> : <span data-said>{grant.place}</span>
}

export interface WantedRole {
  role: Role
  paths: string[]
  listId: string | null
  unitId: string | null
  from: string
  to: string | null
  phone: string | null
}

const steps = ['district', 'street', 'community', 'grid'] as const
type Step = (typeof steps)[number]

/** What is chosen of a role until it is whole. */
export interface RoleDraft {
  role?: Role | undefined
  above: Partial<Record<Step, string>>
  /** Whether a list is chosen instead of places. */
  byList: boolean
  listId: string | null
  /** The unit, of an officer of a unit. */
  unitId: string | null
  paths: string[]
  from: string
  to: string
  phone: string
}

export const emptyRole = (today: string): RoleDraft => ({
  above: {},
  byList: false,
  listId: null,
  unitId: null,
  paths: [],
  from: today,
  to: '',
  phone: '',
})

/** @returns the role as it is sent; undefined while something is missing */
export function wantedOf({ role, byList, listId, unitId, paths, from, to, phone }: RoleDraft): WantedRole | undefined {
  if (!role || from === '') return undefined
  const ofUnit = isOfUnit(role)
  if (ofUnit ? unitId === null : byList ? listId === null : paths.length === 0) return undefined
  const where = {
    paths: ofUnit || byList ? [] : [...paths].sort(),
    listId: byList && !ofUnit ? listId : null,
    unitId: ofUnit ? unitId : null,
  }
  return { role, ...where, from, to: to || null, phone: phone.trim() || null }
}

interface RoleFieldsProps {
  value: RoleDraft
  change(value: RoleDraft): void
  city: string
}

/** A role, where, from when to when, and the phone residents are told. */
export function RoleFields({ value, change, city }: RoleFieldsProps) {
  const { t } = useWords()
  const { now } = useSession()
  const today = dayOf(now())
  const level = value.role && levelsOf[value.role][0]
  return (
    <div className="stack">
      <Field label={t('staff.role')}>
        {(ids) => (
          <Select
            {...ids}
            {...plainSelect}
            value={value.role ?? null}
            placeholder={t('staff.role.choose')}
            options={roleNames.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            onChange={(role: Role) =>
              change({
                ...value,
                role,
                above: {},
                byList: false,
                listId: null,
                unitId: null,
                paths: levelsOf[role][0] === 'city' ? [city] : [],
              })
            }
          />
        )}
      </Field>
      {value.role && isOfUnit(value.role) && (
        <UnitSelect value={value.unitId} choose={(unitId) => change({ ...value, unitId })} />
      )}
      {level && level !== 'city' && (
        <Choice
          label={t('staff.where')}
          values={['places', 'list']}
          value={value.byList ? 'list' : 'places'}
          words={(one) => t(`staff.where.${one}`)}
          change={(one) => change({ ...value, byList: one === 'list' })}
        />
      )}
      {level && level !== 'city' && !value.byList && (
        <PlaceFields key={level} level={level as Step} value={value} change={change} />
      )}
      {level && level !== 'city' && value.byList && (
        <ListField level={level as Step} value={value.listId} choose={(listId) => change({ ...value, listId })} />
      )}
      <div className="two-fields">
        <Field label={t('staff.from')}>
          {(ids) => (
            <Input
              {...ids}
              type="date"
              value={value.from}
              min={today}
              onChange={({ target }) => change({ ...value, from: target.value })}
            />
          )}
        </Field>
        <Field label={t('staff.to')} note={t('staff.to.note')}>
          {(ids) => (
            <Input
              {...ids}
              type="date"
              value={value.to}
              min={value.from}
              onChange={({ target }) => change({ ...value, to: target.value })}
            />
          )}
        </Field>
      </div>
      <Field label={t('staff.phone')} note={t('staff.phone.note')}>
        {(ids) => (
          <Input
            {...ids}
            value={value.phone}
            maxLength={20}
            inputMode="tel"
            onChange={({ target }) => change({ ...value, phone: target.value })}
          />
        )}
      </Field>
    </div>
  )
}

/** One of the units that have not ended, found by its name. */
function UnitSelect({ value, choose }: { value: string | null; choose(id: string): void }) {
  const { t } = useWords()
  const [words, setWords] = useState('')
  const query = useQuery({
    queryKey: ['staff-units', words],
    queryFn: ({ signal }) =>
      call('GET', '/organisations', { query: { ended: 'no', ...(words ? { words } : {}) }, signal }),
    placeholderData: (before) => before,
  })
  return (
    <Field label={t('staff.unit')} note={t('staff.unit.note')}>
      {(ids) => (
        <Select
          {...ids}
          {...saidSelect}
          showSearch={{ filterOption: false, onSearch: setWords }}
          value={value}
          placeholder={t('staff.unit.choose')}
          loading={query.isLoading}
          options={(query.data?.rows ?? []).map(({ id, name, place }) => ({
            value: id,
            label: t('staff.unit.one', { name, place }),
          }))}
          onChange={choose}
        />
      )}
    </Field>
  )
}

/** One of the lists that name nothing but places of the role's kind. */
function ListField({ level, value, choose }: { level: Step; value: string | null; choose(id: string): void }) {
  const { t } = useWords()
  const query = useQuery({
    queryKey: ['place-lists'],
    queryFn: ({ signal }) => call('GET', '/place-lists', { signal }),
  })
  const fitting = (query.data?.lists ?? []).filter(
    ({ endedOn, places }) => endedOn === null && places.length > 0 && places.every((place) => place.level === level),
  )
  if (query.data && fitting.length === 0)
    return <p className="meta">{t('staff.list.none', { level: t(`level.${level}`) })}</p>
  return (
    <Field label={t('staff.list.which')} note={t('staff.list.note')}>
      {(ids) => (
        <Select
          {...ids}
          {...saidSelect}
          showSearch={{ optionFilterProp: 'label' }}
          value={value}
          placeholder={t('staff.place.choose')}
          loading={query.isLoading}
          options={fitting.map(({ id, name, places }) => ({
            value: id,
            label: t('staff.list', { name, n: places.length }),
          }))}
          onChange={choose}
        />
      )}
    </Field>
  )
}

/** From the district down to the places themselves, of which several can be ticked. */
function PlaceFields({ level, value, change }: { level: Step; value: RoleDraft; change(value: RoleDraft): void }) {
  const { t } = useWords()
  const last = steps.indexOf(level)
  return (
    <div className="stack">
      {steps.slice(0, last).map((step, index) => {
        const inside = index === 0 ? undefined : value.above[steps[index - 1] as Step]
        if (index > 0 && !inside) return null
        return (
          <PlaceSelect
            key={step}
            label={t(`level.${step}`)}
            inside={inside}
            value={value.above[step]}
            choose={(path) => {
              const kept = Object.fromEntries(steps.slice(0, index).map((one) => [one, value.above[one]]))
              change({ ...value, above: { ...kept, [step]: path }, paths: [] })
            }}
          />
        )
      })}
      <PlaceChoice
        level={level}
        inside={last === 0 ? undefined : value.above[steps[last - 1] as Step]}
        needsAbove={last > 0}
        paths={value.paths}
        change={(paths) => change({ ...value, paths })}
      />
    </div>
  )
}

export function usePlaces(inside: string | undefined, enabled = true) {
  return useQuery({
    queryKey: ['places', inside ?? ''],
    queryFn: ({ signal }) => call('GET', '/places', { query: inside ? { inside } : {}, signal }),
    staleTime: 600_000,
    enabled,
    select: ({ places }) => places,
  })
}

interface PlaceSelectProps {
  label: string
  inside: string | undefined
  value: string | undefined
  choose(path: string): void
}

export function PlaceSelect({ label, inside, value, choose }: PlaceSelectProps) {
  const { t } = useWords()
  const places = usePlaces(inside)
  return (
    <Field label={label}>
      {(ids) => (
        <Select
          {...ids}
          {...saidSelect}
          showSearch={{ optionFilterProp: 'search' }}
          value={value ?? null}
          placeholder={t('staff.place.choose')}
          loading={places.isLoading}
          options={(places.data ?? []).map(({ path, name, pinyin }) => ({
            value: path,
            label: name,
            search: `${name} ${pinyin.replaceAll(' ', '')}`,
          }))}
          onChange={(path: string) => choose(path)}
        />
      )}
    </Field>
  )
}

interface PlaceChoiceProps {
  level: Step
  inside: string | undefined
  needsAbove: boolean
  paths: readonly string[]
  change(paths: string[]): void
}

function PlaceChoice({ level, inside, needsAbove, paths, change }: PlaceChoiceProps) {
  const { t } = useWords()
  const ready = !needsAbove || inside !== undefined
  const places = usePlaces(inside, ready)
  if (!ready) return null
  return (
    <fieldset className="field">
      <legend>{t('staff.places', { level: t(`level.${level}`) })}</legend>
      <div className="choices place-choices">
        {(places.data ?? []).map(({ path, name }) => (
          <label key={path} className="choice">
            <input
              type="checkbox"
              checked={paths.includes(path)}
              onChange={({ target }) => change(target.checked ? [...paths, path] : paths.filter((one) => one !== path))}
            />
            <span data-said>{name}</span>
          </label>
        ))}
      </div>
      {places.data?.length === 0 && <span className="meta">{t('staff.places.none')}</span>}
    </fieldset>
  )
}

type Decision = 'confirm' | 'refuse' | 'withdraw'

interface DecideProps {
  can: readonly Decision[]
  why: string | null
  /** What is decided, for the names of the buttons. */
  about: string
  decide(body: { id: string; decision: Decision }): Promise<unknown>
}

function Decide({ can, why, about, decide }: DecideProps) {
  const { t } = useWords()
  const refresh = useRefresh()
  const id = useId()
  const sending = useSend(decide)
  return (
    <div className="stack-small">
      <div className="row">
        {can.map((decision) => (
          <Button
            key={decision}
            loading={sending.busy}
            aria-label={t(`staff.do.${decision}.name`, { about })}
            aria-describedby={why && decision === 'withdraw' ? `${id}-why` : undefined}
            onClick={() => void sending.send({ decision }).then((answer) => answer && refresh())}
          >
            {t(`staff.do.${decision}`)}
          </Button>
        ))}
        {why && (
          <span id={`${id}-why`} className="meta">
            {t(`refusal.${why}`)}
          </span>
        )}
      </div>
      {sending.error && (
        <p className="refusal" role="alert">
          {sending.error}
        </p>
      )}
    </div>
  )
}

/** A role that was proposed, and deciding on it. */
export function ProposalItem({ proposal, named = true }: { proposal: Proposal; named?: boolean }) {
  const { t } = useWords()
  const { stamp } = useFormat()
  const span = useSpanWords()
  const { id, personId, name, role, places, list, unit, phone, decision, can, why } = proposal
  return (
    <li className="proposal">
      <div className="row">
        {named && (
          <Link href={`/desk/staff/${personId}`} className="link">
            <b data-said>{name}</b>
          </Link>
        )}
        <b>{t(`role.${role}`)}</b>
        <WhereNames places={places} list={list} unit={unit} />
        <span className="meta">{span(proposal)}</span>
        {phone && (
          <span className="meta num" data-said>
            {phone}
          </span>
        )}
        {decision && <span className={`tag decided-${decision}`}>{t(`staff.decision.${decision}`)}</span>}
      </div>
      <p className="meta">
        {t('staff.proposed.by', { name: proposal.proposedBy, time: stamp(proposal.proposedAt) })}
        {proposal.decidedBy &&
          proposal.decidedAt &&
          ` · ${t('staff.decided.by', { name: proposal.decidedBy, time: stamp(proposal.decidedAt) })}`}
      </p>
      {!decision && (
        <Decide
          can={can}
          why={why}
          about={`${name} ${t(`role.${role}`)}`}
          decide={(body) => call('POST', '/staff-proposals/:proposalId/decision', { params: { proposalId: id }, body })}
        />
      )}
    </li>
  )
}

/** A second factor that is to be forgotten, and deciding on it. */
export function ResetItem({ reset }: { reset: Reset }) {
  const { t } = useWords()
  const { stamp } = useFormat()
  const { id, personId, name, words, askedBy, askedAt, can, why } = reset
  return (
    <li className="proposal">
      <div className="row">
        <Link href={`/desk/staff/${personId}`} className="link">
          <b data-said>{name}</b>
        </Link>
        <b>{t('staff.reset')}</b>
        <span data-said>{words}</span>
      </div>
      <p className="meta">{t('staff.reset.by', { name: askedBy, time: stamp(askedAt) })}</p>
      <Decide
        can={can}
        why={why}
        about={`${name} ${t('staff.reset')}`}
        decide={(body) =>
          call('POST', '/staff/second-factor-resets/:resetId/decision', { params: { resetId: id }, body })
        }
      />
    </li>
  )
}

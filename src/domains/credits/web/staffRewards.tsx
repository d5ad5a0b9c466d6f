/** The catalogue at the desk: what is offered, at which dated price, by whom, with how many pieces; adding, pricing, stock, taking off. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { dayOf } from '#lib/days.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { saidSelect } from '#ui/staff/select.tsx'
import { useSend } from '#ui/staff/send.ts'
import { EmptyState } from '#ui/staff/states.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { type RewardKind, rewardKinds } from '../rules.ts'
import { amountWords, yuan } from './amounts.ts'
import { call, type DeskReward } from './api.ts'
import { Do, fenOf, NumberField, refreshCredits, Waiting, wholeOf } from './staffCreditsParts.tsx'

type Form = { on: 'add' } | { on: 'price' | 'stock'; reward: DeskReward }

export default function RewardsPage() {
  const { t } = useWords()
  const page = t('desk.menu.rewards')
  const [form, setForm] = useState<Form>()
  const found = useQuery({
    queryKey: ['credits', 'rewards'],
    queryFn: ({ signal }) => call('GET', '/desk/rewards', { signal }),
  })
  if (!found.data) return <Waiting page={page} query={found} />
  const { rows, mayManage } = found.data
  const close = () => setForm(undefined)
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        {mayManage && (
          <Button type="primary" className="row-end" onClick={() => setForm({ on: 'add' })}>
            {t('desk.rewards.add')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <section className="card">
          {rows.length === 0 ? (
            <EmptyState words={t('desk.rewards.none')} icon="list" />
          ) : (
            <WideTable label={page}>
              <table className="table table-stack">
                <thead>
                  <tr>
                    {['name', 'price', 'cost', 'left', 'merchant', 'sponsor', 'do'].map((one) => (
                      <th key={one} scope="col">
                        {t(`desk.rewards.column.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((reward) => (
                    <Line key={reward.id} reward={reward} mayManage={mayManage} open={setForm} />
                  ))}
                </tbody>
              </table>
            </WideTable>
          )}
        </section>
      </div>
      <Dialog
        open={form !== undefined}
        title={
          form
            ? form.on === 'add'
              ? t('desk.rewards.add')
              : t(`desk.rewards.${form.on}.title`, { name: form.reward.name })
            : ''
        }
        close={close}
      >
        {form?.on === 'add' && <AddForm close={close} />}
        {form?.on === 'price' && <PriceForm reward={form.reward} close={close} />}
        {form?.on === 'stock' && <StockForm reward={form.reward} close={close} />}
      </Dialog>
    </>
  )
}

function usePrice() {
  const words = useWords()
  const format = useFormat()
  return ({ points, minutes }: { points: number | null; minutes: number | null }) =>
    [
      points === null ? '' : amountWords(words, format, 'points', points),
      minutes === null ? '' : amountWords(words, format, 'time_credit', minutes),
    ]
      .filter((part) => part !== '')
      .join(' / ')
}

function Line({ reward, mayManage, open }: { reward: DeskReward; mayManage: boolean; open(form: Form): void }) {
  const { t } = useWords()
  const format = useFormat()
  const price = usePrice()
  const { next, name } = reward
  return (
    <tr>
      <th scope="row">
        <span data-said>{name}</span> <span className="meta">{t(`reward.kind.${reward.kind}`)}</span>
        {reward.withdrawn && <span className="meta"> {t('desk.rewards.withdrawn')}</span>}
      </th>
      <td data-label={t('desk.rewards.column.price')}>
        {price(reward)}
        {next && (
          <span className="meta block">
            {t('desk.rewards.next', { day: format.day(next.from), price: price(next) })}
          </span>
        )}
      </td>
      <td data-label={t('desk.rewards.column.cost')} className="n">
        {t('desk.money', { yuan: yuan(reward.costFen) })}
      </td>
      <td data-label={t('desk.rewards.column.left')} className="n">
        {reward.left ?? t('desk.rewards.uncounted')}
      </td>
      <td data-label={t('desk.rewards.column.merchant')} data-said>
        {reward.merchant?.name ?? t('desk.rewards.window')}
      </td>
      <td data-label={t('desk.rewards.column.sponsor')} data-said>
        {reward.sponsor}
      </td>
      <td>
        {mayManage && !reward.withdrawn && (
          <span className="row">
            <Button
              size="small"
              aria-label={`${t('desk.rewards.price')} ${name}`}
              onClick={() => open({ on: 'price', reward })}
            >
              {t('desk.rewards.price')}
            </Button>
            {reward.isCounted && (
              <Button
                size="small"
                aria-label={`${t('desk.rewards.stock')} ${name}`}
                onClick={() => open({ on: 'stock', reward })}
              >
                {t('desk.rewards.stock')}
              </Button>
            )}
            <Do
              label={t('desk.rewards.withdraw')}
              about={name}
              work={async (id) =>
                await call('POST', '/desk/rewards/:rewardId/withdraw', {
                  params: { rewardId: reward.id },
                  body: { id },
                })
              }
            />
          </span>
        )}
      </td>
    </tr>
  )
}

interface PriceDraft {
  points: string
  minutes: string
  cost: string
}

function PriceFields({
  value,
  change,
  problem,
}: {
  value: PriceDraft
  change(value: PriceDraft): void
  problem: boolean
}) {
  const { t } = useWords()
  const points = wholeOf(value.points)
  const minutes = wholeOf(value.minutes)
  return (
    <div className="three-fields">
      <NumberField
        label={t('desk.rewards.points')}
        value={value.points}
        error={
          problem && (points === undefined || (points === null && minutes === null))
            ? t('desk.rewards.price.missing')
            : undefined
        }
        change={(next) => change({ ...value, points: next })}
      />
      <NumberField
        label={t('desk.rewards.minutes')}
        value={value.minutes}
        error={problem && minutes === undefined ? t('desk.rewards.number') : undefined}
        change={(next) => change({ ...value, minutes: next })}
      />
      <NumberField
        label={t('desk.rewards.cost')}
        value={value.cost}
        error={problem && fenOf(value.cost) === undefined ? t('desk.rewards.cost.missing') : undefined}
        change={(next) => change({ ...value, cost: next })}
      />
    </div>
  )
}

/** @returns undefined while something is missing */
function priceOf({ points, minutes, cost }: PriceDraft) {
  const [wholePoints, wholeMinutes, costFen] = [wholeOf(points), wholeOf(minutes), fenOf(cost)]
  if (wholePoints === undefined || wholeMinutes === undefined || costFen === undefined) return undefined
  return wholePoints === null && wholeMinutes === null
    ? undefined
    : { points: wholePoints, minutes: wholeMinutes, costFen }
}

type Added = Parameters<typeof call<'POST', '/desk/rewards'>>[2]['body']

function AddForm({ close }: { close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const merchants = useQuery({
    queryKey: ['credits', 'merchants'],
    queryFn: ({ signal }) => call('GET', '/desk/merchants', { signal }),
  })
  const communities = merchants.data?.communities ?? []
  const [community, setCommunity] = useState<string>()
  const [kind, setKind] = useState<RewardKind>('service')
  const [name, setName] = useState('')
  const [words, setWords] = useState('')
  const [sponsor, setSponsor] = useState('')
  const [merchantId, setMerchant] = useState<string | null>(null)
  const [counts, setCounts] = useState(false)
  const [price, setPrice] = useState<PriceDraft>({ points: '', minutes: '', cost: '' })
  const [tried, setTried] = useState(false)
  const { busy, error, send } = useSend(async (body: Added) => {
    await call('POST', '/desk/rewards', { body })
    return true
  })
  const where = community ?? communities[0]?.path
  const submit = async () => {
    setTried(true)
    const cost = priceOf(price)
    if (!cost || !where || name.trim() === '' || sponsor.trim() === '') return
    const isCounted = kind === 'goods' || counts
    const sent = {
      community: where,
      kind,
      name: name.trim(),
      words: words.trim(),
      sponsor: sponsor.trim(),
      merchantId,
      isCounted,
    }
    if (!(await send({ ...sent, ...cost }))) return
    close()
    await refreshCredits(client)
  }
  return (
    <SendForm label={t('desk.rewards.add')} busy={busy} error={error} submit={() => void submit()} cancel={close}>
      <Choice
        label={t('desk.rewards.kind')}
        values={rewardKinds}
        value={kind}
        words={(one) => t(`reward.kind.${one}`)}
        change={setKind}
      />
      <Field label={t('desk.rewards.name')} error={tried && name.trim() === '' ? t('desk.rewards.missing') : undefined}>
        {(ids) => (
          <Input
            {...ids}
            value={name}
            maxLength={40}
            placeholder={t('desk.rewards.name.hint')}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <PriceFields value={price} change={setPrice} problem={tried} />
      <Field label={t('desk.rewards.merchant')}>
        {(ids) => (
          <Select
            {...ids}
            {...saidSelect}
            value={merchantId ?? ''}
            options={[
              { value: '', label: t('desk.rewards.window') },
              ...(merchants.data?.rows ?? [])
                .filter(({ left }) => !left)
                .map((one) => ({ value: one.id, label: one.name })),
            ]}
            onChange={(next: string) => setMerchant(next === '' ? null : next)}
          />
        )}
      </Field>
      <Field
        label={t('desk.rewards.sponsor')}
        error={tried && sponsor.trim() === '' ? t('desk.rewards.missing') : undefined}
      >
        {(ids) => <Input {...ids} value={sponsor} maxLength={60} onChange={({ target }) => setSponsor(target.value)} />}
      </Field>
      <WordsField label={t('desk.rewards.words')} rows={2} most={300} value={words} change={setWords} />
      {kind !== 'goods' && (
        <Checkbox checked={counts} onChange={({ target }) => setCounts(target.checked)}>
          {t('desk.rewards.counts')}
        </Checkbox>
      )}
      {communities.length > 1 && (
        <Field label={t('level.community')}>
          {(ids) => (
            <Select
              {...ids}
              {...saidSelect}
              value={where ?? null}
              options={communities.map((one) => ({ value: one.path, label: one.name }))}
              onChange={setCommunity}
            />
          )}
        </Field>
      )}
    </SendForm>
  )
}

function PriceForm({ reward, close }: { reward: DeskReward; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const { now } = useSession()
  const [from, setFrom] = useState(dayOf(now()))
  const [price, setPrice] = useState<PriceDraft>({
    points: String(reward.points ?? ''),
    minutes: String(reward.minutes ?? ''),
    cost: (reward.costFen / 100).toFixed(2),
  })
  const [tried, setTried] = useState(false)
  const { busy, error, send } = useSend(
    async (body: NonNullable<ReturnType<typeof priceOf>> & { id: string; from: string }) => {
      await call('POST', '/desk/rewards/:rewardId/prices', { params: { rewardId: reward.id }, body })
      return true
    },
  )
  const submit = async () => {
    setTried(true)
    const wanted = priceOf(price)
    if (!wanted || from === '' || !(await send({ ...wanted, from }))) return
    close()
    await refreshCredits(client)
  }
  return (
    <SendForm label={t('desk.rewards.price')} busy={busy} error={error} submit={() => void submit()} cancel={close}>
      <PriceFields value={price} change={setPrice} problem={tried} />
      <Field label={t('desk.rewards.from')} note={t('desk.rewards.from.note')}>
        {(ids) => (
          <Input
            {...ids}
            className="day-input"
            type="date"
            value={from}
            onChange={({ target }) => setFrom(target.value)}
          />
        )}
      </Field>
    </SendForm>
  )
}

function StockForm({ reward, close }: { reward: DeskReward; close(): void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [pieces, setPieces] = useState('')
  const [tried, setTried] = useState(false)
  const { busy, error, send } = useSend(async (body: { id: string; pieces: number }) => {
    await call('POST', '/desk/rewards/:rewardId/stock', { params: { rewardId: reward.id }, body })
    return true
  })
  const submit = async () => {
    setTried(true)
    const whole = wholeOf(pieces)
    if (!whole || !(await send({ pieces: whole }))) return
    close()
    await refreshCredits(client)
  }
  return (
    <SendForm label={t('desk.rewards.stock')} busy={busy} error={error} submit={() => void submit()} cancel={close}>
      <p>{t('desk.rewards.stock.now', { n: reward.left ?? 0 })}</p>
      <NumberField
        label={t('desk.rewards.pieces')}
        note={t('desk.rewards.pieces.note')}
        value={pieces}
        error={tried && !wholeOf(pieces) ? t('desk.rewards.number') : undefined}
        change={setPieces}
      />
    </SendForm>
  )
}

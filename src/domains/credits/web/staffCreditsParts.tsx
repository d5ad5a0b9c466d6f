/** What the desk's pages of credits share: waiting or closed, states of orders, a button that does one thing. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { RefusalError } from '#ui/shared/api.ts'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { useSend } from '#ui/staff/send.ts'
import { Failed, Loading, NotPermitted } from '#ui/staff/states.tsx'
import { type Shape, StatusWord } from '#ui/staff/status-word.tsx'
import type { OrderState } from '../spec.ts'

interface WaitingProps {
  page: string
  query: { error: unknown; refetch(): unknown }
}

/** What a page shows while it has nothing to show: it is loading, it failed, or it is closed to this account. */
export function Waiting({ page, query: { error, refetch } }: WaitingProps) {
  if (error instanceof RefusalError && error.status === 403)
    return <NotPermitted page={page} roles={(error.facts.roles ?? []) as string[]} />
  return error ? <Failed error={error} again={() => void refetch()} /> : <Loading lines={10} />
}

const shapes: Record<OrderState, Shape> = {
  reserved: 'half',
  handed: 'check',
  settled: 'check',
  returned: 'cross',
  lapsed: 'cross',
}

export function OrderWord({ state }: { state: OrderState }) {
  const { t } = useWords()
  return <StatusWord shape={shapes[state]} word={t(`state.${state}`)} />
}

/** Reads everything of credits again. */
export async function refreshCredits(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ['credits'] })
}

interface DoProps {
  label: string
  /** What it is about, for who hears the page. */
  about: string
  primary?: boolean
  work(id: string): Promise<unknown>
}

/** A button that sends one deed and says why when it is refused. */
export function Do({ label, about, primary = false, work }: DoProps) {
  const client = useQueryClient()
  const { busy, error, send } = useSend(async ({ id }: { id: string }) => {
    await work(id)
    return true
  })
  const press = async () => {
    if (await send({})) await refreshCredits(client)
  }
  return (
    <span className="stack-small">
      <Button
        size="small"
        type={primary ? 'primary' : 'default'}
        loading={busy}
        aria-label={`${label} ${about}`}
        onClick={() => void press()}
      >
        {label}
      </Button>
      {error && (
        <span className="error-text" role="alert">
          {error}
        </span>
      )}
    </span>
  )
}

interface NumberFieldProps {
  label: string
  value: string
  note?: string
  error?: string | undefined
  change(value: string): void
}

/** A whole number, or an amount of money, typed as words. */
export function NumberField({ label, value, note, error, change }: NumberFieldProps) {
  return (
    <Field label={label} error={error} {...(note ? { note } : {})}>
      {(ids) => (
        <Input
          {...ids}
          inputMode="decimal"
          value={value}
          maxLength={12}
          onChange={({ target }) => change(target.value)}
        />
      )}
    </Field>
  )
}

/** @returns undefined for what is no whole number, null for nothing */
export function wholeOf(words: string): number | null | undefined {
  const clean = words.trim()
  if (clean === '') return null
  return /^-?\d{1,6}$/.test(clean) ? Number(clean) : undefined
}

/** Yuan as typed, in fen. @returns undefined for what is no amount */
export function fenOf(words: string): number | undefined {
  return /^\d{1,7}(\.\d{1,2})?$/.test(words.trim()) ? Math.round(Number(words) * 100) : undefined
}

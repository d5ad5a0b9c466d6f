/** Acting on a data request: one form per action; what is sent carries the version that was read. */
import { useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Dialog, SendForm } from '#ui/staff/dialog.tsx'
import { Choice, Field, WordsField } from '#ui/staff/fields.tsx'
import { useSend } from '#ui/staff/send.ts'
import { type Kinship, kinships, type RefusalReason, refusals } from '../rules.ts'
import type { RightsAction, RightsForm } from '../spec.ts'
import { actOnRights, type Forms, type RightsDetail } from './api.ts'
import { refreshRights } from './staffRightsParts.tsx'

export type Document = NonNullable<RightsForm['document']>

export const documents = [
  'id_card',
  'residence_permit',
  'social_card',
  'passport',
  'household_book',
] as const satisfies readonly Document[]

export const staffActions = ['take', 'answer', 'prove', 'refuse', 'ask_proof', 'hand_over'] as const
export type StaffAction = (typeof staffActions)[number] & RightsAction

interface Props {
  detail: RightsDetail
  action: StaffAction | undefined
  close(): void
}

export function ActionDialog({ detail, action, close }: Props) {
  const { t } = useWords()
  return (
    <Dialog open={action !== undefined} title={action ? t(`action.${action}`) : ''} close={close}>
      {action && <ActionForm key={action} detail={detail} action={action} close={close} />}
    </Dialog>
  )
}

/** What is written in any of the forms. */
interface Filled {
  words: string
  reason: RefusalReason | undefined
  place: string
  phone: string
  document: Document | undefined
  kinship: Kinship | undefined
}

function ActionForm({ detail, action, close }: Props & { action: StaffAction }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [filled, setFilled] = useState<Filled>({
    words: action === 'ask_proof' ? t('desk.rights.proof.default') : '',
    reason: undefined,
    place: detail.street.name,
    phone: detail.street.phone ?? '',
    document: undefined,
    kinship: undefined,
  })
  const [tried, setTried] = useState(false)
  const sending = useSend(async (body: { id: string; seen: number } & Forms[StaffAction]) => {
    const answer = await actOnRights(detail.id, action, body)
    await refreshRights(client, detail.number)
    return answer
  })
  const put = (next: Partial<Filled>) => setFilled({ ...filled, ...next })
  const form = formOf(action, filled, detail.about === 'kin')
  const missing = (value: string | undefined) => (tried && !value?.trim() ? t('desk.rights.missing') : undefined)

  const submit = async () => {
    setTried(true)
    if (!form) return
    if (await sending.send({ seen: detail.version, ...form })) close()
  }
  const text = (label: string, note?: string) => (
    <WordsField
      label={label}
      error={missing(filled.words)}
      {...(note ? { note } : {})}
      value={filled.words}
      most={action === 'ask_proof' ? 300 : 1000}
      rows={5}
      change={(words) => put({ words })}
    />
  )
  return (
    <SendForm
      label={t(`action.${action}`)}
      busy={sending.busy}
      error={sending.error}
      submit={() => void submit()}
      cancel={close}
    >
      {action === 'answer' && text(t('desk.rights.answer.label'), t('desk.rights.answer.note'))}
      {action === 'ask_proof' && text(t('desk.rights.proof.words'))}
      {action === 'refuse' && (
        <>
          <Choice
            label={t('desk.rights.refuse.reason')}
            values={refusals}
            value={filled.reason}
            words={(one) => t(`rights.reason.${one}`)}
            change={(reason) => put({ reason })}
            error={missing(filled.reason)}
            card
          />
          {text(t('desk.rights.refuse.words'), t('desk.rights.refuse.words.note'))}
          <div className="two-fields">
            <Field label={t('desk.rights.refuse.place')} error={missing(filled.place)}>
              {(ids) => (
                <Input
                  {...ids}
                  value={filled.place}
                  maxLength={100}
                  onChange={({ target }) => put({ place: target.value })}
                />
              )}
            </Field>
            <Field label={t('desk.rights.refuse.phone')} error={missing(filled.phone)}>
              {(ids) => (
                <Input
                  {...ids}
                  value={filled.phone}
                  maxLength={30}
                  inputMode="tel"
                  onChange={({ target }) => put({ phone: target.value })}
                />
              )}
            </Field>
          </div>
        </>
      )}
      {action === 'prove' && (
        <ProofFields
          kin={detail.about === 'kin'}
          document={filled.document}
          kinship={filled.kinship}
          tried={tried}
          change={put}
        />
      )}
    </SendForm>
  )
}

/** The form that is sent; undefined while something is missing. */
function formOf(action: StaffAction, filled: Filled, kin: boolean): Forms[StaffAction] | undefined {
  const { reason, document, kinship } = filled
  const words = filled.words.trim()
  const place = filled.place.trim()
  const phone = filled.phone.trim()
  if (action === 'take' || action === 'hand_over') return {}
  if (action === 'prove')
    return document && (kinship || !kin) ? { document, ...(kin && kinship ? { kinship } : {}) } : undefined
  if (words === '') return undefined
  if (action !== 'refuse') return { words }
  return reason && place !== '' && phone !== '' ? { reason, words, place, phone } : undefined
}

interface ProofProps {
  kin: boolean
  document: Document | undefined
  kinship: Kinship | undefined
  tried: boolean
  change(next: { document?: Document; kinship?: Kinship }): void
}

/** Which papers were seen. */
export function ProofFields({ kin, document, kinship, tried, change }: ProofProps) {
  const { t } = useWords()
  return (
    <>
      <Choice
        label={t('desk.rights.document')}
        values={documents}
        value={document}
        words={(one) => t(`window.document.${one}`)}
        change={(next) => change({ document: next })}
        error={tried && !document ? t('desk.rights.document.choose') : undefined}
      />
      {kin && (
        <Choice
          label={t('desk.rights.kinship')}
          values={kinships}
          value={kinship}
          words={(one) => t(`rights.kinship.${one}`)}
          change={(next) => change({ kinship: next })}
          error={tried && !kinship ? t('desk.rights.kinship.choose') : undefined}
        />
      )}
      <p className="meta">{t('desk.rights.document.note')}</p>
    </>
  )
}

/** Inviting a colleague: name, sign-in name, the roles proposed for them; then the link that is shown once. */
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { dayOf } from '#lib/days.ts'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { SendForm } from '#ui/staff/dialog.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { Icon } from '#ui/staff/icons.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { useSend } from '#ui/staff/send.ts'
import { LOGIN } from '../rules.ts'
import { call, type HandedLink } from './api.ts'
import { LinkDialog } from './staffLink.tsx'
import { ClosedToOthers, emptyRole, type RoleDraft, RoleFields, useRefresh, wantedOf } from './staffParts.tsx'

export default function InvitePage() {
  const { t } = useWords()
  const { actor, now } = useSession()
  const [, navigate] = useLocation()
  const refresh = useRefresh()
  const today = dayOf(now())
  const city = actor?.grants[0]?.path.slice(0, 4) ?? ''
  const [name, setName] = useState('')
  const [login, setLogin] = useState('')
  const [roles, setRoles] = useState<{ key: number; value: RoleDraft }[]>([])
  const [handed, setHanded] = useState<HandedLink>()
  const [problems, setProblems] = useState<{ name?: string; login?: string }>({})
  const sending = useSend((body: Parameters<typeof call<'POST', '/staff'>>[2]['body']) =>
    call('POST', '/staff', { body }),
  )

  if (!actor?.permissions.includes('staff.invite')) return <ClosedToOthers page={t('staff.invite')} />
  const submit = async () => {
    const clean = login.trim().toLowerCase()
    const found = {
      ...(name.trim() === '' ? { name: t('staff.name.fill') } : {}),
      ...(new RegExp(LOGIN).test(clean) ? {} : { login: t('staff.login.fill') }),
    }
    setProblems(found)
    const wanted = roles.map(({ value }) => wantedOf(value))
    if (wanted.some((one) => one === undefined)) return sending.setError(t('staff.role.unfinished'))
    if (Object.keys(found).length > 0) return
    const answer = await sending.send({
      name: name.trim(),
      login: clean,
      roles: wanted.filter((one) => one !== undefined),
    })
    if (!answer) return
    setHanded(answer)
    await refresh()
  }
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={t('staff.invite')} />
        <span className="meta">{t('staff.invite.note')}</span>
      </header>
      <div className="page-body page-narrow">
        <section className="card card-body card-body-even">
          <SendForm
            label={t('staff.invite.do')}
            busy={sending.busy}
            error={sending.error}
            submit={() => void submit()}
            cancel={() => navigate('/desk/staff')}
          >
            <div className="two-fields">
              <Field label={t('staff.name')} error={problems.name}>
                {(ids) => (
                  <Input
                    {...ids}
                    value={name}
                    maxLength={30}
                    autoComplete="off"
                    onChange={({ target }) => setName(target.value)}
                  />
                )}
              </Field>
              <Field label={t('signIn.login')} error={problems.login} note={t('staff.login.note')}>
                {(ids) => (
                  <Input
                    {...ids}
                    value={login}
                    maxLength={60}
                    autoComplete="off"
                    autoCapitalize="off"
                    onChange={({ target }) => setLogin(target.value)}
                  />
                )}
              </Field>
            </div>
            {roles.map(({ key, value }, index) => (
              <fieldset key={key} className="field role-fields">
                <legend>{t('staff.role.nth', { n: index + 1 })}</legend>
                <RoleFields
                  value={value}
                  city={city}
                  change={(next) => setRoles(roles.map((one) => (one.key === key ? { key, value: next } : one)))}
                />
                <div className="row">
                  <Button size="small" onClick={() => setRoles(roles.filter((one) => one.key !== key))}>
                    {t('staff.role.remove')}
                  </Button>
                </div>
              </fieldset>
            ))}
            <div className="row">
              <Button
                disabled={roles.length >= 10}
                onClick={() =>
                  setRoles([
                    ...roles,
                    { key: Math.max(0, ...roles.map(({ key }) => key)) + 1, value: emptyRole(today) },
                  ])
                }
              >
                <Icon name="plus" small />
                {t('staff.role.add')}
              </Button>
              <span className="meta">{t('staff.role.later')}</span>
            </div>
          </SendForm>
        </section>
      </div>
      <LinkDialog handed={handed} close={() => navigate(`/desk/staff/${handed?.personId ?? ''}`)} />
    </>
  )
}

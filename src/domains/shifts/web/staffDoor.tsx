/**
 * The screen at the door: six big digits and their QR, new each minute. It holds codes for some minutes ahead, so that it goes
 * on without network for a while.
 */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useParams } from 'wouter'
import { useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { Failed, Loading } from '#ui/staff/states.tsx'
import { call } from './api.ts'
import { Closed, When } from './staffParts.tsx'

const SECOND = 1000

export default function DoorPage() {
  const { t } = useWords()
  const { actor, now } = useSession()
  const { id = '' } = useParams<{ id: string }>()
  const found = useQuery({
    queryKey: ['shift door', id],
    queryFn: ({ signal }) => call('GET', '/desk/shifts/:id/codes', { params: { id }, signal }),
    refetchInterval: 20 * SECOND,
  })
  const [at, setAt] = useState(() => now().getTime())
  useEffect(() => {
    const timer = setInterval(() => setAt(now().getTime()), SECOND)
    return () => clearInterval(timer)
  }, [now])
  const page = t('desk.door.title')
  if (!actor?.permissions.includes('shifts.confirm')) return <Closed page={page} permission="shifts.confirm" />
  if (!found.data)
    return found.error ? <Failed error={found.error} again={() => void found.refetch()} /> : <Loading lines={6} />

  const { name, place, from, to, arrived, codes } = found.data
  const shown = codes.find((one) => at < Date.parse(one.until))
  const left = shown ? Math.max(0, Math.ceil((Date.parse(shown.until) - at) / SECOND)) : 0
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <Link href={`/desk/shifts/${id}`} className="link row-end">
          {t('desk.door.back')}
        </Link>
      </header>
      <div className="page-body">
        <section className="card card-body card-body-even shift-door" aria-label={page}>
          <p>
            <b data-said>{name}</b> <span data-said>{place}</span> <When from={from} to={to} />
          </p>
          {shown ? (
            <>
              <p className="shift-code num">
                {shown.code.slice(0, 3)} {shown.code.slice(3)}
              </p>
              <img src={shown.qr} alt={t('desk.door.qr', { code: shown.code })} width={280} height={280} />
              <p>{t('desk.door.how')}</p>
              <p className="meta">
                {t('desk.door.left', { n: left })} · {t('desk.door.arrived', { n: arrived })}
              </p>
            </>
          ) : (
            <p role="alert">{t('desk.door.none')}</p>
          )}
        </section>
      </div>
    </>
  )
}

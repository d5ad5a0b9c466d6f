/** The pages of shifts and casual help, loaded together: the list, one shift, checking in, casual help. */
import { useLocation } from 'wouter'
import ResidentCasual from './residentCasual.tsx'
import ResidentCheckin from './residentCheckin.tsx'
import ResidentShift from './residentShift.tsx'
import ResidentShifts from './residentShifts.tsx'

export default function ResidentShiftPages({ params }: { params: Record<string, string | undefined> }) {
  const [address] = useLocation()
  if (params.id !== undefined) return <ResidentShift params={params} />
  if (address === '/volunteer/checkin') return <ResidentCheckin />
  return address === '/volunteer/casual' ? <ResidentCasual /> : <ResidentShifts />
}

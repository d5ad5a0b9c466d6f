/** What I have earned and can spend: both accounts, what is kept for me, what ends first; and the statement of one of them. */
import { CreditsHome } from './residentCreditsHome.tsx'
import { Statement } from './residentStatement.tsx'

export default function ResidentCredits({ params: { account } }: { params: Record<string, string | undefined> }) {
  if (account === 'points' || account === 'time_credit') return <Statement key={account} account={account} />
  return <CreditsHome />
}

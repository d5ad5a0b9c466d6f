/** Starts the workbench: one language's words, then who is signed in, then the screens. */
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '#ui/staff/staff.css'
import { BusyError, OfflineError, RefusalError } from '#ui/shared/api.ts'
import { SessionProvider } from '#ui/shared/session.tsx'
import { loadFirst, WordsProvider } from '#ui/shared/words.tsx'
import { App, SIGNED_OUT } from './app.tsx'

const catalogues = { zh: () => import('./words.zh.ts'), en: () => import('./words.en.ts') }

const client = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof RefusalError && error.status === 401) dispatchEvent(new Event(SIGNED_OUT))
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && (error instanceof OfflineError || error instanceof BusyError),
      networkMode: 'always',
    },
  },
})

const root = document.getElementById('app')
const first = await loadFirst(catalogues)
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <WordsProvider catalogues={catalogues} first={first}>
          <SessionProvider>
            <App />
          </SessionProvider>
        </WordsProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

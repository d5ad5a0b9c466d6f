/** Starts the resident app: the mode before anything is drawn, then one language's words, then the screens. */
import { createRoot } from 'react-dom/client'
import '#ui/resident/tokens.css'
import '#ui/resident/kit.css'
import '#domains/honours/web/resident.css'
import '#domains/credits/web/resident.css'
import '#domains/open311/web/resident.css'
import '#domains/proof/web/resident.css'
import '#domains/register/web/resident.css'
import '#domains/requests/web/resident.css'
import '#domains/shifts/web/resident.css'
import '#domains/volunteers/web/resident.css'
import { applyMode, ModeProvider } from '#ui/resident/mode.tsx'
import { SessionProvider } from '#ui/shared/session.tsx'
import { loadFirst, WordsProvider } from '#ui/shared/words.tsx'
import { App } from './app.tsx'

const more = {
  zh: () => import('./own.zh.ts'),
  en: () => import('./own.en.ts'),
}
const catalogues = { zh: () => import('./words.zh.ts'), en: () => import('./words.en.ts') }

applyMode()
const root = document.getElementById('app')
const first = await loadFirst(catalogues)
if (root) {
  createRoot(root).render(
    <WordsProvider catalogues={catalogues} more={more} first={first}>
      <SessionProvider>
        <ModeProvider>
          <App />
        </ModeProvider>
      </SessionProvider>
    </WordsProvider>,
  )
}

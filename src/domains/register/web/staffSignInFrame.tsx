/** The page around signing in: the name of the program, the language, the cards. */
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from '#ui/staff/icons.tsx'

export function SignInFrame({ children }: { children: ReactNode }) {
  const { t, locale, setLocale } = useWords()
  const other = locale === 'en' ? 'zh' : 'en'
  return (
    <main className="sign-in" id="main">
      <div className="sign-in-card">
        <div className="row">
          <div className="desk-logo">
            <Icon name="buildingCommunity" />
            {t('app.name')}
            <span>{t('desk.name')}</span>
          </div>
          <Button
            type="link"
            className="row-end no-print"
            lang={other === 'zh' ? 'zh-CN' : 'en'}
            onClick={() => void setLocale(other)}
          >
            {t(`app.language.${other}`)}
          </Button>
        </div>
        {children}
      </div>
    </main>
  )
}

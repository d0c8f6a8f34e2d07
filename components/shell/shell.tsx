'use client'

import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useStream } from '../live/stream'
import { OperationsDrawer } from '../operations/operations-drawer'
import { Dialog } from '../ui/dialog'
import { Notice } from '../ui/notice'
import { Time } from '../ui/time'
import { AnnounceRoute } from './announce-route'
import { Navigation } from './navigation'
import { type SignedIn, SignedInProvider } from './signed-in'
import { TopBar } from './top-bar'

interface ShellProps {
  arrayName: string
  /** Of the newest change when the page was rendered. */
  sequence: number
  user: SignedIn
  signOut: () => void
  children: ReactNode
}

/** The frame around every page behind the sign-in. */
export function Shell({ arrayName, sequence, user, signOut, children }: ShellProps) {
  const t = useTranslations('shell')
  const staleSince = useStream(sequence)
  const [open, setOpen] = useState<'navigation' | 'operations' | null>(null)
  const close = () => setOpen(null)
  return (
    <SignedInProvider user={user}>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('skip')}
      </a>
      <AnnounceRoute />
      <div className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
        <aside className="hidden bg-bezel lg:block">
          <div className="sticky top-0 h-dvh overflow-y-auto">
            <Navigation arrayName={arrayName} />
          </div>
        </aside>
        <div className="flex min-w-0 flex-col">
          <TopBar
            onNavigation={() => setOpen('navigation')}
            onOperations={() => setOpen('operations')}
            signOut={signOut}
          />
          {staleSince ? (
            <div className="fixed inset-x-3 bottom-3 z-30 mx-auto max-w-xl rounded-md bg-raised shadow-overlay">
              <Notice tone="warn" title={t('stale.title')} live>
                {t.rich('stale.text', { since: () => <Time at={staleSince.toISOString()} show="relative" /> })}
              </Notice>
            </div>
          ) : null}
          <main id="content" className="mx-auto w-full max-w-[90rem] min-w-0 flex-1 px-3 py-4 sm:px-6 sm:py-5">
            {children}
          </main>
        </div>
      </div>
      <Dialog place="left" title={t('navigation')} open={open === 'navigation'} onOpenChange={close}>
        <Navigation arrayName={arrayName} onChoose={close} />
      </Dialog>
      <OperationsDrawer open={open === 'operations'} onOpenChange={close} />
    </SignedInProvider>
  )
}

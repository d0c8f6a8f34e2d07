'use client'

import { Toast as Base } from '@base-ui/react/toast'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { IconButton } from './button'

const manager = Base.createToastManager()

/** Says that what the person did is done. */
export function toastDone(title: string, description?: string): void {
  manager.add({ type: 'done', title, description })
}

/** Says that it is not, and why. Stays until dismissed. */
export function toastFailed(title: string, description?: string): void {
  manager.add({ type: 'failed', title, description, timeout: 0, priority: 'high' })
}

export function Toaster() {
  return (
    <Base.Provider toastManager={manager} limit={4}>
      <Base.Portal>
        <Base.Viewport className="fixed right-3 bottom-3 z-50 flex w-[min(24rem,calc(100vw-1.5rem))] flex-col gap-2">
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function Toasts() {
  const t = useTranslations('common.actions')
  const { toasts } = Base.useToastManager()
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      swipeDirection="right"
      className="appear rounded-md bg-raised shadow-overlay ring-1 ring-line data-limited:hidden"
    >
      <Base.Content className="flex items-start gap-2.5 py-2 pr-1.5 pl-3">
        {toast.type === 'failed' ? (
          <CircleAlert aria-hidden className="mt-1 size-4 shrink-0 text-crit" />
        ) : (
          <CircleCheck aria-hidden className="mt-1 size-4 shrink-0 text-good" />
        )}
        <div className="min-w-0 flex-1 py-0.5 text-sm break-words">
          <Base.Title className="font-semibold" />
          <Base.Description className="text-soft" />
        </div>
        <Base.Close
          render={
            <IconButton label={t('close')} size="sm">
              <X aria-hidden />
            </IconButton>
          }
        />
      </Base.Content>
    </Base.Root>
  ))
}

'use client'

import { Toast as Base } from '@base-ui/react/toast'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './button'
import { receiveToasts } from './toast'

export default function ToastStack() {
  return (
    <Base.Provider limit={4}>
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
  const { toasts, add, close } = Base.useToastManager()

  useEffect(
    () =>
      receiveToasts(({ type, title, description }) =>
        add({ type, title, description, ...(type === 'failed' ? { timeout: 0, priority: 'high' } : {}) }),
      ),
    [add],
  )

  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      // It asks for nothing, so it is no dialog; what it says goes through the toaster's live region.
      role="group"
      aria-modal={undefined}
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
        <IconButton label={t('close')} size="sm" onClick={() => close(toast.id)}>
          <X aria-hidden />
        </IconButton>
      </Base.Content>
    </Base.Root>
  ))
}

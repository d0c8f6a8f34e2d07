'use client'

import { CircleStop, StepForward, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import { Button } from '../ui/button'
import { laterDialog } from '../ui/later-dialog'
import { isPossible, type ManyAction } from './many'

const ManyDialog = laterDialog(async () => (await import('./many-dialog')).ManyDialog)

const ICONS = { prepareAndStart: StepForward, stop: CircleStop, delete: Trash2 } as const

/** What can be done with several instant copies, one after the other. */
export function SelectionBar({ copies, clear }: { copies: InstantCopy[]; clear: () => void }) {
  const t = useTranslations('instantCopies')
  const [action, setAction] = useState<ManyAction>('stop')
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-accent-soft px-3 py-2.5">
      <span className="text-sm font-medium" aria-live="polite">
        {t('selection.selected', { count: copies.length })}
      </span>
      {(['prepareAndStart', 'stop', 'delete'] as const).map((name) => {
        const Icon = ICONS[name]
        return (
          <Button
            key={name}
            icon={<Icon aria-hidden />}
            disabledReason={copies.some((copy) => isPossible(name, copy)) ? null : t('many.none')}
            onClick={() => {
              setAction(name)
              setOpen(true)
            }}
          >
            {t(`actions.${name}`)}
          </Button>
        )
      })}
      <Button variant="quiet" icon={<X aria-hidden />} onClick={clear}>
        {t('selection.clear')}
      </Button>
      <ManyDialog action={action} copies={copies} open={isOpen} onOpenChange={setOpen} onDone={clear} />
    </div>
  )
}

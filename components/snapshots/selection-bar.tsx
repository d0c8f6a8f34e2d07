'use client'

import { CircleMinus, RotateCw, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Snapshot } from '@/server/array/snapshots/schema'
import { Button } from '../ui/button'
import { laterDialog } from '../ui/later-dialog'
import type { ManyAction } from './many-dialog'

const ManyDialog = laterDialog(async () => (await import('./many-dialog')).ManyDialog)

const ICONS = { recreate: RotateCw, disable: CircleMinus, delete: Trash2 } as const

/** What can be done with several snapshots at once. */
export function SelectionBar({ snapshots, clear }: { snapshots: Snapshot[]; clear: () => void }) {
  const t = useTranslations('snapshots')
  const [action, setAction] = useState<ManyAction>('recreate')
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-accent-soft px-3 py-2.5">
      <span className="text-sm font-medium" aria-live="polite">
        {t('selection.selected', { count: snapshots.length })}
      </span>
      {(['recreate', 'disable', 'delete'] as const).map((name) => {
        const Icon = ICONS[name]
        return (
          <Button
            key={name}
            icon={<Icon aria-hidden />}
            disabledReason={snapshots.every((snapshot) => snapshot.actions[name] !== null) ? t('many.none') : null}
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
      <ManyDialog action={action} snapshots={snapshots} open={isOpen} onOpenChange={setOpen} onDone={clear} />
    </div>
  )
}

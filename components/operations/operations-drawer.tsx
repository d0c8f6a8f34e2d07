'use client'

import { Activity } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Dialog, DialogBody } from '../ui/dialog'
import { EmptyState } from '../ui/empty-state'
import { OperationList } from './operation-list'

interface OperationsDrawerProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Everything long that runs or waits, whoever started it. */
export function OperationsDrawer({ open, onOpenChange }: OperationsDrawerProps) {
  const t = useTranslations('shell.operations')
  return (
    <Dialog place="side" open={open} onOpenChange={onOpenChange} title={t('title')}>
      <DialogBody>
        <OperationList
          onLeave={() => onOpenChange(false)}
          empty={
            <EmptyState icon={Activity} title={t('none')}>
              {t('noneText')}
            </EmptyState>
          }
        />
      </DialogBody>
    </Dialog>
  )
}

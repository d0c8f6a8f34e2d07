'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'
import { ProblemError } from './rest'

/** What the array said instead of an answer, and another try. */
export function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useTranslations('common')
  return (
    <div className="p-3">
      <Notice
        tone="crit"
        title={t('failed.title')}
        action={
          <Button size="sm" icon={<RotateCw aria-hidden />} onClick={onRetry}>
            {t('actions.retry')}
          </Button>
        }
      >
        {error instanceof ProblemError ? error.problem.detail : t('failed.text')}
      </Notice>
    </div>
  )
}

'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { IconButton } from '../button'

interface PaginationProps {
  page: number
  pageSize: number
  total: number
  onPage: (page: number) => void
}

/** Which rows of how many these are, and the way to the others. */
export function Pagination({ page, pageSize, total, onPage }: PaginationProps) {
  const t = useTranslations('common.pages')
  const format = useFormatter()
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const first = (page - 1) * pageSize + 1
  const last = Math.min(total, page * pageSize)
  return (
    <nav aria-label={t('label')} className="flex items-center justify-end gap-2 border-t border-line px-3 py-1.5 text-sm text-soft">
      <span className="figures" aria-live="polite">
        {t('range', { first: format.number(first), last: format.number(last), total: format.number(total) })}
      </span>
      <IconButton
        label={t('previous')}
        size="sm"
        disabledReason={page <= 1 ? t('isFirst') : null}
        onClick={() => onPage(page - 1)}
      >
        <ChevronLeft aria-hidden />
      </IconButton>
      <IconButton
        label={t('next')}
        size="sm"
        disabledReason={page >= pages ? t('isLast') : null}
        onClick={() => onPage(page + 1)}
      >
        <ChevronRight aria-hidden />
      </IconButton>
    </nav>
  )
}

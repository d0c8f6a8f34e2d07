'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'
import { PageHeader } from '../ui/page-header'

/** What stands in the place of a page that failed while it was made; the server's log has the error by its digest. */
export function PageFailed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations('shell.error')
  const common = useTranslations('common.actions')
  return (
    <>
      <PageHeader title={t('title')} />
      <Notice
        tone="crit"
        action={
          <Button size="sm" icon={<RotateCw aria-hidden />} onClick={reset}>
            {common('retry')}
          </Button>
        }
      >
        {t('text')} {error.digest ? <code className="font-mono text-xs">{error.digest}</code> : null}
      </Notice>
    </>
  )
}

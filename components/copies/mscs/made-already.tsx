'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { oneQuery } from '../../live/queries'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { DiskLink } from '../../virtual-disks/disk-link'
import { MappedTo } from '../../virtual-disks/mapped-to'
import type { CopyFields, CopyForm } from '../wizard/fields'

/** What an earlier attempt has done, which is not done again unless the person wants another snapshot. */
export function MadeAlready({ form, values }: { form: CopyForm; values: CopyFields }) {
  const t = useTranslations('copies.mscs')
  const snapshot = useQuery(oneQuery('virtualDisk', values.madeSnapshotId))
  const anew = (
    <Button
      size="sm"
      onClick={() => {
        form.setValue('madeSnapshotId', '')
        form.setValue('madeMapping', false)
      }}
    >
      {t('anew')}
    </Button>
  )
  if (snapshot.error && !snapshot.data) {
    return (
      <Notice tone="crit" title={t('madeGone')} action={anew}>
        {t('madeGoneText')}
      </Notice>
    )
  }
  return (
    <Notice tone="good" title={t('made')} action={anew}>
      <DiskLink id={values.madeSnapshotId} /> · {snapshot.data ? <MappedTo disk={snapshot.data} /> : null}
    </Notice>
  )
}

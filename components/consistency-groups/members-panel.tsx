'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus, Unlink } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ConsistencyGroup } from '@/server/array/consistency-groups/schema'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import { InstantCopyProgress } from '../instant-copies/instant-copy-progress'
import { InstantCopyStatusChip } from '../instant-copies/instant-copy-status'
import { useCommand } from '../live/command'
import { listQuery } from '../live/queries'
import { refusalOf } from '../live/refusal'
import { why } from '../shell/why-not'
import { Button, IconButton } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { laterDialog } from '../ui/later-dialog'
import { Panel } from '../ui/panel'
import { Skeleton } from '../ui/skeleton'
import { toastDone } from '../ui/toast'

const AddDialog = laterDialog(async () => (await import('./add-dialog')).AddDialog)

/** The instant copies that go as one; they come and go while the group rests. */
export function MembersPanel({ group }: { group: ConsistencyGroup }) {
  const t = useTranslations('consistencyGroups.members')
  const members = useQuery(listQuery('instantCopy', { consistencyGroupId: group.id, sort: 'name', limit: 1000 })).data?.items
  const [adding, setAdding] = useState(false)
  return (
    <Panel
      title={t('title')}
      flush
      actions={
        <Button size="sm" icon={<Plus aria-hidden />} disabledReason={why(group.actions.regroup)} onClick={() => setAdding(true)}>
          {t('add')}
        </Button>
      }
    >
      {members === undefined ? <Skeleton className="m-4 h-16" /> : null}
      {members?.length === 0 ? <p className="px-4 py-3.5 text-sm text-soft">{t('none')}</p> : null}
      <ul className="divide-y divide-line">
        {members?.map((copy) => (
          <MemberRow key={copy.id} copy={copy} group={group} isLast={members.length === 1} />
        ))}
      </ul>
      <AddDialog group={group} open={adding} onOpenChange={setAdding} />
    </Panel>
  )
}

function MemberRow({ copy, group, isLast }: { copy: InstantCopy; group: ConsistencyGroup; isLast: boolean }) {
  const t = useTranslations('consistencyGroups.members')
  const pair = useTranslations('instantCopies')
  const run = useCommand()
  const [isOpen, setOpen] = useState(false)
  return (
    <li className="grid items-center gap-x-4 gap-y-1.5 px-4 py-2.5 text-sm sm:grid-cols-[1fr_14rem_auto]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2">
          <Link href={`/instant-copies/${copy.id}`} className="font-medium text-link [overflow-wrap:anywhere] hover:underline">
            {copy.name}
          </Link>
          <InstantCopyStatusChip status={copy.status} />
        </div>
        <p className="text-xs text-faint [overflow-wrap:anywhere]">{pair('pair', { source: copy.sourceName, target: copy.targetName })}</p>
      </div>
      <InstantCopyProgress copy={copy} compact />
      <IconButton label={t('remove', { name: copy.name })} size="sm" disabledReason={why(group.actions.regroup)} onClick={() => setOpen(true)}>
        <Unlink aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={t('removeTitle', { name: copy.name, group: group.name })}
        consequences={[t('removeText'), ...(isLast && group.autoDelete ? [t('removeLast')] : [])]}
        confirmLabel={t('removeConfirm')}
        onConfirm={async () =>
          refusalOf(await run('updateInstantCopy', { id: copy.id, consistencyGroupId: null }), () =>
            toastDone(t('removeDone', { name: copy.name })),
          )
        }
      />
    </li>
  )
}

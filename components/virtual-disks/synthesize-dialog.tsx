'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Identities } from '@/server/array/identities/schema'
import { useCommand } from '../live/command'
import { Failed } from '../live/failed'
import { refusalOf } from '../live/refusal'
import { getJson } from '../live/rest'
import { Button } from '../ui/button'
import { Dialog, DialogBody, DialogFooter, useDialog } from '../ui/dialog'
import { Notice } from '../ui/notice'
import { Skeleton } from '../ui/skeleton'
import { toastDone } from '../ui/toast'
import { IdentityList } from './identity-list'

interface SynthesizeDialogProps {
  disk: { id: string; name: string }
  /** The instant copy as whose target it gets them; left out, it is a disk like others. */
  instantCopyId?: string
  open: boolean
  onOpenChange: (open: boolean) => void
}
type Of = Pick<SynthesizeDialogProps, 'disk' | 'instantCopyId'>

/** What is found on the disk and what each identifier becomes; then, once it is made, the same as it was made. */
export function SynthesizeDialog({ open, onOpenChange, ...of }: SynthesizeDialogProps) {
  const t = useTranslations('identities')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title', { name: of.disk.name })}>
      <Content {...of} />
    </Dialog>
  )
}

function Content(of: Of) {
  const { disk } = of
  const [made, setMade] = useState<Identities | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['identities', disk.id],
    queryFn: ({ signal }) => getJson<Identities>(`virtual-disks/${disk.id}/identities`, signal),
    // What was read is what is confirmed; every opening looks afresh.
    staleTime: Infinity,
    gcTime: 0,
  })
  if (made) return <Made disk={disk} made={made} />
  if (data) return <Plan {...of} plan={data} onMade={setMade} />
  return <DialogBody>{error ? <Failed error={error} onRetry={() => void refetch()} /> : <Skeleton className="h-32 w-full" />}</DialogBody>
}

interface PlanProps extends Of {
  plan: Identities
  onMade: (made: Identities) => void
}

function Plan({ disk, instantCopyId, plan, onMade }: PlanProps) {
  const t = useTranslations('identities')
  const common = useTranslations('common.actions')
  const run = useCommand()
  const dialog = useDialog()
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const changes = plan.structures.some(({ identities }) => identities.length > 0)

  async function synthesize() {
    setPending(true)
    dialog.lock(true)
    const { seed } = plan
    const outcome = await (instantCopyId === undefined ? run('synthesize', { id: disk.id, seed }) : run('synthesizeInstantCopy', { id: instantCopyId, seed }))
    setPending(false)
    dialog.lock(false)
    setRefusal(
      refusalOf(outcome, (made) => {
        toastDone(t('done', { name: disk.name }))
        onMade(made)
      }),
    )
  }

  return (
    <>
      <DialogBody>
        <p className="text-sm text-soft">{t(changes ? 'willChange' : 'nothing', { name: disk.name })}</p>
        <IdentityList structures={plan.structures} />
        {changes ? <Beside disk={disk} complete={plan.complete} /> : null}
        {plan.warnings.map(({ code, detail, remedy }) => (
          <Notice key={code} tone="warn">
            {detail} {remedy}
          </Notice>
        ))}
        {refusal ? (
          <Notice tone="crit" live>
            {refusal}
          </Notice>
        ) : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={dialog.close}>{common('cancel')}</Button>
        <Button variant="danger" pending={pending} disabledReason={changes ? null : t('nothingWhy')} onClick={() => void synthesize()}>
          {t('confirm')}
        </Button>
      </DialogFooter>
    </>
  )
}

function Made({ disk, made }: { disk: Of['disk']; made: Identities }) {
  const t = useTranslations('identities')
  const common = useTranslations('common.actions')
  const dialog = useDialog()
  return (
    <>
      <DialogBody>
        <Notice tone="good" live>
          {t('made', { name: disk.name })}
        </Notice>
        <IdentityList structures={made.structures} />
        <Beside disk={disk} complete={made.complete} />
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={dialog.close}>
          {common('close')}
        </Button>
      </DialogFooter>
    </>
  )
}

/** Whether a host may see it beside the one that it was copied from. */
function Beside({ disk, complete }: { disk: Of['disk']; complete: boolean }) {
  const t = useTranslations('identities')
  return <Notice tone={complete ? 'idle' : 'warn'}>{t(complete ? 'beside' : 'notBeside', { name: disk.name })}</Notice>
}

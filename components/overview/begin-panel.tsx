'use client'

import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { listQuery } from '../live/queries'
import { Panel } from '../ui/panel'

/** The way from an empty array to the first copy; gone once it has been walked. */
export function BeginPanel() {
  const t = useTranslations('overview.begin')
  const pools = useQuery(listQuery('pool', { limit: 1 })).data?.total
  const disks = useQuery(listQuery('virtualDisk', { limit: 1 })).data?.total
  const hosts = useQuery(listQuery('host', { limit: 1 })).data?.total
  const copies = useQuery(listQuery('copy', { limit: 1 })).data?.total
  if (pools === undefined || disks === undefined || hosts === undefined || copies === undefined) return null
  if (disks > 0 && hosts > 0) return null
  const steps = [
    { done: pools > 0, href: '/pools', title: t('pool'), text: t('poolText') },
    { done: disks > 0, href: '/virtual-disks/new', title: t('disk'), text: t('diskText') },
    { done: hosts > 0, href: '/hosts/new', title: t('host'), text: t('hostText') },
    { done: copies > 0, href: '/copies/new', title: t('copy'), text: t('copyText') },
  ]
  return (
    <div className="mb-4">
      <Panel title={t('title')} flush>
        <ol className="grid divide-line max-lg:divide-y lg:grid-cols-4 lg:divide-x">
          {steps.map((step, index) => (
            <li key={step.href} className="relative flex items-start gap-3 px-4 py-3 hover:bg-hover">
              <span
                aria-hidden
                className={
                  step.done
                    ? 'grid size-6 shrink-0 place-items-center rounded-full bg-good-soft text-good'
                    : 'figures grid size-6 shrink-0 place-items-center rounded-full border border-edge text-xs font-semibold'
                }
              >
                {step.done ? <Check className="size-3.5" /> : index + 1}
              </span>
              <div className="min-w-0 text-sm">
                <Link href={step.href} className="font-medium text-link after:absolute after:inset-0 hover:underline">
                  {step.title}
                </Link>
                <p className="text-soft">
                  {step.text}
                  {step.done ? <span className="sr-only"> ({t('done')})</span> : null}
                </p>
              </div>
            </li>
          ))}
        </ol>
      </Panel>
    </div>
  )
}

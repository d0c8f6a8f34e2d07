'use client'

import { useTranslations } from 'use-intl'
import type { Preview } from '@/server/array/instant-copies/preview-schema'
import { Notice } from '../ui/notice'
import { why } from '../shell/why-not'
import type { Said } from './drive'

/** What has not been said yet that has to be. */
export function unsaid({ needs }: Pick<Preview, 'needs'>, said: Said): boolean {
  return needs.some(({ field }) => !said[field])
}

interface ConsentsProps {
  preview: Pick<Preview, 'needs' | 'warnings'>
  said: Said
  onChange: (said: Said) => void
}

/** The warnings, and what has to be said in so many words, each beside what it is about. */
export function Consents({ preview: { needs, warnings }, said, onChange }: ConsentsProps) {
  const t = useTranslations('instantCopies.consents')
  const fields = (['failTargetSnapshots', 'overrideInUse'] as const).filter((field) => needs.some((need) => need.field === field))
  return (
    <div className="flex flex-col gap-2.5 empty:hidden">
      {warnings.map((warning) => (
        <Notice key={`${warning.code} ${warning.detail}`} tone="warn">
          {why(warning)}
        </Notice>
      ))}
      {fields.map((field) => (
        <div key={field} className="flex flex-col gap-2 rounded-md border border-crit/35 p-2.5">
          {needs.map((need) => (need.field === field ? <Reason key={need.reason.detail} text={why(need.reason)} /> : null))}
          <Consent label={t(field)} checked={said[field]} onChange={(checked) => onChange({ ...said, [field]: checked })} />
        </div>
      ))}
    </div>
  )
}

function Reason({ text }: { text: string | null }) {
  return <p className="text-sm">{text}</p>
}

interface ConsentProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}

export function Consent({ label, checked, onChange }: ConsentProps) {
  return (
    <label className="flex items-start gap-2.5 text-sm font-medium">
      <input
        type="checkbox"
        checked={checked}
        onChange={(change) => onChange(change.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      {label}
    </label>
  )
}

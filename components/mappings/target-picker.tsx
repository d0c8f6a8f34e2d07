'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import clsx from 'clsx'
import { Monitor, Server } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { MappingTarget } from '@/server/array/mappings/schema'
import { why } from '../shell/why-not'
import { RadioDot } from '../ui/radio-cards'
import { Skeleton } from '../ui/skeleton'
import { Tag } from '../ui/state-chip'
import { TextField } from '../ui/text-field'
import { valueOf } from './targets'

interface TargetPickerProps {
  label: string
  /** undefined while they are on their way. */
  targets: MappingTarget[] | undefined
  value: string
  onChange: (value: string) => void
  error?: string | undefined
}

/** More than a person takes in at a glance. */
const SEARCHED = 8

/** One of the hosts and host groups; beside those that can't be chosen, why, and beside the others what to heed. */
export function TargetPicker({ label, targets, value, onChange, error }: TargetPickerProps) {
  const t = useTranslations('virtualDisks.map')
  const [part, setPart] = useState('')
  if (!targets) return <Skeleton className="h-28 w-full" />
  const sought = part.trim().toLowerCase()
  const shown = targets.filter((target) => valueOf(target) === value || target.name.toLowerCase().includes(sought))
  return (
    <div className="flex flex-col gap-2">
      <p aria-hidden className="text-sm font-medium">
        {label}
      </p>
      {targets.length > SEARCHED ? (
        <TextField
          label={t('search')}
          type="search"
          value={part}
          onChange={(change) => setPart(change.target.value)}
          onKeyDown={(key) => key.key === 'Enter' && key.preventDefault()}
        />
      ) : null}
      {error ? <p className="text-sm text-crit">{value === '' ? t('chooseOne') : error}</p> : null}
      <RadioGroup
        aria-label={label}
        value={value}
        onValueChange={(next) => onChange(String(next))}
        className="max-h-80 divide-y divide-line overflow-y-auto rounded-lg border border-line empty:hidden"
      >
        {shown.map((target) => (
          <Target key={valueOf(target)} target={target} checked={valueOf(target) === value} />
        ))}
      </RadioGroup>
      {targets.length > 0 && shown.length === 0 ? <p className="text-sm text-soft">{t('noneFits')}</p> : null}
    </div>
  )
}

function Target({ target, checked }: { target: MappingTarget; checked: boolean }) {
  const t = useTranslations('virtualDisks.map')
  const words = useTranslations('words')
  const id = useId()
  const disabled = !target.eligible
  const Icon = target.hostGroupId === null ? Monitor : Server
  return (
    <Radio.Root
      value={valueOf(target)}
      disabled={disabled}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-facts ${id}-heed`}
      className={clsx(
        'flex items-start gap-3 px-3.5 py-2.5 focus-visible:-outline-offset-2 data-checked:bg-accent-soft',
        disabled ? 'text-faint' : 'cursor-pointer hover:bg-hover',
      )}
    >
      <RadioDot checked={checked} disabled={disabled} />
      <span className="min-w-0 flex-1 text-sm">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <Icon aria-hidden className="size-3.5 shrink-0 text-faint" />
          <span id={`${id}-name`} className="font-medium [overflow-wrap:anywhere]">
            {target.name}
          </span>
          {target.cluster === 'mscs' ? <Tag>{words('clusterType.mscs')}</Tag> : null}
        </span>
        <span id={`${id}-facts`} className="block text-xs text-faint">
          {target.os === null ? t('everyHost') : words(`hostSystem.${target.os}`)}
          {target.memberOf === null ? null : ` · ${t('memberOf', { group: target.memberOf })}`}
        </span>
        <span id={`${id}-heed`} className="mt-0.5 block text-soft empty:hidden">
          {why(target.reason) ?? target.warnings.map(({ detail }) => detail).join(' ')}
        </span>
      </span>
    </Radio.Root>
  )
}

'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { type ReactNode, useId } from 'react'
import { useTranslations } from 'use-intl'
import { oneQuery } from '../live/queries'
import { RadioDot } from '../ui/radio-cards'
import { type DiskChoice, DiskChoiceText, DiskList, type DiskListProps } from './disk-list'

export type { DiskChoice }

interface DiskPickerProps extends Omit<DiskListProps, 'children'> {
  label: string
  value: string
  onChange: (id: string) => void
  /** What can be done instead with a disk that can't be chosen. */
  offer?: ((disk: DiskChoice) => ReactNode) | undefined
}

/** One of all the disks. */
export function DiskPicker({ label, value, onChange, offer, error, ...list }: DiskPickerProps) {
  const t = useTranslations('virtualDisks.picker')
  return (
    <DiskList {...list} error={error && (value === '' ? t('choose') : error)}>
      {(disks, stale) => <Choices label={label} value={value} onChange={onChange} offer={offer} disks={disks} stale={stale} />}
    </DiskList>
  )
}

interface ChoicesProps extends Pick<DiskPickerProps, 'label' | 'value' | 'onChange' | 'offer'> {
  disks: DiskChoice[] | undefined
  stale: boolean
}

function Choices({ label, value, onChange, offer, disks, stale }: ChoicesProps) {
  const chosen = useChosenElsewhere(value, disks)
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(String(next))}
      className={clsx('divide-y divide-line transition-opacity', stale && 'opacity-60')}
    >
      {chosen ? <Choice disk={chosen} checked /> : null}
      {disks?.map((disk) => (
        <div key={disk.id}>
          <Choice disk={disk} checked={disk.id === value} />
          <Offer>{offer?.(disk)}</Offer>
        </div>
      ))}
    </RadioGroup>
  )
}

/** Stands under the row of a disk, in line with its name. */
function Offer({ children }: { children: ReactNode }) {
  return children ? <div className="px-3.5 pb-3 pl-10.5">{children}</div> : null
}

/** The chosen disk when the page of the list that is shown doesn't hold it: what is chosen is always in sight. */
function useChosenElsewhere(value: string, shown: DiskChoice[] | undefined): DiskChoice | null {
  const isElsewhere = value !== '' && shown !== undefined && !shown.some(({ id }) => id === value)
  const { data: disk } = useQuery({ ...oneQuery('virtualDisk', value), enabled: isElsewhere })
  if (!isElsewhere || !disk) return null
  return { ...disk, mappedTo: disk.mappedTo?.name ?? null, reason: null }
}

function Choice({ disk, checked }: { disk: DiskChoice; checked: boolean }) {
  const id = useId()
  const disabled = disk.reason !== null
  return (
    <Radio.Root
      value={disk.id}
      disabled={disabled}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-facts ${id}-reason`}
      className={clsx(
        'flex items-start gap-3 px-3.5 py-2.5 focus-visible:-outline-offset-2 data-checked:bg-accent-soft',
        disabled ? 'text-faint' : 'cursor-pointer hover:bg-hover',
      )}
    >
      <RadioDot checked={checked} disabled={disabled} />
      <DiskChoiceText id={id} disk={disk} />
    </Radio.Root>
  )
}

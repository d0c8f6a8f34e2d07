'use client'

import { useQueries } from '@tanstack/react-query'
import clsx from 'clsx'
import { useId } from 'react'
import { oneQuery } from '../live/queries'
import { type DiskChoice, DiskChoiceText, DiskList, type DiskListProps } from './disk-list'

interface DisksPickerProps extends Omit<DiskListProps, 'children'> {
  label: string
  /** In the order in which they were chosen. */
  value: string[]
  onChange: (ids: string[]) => void
}

/** Any number of all the disks. */
export function DisksPicker({ label, value, onChange, ...list }: DisksPickerProps) {
  return (
    <DiskList {...list}>
      {(disks, stale) => <Choices label={label} value={value} onChange={onChange} disks={disks} stale={stale} />}
    </DiskList>
  )
}

interface ChoicesProps extends Pick<DisksPickerProps, 'label' | 'value' | 'onChange'> {
  disks: DiskChoice[] | undefined
  stale: boolean
}

function Choices({ label, value, onChange, disks, stale }: ChoicesProps) {
  const elsewhere = useChosenElsewhere(value, disks)
  const toggle = (id: string, checked: boolean) =>
    onChange(checked ? [...value, id] : value.filter((other) => other !== id))
  return (
    <div role="group" aria-label={label} className={clsx('divide-y divide-line transition-opacity', stale && 'opacity-60')}>
      {[...elsewhere, ...(disks ?? [])].map((disk) => (
        <Choice key={disk.id} disk={disk} checked={value.includes(disk.id)} onChange={(checked) => toggle(disk.id, checked)} />
      ))}
    </div>
  )
}

/** Chosen disks that the page of the list that is shown doesn't hold: what is chosen is always in sight. */
function useChosenElsewhere(value: string[], shown: DiskChoice[] | undefined): DiskChoice[] {
  const missing = shown === undefined ? [] : value.filter((id) => !shown.some((disk) => disk.id === id))
  const found = useQueries({ queries: missing.map((id) => oneQuery('virtualDisk', id)) })
  return found.flatMap(({ data: disk }) => (disk ? { ...disk, mappedTo: disk.mappedTo?.name ?? null, reason: disk.actions.snapshot } : []))
}

function Choice({ disk, checked, onChange }: { disk: DiskChoice; checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId()
  // One that was chosen and can't be any more can still be let go.
  const disabled = disk.reason !== null && !checked
  return (
    <label
      className={clsx(
        'flex items-start gap-3 px-3.5 py-2.5 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent',
        checked && 'bg-accent-soft',
        disabled ? 'text-faint' : 'cursor-pointer hover:bg-hover',
      )}
    >
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(change) => onChange(change.target.checked)}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-facts ${id}-reason`}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <DiskChoiceText id={id} disk={disk} />
    </label>
  )
}

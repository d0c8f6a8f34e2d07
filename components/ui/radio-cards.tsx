'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import clsx from 'clsx'
import { type ReactNode, useId } from 'react'

export interface RadioCard<Value extends string> {
  value: Value
  title: string
  /** What choosing it means. */
  children?: ReactNode
  disabledReason?: string | null | undefined
}

interface RadioCardsProps<Value extends string> {
  label: string
  value: Value | null
  onChange: (value: Value) => void
  cards: RadioCard<Value>[]
  columns?: 1 | 2
}

/** One of a few, each with what it means written out. */
export function RadioCards<Value extends string>({ label, value, onChange, cards, columns = 1 }: RadioCardsProps<Value>) {
  const id = useId()
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const card = cards.find((each) => each.value === next)
        if (card) onChange(card.value)
      }}
      className={clsx('grid gap-2.5', columns === 2 && 'sm:grid-cols-2')}
    >
      {cards.map((card) => {
        const disabled = Boolean(card.disabledReason)
        const labelId = `${id}-${card.value}`
        return (
          <Radio.Root
            key={card.value}
            value={card.value}
            disabled={disabled}
            aria-labelledby={labelId}
            aria-describedby={`${labelId}-text`}
            className={clsx(
              'flex items-start gap-3 rounded-lg border px-3.5 py-3 transition-colors data-checked:border-accent data-checked:bg-accent-soft data-checked:ring-1 data-checked:ring-accent data-checked:ring-inset',
              disabled ? 'border-line bg-sunken text-faint' : 'cursor-pointer border-line bg-panel hover:border-edge',
            )}
          >
            <RadioDot checked={value === card.value} disabled={disabled} />
            <span className="min-w-0 flex-1 text-sm">
              <span id={labelId} className="block font-semibold">
                {card.title}
              </span>
              <span id={`${labelId}-text`} className={clsx('block', !disabled && 'text-soft')}>
                {card.disabledReason ?? card.children}
              </span>
            </span>
          </Radio.Root>
        )
      })}
    </RadioGroup>
  )
}

/** The dot alone, for a radio that is a whole card or row. */
export function RadioDot({ checked, disabled }: { checked: boolean; disabled: boolean }) {
  return (
    <span
      aria-hidden
      className={clsx(
        'mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border',
        checked ? 'border-accent bg-accent' : disabled ? 'border-line bg-sunken' : 'border-edge bg-panel',
      )}
    >
      {checked ? <span className="size-1.5 rounded-full bg-on-accent" /> : null}
    </span>
  )
}

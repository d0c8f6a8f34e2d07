'use client'

import clsx from 'clsx'
import type { ComponentProps } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button'
import { Field, type FieldProps, INPUT } from '../ui/field'

/** The shares of the source that the vendors offer (NetApp's SMcli: repositoryPercentOfBase). */
const SHARES = ['20', '40', '60', '120']

interface RepositoryFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'id' | 'value'> {
  value: string
  onChoose: (percent: string) => void
}

/** A repository's size in percent of its source: any number, or one of a few. */
export function RepositoryField({ label, hint, error, value, onChoose, ...input }: RepositoryFieldProps) {
  const t = useTranslations('copies.wizard')
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="flex flex-wrap items-center gap-2">
          <input type="text" inputMode="numeric" autoComplete="off" {...input} {...control} className={clsx(INPUT, 'max-w-24')} />
          <div role="group" aria-label={t('shares')} className="flex flex-wrap gap-1.5">
            {SHARES.map((share) => (
              <Button
                key={share}
                size="sm"
                aria-pressed={value.trim() === share}
                className="figures aria-pressed:border-accent aria-pressed:bg-accent-soft"
                onClick={() => onChoose(share)}
              >
                {t('share', { percent: share })}
              </Button>
            ))}
          </div>
        </div>
      )}
    </Field>
  )
}

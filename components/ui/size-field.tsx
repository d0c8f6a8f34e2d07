'use client'

import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { formatBytes, formatExactBytes, parseBytes } from '@/server/messages/bytes'
import { Field, type FieldProps, INPUT } from './field'

interface SizeFieldProps extends FieldProps {
  name: string
  /** In bytes; null while what is typed isn't a size. */
  value: number | null
  onChange: (bytes: number | null) => void
  onBlur?: () => void
}

/** Takes "1.5 TiB" or "500 GiB" and shows the exact number of bytes that it reads. */
export function SizeField({ label, hint, error, optional, name, value, onChange, onBlur }: SizeFieldProps) {
  const locale = useLocale()
  const t = useTranslations('common')
  const [typed, setTyped] = useState(value === null ? '' : formatBytes(locale, value))
  const read = parseBytes(locale, typed)
  const isUnread = value === null && typed.trim() !== ''
  // What is typed rounds; a value set from outside (a draft, a button) is written anew.
  const text = value !== null && value !== read ? formatBytes(locale, value) : typed
  return (
    <Field
      label={label}
      error={error && isUnread ? t('size.unread') : error}
      optional={optional}
      hint={
        <>
          <span className="figures block min-h-4.5" aria-live="polite">
            {value === null ? t('size.example') : t('exactBytes', { bytes: formatExactBytes(locale, value) })}
          </span>
          {hint}
        </>
      }
    >
      {(control) => (
        <input
          type="text"
          inputMode="text"
          autoComplete="off"
          spellCheck={false}
          name={name}
          value={text}
          onChange={(change) => {
            setTyped(change.target.value)
            onChange(parseBytes(locale, change.target.value))
          }}
          onBlur={onBlur}
          {...control}
          className={`${INPUT} figures`}
        />
      )}
    </Field>
  )
}

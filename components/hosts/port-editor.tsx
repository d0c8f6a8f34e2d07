'use client'

import { KeyRound, Plus, X } from 'lucide-react'
import type { Control, FieldErrors, UseFormRegister, UseFormSetValue } from 'react-hook-form'
import { useFieldArray } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Button, IconButton } from '../ui/button'
import { TextField } from '../ui/text-field'
import { emptyPort, type PortFields } from './port-fields'

/** Any form that holds ports. */
export interface WithPorts {
  ports: PortFields[]
}

interface PortEditorProps {
  control: Control<WithPorts>
  register: UseFormRegister<WithPorts>
  setValue: UseFormSetValue<WithPorts>
  errors: FieldErrors<WithPorts>
  /** Identities of the ports that the host has already: their secrets may stay as they are. */
  known?: string[]
}

export function PortEditor({ control, register, setValue, errors, known = [] }: PortEditorProps) {
  const t = useTranslations('hosts.portFields')
  const words = useTranslations('words.portType')
  const { fields, append, remove } = useFieldArray({ control, name: 'ports' })
  return (
    <div className="flex flex-col gap-3">
      {fields.map((port, index) => {
        const wrong = errors.ports?.[index]
        const keep = known.includes(port.identifier) ? t('keep') : undefined
        return (
          <fieldset key={port.id} className="relative rounded-md border border-line px-3.5 pt-2 pb-3.5">
            <legend className="px-1 text-sm font-medium">
              {t('nth', { number: index + 1 })} · {words(port.type)}
            </legend>
            <IconButton
              label={t('remove', { number: index + 1 })}
              size="sm"
              className="!absolute -top-1 right-2"
              onClick={() => remove(index)}
            >
              <X aria-hidden />
            </IconButton>
            {port.type === 'nbd' ? (
              <div className="grid gap-3">
                <TextField
                  mono
                  label={t('identifier')}
                  error={wrong?.identifier?.message}
                  {...register(`ports.${index}.identifier`)}
                />
                <div className="flex items-start gap-2">
                  <div className="min-w-0 flex-1">
                    <TextField
                      mono
                      label={t('psk')}
                      hint={keep ?? t('pskHint')}
                      error={wrong?.secret?.message}
                      {...register(`ports.${index}.secret`)}
                    />
                  </div>
                  <Button
                    className="mt-6"
                    icon={<KeyRound aria-hidden />}
                    onClick={() => setValue(`ports.${index}.secret`, makeKey(), { shouldValidate: true, shouldDirty: true })}
                  >
                    {t('generate')}
                  </Button>
                </div>
              </div>
            ) : (
              <div className="grid gap-3 sm:grid-cols-2">
                <div className="sm:col-span-2">
                  <TextField
                    mono
                    label={t('iqn')}
                    placeholder="iqn.2026-01.example:server1"
                    error={wrong?.identifier?.message}
                    {...register(`ports.${index}.identifier`)}
                  />
                </div>
                <TextField label={t('chapUser')} error={wrong?.chapUser?.message} {...register(`ports.${index}.chapUser`)} />
                <TextField
                  type="password"
                  autoComplete="new-password"
                  label={t('chapSecret')}
                  hint={keep}
                  error={wrong?.secret?.message}
                  {...register(`ports.${index}.secret`)}
                />
              </div>
            )}
          </fieldset>
        )
      })}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" icon={<Plus aria-hidden />} onClick={() => append(emptyPort('nbd'))}>
          {t('addNbd')}
        </Button>
        <Button size="sm" icon={<Plus aria-hidden />} onClick={() => append(emptyPort('iscsi'))}>
          {t('addIscsi')}
        </Button>
      </div>
    </div>
  )
}

const KEY_BYTES = 32

/** 256 random bits in hexadecimal. */
function makeKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

'use client'

import { KeyRound, Plus, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button, IconButton } from '../ui/button'
import { TextField } from '../ui/text-field'
import { ChapFields, SecretRemoval } from './chap-fields'
import { emptyPort, type PortErrors, type PortFields } from './port-fields'
import { UnknownInitiators } from './unknown-initiators'

/** A form's errors are an array with holes, or nothing. */
export function portErrors(errors: { [index: number]: PortErrors | undefined; length?: number | undefined } | undefined) {
  return Array.from({ length: errors?.length ?? 0 }, (_, index) => errors?.[index])
}

interface PortEditorProps {
  ports: PortFields[]
  onChange: (ports: PortFields[]) => void
  /** By index, as the form's check found them. */
  errors: (PortErrors | undefined)[]
  /** Identities of the ports that the host has already: their secrets may stay as they are. */
  known?: string[]
  /** The host, when there is one already. */
  hostId?: string
}

export function PortEditor({ ports, onChange, errors, known = [], hostId }: PortEditorProps) {
  const t = useTranslations('hosts.portFields')
  return (
    <div className="flex flex-col gap-3">
      {ports.map((port, index) => (
        <Port
          key={index}
          number={index + 1}
          port={port}
          errors={errors[index] ?? {}}
          taken={ports.map(({ identifier }) => identifier)}
          isKnown={known.includes(port.identifier)}
          hostId={hostId}
          onChange={(change) => onChange(ports.map((each, at) => (at === index ? { ...each, ...change } : each)))}
          onRemove={() => onChange(ports.filter((_, at) => at !== index))}
        />
      ))}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" icon={<Plus aria-hidden />} onClick={() => onChange([...ports, emptyPort('nbd')])}>
          {t('addNbd')}
        </Button>
        <Button size="sm" icon={<Plus aria-hidden />} onClick={() => onChange([...ports, emptyPort('iscsi')])}>
          {t('addIscsi')}
        </Button>
      </div>
    </div>
  )
}

interface PortProps {
  number: number
  port: PortFields
  errors: PortErrors
  /** Identities of all ports of the form. */
  taken: string[]
  /** The host has a port of this name: its secrets may stay. */
  isKnown: boolean
  hostId: string | undefined
  onChange: (change: Partial<PortFields>) => void
  onRemove: () => void
}

function Port({ number, port, errors, taken, isKnown, hostId, onChange, onRemove }: PortProps) {
  const t = useTranslations('hosts.portFields')
  const words = useTranslations('words.portType')
  const field = (name: 'identifier' | 'secret') => ({
    value: port[name],
    error: errors[name]?.message,
    onChange: (change: { target: { value: string } }) => onChange({ [name]: change.target.value }),
  })
  return (
    <fieldset className="relative rounded-md border border-line px-3.5 pt-2 pb-3.5">
      <legend className="px-1 text-sm font-medium">
        {t('nth', { number })} · {words(port.type)}
      </legend>
      <IconButton label={t('remove', { number })} size="sm" className="!absolute -top-1 right-2" onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
      {port.type === 'nbd' ? (
        <div className="grid gap-3">
          <TextField mono label={t('identifier')} {...field('identifier')} />
          <div className="flex flex-wrap items-start gap-x-2 gap-y-1">
            <div className="min-w-0 flex-1 basis-48">
              <TextField mono label={t('psk')} hint={isKnown && port.hadSecret ? t('keep') : t('pskHint')} {...field('secret')} />
            </div>
            <Button
              className="sm:mt-6"
              icon={<KeyRound aria-hidden />}
              onClick={() => onChange({ secret: makeKey() })}
            >
              {t('generate')}
            </Button>
          </div>
        </div>
      ) : (
        <div className="grid gap-3 sm:grid-cols-2">
          <div className="sm:col-span-2">
            <TextField mono label={t('iqn')} placeholder="iqn.2026-01.example:server1" {...field('identifier')} />
          </div>
          <div className="sm:col-span-2 empty:hidden">
            <UnknownInitiators taken={taken} typed={port.identifier} onChoose={(identifier) => onChange({ identifier })} />
          </div>
          {port.removeSecret ? (
            <SecretRemoval port={port} hostId={hostId} onKeep={() => onChange({ removeSecret: false })} />
          ) : (
            <ChapFields port={port} errors={errors} isKnown={isKnown} onChange={onChange} />
          )}
        </div>
      )}
    </fieldset>
  )
}

const KEY_BYTES = 32

/** 256 random bits in hexadecimal. */
function makeKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

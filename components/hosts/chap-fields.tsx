'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { listQuery } from '../live/queries'
import { Button } from '../ui/button'
import { CheckBox } from '../ui/check-box'
import { Notice } from '../ui/notice'
import { TextField } from '../ui/text-field'
import type { PortErrors, PortFields } from './port-fields'

interface ChapFieldsProps {
  port: PortFields
  errors: PortErrors
  /** The host has a port of this name: its secrets may stay. */
  isKnown: boolean
  onChange: (change: Partial<PortFields>) => void
}

/** How an iSCSI port proves itself, and the array to it. */
export function ChapFields({ port, errors, isKnown, onChange }: ChapFieldsProps) {
  const t = useTranslations('hosts.portFields')
  const field = (name: 'chapUser' | 'secret' | 'mutualUser' | 'mutualSecret') => ({
    value: port[name],
    error: errors[name]?.message,
    onChange: (change: { target: { value: string } }) => onChange({ [name]: change.target.value }),
  })
  const keeps = isKnown && port.hadSecret
  return (
    <>
      <TextField label={t('chapUser')} {...field('chapUser')} />
      <TextField
        type="password"
        autoComplete="new-password"
        label={t('chapSecret')}
        hint={keeps ? t('keep') : t('chapHint')}
        {...field('secret')}
      />
      {keeps ? (
        <div className="sm:col-span-2">
          <Button size="sm" disabledReason={port.whyNotRemove} onClick={() => onChange({ removeSecret: true, secret: '' })}>
            {t('removeSecret')}
          </Button>
        </div>
      ) : null}
      <div className="sm:col-span-2">
        <CheckBox checked={port.mutual} onChange={(mutual) => onChange({ mutual })}>
          {t('mutual')}
        </CheckBox>
      </div>
      {port.mutual ? (
        <>
          <TextField label={t('mutualUser')} hint={t('mutualUserHint')} {...field('mutualUser')} />
          <TextField
            type="password"
            autoComplete="new-password"
            label={t('mutualSecret')}
            hint={isKnown && port.hadMutual ? t('keep') : t('mutualHint')}
            {...field('mutualSecret')}
          />
        </>
      ) : null}
    </>
  )
}

interface SecretRemovalProps {
  port: PortFields
  hostId: string | undefined
  onKeep: () => void
}

/** What comes of taking a port's secret away, before it is done. */
export function SecretRemoval({ port, hostId, onKeep }: SecretRemovalProps) {
  const t = useTranslations('hosts.portFields.removal')
  const { data } = useQuery({ ...listQuery('session', { hostId, limit: 1000 }), enabled: hostId !== undefined })
  const own = data?.items.filter(({ protocol, identity }) => protocol === 'iscsi' && identity === port.identifier)
  // An initiator port has one session for all its LUNs.
  const sessions = new Set(own?.map(({ iscsi }) => iscsi?.isid)).size
  return (
    <div className="flex flex-col items-start gap-2 sm:col-span-2">
      <Notice tone="warn" live>
        {[t('anybody'), ...(port.hadMutual ? [t('mutual')] : []), ...(own ? [t('sessions', { count: sessions })] : [])].join(' ')}
      </Notice>
      <Button size="sm" onClick={onKeep}>
        {t('keep')}
      </Button>
    </div>
  )
}

'use client'

import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { Preview } from '@/server/array/instant-copies/preview-schema'
import { formatBytes } from '@/server/messages/bytes'
import { Duration } from '../ui/time'
import type { DriveAction, DrivenNoun } from './drive'

interface ConsequencesProps {
  noun: DrivenNoun
  action: DriveAction
  force: boolean
  preview: Preview
}

/** Exactly what will happen, one sentence each, from the computation that does it. */
export function Consequences({ noun, action, force, preview }: ConsequencesProps) {
  const t = useTranslations('instantCopies.drive')
  const common = useTranslations('common.confirm')
  const groups = useTranslations('consistencyGroups')
  if (preview.allowed) return null
  const sentences: ReactNode[] = preview.items.map((item) => <Happens key={item.id} item={item} force={force} />)
  if (noun === 'consistencyGroup' && action === 'delete') sentences.push(groups(force ? 'delete.membersStay' : 'delete.empty'))
  if (noun === 'consistencyGroup' && (action === 'start' || action === 'prepareAndStart')) sentences.push(groups('startsAsOne'))
  for (const { id, name } of preview.failingSnapshots) sentences.push(<span key={id}>{t('snapshotFails', { name })}</span>)
  return (
    <div>
      <p className="text-sm font-medium">{common('whatHappens')}</p>
      <ul className="mt-1.5 list-disc space-y-1 pl-5 text-sm text-soft marker:text-faint">
        {sentences.map((sentence, index) => (
          <li key={index} className="[overflow-wrap:anywhere]">
            {sentence}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Happens({ item, force }: { item: Preview['items'][number]; force: boolean }) {
  const t = useTranslations('instantCopies.drive')
  const locale = useLocale()
  const names = { name: item.name, source: item.sourceName, target: item.targetName }
  if (item.becomes === 'deleted') return t(force ? 'becomes.deletedForced' : 'becomes.deleted', names)
  const becomes = t(`becomes.${item.becomes}`, names)
  if (item.newSourceName !== null) return t('moves', { ...names, newSource: item.newSourceName })
  if (item.goesAlong) return `${t('goesAlong', names)} ${becomes}`
  if (item.becomes !== 'copying' || item.copyBytes === null) return becomes
  const { copySeconds } = item
  return (
    <>
      {becomes}{' '}
      {copySeconds === null
        ? t('noBackground')
        : t.rich('background', {
            bytes: formatBytes(locale, item.copyBytes),
            time: () => <Duration seconds={copySeconds} />,
          })}
    </>
  )
}

'use client'

import { ArrowRight } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import type { IdentityStructure } from '@/server/array/identities/schema'
import { formatBytes } from '@/server/messages/bytes'

/** Structure by structure: each identifier with the one that it becomes, and why a structure keeps its own. */
export function IdentityList({ structures }: { structures: IdentityStructure[] }) {
  const t = useTranslations('identities')
  const locale = useLocale()
  return (
    <ul className="space-y-3 text-sm">
      {structures.map((structure) => (
        <li key={`${structure.startByte} ${structure.what}`} className="rounded-md border border-line px-3 py-2.5">
          <p className="font-medium [overflow-wrap:anywhere]">{structure.label ?? structure.description}</p>
          <p className="figures text-xs text-faint">
            {structure.description} · {formatBytes(locale, structure.sizeBytes)} ·{' '}
            {t('at', { offset: formatBytes(locale, structure.startByte) })}
          </p>
          <dl className="mt-1.5 space-y-1.5">
            {structure.identities.map(({ kind, partition, old, new: given }) => (
              <div key={`${kind} ${partition}`}>
                <dt className="text-xs text-soft">{partition === null ? t(`kinds.${kind}`) : t('ofPartition', { kind: t(`kinds.${kind}`), partition })}</dt>
                <dd className="flex flex-wrap items-center gap-x-1.5 font-mono text-xs [overflow-wrap:anywhere]">
                  <span className="text-faint">{old}</span>
                  <ArrowRight role="img" aria-label={t('becomes')} className="size-3.5 shrink-0 text-faint" />
                  <span>{given}</span>
                </dd>
              </div>
            ))}
          </dl>
          {structure.refusal ? (
            <p className="mt-1.5">
              <span className="font-medium text-warn">{t('keeps')}</span> {structure.refusal.detail}{' '}
              <span className="text-soft">{structure.refusal.remedy}</span>
            </p>
          ) : structure.identities.length === 0 ? (
            <p className="mt-1.5 text-soft">{t('hasNone')}</p>
          ) : null}
          {structure.notes.map(({ code, detail, remedy }) => (
            <p key={code} className="mt-1.5 text-xs text-soft">
              {detail} {remedy}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}

'use client'

import { useTranslations } from 'use-intl'
import type { Event } from '@/server/array/events/schema'

/** Who did it, and from which address. */
export function EventActor({ actor }: { actor: Event['actor'] }) {
  const t = useTranslations('eventLog')
  if (actor.kind === 'array') return t('theArray')
  const name = actor.name || t('unknownToken')
  return actor.origin ? `${name} · ${actor.origin}` : name
}

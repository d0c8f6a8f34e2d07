'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleHelp } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { LinkButton } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { PageHeader } from '../ui/page-header'
import { Skeleton } from '../ui/skeleton'
import { Failed } from './failed'
import type { NounName, Nouns } from './nouns'
import { oneQuery } from './queries'
import { ProblemError } from './rest'

interface NounPageProps<N extends NounName> {
  noun: N
  id: string
  children: (object: Nouns[N]) => ReactNode
}

/** The page of one object: what is shown while it comes, when it failed to, and when there is no such object. */
export function NounPage<N extends NounName>({ noun, id, children }: NounPageProps<N>) {
  const query = useQuery(oneQuery(noun, id))
  const missing = query.error instanceof ProblemError && query.error.problem.status === 404
  if (missing) return <Nothing />
  if (query.data) return children(query.data)
  if (query.error) return <Failed error={query.error} onRetry={() => void query.refetch()} />
  return (
    <div className="space-y-4">
      <Skeleton className="h-7 w-56" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}

export function Nothing() {
  const t = useTranslations('shell.notFound')
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="rounded-lg border border-line bg-panel">
        <EmptyState icon={CircleHelp} title={t('text')} action={<LinkButton href="/">{t('home')}</LinkButton>} />
      </div>
    </>
  )
}

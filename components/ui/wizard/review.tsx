'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { CodeBlock } from '../code'

interface ReviewProps {
  /** What will happen, in the order in which it will. */
  sentences: ReactNode[]
  /** The same by REST: method, path and body of each call. */
  calls: { method: 'POST' | 'PATCH'; path: string; body: object }[]
}

export function Review({ sentences, calls }: ReviewProps) {
  const t = useTranslations('common.wizard')
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h3 className="text-sm font-semibold">{t('whatHappens')}</h3>
        <ol className="mt-2 flex flex-col gap-2">
          {sentences.map((sentence, index) => (
            <li key={index} className="flex items-start gap-2.5 text-sm">
              <span aria-hidden className="mt-2 size-1.5 shrink-0 rounded-full bg-accent" />
              <span className="min-w-0">{sentence}</span>
            </li>
          ))}
        </ol>
      </div>
      <div>
        <h3 className="mb-1.5 text-sm font-semibold">{t('sameByRest', { count: calls.length })}</h3>
        <CodeBlock label={t('sameByRest', { count: calls.length })} text={calls.map(restCall).join('\n\n')} />
      </div>
    </div>
  )
}

function restCall({ method, path, body }: ReviewProps['calls'][number]): string {
  return `${method} ${path}\nContent-Type: application/json\n\n${JSON.stringify(body, null, 2)}`
}

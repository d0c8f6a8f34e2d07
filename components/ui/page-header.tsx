import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

interface PageHeaderProps {
  title: string
  /** What leads here, the page itself left out. */
  trail?: { href: string; label: string }[]
  status?: ReactNode
  description?: ReactNode
  actions?: ReactNode
}

/** Every page has one: its h1 is what the route announcer moves the focus to. */
export function PageHeader({ title, trail = [], status, description, actions }: PageHeaderProps) {
  return (
    <header className="mb-4 flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
      <div className="min-w-0">
        {trail.length > 0 ? (
          <ol className="mb-0.5 flex items-center gap-1 text-sm text-faint">
            {trail.map((step) => (
              <li key={step.href} className="flex items-center gap-1">
                <Link href={step.href} className="hover:text-link hover:underline">
                  {step.label}
                </Link>
                <ChevronRight aria-hidden className="size-3.5" />
              </li>
            ))}
          </ol>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 tabIndex={-1} className="min-w-0 text-xl font-semibold tracking-tight break-words">
            {title}
          </h1>
          {status}
        </div>
        {description ? <p className="mt-1 max-w-3xl text-sm text-soft">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}

'use client'

import clsx from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'

interface PageTabsProps {
  label: string
  /** Each is a page of its own. */
  tabs: { href: string; label: string }[]
}

/** On a narrow screen the tabs scroll; the one that is open is never beyond the edge. */
function showWhole(tab: HTMLAnchorElement | null) {
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** Pages that belong together, as links: Back and a new tab work as they do everywhere. */
export function PageTabs({ label, tabs }: PageTabsProps) {
  const pathname = usePathname()
  return (
    <nav aria-label={label} className="mb-4 overflow-x-auto border-b border-line">
      <ul className="flex gap-1">
        {tabs.map(({ href, label: name }) => {
          const here = pathname === href
          return (
            <li key={href}>
              <Link
                href={href}
                ref={here ? showWhole : undefined}
                aria-current={here ? 'page' : undefined}
                className={clsx(
                  '-mb-px flex h-9 items-center border-b-2 px-3 text-sm whitespace-nowrap focus-visible:-outline-offset-2',
                  here ? 'border-accent font-medium text-ink' : 'border-transparent text-soft hover:text-ink',
                )}
              >
                {name}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

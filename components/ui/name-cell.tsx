import Link from 'next/link'
import type { ReactNode } from 'react'

interface NameCellProps {
  href: string
  name: string
  /** What the columns tell that a narrow window hides. */
  detail?: ReactNode
}

/** The first cell of a row: a real link, so that it opens in a new tab and by keyboard like any other. */
export function NameCell({ href, name, detail }: NameCellProps) {
  return (
    <div className="min-w-0">
      <Link href={href} className="font-medium text-link [overflow-wrap:anywhere] hover:underline">
        {name}
      </Link>
      {detail ? (
        <div className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft sm:hidden">{detail}</div>
      ) : null}
    </div>
  )
}

import clsx from 'clsx'
import { type ReactNode, useId } from 'react'

interface PanelProps {
  title: ReactNode
  actions?: ReactNode
  /** Rows and tables reach the frame themselves. */
  flush?: boolean
  children: ReactNode
}

/** A framed part of a page, a region with its heading as name. */
export function Panel({ title, actions, flush = false, children }: PanelProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-lg border border-line bg-panel">
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-1.5">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        {actions ? <div className="flex flex-wrap items-center gap-1.5">{actions}</div> : null}
      </header>
      <div className={clsx(flush ? null : 'px-4 py-3.5')}>{children}</div>
    </section>
  )
}

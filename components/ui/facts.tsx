import type { ReactNode } from 'react'

/** Names and values of one thing, as a description list. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-1 gap-y-2.5 sm:grid-cols-[fit-content(42%)_1fr] sm:gap-x-5 sm:gap-y-2">{children}</dl>
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-sm text-faint">{name}</dt>
      <dd className="-mt-2 min-w-0 text-sm break-words sm:mt-0">{children}</dd>
    </>
  )
}

import clsx from 'clsx'

/** Holds the place of what is on its way, in its size, so that nothing jumps when it comes. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx('block animate-pulse rounded-sm bg-idle-soft motion-reduce:animate-none', className)} />
}

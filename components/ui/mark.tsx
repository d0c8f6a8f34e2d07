/** Lunette's mark: a round window, and the moon in it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <path d="M4 28V15.5a12 12 0 0 1 24 0V28Z" fill="none" stroke="currentColor" strokeWidth="2.25" strokeLinejoin="round" />
      <path d="M4 20.5h4.6M23.4 20.5H28" stroke="currentColor" strokeWidth="2.25" />
      <path d="M19.9 21.2A6.6 6.6 0 1 1 15 9.3a5.4 5.4 0 0 0 6.9 7.6 6.6 6.6 0 0 1-2 4.3Z" className="fill-moon" />
    </svg>
  )
}

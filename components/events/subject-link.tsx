import Link from 'next/link'
import type { Noun, Subject } from '@/server/array/events/schema'

/** Where an object of a noun has its page; null for what has none. */
export const SUBJECT_PAGES: Record<Noun, ((id: string) => string) | null> = {
  array: () => '/settings/array',
  pool: (id) => `/pools/${id}`,
  virtualDisk: (id) => `/virtual-disks/${id}`,
  snapshot: (id) => `/snapshots/${id}`,
  copy: (id) => `/copies/${id}`,
  instantCopy: (id) => `/instant-copies/${id}`,
  consistencyGroup: (id) => `/instant-copies/groups/${id}`,
  host: (id) => `/hosts/${id}`,
  hostGroup: (id) => `/hosts/groups/${id}`,
  mapping: null,
  session: null,
  user: () => '/settings/users',
  token: () => '/settings/tokens',
}

export function SubjectLink({ subject }: { subject: Subject }) {
  const page = SUBJECT_PAGES[subject.noun]
  if (!page) return <span className="[overflow-wrap:anywhere]">{subject.name}</span>
  return (
    <Link href={page(subject.id)} className="text-link [overflow-wrap:anywhere] hover:underline">
      {subject.name}
    </Link>
  )
}

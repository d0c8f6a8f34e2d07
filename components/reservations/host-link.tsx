'use client'

import Link from 'next/link'
import type { OwnerNode } from '@/server/array/reservations/schema'

export function HostLink({ host }: { host: OwnerNode }) {
  return (
    <Link href={`/hosts/${host.hostId}`} className="text-link [overflow-wrap:anywhere] hover:underline">
      {host.hostName}
    </Link>
  )
}

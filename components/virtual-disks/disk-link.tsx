'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { oneQuery } from '../live/queries'

/** A virtual disk of which only the identifier is at hand. */
export function DiskLink({ id }: { id: string }) {
  const name = useQuery(oneQuery('virtualDisk', id)).data?.name
  return (
    <Link href={`/virtual-disks/${id}`} className="text-link [overflow-wrap:anywhere] hover:underline">
      {name ?? '…'}
    </Link>
  )
}

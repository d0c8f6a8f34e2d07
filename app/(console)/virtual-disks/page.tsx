import type { Metadata } from 'next'
import { VirtualDiskList } from '@/components/virtual-disks/virtual-disk-table'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('virtualDisks.title') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('virtualDisk', searchParams), ['pool', { limit: 1000 }]]}>
      <VirtualDiskList />
    </Prefetched>
  )
}

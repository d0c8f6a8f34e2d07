import type { Metadata } from 'next'
import { VirtualDiskPage } from '@/components/virtual-disks/virtual-disk-page'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('words.nouns.virtualDisk') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched
      ones={[['virtualDisk', id]]}
      lists={[
        ['event', { subject: id, limit: 8 }],
        ['mapping', { virtualDiskId: id }],
        ['session', { virtualDiskId: id }],
        ['copy', { virtualDiskId: id }],
        ['snapshot', { sourceId: id }],
      ]}
    >
      <VirtualDiskPage id={id} />
    </Prefetched>
  )
}

import type { Metadata } from 'next'
import { SnapshotPage } from '@/components/snapshots/snapshot-page'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('words.nouns.snapshot') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched
      ones={[
        ['snapshot', id],
        ['virtualDisk', id],
      ]}
      lists={[
        ['event', { subject: id, limit: 8 }],
        ['mapping', { virtualDiskId: id }],
        ['session', { virtualDiskId: id }],
      ]}
    >
      <SnapshotPage id={id} />
    </Prefetched>
  )
}

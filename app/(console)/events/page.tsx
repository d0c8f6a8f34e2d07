import type { Metadata } from 'next'
import { EventList } from '@/components/events/event-table'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('eventLog.title') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('event', searchParams)]}>
      <EventList />
    </Prefetched>
  )
}

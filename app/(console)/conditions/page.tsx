import type { Metadata } from 'next'
import { ConditionsPage } from '@/components/conditions/conditions-page'
import { requestTranslator } from '@/server/messages/request'
import { listOfUrl, Prefetched, type SearchParams } from '../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('attention.title') }
}

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  return (
    <Prefetched lists={[await listOfUrl('condition', searchParams)]}>
      <ConditionsPage />
    </Prefetched>
  )
}

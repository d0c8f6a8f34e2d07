import type { Metadata } from 'next'
import { ConnectPage } from '@/components/hosts/connect-page'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from '../../../prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('hosts.connect.title') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched ones={[['host', id]]}>
      <ConnectPage id={id} />
    </Prefetched>
  )
}

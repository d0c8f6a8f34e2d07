import type { Metadata } from 'next'
import type { NounName } from '@/components/live/nouns'
import type { ListParams } from '@/components/live/queries'
import { Overview } from '@/components/overview/overview'
import { requestTranslator } from '@/server/messages/request'
import { Prefetched } from './prefetched'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('overview.title') }
}

const SHOWN: [NounName, ListParams][] = [
  ['pool', { limit: 1 }],
  ['virtualDisk', { limit: 1 }],
  ['virtualDisk', { mapped: true, limit: 1 }],
  ['copy', { limit: 1 }],
  ['copy', { status: 'failed', limit: 1 }],
  ['snapshot', { limit: 1 }],
  ['host', { limit: 1 }],
  ['session', { limit: 1 }],
  ['pool', { limit: 10 }],
  ['event', { limit: 8 }],
]

export default function Page() {
  return (
    <Prefetched lists={SHOWN}>
      <Overview />
    </Prefetched>
  )
}

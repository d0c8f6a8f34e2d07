import type { Metadata } from 'next'
import path from 'node:path'
import { WelcomeForm } from '@/components/entry/welcome-form'
import { CommandProvider } from '@/components/live/command'
import { requestTranslator } from '@/server/messages/request'
import { runtime } from '@/server/runtime/runtime'
import { runAction } from '../../actions/run-action'
import { asker } from '../../asker'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('entry.welcome.title') }
}

export default async function Page() {
  await asker()
  const { array, settings } = runtime()
  return (
    <CommandProvider run={runAction}>
      <WelcomeForm arrayName={array.identity.name} defaultPath={path.join(settings.dataDirectory, 'pool-1')} />
    </CommandProvider>
  )
}

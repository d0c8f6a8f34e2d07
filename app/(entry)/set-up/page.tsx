import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { SetUpForm } from '@/components/entry/set-up-form'
import { needsSetUpCode } from '@/server/identity/set-up'
import { isSetUp } from '@/server/identity/users'
import { requestTranslator } from '@/server/messages/request'
import { runtime } from '@/server/runtime/runtime'
import { setUpAction } from '../../actions/entry'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('entry.setUp.title') }
}

export default async function Page() {
  if (await isSetUp(runtime().array.database)) redirect('/')
  return <SetUpForm setUp={setUpAction} needsCode={needsSetUpCode(await headers())} />
}

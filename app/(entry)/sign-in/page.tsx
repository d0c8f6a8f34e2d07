import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInForm } from '@/components/entry/sign-in-form'
import { currentActor } from '@/server/identity/actor'
import { isSetUp } from '@/server/identity/users'
import { requestTranslator } from '@/server/messages/request'
import { runtime } from '@/server/runtime/runtime'
import { signInAction } from '../../actions/entry'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestTranslator())('entry.signIn.title') }
}

export default async function Page() {
  if (!(await isSetUp(runtime().array.database))) redirect('/set-up')
  if (await currentActor()) redirect('/')
  return <SignInForm signIn={signInAction} />
}

'use client'

import { createContext, type ReactNode, use } from 'react'
import type { Role } from '@/server/array/door/actor'

/** Who looks at the console. */
export interface SignedIn {
  id: string
  name: string
  email: string
  role: Role
}

const SignedInContext = createContext<SignedIn | null>(null)

export function SignedInProvider({ user, children }: { user: SignedIn; children: ReactNode }) {
  return <SignedInContext value={user}>{children}</SignedInContext>
}

export function useSignedIn(): SignedIn {
  const user = use(SignedInContext)
  if (!user) throw new Error('Only pages behind the sign-in know who is signed in')
  return user
}

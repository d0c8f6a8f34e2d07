import type { ReactNode } from 'react'
import { CommandProvider } from '@/components/live/command'
import { Shell } from '@/components/shell/shell'
import { RoleReasonsProvider } from '@/components/shell/why-not'
import { roleReasons } from '@/server/commands'
import { runtime } from '@/server/runtime/runtime'
import { signOutAction } from '../actions/entry'
import { runAction } from '../actions/run-action'
import { asker } from '../asker'
import { Prefetched } from './prefetched'

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { actor, text } = await asker()
  const { array } = runtime()
  const { sequence } = array.changes
  const user = { id: actor.id, name: actor.displayName, email: actor.name, role: actor.role }
  return (
    <CommandProvider run={runAction}>
      <RoleReasonsProvider reasons={roleReasons({ actor, text })}>
        <Prefetched
          lists={[
            ['condition', {}],
            ['operation', {}],
          ]}
        >
          <Shell arrayName={array.identity.name} sequence={sequence} user={user} signOut={signOutAction}>
            {children}
          </Shell>
        </Prefetched>
      </RoleReasonsProvider>
    </CommandProvider>
  )
}

import type { z } from 'zod'
import { createHostInput } from '@/server/array/hosts/schema'
import { type PortFields, portToInput } from './port-fields'

const inputs = createHostInput.shape.ports

/** Where the command's schema names a field of a port, and where the form shows it. */
const SHOWN_AT: Record<string, keyof PortFields> = {
  identifier: 'identifier',
  chapUser: 'chapUser',
  chapSecret: 'secret',
  psk: 'secret',
  mutualChapUser: 'mutualUser',
  mutualChapSecret: 'mutualSecret',
}

/**
 * Checks ports by the command's own schema and says what is wrong at the form's fields. A new NBD port needs its key:
 * without one the host would need no port. And an array that is to prove itself needs a secret for that.
 */
export function checkPorts(known: string[], error: z.core.$ZodErrorMap) {
  return (context: z.core.ParsePayload<PortFields[]>) => {
    const checked = inputs.safeParse(context.value.map(portToInput), { error })
    for (const issue of checked.error?.issues ?? []) {
      const [index, field] = issue.path
      const shown = SHOWN_AT[String(field)]
      context.issues.push({
        code: 'custom',
        input: context.value,
        message: issue.message,
        path: shown === undefined ? issue.path : [index ?? 0, shown],
      })
    }
    const missing = (index: number, field: keyof PortFields) =>
      context.issues.push({ code: 'invalid_type', expected: 'string', input: undefined, path: [index, field] })
    context.value.forEach((port, index) => {
      const isKnown = known.includes(port.identifier)
      if (port.type === 'nbd' && port.secret.trim() === '' && !isKnown) missing(index, 'secret')
      if (port.type === 'iscsi' && !port.removeSecret && port.mutual && port.mutualSecret === '' && !(isKnown && port.hadMutual)) missing(index, 'mutualSecret')
    })
  }
}

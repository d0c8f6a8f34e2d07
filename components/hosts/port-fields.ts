import { z } from 'zod'
import { type HostPort, type HostPortInput, createHostInput } from '@/server/array/hosts/schema'

/** A port as a form holds it: every text is there, empty while nothing is typed. */
export const portFields = z.object({
  type: z.enum(['nbd', 'iscsi']),
  identifier: z.string(),
  chapUser: z.string(),
  /** TLS-PSK key or CHAP secret. */
  secret: z.string(),
})
export type PortFields = z.infer<typeof portFields>

export function emptyPort(type: PortFields['type']): PortFields {
  return { type, identifier: '', chapUser: '', secret: '' }
}

/** Secrets are never answered, so the field of a port that has one is empty. */
export function portToFields(port: HostPort): PortFields {
  return {
    type: port.type,
    identifier: port.identifier,
    chapUser: port.type === 'iscsi' ? (port.chapUser ?? '') : '',
    secret: '',
  }
}

export function portToInput({ type, identifier, chapUser, secret }: PortFields): HostPortInput {
  if (type === 'nbd') return { type, identifier, ...(secret.trim() === '' ? {} : { psk: secret }) }
  return {
    type,
    identifier,
    ...(chapUser.trim() === '' ? {} : { chapUser }),
    ...(secret === '' ? {} : { chapSecret: secret }),
  }
}

const inputs = createHostInput.shape.ports

/** Where the command's schema names a field of a port, and where the form shows it. */
const SHOWN_AT: Record<string, keyof PortFields> = {
  identifier: 'identifier',
  chapUser: 'chapUser',
  chapSecret: 'secret',
  psk: 'secret',
}

/**
 * Checks ports by the command's own schema and says what is wrong at the form's fields. A new NBD port needs its key:
 * without one the host would need no port.
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
    context.value.forEach((port, index) => {
      if (port.type !== 'nbd' || port.secret.trim() !== '' || known.includes(port.identifier)) return
      context.issues.push({ code: 'invalid_type', expected: 'string', input: undefined, path: [index, 'secret'] })
    })
  }
}

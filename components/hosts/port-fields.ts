import { z } from 'zod'
import type { HostPort, HostPortInput } from '@/server/array/hosts/schema'

/** A port as a form holds it: every text is there, empty while nothing is typed. */
export const portFields = z.object({
  type: z.enum(['nbd', 'iscsi']),
  identifier: z.string(),
  chapUser: z.string(),
  /** TLS-PSK key or CHAP secret. */
  secret: z.string(),
  /** Whether it has one already, which may stay. */
  hadSecret: z.boolean(),
  /** Whether its CHAP secret is to be taken away, and why it can't be. */
  removeSecret: z.boolean(),
  whyNotRemove: z.string().nullable(),
  /** Whether the array proves itself, too. */
  mutual: z.boolean(),
  /** Whether it does already, with a secret that may stay. */
  hadMutual: z.boolean(),
  mutualUser: z.string(),
  mutualSecret: z.string(),
})
export type PortFields = z.infer<typeof portFields>
export type PortErrors = Partial<Record<keyof PortFields, { message?: string | undefined }>>

export function emptyPort(type: PortFields['type']): PortFields {
  return {
    type,
    identifier: '',
    chapUser: '',
    secret: '',
    hadSecret: false,
    removeSecret: false,
    whyNotRemove: null,
    mutual: false,
    hadMutual: false,
    mutualUser: '',
    mutualSecret: '',
  }
}

/** Secrets are never answered, so the field of a port that has one is empty. */
export function portToFields(port: HostPort): PortFields {
  const fields = { ...emptyPort(port.type), identifier: port.identifier, hadSecret: port.hasSecret }
  if (port.type === 'nbd') return fields
  const { chapUser, mutualChapUser, hasMutualSecret, actions } = port
  return {
    ...fields,
    chapUser: chapUser ?? '',
    whyNotRemove: actions.removeChapSecret?.detail ?? null,
    mutual: hasMutualSecret,
    hadMutual: hasMutualSecret,
    mutualUser: mutualChapUser ?? '',
  }
}

export function portToInput(port: PortFields): HostPortInput {
  const { type, identifier, chapUser, secret, removeSecret, hadMutual } = port
  if (removeSecret) return { type: 'iscsi', identifier, chapSecret: null, ...(hadMutual && { mutualChapSecret: null }) }
  if (type === 'nbd') return { type, identifier, ...(secret.trim() === '' ? {} : { psk: secret }) }
  return {
    type,
    identifier,
    ...(chapUser.trim() === '' ? {} : { chapUser }),
    ...(secret === '' ? {} : { chapSecret: secret }),
    ...mutualInput(port),
  }
}

function mutualInput({ mutual, hadMutual, mutualUser, mutualSecret }: PortFields) {
  if (!mutual) return hadMutual ? { mutualChapSecret: null } : {}
  return {
    ...(mutualUser.trim() === '' ? {} : { mutualChapUser: mutualUser }),
    ...(mutualSecret === '' ? {} : { mutualChapSecret: mutualSecret }),
  }
}

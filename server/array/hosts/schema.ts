import { z } from 'zod'

import { hostName, id, PATTERNS, time, whyNot } from '../door/fields'
import { listInput, manyOf } from '../door/lists'
import { HOST_SYSTEMS } from './systems'

export { HOST_SYSTEMS, type HostSystem } from './systems'

export const hostSystem = z.enum(HOST_SYSTEMS)

export const iscsiName = z.string().trim().toLowerCase().max(223).regex(PATTERNS.iscsiName)
const pskIdentity = z.string().trim().min(1).max(128).regex(PATTERNS.pskIdentity)
const psk = z.string().trim().toLowerCase().regex(PATTERNS.psk)

/** RFC 7143 12.1.3: at least 96 bits are demanded without IPsec; Windows takes 12 to 16 characters. */
const chapSecret = z.string().min(12).max(255)

const hostPortInput = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('iscsi'),
      identifier: iscsiName,
      chapUser: z.string().trim().min(1).max(255).optional(),
      /** Left out for a port that the host has already: its secret stays. Null takes it away, and the user with it. */
      chapSecret: chapSecret.nullable().optional(),
      /** Under which name the array proves itself to the initiator; its target's name when there is none. */
      mutualChapUser: z.string().trim().min(1).max(255).optional(),
      /** Left out for a port that the host has already: it stays. Null takes it away. */
      mutualChapSecret: chapSecret.nullable().optional(),
    }),
    z.strictObject({
      type: z.literal('nbd'),
      identifier: pskIdentity,
      /** Left out for a port that the host has already: its key stays. */
      psk: psk.optional(),
    }),
  ])
export type HostPortInput = z.infer<typeof hostPortInput>

/** Secrets are never answered; `hasSecret` and `hasMutualSecret` say that there is one. */
export const hostPort = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('iscsi'),
      identifier: z.string(),
      chapUser: z.string().nullable(),
      hasSecret: z.boolean(),
      mutualChapUser: z.string().nullable(),
      hasMutualSecret: z.boolean(),
      actions: z.strictObject({ removeChapSecret: whyNot }),
    }),
    z.strictObject({ type: z.literal('nbd'), identifier: z.string(), hasSecret: z.boolean() }),
  ])
  .meta({ id: 'HostPort' })
export type HostPort = z.infer<typeof hostPort>

export const host = z
  .strictObject({
    id,
    name: hostName,
    os: hostSystem,
    hostGroupId: id.nullable(),
    hostGroupName: z.string().nullable(),
    ports: z.array(hostPort),
    /** Its own mappings and its group's. */
    mappingCount: z.int().min(0),
    /** Connections open right now. */
    sessionCount: z.int().min(0),
    createdAt: time,
    actions: z.strictObject({ update: whyNot, delete: whyNot }),
  })
  .meta({ id: 'Host' })
export type Host = z.infer<typeof host>

export const createHostInput = z.strictObject({
  name: hostName,
  os: hostSystem,
  hostGroupId: id.nullable().default(null),
  ports: z.array(hostPortInput).max(16).default([]),
})
export const updateHostInput = z
  .strictObject({
    id,
    name: hostName.optional(),
    os: hostSystem.optional(),
    hostGroupId: id.nullable().optional(),
    /** The whole list; ports left out are removed. */
    ports: z.array(hostPortInput).max(16).optional(),
  })
  .refine((input) => Object.keys(input).length > 1, { params: { message: 'nothingToChange' } })

export const listHostsInput = listInput(['name', 'createdAt', 'os'], {
  os: manyOf(HOST_SYSTEMS).optional(),
  hostGroupId: id.optional(),
})

export const CONNECT_CLIENTS = ['qemu', 'nbd-client', 'linux-iscsi', 'windows-iscsi', 'esxi'] as const

/** What is typed on the host, client by client. `command` is empty for a step that is only a note. */
export const connectGuide = z
  .strictObject({
    client: z.enum(CONNECT_CLIENTS),
    steps: z.array(z.strictObject({ note: z.string(), command: z.string() })),
  })
  .meta({ id: 'ConnectGuide' })
export type ConnectGuide = z.infer<typeof connectGuide>

/** What is typed on a host to reach what is mapped to it. */
import { z } from 'zod'

import type { ListenAddress } from '../../engine/contract'
import { defineQuery } from '../door/command'
import { byId } from '../door/fields'
import type { Text } from '../door/text'
import { iscsiTarget } from '../mappings/iscsi-target'
import { isLoopback } from '../mappings/loopback'
import { exportName, nbdUris, reachable } from '../mappings/nbd-uri'
import { reachedBy } from '../mappings/reach'
import type { StorageArray } from '../storage-array'
import { iscsiGuide } from './iscsi-guides'
import { type HostRow, hostRow } from './queries'
import { type ConnectGuide, connectGuide, hostSystem } from './schema'

/** QEMU looks here for keys.psk: one `identity:key` a line, the key in hexadecimal. */
const KEY_FOLDER = '/etc/lunette'

interface Reached {
  /** The export's. */
  name: string
  disk: string
}

export const getConnectGuide = defineQuery({
  name: 'getConnectGuide',
  role: 'viewer',
  summary: 'What to type on a host so that it finds the virtual disks that are mapped to it.',
  input: byId,
  output: z.array(connectGuide),
  async handler({ array, text }, { id }) {
    const host = await hostRow(array, id)
    const mappings = await array.database.mapping.findMany({
      where: reachedBy(id),
      orderBy: { lun: 'asc' },
      select: { lun: true, virtualDisk: { select: { name: true } } },
    })
    const reached = mappings.map(({ lun, virtualDisk }) => ({
      name: exportName(host.name, lun),
      disk: virtualDisk.name,
    }))
    const identity = host.ports.find(({ type, pskHex }) => type === 'nbd' && pskHex !== null)?.identifier ?? null
    if (reached.length === 0) return []
    const [nbd, iscsi] = [nbdGuides(array, text, reached, identity), iscsiGuides(array, text, host)]
    // First what the host's ports say that it is meant to use.
    return host.ports.some(({ type }) => type === 'nbd') ? [...nbd, ...iscsi] : [...iscsi, ...nbd]
  },
})

function nbdGuides(array: StorageArray, text: Text, reached: Reached[], identity: string | null): ConnectGuide[] {
  const [listener] = array.listening
  if (listener === undefined) return []
  const needsTls = listener.kind === 'tcp' && !isLoopback(listener)
  // nbd-client knows certificates only; QEMU attaches with pre-shared keys too.
  return identity !== null || needsTls
    ? [qemuGuide(text, listener, reached, identity ?? 'IDENTITY')]
    : [qemuGuide(text, listener, reached, null), nbdClientGuide(text, listener, reached)]
}

/** For a host that has an iSCSI port: without one the array would not let it in. */
function iscsiGuides(array: StorageArray, text: Text, host: HostRow): ConnectGuide[] {
  const target = iscsiTarget(array)
  const port = host.ports.find(({ type }) => type === 'iscsi')
  if (target === null || port === undefined) return []
  const chapUser = port.chapSecret === null ? null : (port.chapUser ?? port.identifier)
  const mutualUser = port.mutualChapSecret === null ? null : (port.mutualChapUser ?? target.iqn)
  return [iscsiGuide(text, hostSystem.parse(host.os), { target, initiator: port.identifier, chapUser, mutualUser })]
}

function qemuGuide(text: Text, listener: ListenAddress, reached: Reached[], identity: string | null): ConnectGuide {
  const steps = reached.flatMap(({ name, disk }, index) => {
    const [uri = ''] = nbdUris([listener], name)
    const image = identity === null ? uri : overTls(listener, name, identity)
    return [
      { note: text.connect('qemu_inspect', { disk }), command: `qemu-img info ${image}` },
      { note: text.connect('qemu_attach', { disk }), command: `qemu-nbd --connect=/dev/nbd${index} ${image}` },
    ]
  })
  return { client: 'qemu', steps: [...(identity === null ? [] : [keyStep(text, identity)]), moduleStep(text), ...steps] }
}

/** Options of QEMU's NBD driver; a URI can't name a pre-shared key there. */
function overTls(listener: ListenAddress, name: string, identity: string): string {
  const tls = `--object tls-creds-psk,id=tls0,dir=${KEY_FOLDER},username=${identity},endpoint=client`
  const where =
    listener.kind === 'unix'
      ? `server.type=unix,server.path=${listener.path}`
      : `server.type=inet,server.host=${reachable(listener).host},server.port=${listener.port}`
  return `${tls} --image-opts driver=nbd,${where},export=${name},tls-creds=tls0`
}

function nbdClientGuide(text: Text, listener: ListenAddress, reached: Reached[]): ConnectGuide {
  const where = listener.kind === 'unix' ? `-unix ${listener.path}` : `${reachable(listener).host} ${listener.port}`
  const steps = reached.map(({ name, disk }, index) => ({
    note: text.connect('nbd_attach', { disk }),
    command: `nbd-client ${where} /dev/nbd${index} -name ${name} -persist`,
  }))
  return { client: 'nbd-client', steps: [moduleStep(text), ...steps] }
}

function moduleStep(text: Text): Steps[number] {
  return { note: text.connect('nbd_module', {}), command: 'modprobe nbd' }
}

function keyStep(text: Text, identity: string): Steps[number] {
  const write = `(umask 077; echo '${identity}:KEY' > ${KEY_FOLDER}/keys.psk)`
  return { note: text.connect('key_file', {}), command: `install -d -m 0700 ${KEY_FOLDER} && ${write}` }
}

type Steps = ConnectGuide['steps']

import { portToInput } from '../port-fields'
import type { HostFields } from './fields'

/** What the last step sends first. */
export function hostInput(values: HostFields) {
  const { os, hostGroupId, ports } = values
  return { name: values.name.trim(), os, hostGroupId: hostGroupId || null, ports: ports.map(portToInput) }
}

/** And then, once the host has an identifier. */
export function mappingInput(values: HostFields, hostId: string) {
  const lun = values.lun.trim()
  return { virtualDiskId: values.virtualDiskId, hostId, ...(lun === '' ? {} : { lun: Number(lun) }) }
}

/** As shown: without keys and secrets. */
export function shownHostInput(values: HostFields) {
  const ports = hostInput(values).ports.map((port) => ({
    ...port,
    ...('psk' in port ? { psk: '…' } : {}),
    ...('chapSecret' in port ? { chapSecret: '…' } : {}),
    ...('mutualChapSecret' in port ? { mutualChapSecret: '…' } : {}),
  }))
  return { ...hostInput(values), ports }
}

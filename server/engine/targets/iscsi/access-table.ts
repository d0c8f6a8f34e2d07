import type { IscsiInitiator, IscsiTable } from '../../contract'

/** Who may log in, and which disk each host has at which LUN. Names are compared as RFC 3722 says: in lower case. */
export class AccessTable {
  readonly targetName: string
  private readonly initiators: ReadonlyMap<string, IscsiInitiator>
  private readonly luns = new Map<string, Map<number, string>>()

  constructor(table: IscsiTable) {
    this.targetName = table.targetName
    this.initiators = new Map(table.initiators.map((initiator) => [initiator.name.toLowerCase(), initiator]))
    for (const { hostId, lun, diskId } of table.luns) {
      const ofHost = this.luns.get(hostId) ?? new Map<number, string>()
      this.luns.set(hostId, ofHost.set(lun, diskId))
    }
  }

  initiator(name: string): IscsiInitiator | null {
    return this.initiators.get(name.toLowerCase()) ?? null
  }

  /** Disks of a host by LUN, in ascending order of the LUNs. */
  lunsOf(hostId: string): ReadonlyMap<number, string> {
    return new Map([...(this.luns.get(hostId) ?? [])].sort(([one], [other]) => one - other))
  }

  /** Disks that some host has. */
  diskIds(): Set<string> {
    return new Set([...this.luns.values()].flatMap((ofHost) => [...ofHost.values()]))
  }

  /** Whether what an initiator logged in with still holds. */
  stillAllows(before: IscsiInitiator): boolean {
    const now = this.initiator(before.name)
    if (now === null || now.hostId !== before.hostId) return false
    return JSON.stringify(now.chap) === JSON.stringify(before.chap)
  }
}

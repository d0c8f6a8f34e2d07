/** Two nodes of a Windows cluster, as far as an array sees them: iSCSI initiators that arbitrate over a disk. */
import path from 'node:path'
import { cdbOf, RawInitiator } from '../../server/engine/targets/iscsi/test-support/raw-initiator'
import { reserveOut } from '../../server/engine/targets/iscsi/test-support/reserve-out'
import type { Product } from './product'

const CAPACITY = 16 * 2 ** 20

interface Made {
  id: string
  name: string
}

export interface Cluster {
  poolId: string
  shared: Made
  group: Made
  nodes: readonly [ClusterNode, ClusterNode]
}

export class ClusterNode {
  constructor(
    private readonly product: Product,
    readonly id: string,
    readonly name: string,
    readonly iqn: string,
    /** Its registration key. */
    readonly key: bigint,
  ) {}

  /** Logs in to the array's target, and hears what there is to be heard of the first LUN. */
  async login(isid = 1): Promise<RawInitiator> {
    const { targets } = await this.product.rest.get<{ targets: { iscsi: { iqn: string } } }>('/array')
    const client = await RawInitiator.enter(this.product.iscsiPort, { name: this.iqn, target: targets.iscsi.iqn, isid })
    await client.command({ cdb: cdbOf.testUnitReady() })
    return client
  }

  register(client: RawInitiator) {
    return reserveOut(client, 'register', { second: this.key, persistent: true })
  }
}

/** A pool, a disk mapped to a cluster of two nodes, and nobody logged in. Names begin with the tag. */
export async function makeCluster(product: Product, tag: string): Promise<Cluster> {
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: `${tag} pool`, path: path.join(product.directory, `${tag}-pool`) })
  const shared = await rest.post<Made>('/virtual-disks', { name: `${tag} quorum`, poolId: pool.id, capacityBytes: CAPACITY })
  const node = async (number: number) => {
    const [name, iqn] = [`${tag}-node-${number}`, `iqn.1991-05.com.microsoft:${tag}-node-${number}`]
    const { id } = await rest.post<Made>('/hosts', { name, os: 'windows', ports: [{ type: 'iscsi', identifier: iqn }] })
    return new ClusterNode(product, id, name, iqn, BigInt(0x11 * number))
  }
  const nodes = [await node(1), await node(2)] as const
  const group = await rest.post<Made>('/host-groups', { name: `${tag} cluster`, cluster: 'mscs', hostIds: nodes.map(({ id }) => id) })
  await rest.post('/mappings', { virtualDiskId: shared.id, hostGroupId: group.id })
  return { poolId: pool.id, shared, group, nodes }
}

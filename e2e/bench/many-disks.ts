import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Engine } from '../../server/engine/engine'
import { actionOf, sendAction } from '../support/page-actions'
import { administrator, Product } from '../support/product'

const GIB = 2 ** 30
/** Disks that the engine makes at a time. */
const AT_A_TIME = 32

/**
 * The real product with a pool of many virtual disks. Their folders are written by the engine's own code, their records
 * by the import of that pool, both as the product does it; one by one through REST ten thousand take minutes.
 */
export class ManyDisks {
  private constructor(
    readonly product: Product,
    readonly poolId: string,
    readonly count: number,
    /** Of the administrator, signed in. */
    private readonly cookie: string,
  ) {}

  static async start(count: number): Promise<ManyDisks> {
    const product = await Product.start()
    try {
      const folder = path.join(product.directory, 'pool')
      await fillPool(folder, count)
      const { id } = await product.rest.post<{ id: string }>('/pools/import', { path: folder })
      const signIn = `${product.url}/sign-in`
      const { cookie } = await sendAction(signIn, await actionOf(signIn), administrator)
      return new ManyDisks(product, id, count, cookie)
    } catch (error) {
      await product.dispose()
      throw error
    }
  }

  /** Seconds until the last byte of an answer of the REST interface, in JSON. @param call from /api/v1 on */
  async list(call: string): Promise<number> {
    const { url, token } = this.product.rest
    return seconds(`${url}${call}`, 'application/json', { authorization: `Bearer ${token ?? ''}` })
  }

  /** Seconds until the last byte of a page of the console, as the administrator. */
  page(at: string): Promise<number> {
    return seconds(`${this.product.url}${at}`, 'text/html', { cookie: this.cookie, accept: 'text/html' })
  }

  /** Of the administrator, for a browser. */
  get cookies(): { name: string; value: string; url: string }[] {
    return this.cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=')
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: this.product.url }
    })
  }

  /** Bytes of memory that the server's processes take, all of them together. */
  async memory(): Promise<number> {
    let bytes = 0
    for (const pid of await familyOf(this.product.pid)) bytes += await residentBytes(pid)
    return bytes
  }

  dispose(): Promise<void> {
    return this.product.dispose()
  }
}

/** The time of the answer alone counts: what it says is read, and must be what was asked for. */
async function seconds(url: string, type: string, headers: Record<string, string>): Promise<number> {
  const begun = performance.now()
  const answer = await fetch(url, { headers, redirect: 'manual' })
  await answer.arrayBuffer()
  const time = (performance.now() - begun) / 1000
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}.`)
  const answered = answer.headers.get('content-type') ?? 'nothing'
  if (!answered.startsWith(type)) throw new Error(`${url} answered ${answered}, not ${type}.`)
  return time
}

async function fillPool(folder: string, count: number): Promise<void> {
  const engine = new Engine(() => undefined)
  const poolId = randomUUID()
  await engine.call('pool.create', { poolId, name: 'many', path: folder, arrayId: 'bench' })
  let next = 0
  const make = async () => {
    while (next < count) {
      next += 1
      const number = next
      const wwid = `6${number.toString(16).padStart(31, '0')}`
      const name = `disk ${String(number).padStart(5, '0')}`
      const disk = { diskId: randomUUID(), poolId, name, wwid, kind: 'standard', capacityBytes: GIB, snapshotOf: null } as const
      await engine.call('disk.create', { disk })
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, make))
  await engine.call('engine.shutdown', null)
}

async function familyOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`)
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')))
  const children = lists.flatMap((list) => list.split(' ').filter((word) => word !== '').map(Number))
  return [pid, ...(await Promise.all(children.map(familyOf))).flat()]
}

async function residentBytes(pid: number): Promise<number> {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kib === undefined) throw new Error(`Process ${pid} has no memory.`)
  return Number(kib) * 1024
}

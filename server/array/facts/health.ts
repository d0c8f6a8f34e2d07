import type { z } from 'zod'

import type { StorageArray } from '../storage-array'
import type { health as healthSchema } from './schema'

const ENGINE_ANSWERS_MS = 2_000

/** ok when the pools are open, hosts are listened to, and the engine answers. */
export async function health(array: StorageArray): Promise<z.infer<typeof healthSchema>> {
  if (array.state !== 'ready') return { status: 'unavailable', detail: `The array is ${array.state}.` }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const complaint = `The engine has not answered for ${ENGINE_ANSWERS_MS / 1_000} s.`
    timer = setTimeout(() => reject(new Error(complaint)), ENGINE_ANSWERS_MS)
  })
  try {
    await Promise.race([array.engine.call('targets.sessions', null), late])
    return { status: 'ok' }
  } catch (error) {
    return { status: 'unavailable', detail: error instanceof Error ? error.message : String(error) }
  } finally {
    clearTimeout(timer)
  }
}

/** The entry of a serving thread. */
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { linuxFiles } from '../storage/linux-files'
import { serveHosts } from './serve-hosts'

if (!parentPort) throw new Error('serving/thread.ts is started as a worker.')

const options = z.object({ activity: z.instanceof(SharedArrayBuffer), threads: z.int().min(1) }).parse(workerData)
serveHosts(parentPort, linuxFiles, options)

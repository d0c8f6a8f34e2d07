/** `GET /stream`: server-sent events (HTML Living Standard, section 9.2). */
import { feed, type FeedMessage } from '../array/stream/feed'
import { runtime } from '../runtime/runtime'
import { type Endpoint, guarded } from './endpoints'
import { askerOf, textFor } from './request'

/** Proxies close connections that say nothing; it is also when the reader's right to listen is looked at again. */
const HEARTBEAT_MS = 15_000
/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000

export const stream: Endpoint = (request) =>
  guarded(request, async () => {
    const text = textFor(request)
    const actor = await askerOf(request)
    const { array, stopping } = runtime()
    const encoder = new TextEncoder()
    const closed = new AbortController()
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const write = (chunk: string) => {
          if (!closed.signal.aborted) controller.enqueue(encoder.encode(chunk))
        }
        write(`retry: ${RETRY_MS}\n\n`)
        const stopFeed = feed({ array, actor, text }, lastSeenBy(request), (messages) => {
          for (const message of messages) write(spelled(message))
        })
        const end = () => {
          if (closed.signal.aborted) return
          closed.abort()
          controller.close()
        }
        const heartbeat = setInterval(() => {
          askerOf(request).then(() => write(': still here\n\n'), end)
        }, HEARTBEAT_MS)
        closed.signal.addEventListener('abort', () => {
          stopFeed()
          clearInterval(heartbeat)
        })
        stopping.addEventListener('abort', end, { signal: closed.signal })
        request.signal.addEventListener('abort', end, { signal: closed.signal })
      },
      cancel: () => closed.abort(),
    })
    return new Response(body, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    })
  })

/** JSON has no line breaks, so one `data:` line holds it. */
function spelled({ event, id, data }: FeedMessage): string {
  const name = event === null ? '' : `event: ${event}\ndata: ${JSON.stringify(data)}\n`
  return `id: ${id}\n${name}\n`
}

/** A page that was rendered here names the newest change that it shows by `?after=`. */
function lastSeenBy(request: Request): number | null {
  const last = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('after') ?? ''
  return /^\d{1,16}$/.test(last) ? Number(last) : null
}

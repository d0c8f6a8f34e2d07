/** `GET /events/export`: the event log as a file, sent as fast as the reader takes it. */
import { roleCovers } from '../array/door/actor'
import { RefusalError, refuse } from '../array/door/refusals'
import { parseInput } from '../array/door/run'
import { exportedEvents, exportEventsInput, type ExportFormat } from '../array/events/export'
import { listEvents } from '../array/events/queries'
import { log } from '../runtime/log'
import { runtime } from '../runtime/runtime'
import { problemAnswer } from './answers'
import { type Endpoint, guarded } from './endpoints'
import { askerOf, searchOf, textFor } from './request'

const MEDIA_TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json',
}

export const exportEvents: Endpoint = (request) =>
  guarded(request, async () => {
    const text = textFor(request)
    const actor = await askerOf(request)
    const { role } = listEvents
    if (!roleCovers(actor.role, role)) throw new RefusalError(refuse('role_required', { role }))
    const parsed = parseInput(exportEventsInput, text, searchOf(request))
    if (!parsed.ok) return problemAnswer(text, parsed.problem)
    const { array } = runtime()
    const { format } = parsed.value
    const pieces = exportedEvents({ array, actor, text }, parsed.value)
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const next = await pieces.next()
          if (next.done) controller.close()
          else controller.enqueue(encoder.encode(next.value))
        } catch (error) {
          // The answer has begun: it is broken off, so that nobody takes a part for the whole.
          log.error({ err: error }, 'exporting events')
          controller.error(error)
        }
      },
      async cancel() {
        await pieces.return(undefined)
      },
    })
    const name = `events-${array.now().toISOString().slice(0, 10)}.${format}`
    return new Response(body, {
      headers: {
        'content-type': MEDIA_TYPES[format],
        'content-disposition': `attachment; filename="${name}"`,
        'content-language': text.locale,
        'cache-control': 'no-store',
        vary: 'Accept-Language, Authorization, Cookie',
      },
    })
  })

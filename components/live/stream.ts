'use client'

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Gone, StreamEvents } from '@/server/array/stream/schema'
import { allOf } from '../ui/all-of'
import { applyDelta } from './apply'
import { type Delta, lastSequence, recordDelta } from './deltas'
import { idOf, type NounName, type Nouns, PATHS } from './nouns'
import { listsOf } from './queries'

const REFRESH_PAUSE_MS = 500
const REOPEN_PAUSE_MS = 3_000

/** null while the stream is alive; otherwise since when nothing has come. */
export type StaleSince = Date | null

/**
 * One connection feeds everything the console shows. The browser reconnects by itself and names the last message that
 * it saw; when the server refused for good (it restarted, the session ended), a new connection is opened after a pause.
 *
 * @param sequence of the newest change when the server rendered the page: the first connection tells what came since
 */
export function useStream(sequence: number): StaleSince {
  const client = useQueryClient()
  const [staleSince, setStaleSince] = useState<StaleSince>(null)
  const [first] = useState(sequence)
  useEffect(() => openStream(client, first, setStaleSince), [client, first])
  return staleSince
}

function openStream(
  client: QueryClient,
  sequence: number,
  onStale: (since: (known: StaleSince) => StaleSince) => void,
): () => void {
  const refresh = gatherRefreshes(client)
  let source: EventSource
  let reopening: ReturnType<typeof setTimeout> | undefined

  function open() {
    source = new EventSource(`/api/v1/stream?after=${Math.max(sequence, lastSequence())}`)
    source.addEventListener('open', () => onStale(() => null))
    source.addEventListener('error', () => {
      onStale((known) => known ?? new Date())
      if (source.readyState !== EventSource.CLOSED) return
      reopening = setTimeout(open, REOPEN_PAUSE_MS)
    })
    source.addEventListener('resync', () => void client.invalidateQueries())
    for (const noun of allOf(PATHS)) {
      source.addEventListener(noun, (message: MessageEvent<string>) => receive(client, noun, message, refresh.ask))
    }
  }

  open()
  return () => {
    clearTimeout(reopening)
    refresh.stop()
    source.close()
  }
}

function receive<N extends NounName>(
  client: QueryClient,
  noun: N,
  message: MessageEvent<string>,
  refresh: (noun: NounName) => void,
): void {
  const told = JSON.parse(message.data) as StreamEvents[N] & (Nouns[N] | Gone)
  const gone = 'deleted' in told
  const delta: Delta<N> = {
    noun,
    id: gone ? told.id : idOf(told),
    object: gone ? null : told,
    sequence: Number(message.lastEventId),
  }
  recordDelta(delta, performance.now())
  applyDelta(client, delta, refresh)
}

/** Lists are asked for anew at most twice a second, however fast the stream runs. */
function gatherRefreshes(client: QueryClient) {
  const asked = new Set<NounName>()
  let pause: ReturnType<typeof setTimeout> | undefined
  return {
    ask(noun: NounName) {
      asked.add(noun)
      pause ??= setTimeout(() => {
        pause = undefined
        for (const each of asked) void client.invalidateQueries(listsOf(each))
        asked.clear()
      }, REFRESH_PAUSE_MS)
    },
    stop() {
      clearTimeout(pause)
    },
  }
}

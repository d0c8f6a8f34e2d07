'use client'

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Gone, StreamEvents } from '@/server/array/stream/schema'
import { applyDelta } from './apply'
import { idOf, type NounName, type Nouns, PATHS } from './nouns'

const REFRESH_PAUSE_MS = 500
const REOPEN_PAUSE_MS = 3_000

/** null while the stream is alive; otherwise since when nothing has come. */
export type StaleSince = Date | null

/**
 * One connection feeds everything the console shows. The browser reconnects by itself and names the last event that it
 * saw; when the server refused for good (it restarted, the session ended), a new connection is opened after a pause and
 * everything is asked for anew.
 */
export function useStream(): StaleSince {
  const client = useQueryClient()
  const [staleSince, setStaleSince] = useState<StaleSince>(null)
  useEffect(() => openStream(client, setStaleSince), [client])
  return staleSince
}

function openStream(client: QueryClient, onStale: (since: (known: StaleSince) => StaleSince) => void): () => void {
  const refresh = gatherRefreshes(client)
  let source: EventSource
  let reopening: ReturnType<typeof setTimeout> | undefined

  function open(again: boolean) {
    source = new EventSource('/api/v1/stream')
    source.addEventListener('open', () => {
      onStale(() => null)
      if (again) void client.invalidateQueries()
    })
    source.addEventListener('error', () => {
      onStale((known) => known ?? new Date())
      if (source.readyState !== EventSource.CLOSED) return
      reopening = setTimeout(() => open(true), REOPEN_PAUSE_MS)
    })
    source.addEventListener('resync', () => void client.invalidateQueries())
    source.addEventListener('array', () => void client.invalidateQueries({ queryKey: ['array'] }))
    for (const noun of Object.keys(PATHS) as NounName[]) {
      source.addEventListener(noun, (message: MessageEvent<string>) => receive(client, noun, message.data, refresh.ask))
    }
  }

  open(false)
  return () => {
    clearTimeout(reopening)
    refresh.stop()
    source.close()
  }
}

function receive<N extends NounName>(
  client: QueryClient,
  noun: N,
  data: string,
  refresh: (noun: NounName) => void,
): void {
  const told = JSON.parse(data) as StreamEvents[N] & (Nouns[N] | Gone)
  if ('deleted' in told) applyDelta(client, noun, told.id, null, refresh)
  else applyDelta(client, noun, idOf(told), told, refresh)
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
        for (const each of asked) void client.invalidateQueries({ queryKey: [each, 'list'] })
        asked.clear()
      }, REFRESH_PAUSE_MS)
    },
    stop() {
      clearTimeout(pause)
    },
  }
}

'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { catchUp } from './apply'

/** Beside a page's first answers: brings them up to what was told since the server read them. */
export function CatchUp({ sequence }: { sequence: number }) {
  const client = useQueryClient()
  useEffect(() => catchUp(client, sequence), [client, sequence])
  return null
}

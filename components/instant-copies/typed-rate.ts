import { z } from 'zod'
import { rate } from '@/server/array/instant-copies/schema'

/** What is typed where a rate is wanted. */
export const typedRate = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : Number(text)))
  .pipe(rate)

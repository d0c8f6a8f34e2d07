import { z } from 'zod'

/** What is typed where a number is wanted; an empty field is none. */
export const numberField = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : Number(text)))

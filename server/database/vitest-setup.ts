import { generateClient } from './generate.mjs'

/** The typed client has to be there before a test imports it. */
export function setup(): void {
  generateClient()
}

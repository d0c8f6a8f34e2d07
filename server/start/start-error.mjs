/** Why Lunette cannot start, as a sentence for the person who started it. Printed without a stack. */
export class StartError extends Error {
  /** @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options)
    this.name = 'StartError'
  }
}

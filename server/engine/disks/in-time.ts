/** How long the array waits for hosts and connections that are to go, in milliseconds. */
export const PATIENCE_MILLISECONDS = 5_000
/** How long it waits for what hosts have in flight on a disk: a flush of much takes its time. Hosts give their requests 30 s. */
export const DRAIN_MILLISECONDS = 10_000
/** How long a call waits for what it has set going and nothing keeps from ending; whoever asked is told then that it goes on. */
export const ENDING_MILLISECONDS = 2_000

/** @returns whether the promise was settled before the time, in milliseconds, was over; rejects as it does */
export async function settledWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, milliseconds))
  })
  try {
    return await Promise.race([work.then(() => true), over])
  } finally {
    clearTimeout(timer)
  }
}

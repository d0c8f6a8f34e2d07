/** Run by Next once per process, before it serves. `npm start` takes it from there; `next build` leaves it alone. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { lifecycle } = await import('./server/runtime/lifecycle')
  Object.assign(globalThis, { lunetteLifecycle: lifecycle })
}

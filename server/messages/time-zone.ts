export const TIME_ZONE_COOKIE = 'lunette-time-zone'

/** Whether a visitor's word names a time zone (IANA) that this machine knows. */
export function isTimeZone(value: string | undefined): value is string {
  if (!value) return false
  try {
    return Boolean(Intl.DateTimeFormat('en', { timeZone: value }))
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

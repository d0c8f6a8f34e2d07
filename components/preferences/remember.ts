const YEAR_SECONDS = 31_536_000

/** Keeps a visitor's choice where the server sees it before it renders the first byte. */
export function remember(cookie: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `${cookie}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`
}

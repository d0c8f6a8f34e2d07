import { normalizeIP } from '@better-auth/core/utils/ip'
import { Throttle } from './throttle'

const WINDOW_MS = 15 * 60_000
const KEYS = 10_000

/**
 * How often signing in may fail: per address, against one that tries many accounts, and per account, against many
 * that try one. An address from which the account has signed in has its own count, so that others who guess at the
 * account cannot lock its owner out.
 */
export class SignInThrottle {
  readonly #byAddress = new Throttle({ limit: 30, windowMs: WINDOW_MS, capacity: KEYS })
  readonly #byAccount = new Throttle({ limit: 10, windowMs: WINDOW_MS, capacity: KEYS })
  readonly #trusted = new Set<string>()

  /**
   * Counts an attempt.
   *
   * @returns null: check the password; else the milliseconds to wait
   */
  admit(address: string, account: string, now: number): number | null {
    const network = networkOf(address)
    const refusedAddress = this.#byAddress.take(network, now)
    if (refusedAddress !== null) return refusedAddress
    const refusedAccount = this.#byAccount.take(this.#accountKey(network, account), now)
    if (refusedAccount !== null) this.#byAddress.giveBack(network)
    return refusedAccount
  }

  succeeded(address: string, account: string): void {
    const network = networkOf(address)
    this.#byAddress.giveBack(network)
    this.#byAccount.giveBack(this.#accountKey(network, account))
    this.#trusted.add(pair(network, account))
    for (const oldest of this.#trusted) {
      if (this.#trusted.size <= KEYS) return
      this.#trusted.delete(oldest)
    }
  }

  #accountKey(network: string, account: string): string {
    return this.#trusted.has(pair(network, account)) ? pair(network, account) : account
  }
}

function pair(network: string, account: string): string {
  return `${network} ${account}`
}

/** One subscriber has a whole /64 of IPv6. */
function networkOf(address: string): string {
  return normalizeIP(address, { ipv6Subnet: 64 })
}

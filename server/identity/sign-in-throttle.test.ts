import { describe, expect, it } from 'vitest'
import { SignInThrottle } from './sign-in-throttle'

const ATTACKER = '203.0.113.7'
const OWNER = '192.0.2.10'

function attempts(throttle: SignInThrottle, count: number, address: (n: number) => string, account: (n: number) => string) {
  return Array.from({ length: count }, (_, n) => throttle.admit(address(n), account(n), 1000 + n))
}

describe('SignInThrottle', () => {
  it('holds off who guesses one password after the other, for a quarter of an hour', () => {
    const throttle = new SignInThrottle()
    const admitted = attempts(throttle, 20, () => ATTACKER, () => 'admin@example.com')
    expect(admitted.filter((wait) => wait === null)).toHaveLength(10)
    expect(throttle.admit(ATTACKER, 'admin@example.com', 1000 + 15 * 60_000)).toBeNull()
  })

  it('holds off an address that tries many accounts', () => {
    const throttle = new SignInThrottle()
    const admitted = attempts(throttle, 100, () => ATTACKER, (n) => `user${n}@example.com`)
    expect(admitted.filter((wait) => wait === null)).toHaveLength(30)
  })

  it('counts the addresses of one IPv6 network as one', () => {
    const throttle = new SignInThrottle()
    const admitted = attempts(throttle, 100, (n) => `2001:db8:0:1::${n.toString(16)}`, (n) => `user${n}@example.com`)
    expect(admitted.filter((wait) => wait === null)).toHaveLength(30)
  })

  it('holds off many addresses that try one account, but not its owner', () => {
    const throttle = new SignInThrottle()
    expect(throttle.admit(OWNER, 'admin@example.com', 0)).toBeNull()
    throttle.succeeded(OWNER, 'admin@example.com')
    const admitted = attempts(throttle, 50, (n) => `203.0.113.${n}`, () => 'admin@example.com')
    expect(admitted.filter((wait) => wait === null)).toHaveLength(10)
    expect(throttle.admit(OWNER, 'admin@example.com', 2000)).toBeNull()
  })

  it('does not count who signs in well', () => {
    const throttle = new SignInThrottle()
    for (let now = 0; now < 200; now += 1) {
      expect(throttle.admit(OWNER, 'admin@example.com', now)).toBeNull()
      throttle.succeeded(OWNER, 'admin@example.com')
    }
  })
})

/** Against the digests that the RFC prints, and against one made bit by bit. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { repeatable } from '../../testing/repeatable'
import { crc32c } from './crc32c'

it.each([
  ['32 bytes of zeroes', Buffer.alloc(32), 0x8a91_36aa],
  ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8_ab43],
  ['32 bytes that count up', Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd_794e],
  ['32 bytes that count down', Buffer.from(Array.from({ length: 32 }, (_, index) => 31 - index)), 0x113f_db5c],
  [
    'an iSCSI SCSI Read (10) command PDU',
    Buffer.from('01c000000000000000000000000000001400000000000400000000140000001828000000000000000200000000000000', 'hex'),
    0xd996_3a56,
  ],
  ['the digits', Buffer.from('123456789'), 0xe306_9283],
])('is that of RFC 3720 B.4 for %s', (_, bytes, digest) => {
  expect(crc32c(bytes)).toBe(digest)
})

it('is the same as bit by bit, whatever the bytes and wherever they start', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 20 }), (bytes, start) => {
      let crc = -1
      for (const byte of bytes.subarray(start)) {
        crc ^= byte
        for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1
      }
      expect(crc32c(bytes, Math.min(start, bytes.length))).toBe(~crc >>> 0)
    }),
    repeatable(100),
  )
})

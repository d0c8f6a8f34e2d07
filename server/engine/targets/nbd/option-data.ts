import { isUtf8 } from 'node:buffer'
import { MAX_STRING_BYTES } from './protocol'

/** An option that the client sent is malformed; the message is sent to it with ERR_INVALID. */
export class InvalidOption extends Error {}

/** Reads the fields of an option's data in order, and sees to it that they fill it exactly. */
export class OptionData {
  private position = 0

  constructor(private readonly data: Buffer) {}

  u16(field: string): number {
    return this.next(2, field).readUInt16BE()
  }

  u32(field: string): number {
    return this.next(4, field).readUInt32BE()
  }

  /** A string with its length before it. */
  string(field: string): string {
    return this.text(this.u32(`length of the ${field}`), field)
  }

  /** All that is left, as a string. */
  rest(field: string): string {
    return this.text(this.data.length - this.position, field)
  }

  end(): void {
    const left = this.data.length - this.position
    if (left > 0) throw new InvalidOption(`the option has ${left} bytes more than its fields`)
  }

  private text(length: number, field: string): string {
    if (length > MAX_STRING_BYTES) {
      throw new InvalidOption(`the ${field} is ${length} bytes long; the protocol allows ${MAX_STRING_BYTES}`)
    }
    const bytes = this.next(length, field)
    if (bytes.includes(0) || !isUtf8(bytes)) throw new InvalidOption(`the ${field} is not UTF-8 text without NUL`)
    return bytes.toString()
  }

  private next(length: number, field: string): Buffer {
    const end = this.position + length
    if (end > this.data.length) throw new InvalidOption(`the option ends before its ${field} is complete`)
    const bytes = this.data.subarray(this.position, end)
    this.position = end
    return bytes
  }
}

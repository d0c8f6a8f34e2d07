/**
 * Command numbering and flow control (RFC 7143 4.2.2.1): CmdSN counts commands, and MaxCmdSN tells how many more the
 * target takes. Numbers have 32 bits and go round; they are compared by RFC 1982.
 */
export class CommandWindow {
  /** Commands that have come and are not answered. */
  inFlight = 0

  constructor(
    private expected: number,
    private readonly size: number,
  ) {}

  get expCmdSn(): number {
    return this.expected
  }

  /** Never goes back: what is in flight and what may still come are `size` together. */
  get maxCmdSn(): number {
    return (this.expected + this.size - this.inFlight - 1) >>> 0
  }

  /**
   * What to do with a command of this number. `ignore`: it is outside the window. `gap`: commands before it are
   * missing, which on a session's only connection nobody can mend.
   */
  receive(cmdSn: number, immediate: boolean): 'accept' | 'ignore' | 'gap' {
    if (immediate) return 'accept'
    const ahead = (cmdSn - this.expected) | 0
    if (ahead < 0 || ((this.maxCmdSn - cmdSn) | 0) < 0) return 'ignore'
    if (ahead > 0) return 'gap'
    this.expected = (this.expected + 1) >>> 0
    return 'accept'
  }
}

import { NO_TAG } from './pdu'
import type { DataSink } from './scsi/plan'
import { CheckCondition, SENSE } from './scsi/sense'

/** What a Data-Out PDU says (RFC 7143 11.7). */
export interface DataOut {
  ttt: number
  dataSn: number
  offset: number
  final: boolean
  data: Buffer
}

/** The next stretch of data that the initiator is asked for. */
export interface Solicitation {
  ttt: number
  r2tSn: number
  offset: number
  length: number
}

/**
 * The data of one command on its way in: immediate, unsolicited, then asked for by R2T, one burst at a time and in
 * order. What nobody wants is read past. A breach of the order can't be mended without recovery (error recovery level
 * 0), so it ends the command: what throws here is its CHECK CONDITION.
 */
export class IncomingData {
  /** Bytes that have come, wanted or not. */
  private arrived = 0
  private dataSn = 0
  private r2tSn = 0
  /** The burst that is coming: until where, and under which tag. Null: none. */
  private burst: { ttt: number; end: number } | null = null

  /**
   * @param sink null: nothing is wanted
   * @param wanted bytes that the sink takes: no more than planned, and no more than the initiator will send
   */
  constructor(
    readonly sink: DataSink | null,
    readonly wanted: number,
    private readonly maxBurst: number,
  ) {}

  /** All that may still come without being asked for has come. */
  get quiet(): boolean {
    return this.burst === null
  }

  get complete(): boolean {
    return this.quiet && (this.sink === null || this.arrived >= this.wanted)
  }

  get received(): number {
    return Math.min(this.arrived, this.wanted)
  }

  /**
   * Immediate data; more follows unsolicited unless it is final.
   * @param unsolicitedEnd how far the initiator may go without being asked, immediate data included
   */
  begin(data: Buffer, final: boolean, unsolicitedEnd: number): { bytes: Buffer; offset: number } | null {
    if (data.length > unsolicitedEnd) throw new CheckCondition(SENSE.unexpectedData)
    if (!final) this.burst = { ttt: NO_TAG, end: unsolicitedEnd }
    return this.take(data)
  }

  /** The next burst to ask for, or null if there is none to ask for now. */
  solicit(ttt: number): Solicitation | null {
    if (!this.quiet || this.sink === null || this.arrived >= this.wanted) return null
    const length = Math.min(this.maxBurst, this.wanted - this.arrived)
    this.burst = { ttt, end: this.arrived + length }
    this.dataSn = 0
    const solicitation = { ttt, r2tSn: this.r2tSn, offset: this.arrived, length }
    this.r2tSn += 1
    return solicitation
  }

  /** @returns what of it the sink wants, and where it belongs */
  receive({ ttt, dataSn, offset, final, data }: DataOut): { bytes: Buffer; offset: number } | null {
    const { burst } = this
    if (burst === null || burst.ttt !== ttt) throw new CheckCondition(SENSE.unexpectedData)
    if (dataSn !== this.dataSn || offset !== this.arrived) throw new CheckCondition(SENSE.dataPhase)
    this.dataSn += 1
    const end = offset + data.length
    if (end > burst.end) throw new CheckCondition(SENSE.dataPhase)
    if (final) {
      if (ttt !== NO_TAG && end !== burst.end) throw new CheckCondition(SENSE.dataPhase)
      this.burst = null
    } else if (ttt !== NO_TAG && end === burst.end) {
      throw new CheckCondition(SENSE.dataPhase)
    }
    return this.take(data)
  }

  private take(data: Buffer): { bytes: Buffer; offset: number } | null {
    const offset = this.arrived
    this.arrived += data.length
    if (this.sink === null || data.length === 0 || offset >= this.wanted) return null
    return { bytes: data.subarray(0, this.wanted - offset), offset }
  }
}

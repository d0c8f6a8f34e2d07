/** The commands of one session that are in hand, by the tags that the initiator gave them (RFC 7143 11.2.1.8). */
import { HardDisconnect } from '../transport/hard-disconnect'
import type { CommandWindow } from './command-window'
import { AT, IMMEDIATE, NO_TAG } from './pdu'
import type { PduReader } from './pdu-reader'
import { lunOf } from './scsi/dispatch'
import { Task } from './task'

const FLAG = { read: 0x40, write: 0x20 } as const
/** Immediate commands are outside the window; so many at a time are more than any initiator has. */
const MOST_IMMEDIATE = 32

export class TasksInHand {
  private readonly tasks = new Map<number, Task>()
  private immediate = 0

  constructor(private readonly window: CommandWindow) {}

  /** The command in the reader, which has a place in the window until it is {@link close}d. */
  open({ bytes, at }: PduReader): Task {
    const flags = bytes[at + AT.flags] ?? 0
    const itt = bytes.readUInt32BE(at + AT.itt)
    if (itt === NO_TAG || this.tasks.has(itt)) throw new HardDisconnect('a task tag is in use already')
    const immediate = ((bytes[at] ?? 0) & IMMEDIATE) !== 0
    if (immediate && this.immediate >= MOST_IMMEDIATE) throw new HardDisconnect('too many immediate commands')
    const direction = (flags & FLAG.write) !== 0 ? 'write' : (flags & FLAG.read) !== 0 ? 'read' : 'none'
    const expected = direction === 'none' ? 0 : bytes.readUInt32BE(at + AT.expectedLength)
    const lunBytes = Buffer.from(bytes.subarray(at + AT.lun, at + AT.lun + 8))
    const task = new Task(itt, lunBytes, lunOf(lunBytes, 0), immediate, expected, direction)
    this.tasks.set(itt, task)
    if (immediate) this.immediate += 1
    else this.window.inFlight += 1
    return task
  }

  get(itt: number): Task | undefined {
    return this.tasks.get(itt)
  }

  filter(which: (task: Task) => boolean): Task[] {
    return [...this.tasks.values()].filter(which)
  }

  /** @returns false if it is closed already */
  close({ itt, immediate }: Task): boolean {
    if (!this.tasks.delete(itt)) return false
    if (immediate) this.immediate -= 1
    else this.window.inFlight -= 1
    return true
  }
}

/**
 * What one reader of the stream is sent: objects that changed, each once however often it changed meanwhile, as the
 * reader would GET them.
 */
import type { QueryContext } from '../door/command'
import type { Change, ChangedNoun } from './changes'
import { ConditionDifferences, render } from './render'

/** Changes are gathered for so long, so that progress comes at most twice a second. */
const GATHER_MS = 500
/** Beyond so many at once the reader had better ask for its lists again. */
const MANY = 500

export interface FeedMessage {
  /** null for a message that only moves the reader's place forward. */
  event: ChangedNoun | 'resync' | null
  id: number
  data: object | null
}

/**
 * Sends until it is stopped.
 *
 * @param lastSeen the number of the last message that the reader saw; null for a new reader
 * @param send in order; awaited, so that a slow reader gathers more and is sent less
 * @returns stops it
 */
export function feed(
  context: QueryContext,
  lastSeen: number | null,
  send: (messages: FeedMessage[]) => void,
): () => void {
  const { changes, onError } = context.array
  const waiting = new Map<string, Change>()
  const conditionsTold = new ConditionDifferences()
  let timer: NodeJS.Timeout | null = null
  let sending = Promise.resolve()
  let isStopped = false

  const gather = (change: Change) => {
    waiting.set(`${change.noun} ${change.id}`, change)
    timer ??= setTimeout(flush, GATHER_MS)
  }
  const flush = () => {
    timer = null
    const gathered = [...waiting.values()]
    waiting.clear()
    sending = sending
      .then(() => messagesFor(context, gathered, conditionsTold))
      .then((messages) => {
        if (!isStopped) send(messages)
      })
      .catch((error: unknown) => onError(error, 'feeding a stream'))
  }

  const missed = lastSeen === null ? [] : changes.since(lastSeen)
  const unsubscribe = changes.subscribe(gather)
  // What conditions the reader knows isn't known here after a break.
  const mustResync = missed === null || missed.some(({ noun }) => noun === 'condition')
  send([{ event: mustResync ? 'resync' : null, id: lastSeen !== null && !mustResync ? lastSeen : changes.sequence, data: {} }])
  sending = conditionsTold.next(context).then(
    () => undefined,
    (error: unknown) => onError(error, 'feeding a stream'),
  )
  if (!mustResync) missed.forEach(gather)

  return () => {
    isStopped = true
    unsubscribe()
    if (timer !== null) clearTimeout(timer)
  }
}

async function messagesFor(
  context: QueryContext,
  gathered: Change[],
  conditionsTold: ConditionDifferences,
): Promise<FeedMessage[]> {
  const id = Math.max(...gathered.map(({ sequence }) => sequence))
  if (gathered.length > MANY) {
    await conditionsTold.next(context)
    return [{ event: 'resync', id, data: {} }]
  }
  const messages: FeedMessage[] = []
  for (const change of gathered) {
    if (change.noun === 'condition') continue
    const data = await render(context, change.noun, change.id)
    messages.push({ event: change.noun, id: change.sequence, data: data ?? { id: change.id, deleted: true } })
  }
  if (gathered.some(({ noun }) => noun === 'condition')) {
    const differences = await conditionsTold.next(context)
    messages.push(...differences.map((data) => ({ event: 'condition', id, data }) as const))
  }
  return messages.sort((a, b) => a.id - b.id)
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { textIn } from '../door/text'
import { createHost } from '../hosts/commands'
import { TestArray, viewer } from '../testing'
import { csvCell, exportedEvents, type ExportEventsInput, exportEventsInput } from './export'
import { appendOwnEvents } from './log'
import { eventRecord } from './record'
import { listEvents } from './queries'

let test: TestArray
beforeEach(async () => {
  test = await TestArray.start()
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

async function exported(input: object, between: () => Promise<void> = () => Promise.resolve()): Promise<string> {
  const asked: ExportEventsInput = exportEventsInput.parse(input)
  const pieces: string[] = []
  for await (const piece of exportedEvents({ array: test.array, actor: viewer, text: textIn('en') }, asked)) {
    pieces.push(piece)
    await between()
  }
  return pieces.join('')
}

/** RFC 4180, section 2. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (end === '' && quoted === undefined && plain === '') break
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.filter((row) => row.length > 0)
}

describe('an export of the event log', () => {
  it('holds exactly what the list shows under the same filters, in its order', async () => {
    await test.do(createHost, { name: 'web', os: 'linux' })
    await test.do(createHost, { name: 'mail', os: 'linux' })
    for (const filters of [{}, { subject: 'host' }, { q: 'web' }, { sort: 'sequence' as const }, { origin: '192.0.2.' }, { type: 'x' }]) {
      const { items } = await test.ask(listEvents, filters)
      expect(JSON.parse(await exported({ ...filters, format: 'json' }))).toEqual(items)
      const [head, ...rows] = parseCsv(await exported({ ...filters, format: 'csv' }))
      expect(head?.slice(0, 4)).toEqual(['sequence', 'at', 'severity', 'type'])
      expect(rows.map(([sequence]) => Number(sequence))).toEqual(items.map((event) => event.sequence))
      expect(rows.map((row) => row[head?.indexOf('description') ?? 0])).toEqual(items.map((event) => event.description))
    }
    expect(() => exportEventsInput.parse({ format: 'xml' })).toThrow('csv')
    expect(() => exportEventsInput.parse({ format: 'csv', page: 2 })).toThrow('page')
  })

  it('is whole beyond what is read at once, though events come meanwhile', async () => {
    const record = eventRecord('array_renamed', test.array.identity, { from: 'a', to: 'b' })
    await appendOwnEvents(test.array, ...Array.from({ length: 2_500 }, () => record))
    const { total } = await test.ask(listEvents, { limit: 1 })
    for (const sort of ['sequence', '-sequence']) {
      const text = await exported({ sort, format: 'json' }, () => appendOwnEvents(test.array, record))
      const sequences = (JSON.parse(text) as { sequence: number }[]).map(({ sequence }) => sequence)
      expect(new Set(sequences).size).toBe(sequences.length)
      expect(sequences.length).toBeGreaterThanOrEqual(total)
      expect(sequences).toEqual([...sequences].sort((a, b) => (sort === 'sequence' ? a - b : b - a)))
    }
  })

  it('keeps names with quotes, lines and formulas what they are', async () => {
    const wild = ['=HYPERLINK("http://evil","x")', '+1', '-1', '@SUM(A1)', 'a,b', 'two\r\nlines', 'say "it"', '\tx']
    const records = wild.map((name) => eventRecord('array_renamed', { id: 'x', name }, { from: name, to: name }))
    await appendOwnEvents(test.array, ...records)
    const [head, ...rows] = parseCsv(await exported({ subject: 'x', sort: 'sequence', format: 'csv' }))
    const names = rows.map((row) => row[head?.indexOf('subjectName') ?? 0] ?? '')
    expect(names.map((name) => name.replace(/^'/, ''))).toEqual(wild)
    expect(names.filter((name) => /^[=+\-@\t\r]/.test(name))).toEqual([])
  })
})

describe('a cell', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['=1', "'=1"],
    ['-1,2', `"'-1,2"`],
    ["'=1", "'=1"],
  ])('%s is written %s', (text, written) => expect(csvCell(text)).toBe(written))
})

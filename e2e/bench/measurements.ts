/** What one contender reached in one case, round by round. */
export interface Measurement {
  case: string
  unit: 'operations per second' | 'bytes per second' | 'seconds' | 'microseconds' | 'microseconds per operation' | 'bytes'
  contender: string
  samples: number[]
}

export interface Row {
  case: string
  unit: Measurement['unit']
  medians: { contender: string; median: number; lowest: number; highest: number }[]
  /** How many times as good as each other contender Lunette was, by the medians: above 1 it was better. */
  ratios: { against: string; ratio: number }[]
}

export const LUNETTE = 'Lunette'
/** Stands among the contenders for a figure that Lunette has to keep to: a ratio above 1 says that it does. */
export const LIMIT = 'limit'

/** What is better the less of it there is. */
const COSTS: ReadonlySet<Measurement['unit']> = new Set(['seconds', 'microseconds', 'microseconds per operation', 'bytes'])

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((one, other) => one - other)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new Error('There is no median of nothing.')
  return (lower + upper) / 2
}

/** One row for each case, contenders in the order in which they were measured. */
export function rowsOf(measurements: readonly Measurement[]): Row[] {
  return [...new Set(measurements.map((measurement) => measurement.case))].map((name) => {
    const group = measurements.filter((measurement) => measurement.case === name)
    const medians = group.map(({ contender, samples }) => ({
      contender,
      median: median(samples),
      lowest: Math.min(...samples),
      highest: Math.max(...samples),
    }))
    const unit = group[0]?.unit ?? 'seconds'
    const own = medians.find(({ contender }) => contender === LUNETTE)
    if (own === undefined) throw new Error(`Lunette was not measured in ${name}.`)
    const ratios = medians
      .filter(({ contender }) => contender !== LUNETTE)
      .map(({ contender, median: theirs }) => ({
        against: contender,
        ratio: COSTS.has(unit) ? theirs / own.median : own.median / theirs,
      }))
    return { case: name, unit, medians, ratios }
  })
}

/** Tables for the terminal, one for each set of contenders: medians, and Lunette's ratio beside each peer's. */
export function tableOf(rows: readonly Row[]): string {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const contenders = row.medians.map(({ contender }) => contender).join()
    groups.set(contenders, [...(groups.get(contenders) ?? []), row])
  }
  return [...groups.values()].map(tableOfGroup).join('\n\n')
}

function tableOfGroup(rows: readonly Row[]): string {
  const [first] = rows
  if (first === undefined) return ''
  const titles = first.medians.flatMap(({ contender }) => (contender === LUNETTE ? [contender] : [contender, 'ratio']))
  const header = ['', ...titles]
  const lines = rows.map((row) => [
    row.case,
    ...row.medians.flatMap(({ contender, median: value }) => {
      const ratio = row.ratios.find(({ against }) => against === contender)
      return ratio === undefined ? [shown(value, row.unit)] : [shown(value, row.unit), `${ratio.ratio.toFixed(2)}×`]
    }),
  ])
  const widths = header.map((_, column) => Math.max(...[header, ...lines].map((line) => (line[column] ?? '').length)))
  return [header, ...lines]
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

/** Measures contenders in turns, round by round; nobody is always first. */
export async function inTurns(rounds: number, contenders: readonly ((round: number) => Promise<void>)[]): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) await contenders[(round + turn) % contenders.length]?.(round)
  }
}

function shown(value: number, unit: Row['unit']): string {
  switch (unit) {
    case 'operations per second':
      return `${Math.round(value).toLocaleString('en-US')}/s`
    case 'bytes per second':
      return `${(value / 2 ** 20).toLocaleString('en-US', { maximumFractionDigits: 0 })} MiB/s`
    case 'seconds':
      return value < 0.1 ? `${(value * 1000).toFixed(2)} ms` : `${value.toFixed(2)} s`
    case 'microseconds':
    case 'microseconds per operation':
      return `${value.toFixed(1)} µs`
    case 'bytes':
      return value < 1e6 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(1)} MB`
  }
}

/**
 * Which random cases a test tells: the same ones every time, so that a red run can be repeated. A hunt asks for others:
 *
 * - `LUNETTE_MODEL_RUNS`: how many histories each test of a model tells, instead of a few.
 * - `LUNETTE_MODEL_SEED`: a number, or `random` for others with every run. What fails names the seed that tells it again;
 *   it is not made shorter then, which may take longer than a test has.
 */
const EVERY_TIME = 20_261_126
const asked = process.env['LUNETTE_MODEL_SEED'] ?? String(EVERY_TIME)
if (asked !== 'random' && !/^-?\d+$/.test(asked)) throw new Error(`LUNETTE_MODEL_SEED="${asked}" is neither a whole number nor "random".`)

/** How many histories a test of a model tells: a few each time, and as many as a hunt asks for. */
export const runsOf = (few: number): number => Number(process.env['LUNETTE_MODEL_RUNS'] ?? few)

/** For `fc.assert`. */
export function repeatable(numRuns: number): { numRuns: number; seed?: number; endOnFailure?: boolean } {
  return asked === 'random' ? { numRuns, endOnFailure: true } : { numRuns, seed: Number(asked) }
}

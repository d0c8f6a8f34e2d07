import type { zodResolver } from '@hookform/resolvers/zod'
import type { FieldValues } from 'react-hook-form'
import type { z } from 'zod'

interface Schemas<Fields, Input> {
  /** What a draft must look like to be taken up: the fields as they are typed, right or wrong. */
  shape: z.ZodType<Fields>
  /** What the fields must be for the last step. */
  schema: (errors: z.core.$ZodErrorMap) => z.ZodType<Input, Fields>
}

export interface Loaded<Fields, Input> extends Schemas<Fields, Input> {
  zodResolver: typeof zodResolver
}

/** What checks a wizard's fields. It is a third of the code of a wizard, and not needed before something is filled in. */
export class WizardChecks<Fields extends FieldValues, Input extends FieldValues> {
  #loaded: Loaded<Fields, Input> | null = null
  #loading: Promise<Loaded<Fields, Input>> | null = null
  readonly #listeners = new Set<() => void>()

  constructor(
    /** Under which the draft is kept. */
    readonly name: string,
    /** What is missing or wrong while nothing is filled in, which has to be known before. */
    readonly open: readonly (keyof Fields & string)[],
    private readonly schemas: () => Promise<Schemas<Fields, Input>>,
  ) {}

  readonly loaded = () => this.#loaded

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What fails is fetched again the next time. */
  readonly load = () => (this.#loading ??= this.#load())

  async #load(): Promise<Loaded<Fields, Input>> {
    try {
      const [schemas, resolver] = await Promise.all([this.schemas(), import('@hookform/resolvers/zod')])
      this.#loaded = { ...schemas, zodResolver: resolver.zodResolver }
    } catch (error) {
      this.#loading = null
      throw error
    }
    for (const listener of this.#listeners) listener()
    return this.#loaded
  }
}

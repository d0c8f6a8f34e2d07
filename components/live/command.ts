import type { Outcome } from '@/server/array/door/run'

export type CommandName = string
export type { Outcome }

export function useCommand() {
  return async <T>(_name: CommandName, _input: object): Promise<Outcome<T>> => {
    throw new Error('not yet')
  }
}

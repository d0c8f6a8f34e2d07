/**
 * Everything that the array allows and warns about, as data: the parameters of its text. The texts are in
 * server/messages/<language>/warnings.ts, by code.
 */
import type { AnyParams, ParamsOf, ParamTable } from './params'

export const WARNINGS = {
  copy_target_snapshots_fail: { params: { disk: 'text', snapshots: 'text' } },
  instant_copy_target_lost: { params: { disk: 'text' } },
  instant_copy_target_snapshots_fail: { params: { disk: 'text', snapshots: 'text' } },
  instant_copy_source_in_use: { params: { disk: 'text', hosts: 'text' } },
  mscs_image_beside_original: { params: { image: 'text', original: 'text', cluster: 'text', host: 'text' } },
  identities_system_disk: { params: { disk: 'text' } },
  image_beside_original_linux: { params: { image: 'text', original: 'text', host: 'text' } },
  image_beside_original_esxi: { params: { image: 'text', original: 'text', host: 'text' } },
  image_beside_original_other: { params: { image: 'text', original: 'text', host: 'text' } },
} as const satisfies Record<string, { params: ParamTable }>

export type WarningCode = keyof typeof WARNINGS

/** Made by {@link warn}, which checks the parameters against the table. */
export interface Warning {
  readonly code: WarningCode
  readonly params: AnyParams
}

export function warn<C extends WarningCode>(code: C, params: ParamsOf<(typeof WARNINGS)[C]['params']> & AnyParams): Warning {
  return { code, params }
}

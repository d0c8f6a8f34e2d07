/** What an instant copy is made for, of which the wizard fills in the rest. */
export const PRESETS = ['snapshot', 'clone', 'backup'] as const
export type Preset = (typeof PRESETS)[number]

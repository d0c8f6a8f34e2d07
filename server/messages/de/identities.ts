import type en from '../en/identities'
import type { Translated } from '../translated'

/** Dem, was auf einem virtuellen Laufwerk liegt, eigene Kennungen geben. */
export default {
  title: '{name} eigene Kennungen geben',
  willChange: 'Das wurde auf {name} gefunden. Aus jeder Kennung wird eine andere; sonst ändert sich darauf nichts. Es lässt sich nicht rückgängig machen.',
  nothing: 'Nichts auf {name} hat Kennungen, aus denen andere werden könnten.',
  nothingWhy: 'Es gibt nichts zu ändern.',
  at: 'bei {offset}',
  becomes: 'wird',
  ofPartition: '{kind} der Partition {partition, number}',
  kinds: {
    diskSignature: 'Datenträgersignatur',
    diskGuid: 'Datenträger-GUID',
    partitionGuid: 'Eindeutige GUID',
    uuid: 'UUID',
    serial: 'Volume-Seriennummer',
    volumeId: 'Volume-ID',
  },
  keeps: 'Behält die eigenen.',
  hasNone: 'Hat keine Kennungen.',
  beside: 'Damit dürfen Hosts {name} neben seinem Original sehen.',
  notBeside: 'Nicht aus allen Kennungen werden andere: {name} gilt weiter als Abbild seines Originals, und kein Windows-Host oder Cluster darf beide sehen.',
  confirm: 'Ändern',
  done: '{name} hat eigene Kennungen',
  made: 'Was auf {name} liegt, hat jetzt diese Kennungen:',
} as const satisfies Translated<typeof en>

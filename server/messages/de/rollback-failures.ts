import type en from '../en/rollback-failures'
import type { Translated } from '../translated'

export default {
  source_read_error: {
    detail: 'was der Snapshot aufbewahrt, war nicht lesbar.',
    remedy: 'Prüfen Sie die Festplatte unter dem Pool.',
  },
  target_write_error: {
    detail: 'die eigenen Blöcke der Quelle waren nicht beschreibbar.',
    remedy: 'Prüfen Sie die Festplatte unter dem Pool.',
  },
  no_space: {
    detail: 'im Pool war kein Platz mehr.',
    remedy: 'Schaffen Sie Platz im Pool.',
  },
  repository_full: {
    detail:
      'das Repository eines anderen Snapshots hat keinen Platz für das, was das Zurücksetzen überschreibt, und jener Snapshot muss vollständig bleiben.',
    remedy: 'Vergrößern Sie das Repository des Snapshots, der voll ist, oder deaktivieren Sie jenen Snapshot.',
  },
  image_damaged: {
    detail: 'das Verzeichnis des Snapshots ist beschädigt.',
    remedy: 'Prüfen Sie die Festplatte unter dem Pool.',
  },
  image_lost: {
    detail: 'der Snapshot hält seinen Zeitpunkt nicht mehr fest.',
    remedy: 'Prüfen Sie den Pool, der das Repository des Snapshots enthält.',
  },
  source_overwritten: {
    detail: 'die Quelle wurde von einer Kopie überschrieben, und der Snapshot zeigt nicht mehr, was er zeigte.',
    remedy: 'Geben Sie das Zurücksetzen auf.',
  },
  disk_missing: {
    detail: 'eines der virtuellen Laufwerke, die dafür nötig sind, fehlt.',
    remedy: 'Bringen Sie seinen Pool zurück.',
  },
  io_error: {
    detail: 'die Festplatte unter dem Pool meldete einen Fehler.',
    remedy: 'Prüfen Sie die Festplatte unter dem Pool.',
  },
  internal_error: {
    detail: 'die Engine traf auf etwas, wofür sie keinen Namen hat; die Einzelheit steht im Ereignisprotokoll.',
    remedy: 'Sehen Sie im Protokoll von Lunette nach.',
  },
} as const satisfies Translated<typeof en>

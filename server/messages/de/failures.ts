import type en from '../en/failures'
import type { Translated } from '../translated'

export default {
  source_read_error: {
    detail: 'die Quelle war nicht lesbar.',
    remedy: 'Prüfen Sie die Festplatte unter dem Pool der Quelle.',
  },
  target_write_error: {
    detail: 'das Ziel war nicht beschreibbar.',
    remedy: 'Prüfen Sie die Festplatte unter dem Pool des Ziels.',
  },
  no_space: {
    detail: 'im Pool des Ziels war kein Platz mehr.',
    remedy: 'Schaffen Sie Platz im Pool.',
  },
  repository_full: {
    detail: 'das Repository des Snapshots hatte keinen Platz für das, was Hosts inzwischen auf die Quelle schrieben.',
    remedy:
      'Warten Sie, bis Hosts weniger schreiben; für ein größeres Repository entfernen Sie das Kopierpaar und erstellen eine neue Kopie.',
  },
  image_damaged: {
    detail: 'das Abbild ist beschädigt oder wird durch eines gelesen, das seinen Inhalt verloren hat.',
    remedy: 'Sehen Sie zuerst nach dem, wodurch es gelesen wird; ist damit alles in Ordnung, prüfen Sie die Festplatte unter seinem Pool.',
  },
  image_lost: {
    detail: 'der Snapshot, von dem gelesen wird, hält seinen Zeitpunkt nicht mehr fest.',
    remedy: 'Prüfen Sie den Pool, der das Repository des Snapshots enthält.',
  },
  disk_missing: {
    detail: 'eines ihrer virtuellen Laufwerke fehlt.',
    remedy: 'Bringen Sie seinen Pool zurück.',
  },
  source_overwritten: {
    detail: 'was er zeigte, wurde von einer Kopie überschrieben oder ging mit einer angehaltenen Sofortkopie verloren.',
    remedy: 'Erstellen Sie den Snapshot neu, sobald seine Quelle es zulässt; was er zeigte, ist verloren.',
  },
  io_error: {
    detail: 'die Festplatte unter einem Pool meldete einen Fehler.',
    remedy: 'Prüfen Sie die Festplatten unter den Pools von Quelle und Ziel.',
  },
  internal_error: {
    detail: 'die Engine traf auf etwas, wofür sie keinen Namen hat; die Einzelheit steht im Ereignisprotokoll.',
    remedy: 'Sehen Sie im Protokoll von Lunette nach.',
  },
} as const satisfies Translated<typeof en>

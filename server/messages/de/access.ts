import type en from '../en/access'
import type { Translated } from '../translated'

export default {
  disk_missing: {
    detail: 'Das virtuelle Laufwerk fehlt: Sein Pool ist nicht da oder enthält es nicht mehr.',
    remedy: 'Bringen Sie seinen Pool zurück; er wird dann von selbst geöffnet.',
    until: 'bis sein Pool wieder da ist',
  },
  disk_failed: {
    detail: 'Das virtuelle Laufwerk ist ausgefallen.',
    remedy: 'Unter „Aufmerksamkeit notwendig“ steht, was sich tun lässt.',
    until: 'bis es instand gesetzt ist',
  },
  disk_read_only: {
    detail: 'Das virtuelle Laufwerk ist schreibgeschützt.',
    remedy: 'Schalten Sie den Schreibschutz aus.',
    until: 'bis der Schreibschutz ausgeschaltet wird',
  },
  repository_internal: {
    detail: 'Ein virtuelles Snapshot-Repository-Laufwerk ist nur für das Array da.',
    remedy: 'Ordnen Sie den Snapshot oder seine Quelle zu.',
    until: 'solange es besteht',
  },
  copy_snapshot_internal: {
    detail: 'Der Snapshot einer Online-Kopie dient nur dieser Kopie.',
    remedy: 'Ordnen Sie das Ziel der Kopie zu, oder erstellen Sie einen eigenen Snapshot.',
    until: 'solange das Kopierpaar besteht',
  },
  snapshot_disabled: {
    detail: 'Der Snapshot ist deaktiviert; er zeigt keinen Zeitpunkt.',
    remedy: 'Erstellen Sie den Snapshot neu.',
    until: 'bis er neu erstellt wird',
  },
  snapshot_failed: {
    detail: 'Der Snapshot ist ausgefallen; was er zeigte, ist verloren.',
    remedy: 'Erstellen Sie den Snapshot neu.',
    until: 'bis er neu erstellt wird',
  },
  copy_target_busy: {
    detail: 'Das virtuelle Laufwerk ist das Ziel einer Kopie von „{other}“, die durchgeführt wird oder aussteht.',
    remedy: 'Warten Sie, bis die Kopie abgeschlossen ist.',
    until: 'bis die Kopie abgeschlossen oder ihr Kopierpaar entfernt ist',
  },
  copy_target_failed: {
    detail: 'Das virtuelle Laufwerk ist das Ziel einer fehlgeschlagenen Kopie von „{other}“; sein Inhalt ist unvollständig.',
    remedy: 'Beheben Sie die Ursache und kopieren Sie erneut, oder entfernen Sie das Kopierpaar.',
    until: 'bis es erneut kopiert oder sein Kopierpaar entfernt ist',
  },
  copy_target_stopped: {
    detail: 'Das virtuelle Laufwerk ist das Ziel einer angehaltenen Kopie von „{other}“; sein Inhalt ist unvollständig.',
    remedy: 'Kopieren Sie erneut, oder entfernen Sie das Kopierpaar.',
    until: 'bis es erneut kopiert oder sein Kopierpaar entfernt ist',
  },
  copy_target_read_only: {
    detail: 'Das virtuelle Laufwerk ist das Ziel einer abgeschlossenen Kopie von „{other}“ und schreibgeschützt.',
    remedy: 'Schalten Sie den Schreibschutz des Ziels der Kopie aus.',
    until: 'bis der Schreibschutz des Ziels ausgeschaltet oder das Kopierpaar entfernt wird',
  },
  copy_source_busy: {
    detail:
      'Das virtuelle Laufwerk ist die Quelle einer Offline-Kopie auf „{other}“, die durchgeführt wird oder aussteht.',
    remedy: 'Warten Sie, bis die Kopie abgeschlossen ist, oder halten Sie sie an.',
    until: 'bis die Kopie abgeschlossen, angehalten oder entfernt ist',
  },
  copy_source_failed: {
    detail: 'Das virtuelle Laufwerk ist die Quelle einer fehlgeschlagenen Offline-Kopie auf „{other}“.',
    remedy:
      'Beheben Sie die Ursache und kopieren Sie erneut, oder halten Sie die Kopie an, oder entfernen Sie das Kopierpaar.',
    until: 'bis erneut kopiert, angehalten oder das Kopierpaar entfernt ist',
  },
  instant_copy_target_preparing: {
    detail: 'Das virtuelle Laufwerk ist das Ziel einer Sofortkopie von „{other}“, die gerade vorbereitet wird.',
    remedy: 'Warten Sie, bis die Sofortkopie gestartet ist.',
    until: 'bis die Sofortkopie gestartet oder angehalten ist',
  },
  instant_copy_target_prepared: {
    detail: 'Das virtuelle Laufwerk ist das Ziel einer vorbereiteten Sofortkopie von „{other}“; was es enthielt, gilt als verloren.',
    remedy: 'Starten Sie die Sofortkopie, oder halten Sie sie an.',
    until: 'bis die Sofortkopie gestartet oder angehalten ist',
  },
  instant_copy_target_stopping: {
    detail: 'Das virtuelle Laufwerk ist das Ziel einer Sofortkopie von „{other}“, die gerade angehalten wird; sein Inhalt ist unvollständig.',
    remedy: 'Starten Sie die Sofortkopie erneut, wenn sie angehalten ist, oder löschen Sie sie dann.',
    until: 'bis die Sofortkopie erneut gestartet oder gelöscht ist',
  },
  instant_copy_target_stopped: {
    detail: 'Das virtuelle Laufwerk ist das Ziel einer angehaltenen Sofortkopie von „{other}“; sein Inhalt ist unvollständig.',
    remedy: 'Bereiten Sie die Sofortkopie vor und starten Sie sie erneut, oder löschen Sie sie.',
    until: 'bis die Sofortkopie erneut gestartet oder gelöscht ist',
  },
} as const satisfies Translated<typeof en>

import type en from '../en/condition-steps'
import type { Translated } from '../translated'

export default {
  pool_missing: {
    bringBack:
      'Bringen Sie das Verzeichnis unter {path} zurück: Hängen Sie sein Dateisystem ein, oder beheben Sie den Fehler der Festplatte darunter.',
    recheck:
      'Erneut nachsehen. Das Array sieht auch von selbst alle paar Sekunden nach und öffnet den Pool, sobald er da ist.',
    moved: 'Liegt das Verzeichnis jetzt woanders, importieren Sie den Pool von dort.',
  },
  pool_full: {
    enlarge:
      'Vergrößern Sie das Dateisystem unter dem Pool, oder entfernen Sie daraus, was andere als Lunette dort ablegen.',
    delete: 'Oder löschen Sie virtuelle Laufwerke und Snapshots, die nicht mehr gebraucht werden.',
    recheck: 'Erneut nachsehen. Das Array sieht auch von selbst alle paar Sekunden nach.',
  },
  virtual_disk_missing: {
    putBack: 'Legen Sie den Ordner des virtuellen Laufwerks in das Verzeichnis „disks“ des Pools „{pool}“ zurück.',
    recheck: 'Erneut nachsehen: Die Ordner des Pools werden neu gelesen.',
    delete: 'Oder löschen Sie das virtuelle Laufwerk, wenn es nicht zurückkommt.',
  },
  virtual_disk_failed: {
    check: 'Prüfen Sie die Festplatte unter dem Pool „{pool}“.',
    putBack: 'Holen Sie den Ordner des virtuellen Laufwerks aus einer Sicherung zurück.',
    recheck: 'Erneut nachsehen: Die Ordner des Pools werden neu gelesen.',
    delete: 'Oder löschen Sie das virtuelle Laufwerk.',
  },
  copy_failed: {
    mend: '{failureRemedy}',
    recopy: 'Kopieren Sie erneut auf dasselbe Ziel.',
    stop: 'Oder halten Sie die Kopie an, wenn die Quelle jetzt gebraucht wird: „{target}“ bleibt unvollständig und gesperrt.',
    remove:
      'Oder entfernen Sie das Kopierpaar: „{target}“ ist wieder ein gewöhnliches virtuelles Laufwerk, mit unvollständigem Inhalt.',
  },
  instant_copy_failed: {
    mend: '{failureRemedy}',
    start: 'Bereiten Sie die Sofortkopie vor und starten Sie sie erneut: „{target}“ zeigt dann, was „{source}“ enthält.',
    delete: 'Oder löschen Sie sie mit Gewalt: „{target}“ ist wieder ein gewöhnliches virtuelles Laufwerk, mit unvollständigem Inhalt.',
  },
  instant_copy_halted: {
    mend: '{failureRemedy} Dann geht sie von selbst weiter.',
    stop: 'Oder halten Sie die Sofortkopie an: „{target}“ enthält dann einen Teil des Abbilds und ist gesperrt. „{source}“ behält, was es zeigt.',
  },
  snapshot_over_threshold: {
    enlarge: 'Vergrößern Sie sein Repository.',
    disable: 'Oder deaktivieren Sie den Snapshot, wenn nicht mehr gebraucht wird, was er zeigt.',
  },
  snapshot_full: {
    enlarge: 'Vergrößern Sie sein Repository.',
    disable: 'Oder deaktivieren Sie den Snapshot: Was er zeigt, ist verloren, und die Quelle ist frei.',
    recheck: 'Erneut nachsehen.',
  },
  snapshot_failed: {
    enlarge: 'War sein Repository zu klein, vergrößern Sie es.',
    recreate: 'Erstellen Sie den Snapshot für einen neuen Zeitpunkt neu.',
    delete: 'Oder löschen Sie ihn.',
  },
  snapshot_rollback_paused: {
    mend: '{failureRemedy}',
    resume: 'Setzen Sie das Zurücksetzen fort.',
    cancel: 'Oder geben Sie es auf, wenn der Snapshot nicht mehr gelesen werden kann: Auf „{source}“ mischen sich dann alter und neuerer Inhalt.',
  },
} as const satisfies Translated<typeof en>

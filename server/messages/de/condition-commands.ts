import type en from '../en/condition-commands'
import type { Translated } from '../translated'

export default {
  recheck: {
    label: 'Erneut prüfen',
    happens: 'Das Array sieht seine Pools, deren Ordner und seine Snapshots erneut an.',
  },
  recopyCopy: {
    label: 'Erneut kopieren',
    happens:
      'Alles auf „{target}“ wird mit dem überschrieben, was „{source}“ jetzt enthält. Hosts können „{target}“ weder lesen noch beschreiben, bis die Kopie abgeschlossen ist.',
  },
  stopCopy: {
    label: 'Anhalten',
    happens:
      '„{target}“ bleibt unvollständig: Hosts können es weder lesen noch beschreiben, bis erneut kopiert oder das Kopierpaar entfernt wird.',
  },
  removeCopy: {
    label: 'Kopierpaar entfernen',
    happens:
      '„{source}“ und „{target}“ sind wieder gewöhnliche virtuelle Laufwerke. „{target}“ ist unvollständig: Was Hosts darauf finden, ist nicht zu gebrauchen.',
  },
  disableSnapshot: {
    label: 'Deaktivieren',
    happens:
      'Was der Snapshot „{subject}“ zeigt, ist verloren. Sein virtuelles Laufwerk, sein Repository und seine Zuordnung bleiben.',
  },
  recreateSnapshot: {
    label: 'Neu erstellen',
    happens: 'Der Snapshot „{subject}“ zeigt, was „{source}“ in diesem Augenblick enthält.',
  },
  deleteSnapshot: {
    label: 'Löschen',
    happens:
      'Der Snapshot „{subject}“ wird mit seinem virtuellen Laufwerk und seinem Repository gelöscht. „{source}“ bleibt unberührt.',
  },
  resumeRollback: { label: 'Fortsetzen', happens: 'Das Zurücksetzen von „{source}“ geht von dem aus weiter, was wiederhergestellt ist.' },
  cancelRollback: {
    label: 'Zurücksetzen aufgeben',
    happens:
      '„{source}“ behält, was wiederhergestellt wurde, und hat überall sonst den neueren Inhalt: eine Mischung, die kein Dateisystem übersteht. Setzen Sie es auf einen anderen Snapshot zurück oder stellen Sie es aus einer Sicherung wieder her, bevor Hosts es verwenden.',
  },
} as const satisfies Translated<typeof en>

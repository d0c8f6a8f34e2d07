import type en from '../en/conditions'
import type { Translated } from '../translated'

export default {
  pool_missing: {
    cause: 'Der Pool „{subject}“ unter {path} lässt sich nicht öffnen: {detail}',
    effect:
      'Hosts haben keinen Zugriff auf seine virtuellen Laufwerke. Kopien, die sie verwenden, sind fehlgeschlagen. Im Pool wurde nichts geändert.',
    remedy:
      'Bringen Sie das Verzeichnis unter demselben Pfad zurück (hängen Sie sein Dateisystem ein). Der Pool wird dann von selbst geöffnet.',
  },
  pool_full: {
    cause: 'Das Dateisystem unter dem Pool „{subject}“ hat keinen Platz mehr.',
    effect:
      'Schreibzugriffe von Hosts, die neuen Platz brauchen, schlagen fehl (ENOSPC); was geschrieben ist, ist sicher. Kopien darauf schlagen fehl.',
    remedy:
      'Vergrößern Sie das Dateisystem, oder löschen Sie virtuelle Laufwerke und Snapshots, die nicht mehr gebraucht werden.',
  },
  virtual_disk_missing: {
    cause: 'Das virtuelle Laufwerk „{subject}“ ist im Pool „{pool}“ verzeichnet, der es nicht enthält.',
    effect: 'Hosts haben keinen Zugriff darauf.',
    remedy:
      'Legen Sie seinen Ordner in den Pool zurück und lassen Sie erneut prüfen, oder löschen Sie das virtuelle Laufwerk.',
  },
  virtual_disk_failed: {
    cause: 'Das virtuelle Laufwerk „{subject}“ ist ausgefallen: {detail}',
    effect: 'Hosts haben keinen Zugriff darauf.',
    remedy:
      'Prüfen Sie die Festplatte unter seinem Pool. Holen Sie den Ordner des virtuellen Laufwerks aus einer Sicherung zurück, oder löschen Sie es.',
  },
  copy_failed: {
    cause: 'Die Kopie von „{source}“ auf „{target}“ ist fehlgeschlagen: {failure}',
    effect:
      '„{target}“ ist unvollständig; Hosts können es weder lesen noch beschreiben.{type, select, offline { „{source}“ ist schreibgeschützt.} other { „{source}“ bleibt les- und schreibbar.}}',
    remedy:
      '{failureRemedy} Kopieren Sie dann erneut, halten Sie die Kopie an, oder entfernen Sie das Kopierpaar.',
  },
  instant_copy_failed: {
    cause: 'Die Sofortkopie „{subject}“ von „{source}“ auf „{target}“ hat von selbst angehalten: {failure}',
    effect: '„{target}“ enthält einen Teil eines Abbilds; Hosts können es weder lesen noch beschreiben. „{source}“ ist nicht betroffen.',
    remedy: '{failureRemedy} Bereiten Sie sie dann vor und starten Sie sie erneut, oder löschen Sie sie.',
  },
  instant_copy_halted: {
    cause: 'Die Sofortkopie „{subject}“ kann „{target}“ nicht weiter zurückgeben, was „{source}“ zeigt: {failure}',
    effect: 'Hosts finden alles, wo es sich lesen lässt, und schreiben auf beide wie zuvor. „{source}“ wird nicht frei, bis „{target}“ alles hat.',
    remedy: '{failureRemedy} Dann geht sie von selbst weiter.',
  },
  snapshot_over_threshold: {
    cause: 'Das Repository des Snapshots „{subject}“ ist zu {used} % gefüllt; seine Warnschwelle liegt bei {threshold} %.',
    effect:
      '{policy, select, failSnapshot {Läuft es voll, fällt der Snapshot aus, und was er zeigt, ist verloren; die Quelle ist nicht betroffen.} other {Läuft es voll, schlagen Schreibzugriffe auf die Quelle fehl; der Snapshot bleibt.}}',
    remedy:
      'Deaktivieren oder löschen Sie den Snapshot, wenn er nicht mehr gebraucht wird, oder vergrößern Sie sein Repository.',
  },
  snapshot_full: {
    cause: 'Das Repository des Snapshots „{subject}“ ist voll.',
    effect:
      '{policy, select, failSnapshot {Der Snapshot ist verloren; die Quelle ist nicht betroffen.} other {Schreibzugriffe auf die Quelle „{source}“, die darin Platz brauchen, schlagen fehl; der Snapshot ist vollständig.}}',
    remedy: 'Deaktivieren oder löschen Sie den Snapshot, oder vergrößern Sie sein Repository.',
  },
  snapshot_failed: {
    cause: 'Der Snapshot „{subject}“ von „{source}“ ist ausgefallen: {failure}',
    effect: 'Das Lesen vom Snapshot wird mit einem Fehler beantwortet. Die Quelle ist nicht betroffen.',
    remedy: 'Erstellen Sie den Snapshot mit einem größeren Repository für einen neuen Zeitpunkt neu, oder löschen Sie ihn.',
  },
  snapshot_rollback_paused: {
    cause: 'Das Zurücksetzen von „{source}“ auf den Snapshot „{subject}“ steht still: {failure}',
    effect: 'Hosts finden den alten Inhalt von „{source}“ trotzdem: Was noch nicht wiederhergestellt ist, wird durch den Snapshot gelesen. Bis zum Abschluss kann „{source}“ weder kopiert noch vergrößert oder als Snapshot festgehalten werden.',
    remedy: 'Beheben Sie die Ursache und setzen Sie das Zurücksetzen fort.',
  },
} as const satisfies Translated<typeof en>

import type en from '../en/help'
import type { Translated } from '../translated'

export default {
  about: 'Was bedeutet „{subject}“?',
  now: 'jetzt',
  copyStatusOf: 'Status einer Kopie',
  copyStatus: {
    pending:
      'Die Kopie wartet, bis sie an der Reihe ist: Zugleich laufen so viele, wie die Einstellungen des Arrays zulassen. Sie startet von selbst. Hosts finden Quelle und Ziel schon so vor wie während der Kopie.',
    inProgress:
      'Daten werden kopiert. Hosts können das Ziel weder lesen noch beschreiben; die Quelle einer Offline-Kopie ist schreibgeschützt, die einer Online-Kopie beschreibbar.',
    completed:
      'Das Ziel enthält alles. Für Hosts ist es schreibgeschützt, bis Sie das ausschalten. Das Paar bleibt, damit Sie erneut kopieren können.',
    failed:
      'Die Kopie wurde durch einen Fehler abgebrochen. Das Ziel ist unvollständig und für Hosts gesperrt; die Quelle einer Offline-Kopie bleibt schreibgeschützt. Beheben Sie die Ursache und kopieren Sie erneut, halten Sie die Kopie an, oder entfernen Sie das Kopierpaar.',
    stopped:
      'Jemand hat die Kopie angehalten. Das Ziel ist unvollständig und für Hosts gesperrt, bis Sie erneut kopieren oder das Kopierpaar entfernen; die Quelle ist frei.',
  },
  instantCopyStatusOf: 'Status einer Sofortkopie',
  instantCopyStatus: {
    idle: 'Nichts verbindet die beiden: Die Sofortkopie wurde nie gestartet, oder das Ziel enthält alles. Hosts verwenden beide, wie sie wollen.',
    preparing:
      'Was Hosts auf die Quelle geschrieben haben, wird auf die Festplatte gebracht. Das Ziel ist für Hosts gesperrt, und was es enthielt, gilt als verloren.',
    prepared: 'Sie lässt sich jederzeit starten. Das Ziel ist bis dahin für Hosts gesperrt; die Quelle lässt sich verwenden.',
    copying:
      'Das Ziel zeigt die Quelle, wie sie beim Start war. Hosts lesen und schreiben auf beiden; was das Ziel noch nicht hat, wird von der Quelle gelesen.',
    stopping:
      'Sie hält gleich an: Was andere vom Ziel brauchen, wird ihnen zuerst übergeben. Das Ziel ist nur dann offen, wenn es alles enthält.',
    stopped:
      'Das Ziel enthält einen Teil eines Abbilds und ist für Hosts gesperrt. Bereiten Sie sie vor und starten Sie neu, oder löschen Sie die Sofortkopie, um das Ziel so zu öffnen, wie es ist.',
    suspended: 'Der Pool beider virtuellen Laufwerke fehlt; keines lässt sich verwenden. Sie geht von selbst weiter, wenn der Pool zurück ist.',
  },
  snapshotStatusOf: 'Status eines Snapshots',
  snapshotStatus: {
    optimal: 'Der Snapshot zeigt seinen Zeitpunkt, und sein Repository hat Platz.',
    overThreshold:
      'Der Snapshot zeigt seinen Zeitpunkt, aber sein Repository ist über die Schwelle hinaus gefüllt, ab der er warnt.',
    full: 'Das Repository hat keinen Platz mehr für einen weiteren Block. Was jetzt geschieht, entscheidet die Richtlinie für ein volles Repository.',
    disabled:
      'Der Snapshot zeigt nichts und verlangsamt keine Schreibzugriffe. Sein virtuelles Laufwerk, sein Repository, sein Name und seine Zuordnung bleiben, damit er neu erstellt werden kann.',
    failed:
      'Der Snapshot hat seinen Zeitpunkt verloren; das Lesen davon wird mit einem Fehler beantwortet. Die Quelle ist nicht betroffen. Erstellen Sie ihn für einen neuen Zeitpunkt neu.',
  },
  poolStatusOf: 'Status eines Pools',
  poolStatus: {
    optimal: 'Der Pool ist geöffnet, und sein Dateisystem hat Platz.',
    full: 'Das Dateisystem unter dem Pool hat keinen Platz: Schreibzugriffe, die neuen Platz brauchen, schlagen fehl. Was geschrieben ist, ist sicher.',
    missing:
      'Das Verzeichnis des Pools ist nicht da oder nicht lesbar; seine virtuellen Laufwerke sind nicht erreichbar. Darin wurde nichts geändert; er wird wieder geöffnet, sobald es zurück ist.',
  },
  diskStatusOf: 'Status eines virtuellen Laufwerks',
  diskStatus: {
    optimal: 'Das virtuelle Laufwerk lässt sich verwenden.',
    failed: 'Der Ordner des virtuellen Laufwerks ist da, aber beschädigt. Hosts haben keinen Zugriff.',
    missing: 'Der Pool enthält das virtuelle Laufwerk nicht mehr, oder der Pool selbst fehlt. Hosts haben keinen Zugriff.',
  },
  priorityOf: 'Kopierpriorität',
  priority:
    'Wie viel der Zeit der Festplatte die Kopie beansprucht, während Hosts sie verwenden. Die minimale lässt Hosts alles, was sie verlangen; die maximale kopiert so schnell, wie die Festplatte kann. Verlangt kein Host etwas, läuft jede Kopie mit voller Geschwindigkeit. Sie lässt sich jederzeit ändern.',
  fullPolicyOf: 'Wenn das Repository voll ist',
  fullPolicy: {
    failSnapshot:
      'Der Snapshot fällt aus: Der Zeitpunkt ist verloren, und Hosts schreiben weiter auf die Quelle. Wählen Sie das, wo die Arbeit nicht stocken darf.',
    failSourceWrites:
      'Schreibzugriffe auf die Quelle schlagen fehl: Der Zeitpunkt bleibt vollständig, und Hosts erfahren, dass kein Platz ist. Wählen Sie das, wo der Snapshot mehr zählt.',
  },
  accessOf: 'Zugriff für Hosts',
  access:
    'Was Hosts in diesem Augenblick mit dem virtuellen Laufwerk tun dürfen. Das ergibt sich aus Kopien, Snapshots und seinem Schreibschutz, und das Array setzt es durch: Ein Schreibzugriff, der nicht erlaubt ist, wird abgewiesen, was auch immer das Betriebssystem des Hosts annimmt.',
} satisfies Translated<typeof en>

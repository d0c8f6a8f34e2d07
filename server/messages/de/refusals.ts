import type en from '../en/refusals'
import type { Translated } from '../translated'

export default {
  bad_input: {
    detail: 'Die Anfrage enthält Werte, die nicht angenommen werden können.',
    remedy: 'Berichtigen Sie die unter „errors“ genannten Felder und senden Sie sie noch einmal.',
  },
  not_json: {
    detail: 'Der Inhalt der Anfrage ist kein JSON-Objekt.',
    remedy: 'Senden Sie ein JSON-Objekt mit dem Inhaltstyp application/json.',
  },
  wrong_media_type: {
    detail: 'Der Inhalt der Anfrage hat den Inhaltstyp „{mediaType}“.',
    remedy: 'Senden Sie ihn als application/json.',
  },
  bad_cursor: {
    detail: 'Diese Liste hat diesen Cursor nicht vergeben, oder sie war dabei anders sortiert.',
    remedy: 'Beginnen Sie ohne Cursor von vorn.',
  },
  body_too_large: {
    detail: 'Der Inhalt der Anfrage ist größer als {limit}.',
    remedy: 'Senden Sie weniger auf einmal.',
  },
  unauthenticated: {
    detail:
      'Die Anfrage nennt niemanden, den das Array kennt: kein Token, oder ein falsches, abgelaufenes oder widerrufenes.',
    remedy: 'Melden Sie sich an, oder senden Sie ein gültiges Token im Header Authorization.',
  },
  cross_site: {
    detail: 'Die Anfrage kam von einer Seite einer anderen Website ({origin}).',
    remedy: 'Verwenden Sie die Konsole dieses Arrays oder ein Token.',
  },
  role_required: {
    detail: 'Dafür ist die Rolle {role} nötig.',
    remedy: 'Bitten Sie einen Administrator, es zu tun oder Ihnen diese Rolle zu geben.',
  },
  not_found: {
    detail: '{noun} mit der Kennung „{id}“ gibt es nicht.',
    remedy: 'Vielleicht wurde das Objekt gelöscht. Laden Sie die Liste neu.',
  },
  no_such_route: {
    detail: 'Unter {path} gibt es nichts.',
    remedy: 'Die vorhandenen Aufrufe stehen in /api/v1/openapi.json.',
  },
  method_not_allowed: {
    detail: '{method} ist hier nicht möglich, sondern {allowed}.',
    remedy: 'Die vorhandenen Aufrufe stehen in /api/v1/openapi.json.',
  },
  name_taken: {
    detail: 'Der Name „{name}“ wird bereits verwendet; Groß- und Kleinschreibung gelten als gleich.',
    remedy: 'Wählen Sie einen anderen Namen.',
  },
  idempotency_key_reused: {
    detail: 'Der Idempotenzschlüssel „{key}“ wurde schon mit einer anderen Anfrage gesendet.',
    remedy: 'Verwenden Sie für eine neue Anfrage einen neuen Schlüssel.',
  },
  idempotency_key_invalid: {
    detail: 'Ein Idempotenzschlüssel besteht aus 1 bis 255 druckbaren ASCII-Zeichen.',
    remedy: 'Senden Sie zum Beispiel eine UUID.',
  },
  idempotency_key_unsupported: {
    detail: 'Die Antwort enthält ein Geheimnis, das nur einmal gezeigt wird; für einen Idempotenzschlüssel wird sie nicht aufbewahrt.',
    remedy: 'Senden Sie die Anfrage ohne Idempotency-Key.',
  },
  not_ready: {
    detail: 'Das Array startet oder fährt herunter; es wurde nichts geändert.',
    remedy: 'Versuchen Sie es noch einmal, wenn es bereit ist.',
  },
  no_space: {
    detail: 'Das Dateisystem unter dem Pool „{pool}“ ist voll. Es wurde nichts geändert.',
    remedy: 'Schaffen Sie dort Platz, oder löschen Sie virtuelle Laufwerke, die nicht mehr gebraucht werden.',
  },
  no_space_left: {
    detail: 'Ein Dateisystem unter dem Array ist voll.',
    remedy: 'Schaffen Sie dort Platz, oder löschen Sie virtuelle Laufwerke, die nicht mehr gebraucht werden.',
  },
  internal: {
    detail: 'Im Array ging etwas schief, wofür es keinen Namen hat. Im Protokoll steht es unter {reference}.',
    remedy:
      'Sehen Sie sich das Objekt an, bevor Sie die Anfrage wiederholen; melden Sie es den Entwicklern, wenn es wieder vorkommt.',
  },

  path_parent_missing: {
    detail: 'Das Verzeichnis über {path} gibt es nicht.',
    remedy: 'Legen Sie es zuerst an, oder wählen Sie einen Pfad in einem vorhandenen Verzeichnis.',
  },
  path_not_directory: {
    detail: '{path} ist kein Verzeichnis.',
    remedy: 'Wählen Sie ein Verzeichnis, das leer ist oder noch nicht existiert.',
  },
  path_unusable: {
    detail: 'Der Pfad {path} ist nicht verwendbar: {detail}.',
    remedy: 'Wählen Sie ein anderes Verzeichnis.',
  },
  path_not_writable: {
    detail: 'Lunette darf in {path} nicht schreiben.',
    remedy:
      'Geben Sie dem Benutzer, unter dem Lunette läuft, dort das Schreibrecht, oder wählen Sie ein anderes Verzeichnis.',
  },
  path_inside_pool: {
    detail: '{path} liegt im Pool unter {pool}.',
    remedy: 'Wählen Sie ein Verzeichnis außerhalb aller Pools.',
  },
  path_not_empty: {
    detail: 'Das Verzeichnis {path} ist nicht leer.',
    remedy: 'Wählen Sie ein leeres Verzeichnis oder eines, das noch nicht existiert.',
  },
  path_holds_pool: {
    detail: 'Unter {path} gibt es bereits einen Pool.',
    remedy: 'Importieren Sie ihn, um seinen Inhalt zu verwenden, oder wählen Sie ein anderes Verzeichnis.',
  },
  path_not_pool: {
    detail: 'Unter {path} gibt es keinen Pool.',
    remedy: 'Geben Sie den Ordner an, der der Pool selbst ist.',
  },
  pool_already_here: {
    detail: 'Der Pool „{pool}“ gehört bereits zu diesem Array.',
    remedy: 'Es gibt nichts zu importieren. Eine zweite Kopie des Ordners ist neben der ersten nicht verwendbar.',
  },
  pool_disks_known: {
    detail: 'Der Pool unter {path} enthält das virtuelle Laufwerk „{disk}“, das dieses Array in einem anderen Pool hat.',
    remedy: 'Der Ordner ist eine Kopie jenes Pools. Löschen Sie dort die virtuellen Laufwerke, bevor Sie ihn importieren.',
  },
  pool_locked: {
    detail: 'Der Pool unter {path} wird von einem anderen Array verwendet.',
    remedy: 'Beenden Sie das Lunette, das ihn geöffnet hat, und versuchen Sie es noch einmal.',
  },
  pool_damaged: {
    detail: 'Der Pool unter {path} konnte nicht geöffnet werden: {detail}.',
    remedy: 'Prüfen Sie das Dateisystem darunter. Im Ordner wurde nichts geändert.',
  },
  pool_has_disks: {
    detail: 'Der Pool „{pool}“ enthält {count, plural, one {# virtuelles Laufwerk} other {# virtuelle Laufwerke}}.',
    remedy: 'Löschen Sie sie zuerst. Ein Pool wird nur gelöscht, wenn er leer ist.',
  },
  pool_missing: {
    detail: 'Der Pool „{pool}“ fehlt: Sein Verzeichnis lässt sich nicht öffnen.',
    remedy: 'Bringen Sie sein Verzeichnis zurück und starten Sie Lunette neu, oder verwenden Sie einen anderen Pool.',
  },

  disk_missing: {
    detail: 'Das virtuelle Laufwerk „{disk}“ fehlt: Sein Pool ist nicht da oder enthält es nicht mehr.',
    remedy: 'Bringen Sie seinen Pool zurück und starten Sie Lunette neu.',
  },
  disk_io_stuck: {
    detail: 'Etwas, das ein Host von „{disk}“ verlangt hat, wartet seit Sekunden auf den Speicher unter dem Pool; das virtuelle Laufwerk kann deshalb nicht angehalten werden. Hosts arbeiten weiter.',
    remedy: 'Sehen Sie nach, ob der Datenträger unter dem Pool noch antwortet (im Protokoll des Kernels), und versuchen Sie es dann noch einmal.',
  },
  disk_failed: {
    detail: 'Das virtuelle Laufwerk „{disk}“ ist ausgefallen.',
    remedy: 'Unter „Aufmerksamkeit notwendig“ steht, was sich tun lässt.',
  },
  disk_mapped: {
    detail: 'Das virtuelle Laufwerk „{disk}“ ist „{to}“ zugeordnet und ginge dort im Betrieb verloren.',
    remedy: 'Hängen Sie es auf dem Host aus und entfernen Sie zuerst die Zuordnung.',
  },
  disk_is_copy_source: {
    detail: 'Das virtuelle Laufwerk „{disk}“ ist die Quelle einer virtuellen Laufwerkskopie auf „{target}“.',
    remedy: 'Entfernen Sie zuerst das Kopierpaar; das Ziel behält seine Daten.',
  },
  disk_is_copy_target: {
    detail: 'Das virtuelle Laufwerk „{disk}“ ist das Ziel einer virtuellen Laufwerkskopie von „{source}“.',
    remedy: 'Entfernen Sie zuerst das Kopierpaar.',
  },
  disk_has_snapshots: {
    detail:
      'Vom virtuellen Laufwerk „{disk}“ gibt es {count, plural, one {# Snapshot, der seine Daten zeigt} other {# Snapshots, die seine Daten zeigen}}.',
    remedy: 'Löschen Sie zuerst die Snapshots.',
  },
  disk_copy_running: {
    detail:
      'Eine virtuelle Laufwerkskopie zwischen „{disk}“ und „{other}“ wird durchgeführt oder ist ausstehend.',
    remedy: 'Warten Sie, bis sie abgeschlossen ist, oder halten Sie sie an.',
  },
  disk_shrinks: {
    detail: 'Das virtuelle Laufwerk „{disk}“ hat {capacity}; ein virtuelles Laufwerk wird nie kleiner.',
    remedy:
      'Geben Sie eine größere Kapazität an. Für ein kleineres Laufwerk erstellen Sie ein neues und kopieren die Daten auf dem Host.',
  },
  snapshot_disk_fixed: {
    detail: 'Das virtuelle Snapshot-Laufwerk „{disk}“ hat die Kapazität seiner Quelle.',
    remedy: 'Vergrößern Sie die Quelle; der Snapshot folgt, wenn er neu erstellt wird.',
  },
  snapshot_disk_owned: {
    detail: 'Das virtuelle Laufwerk „{disk}“ gehört zu einem Snapshot.',
    remedy: 'Löschen Sie den Snapshot; sein virtuelles Laufwerk und sein Repository gehen mit ihm.',
  },
  repository_disk_owned: {
    detail: 'Das virtuelle Laufwerk „{disk}“ ist das Repository des Snapshots „{snapshot}“, der es braucht.',
    remedy: 'Löschen Sie den Snapshot; sein Repository geht mit ihm.',
  },
  contents_repository: {
    detail: '„{disk}“ ist ein virtuelles Snapshot-Repository-Laufwerk: Es enthält aufbewahrte Blöcke und kein Dateisystem.',
    remedy: 'Sehen Sie sich den Snapshot oder seine Quelle an.',
  },
  contents_unreadable: {
    detail: 'Was auf „{disk}“ liegt, kann jetzt nicht gelesen werden: Es ist ein Snapshot ohne Zeitpunkt, oder der Datenträger unter seinem Pool hat einen Fehler gemeldet.',
    remedy: 'Erstellen Sie den Snapshot neu, oder prüfen Sie den Datenträger unter dem Pool.',
  },
  reservations_none: {
    detail: 'Kein Initiator hat „{disk}“ reserviert oder sich registriert, es gibt also nichts aufzuheben.',
    remedy: 'Wenn ein Host das virtuelle Laufwerk trotzdem nicht erreicht, sehen Sie nach Host-Zugriff und Zuordnung.',
  },
  reservations_changed: {
    detail: 'Die Reservierungen von „{disk}“ sind nicht mehr die, die Sie gesehen haben: Ein Initiator hat sich inzwischen registriert, reserviert oder freigegeben. Nichts wurde aufgehoben.',
    remedy: 'Sehen Sie sie neu an und heben Sie sie auf, wenn es noch richtig ist.',
  },
  reservations_unreadable: {
    detail: 'Die Aufzeichnung der Reservierungen von „{disk}“ ist beschädigt, deshalb kann kein Host das virtuelle Laufwerk über iSCSI öffnen. Was darauf liegt, ist nicht betroffen.',
    remedy: 'Nehmen Sie „reservations“ aus dem Ordner des virtuellen Laufwerks in seinem Pool und lassen Sie den Cluster es neu reservieren.',
  },
  disk_bears_own_content: {
    detail: '„{disk}“ trägt nicht den Inhalt eines anderen virtuellen Laufwerks: Es wurde nichts darauf kopiert, oder das ist bereits vermerkt.',
    remedy: 'Es ist nichts zu tun.',
  },
  identities_mapped: {
    detail: '„{disk}“ ist „{to}“ zugeordnet: Ein Host, der es kennt, würde seine Kennungen unter ihm gewechselt finden.',
    remedy: 'Hängen Sie es auf dem Host aus, und heben Sie die Zuordnung auf. Danach kann es wieder zugeordnet werden.',
  },
  identities_read_only: {
    detail: '„{disk}“ ist schreibgeschützt; neue Kennungen würden es ändern.',
    remedy: 'Machen Sie das virtuelle Laufwerk zuerst beschreibbar.',
  },
  disk_in_use: {
    detail: 'Das virtuelle Laufwerk „{disk}“ wird gerade von der Engine verwendet.',
    remedy: 'Versuchen Sie es gleich noch einmal.',
  },

  already_set_up: {
    detail: 'Dieses Array ist bereits eingerichtet.',
    remedy: 'Melden Sie sich an; ein Administrator des Arrays kann Benutzer anlegen.',
  },
  set_up_code_wrong: {
    detail: 'Das ist nicht der Einrichtungscode, den Lunette beim Start ausgegeben hat.',
    remedy: 'Lesen Sie ihn dort ab, wo Lunette gestartet wurde, oder richten Sie das Array im Browser jener Maschine ein.',
  },
  sign_in_wrong: {
    detail: 'E-Mail-Adresse oder Kennwort ist falsch.',
    remedy: 'Versuchen Sie es noch einmal. Ein Administrator kann Ihnen ein neues Kennwort geben.',
  },
  sign_in_throttled: {
    detail: 'Zu viele Versuche sind fehlgeschlagen.',
    remedy: 'Warten Sie {minutes, plural, one {eine Minute} other {# Minuten}} und versuchen Sie es dann noch einmal.',
  },
  email_taken: {
    detail: 'Es gibt bereits einen Benutzer mit der E-Mail-Adresse {email}.',
    remedy: 'Verwenden Sie eine andere Adresse, oder ändern Sie jenen Benutzer.',
  },
  last_administrator: {
    detail: '„{name}“ ist der letzte Administrator; ohne einen könnte niemand das Array verwalten.',
    remedy: 'Machen Sie zuerst jemand anderen zum Administrator.',
  },
  password_wrong: {
    detail: 'Das aktuelle Kennwort ist falsch.',
    remedy: 'Geben Sie das Kennwort ein, mit dem Sie sich angemeldet haben.',
  },
  not_a_user: {
    detail: 'Das hat nur ein angemeldeter Benutzer, kein API-Token.',
    remedy: 'Melden Sie sich an der Konsole an.',
  },
} as const satisfies Translated<typeof en>

import type en from '../en/events'
import type { Translated } from '../translated'

export default {
  array_started: 'Das Array ist gestartet (Version {version}).',
  array_renamed: 'Das Array „{from}“ wurde in „{to}“ umbenannt.',
  array_settings_changed:
    'Die Einstellungen des Arrays wurden geändert: höchstens {copies, number} Kopien zugleich, {kept, number} Ereignisse bewahrt.',
  array_rechecked:
    '{count, plural, =0 {Das Array wurde geprüft: Nichts erfordert Aufmerksamkeit.} one {Das Array wurde geprüft: Eine Sache erfordert Aufmerksamkeit.} other {Das Array wurde geprüft: # Dinge erfordern Aufmerksamkeit.}}',
  array_unfinished_undone: 'Ein durch einen Absturz unterbrochener Schritt wurde rückgängig gemacht: {what}.',
  array_unfinished_done: 'Ein durch einen Absturz unterbrochener Schritt wurde zu Ende geführt: {what}.',
  host_refused: 'Eine Verbindung von {address} wurde abgewiesen: {detail}',

  command_refused:
    'Der Befehl {command} wurde{count, plural, =1 {} other { #-mal}} abgewiesen: {reason}{fields, select, none {} other { ({fields})}}',
  command_denied: 'Der Befehl {command} wurde{count, plural, =1 {} other { #-mal}} verweigert: {reason}',
  token_refused:
    'Eine Anfrage von {address} mit einem ungültigen API-Token wurde{count, plural, =1 {} other { #-mal}} abgewiesen.',

  pool_created: 'Der Pool „{pool}“ wurde unter {path} erstellt.',
  pool_imported:
    'Der Pool „{pool}“ unter {path} wurde mit {count, plural, =0 {keinem virtuellen Laufwerk} one {# virtuellen Laufwerk} other {# virtuellen Laufwerken}} importiert.',
  pool_renamed: 'Der Pool „{from}“ wurde in „{to}“ umbenannt.',
  pool_deleted: 'Der Pool „{pool}“ unter {path} wurde gelöscht.',
  pool_missing: 'Der Pool „{pool}“ unter {path} fehlt: {detail}',
  pool_returned: 'Der Pool „{pool}“ unter {path} ist wieder da.',
  pool_full: 'Der Pool „{pool}“ ist voll: Schreibzugriffe von Hosts, die neuen Platz brauchen, schlagen fehl.',
  pool_space_returned: 'Der Pool „{pool}“ hat wieder Platz.',
  pool_folder_damaged:
    'Ein Ordner des Pools „{pool}“ war nicht verständlich und blieb, wie er ist: {folder}: {detail}',

  virtual_disk_created: 'Das virtuelle Laufwerk „{disk}“ mit {capacity} wurde im Pool „{pool}“ erstellt.',
  virtual_disk_renamed: 'Das virtuelle Laufwerk „{from}“ wurde in „{to}“ umbenannt.',
  virtual_disk_grown: 'Das virtuelle Laufwerk „{disk}“ wurde von {from} auf {to} vergrößert.',
  virtual_disk_read_only_set: 'Das virtuelle Laufwerk „{disk}“ wurde schreibgeschützt.',
  virtual_disk_origin_forgotten: 'Das virtuelle Laufwerk „{disk}“ hat nun eigene Kennungen und darf neben „{original}“ gesehen werden, dessen Inhalt es trug.',
  virtual_disk_identities_given: 'Was auf dem virtuellen Laufwerk „{disk}“ liegt, hat eigene Kennungen erhalten: {changes}.',
  virtual_disk_read_only_cleared: 'Das virtuelle Laufwerk „{disk}“ ist wieder beschreibbar.',
  virtual_disk_deleted: 'Das virtuelle Laufwerk „{disk}“ wurde gelöscht.',
  virtual_disk_adopted:
    'Der Pool „{pool}“ enthielt das virtuelle Laufwerk „{disk}“, das das Array nicht kannte; es wird jetzt angezeigt.',
  virtual_disk_twin:
    'Der Pool „{pool}“ enthält eine Kopie des virtuellen Laufwerks „{disk}“ mit derselben WWID wie im Pool „{other}“; sie blieb unbeachtet.',
  virtual_disk_missing: 'Das virtuelle Laufwerk „{disk}“ fehlt im Pool „{pool}“.',
  virtual_disk_returned: 'Das virtuelle Laufwerk „{disk}“ ist wieder im Pool „{pool}“.',
  virtual_disk_name_restored:
    'Das Etikett des virtuellen Laufwerks „{disk}“ nannte „{found}“; es bekam seinen Namen zurück.',
  virtual_disk_capacity_corrected:
    'Das virtuelle Laufwerk „{disk}“ hat laut Etikett {to}; verzeichnet war {from}, und das wurde berichtigt.',
  virtual_disk_read_error: 'Das Lesen vom virtuellen Laufwerk „{disk}“ schlug fehl: {detail}',
  virtual_disk_write_error: 'Das Schreiben auf das virtuelle Laufwerk „{disk}“ schlug fehl: {detail}',

  snapshot_created: 'Der Snapshot „{snapshot}“ von „{source}“ wurde erstellt.',
  snapshot_renamed: 'Der Snapshot „{from}“ wurde in „{to}“ umbenannt.',
  snapshot_policy_changed: 'Die Einstellungen des Snapshots „{snapshot}“ wurden geändert.',
  snapshot_disabled: 'Der Snapshot „{snapshot}“ von „{source}“ wurde deaktiviert.',
  snapshot_recreated: 'Der Snapshot „{snapshot}“ von „{source}“ wurde neu erstellt.',
  snapshot_deleted: 'Der Snapshot „{snapshot}“ von „{source}“ wurde mit seinem Repository gelöscht.',
  snapshot_over_threshold:
    'Das Repository „{repository}“ des Snapshots „{snapshot}“ hat seine Warnschwelle von {percent} % überschritten.',
  snapshot_below_threshold:
    'Das Repository „{repository}“ des Snapshots „{snapshot}“ liegt wieder unter seiner Warnschwelle von {percent} %.',
  snapshot_room_again: 'Das Repository „{repository}“ des Snapshots „{snapshot}“ hat wieder Platz.',
  snapshot_repository_grown:
    'Das Repository „{repository}“ des Snapshots „{snapshot}“ wurde von {from} auf {to} vergrößert.',
  snapshot_full: 'Das Repository „{repository}“ des Snapshots „{snapshot}“ ist voll.',
  snapshot_failed: 'Der Snapshot „{snapshot}“ ist ausgefallen: {failure}',
  snapshot_rollback_started: 'Das virtuelle Laufwerk „{source}“ wurde auf den Snapshot „{snapshot}“ zurückgesetzt: Hosts finden den alten Inhalt, der dahinter wiederhergestellt wird.',
  snapshot_rollback_found: 'Ein Zurücksetzen von „{source}“ auf den Snapshot „{snapshot}“ war in seinem Pool im Gange und wird fortgesetzt.',
  snapshot_rollback_completed: 'Das Zurücksetzen von „{source}“ auf den Snapshot „{snapshot}“ ist abgeschlossen.',
  snapshot_rollback_paused: 'Das Zurücksetzen von „{source}“ auf den Snapshot „{snapshot}“ ist angehalten: {failure}',
  snapshot_rollback_resumed: 'Das Zurücksetzen von „{source}“ auf den Snapshot „{snapshot}“ wird fortgesetzt.',
  snapshot_rollback_cancelled: 'Das Zurücksetzen von „{source}“ auf den Snapshot „{snapshot}“ wurde halb fertig aufgegeben: Auf „{source}“ mischen sich alter und neuerer Inhalt.',
  snapshot_rollback_priority_changed: 'Das Zurücksetzen von „{source}“ auf den Snapshot „{snapshot}“ hat jetzt die Priorität {priority}.',
  snapshot_state_corrected:
    'Der Snapshot „{snapshot}“ war in einem anderen Zustand als verzeichnet; das Verzeichnis wurde berichtigt.',

  copy_created: 'Eine virtuelle Laufwerkskopie von „{source}“ auf „{target}“ wurde erstellt.',
  copy_started: 'Die Kopie von „{source}“ auf „{target}“ hat begonnen.',
  copy_resumed: 'Die Kopie von „{source}“ auf „{target}“ wird nach einem Neustart fortgesetzt.',
  copy_completed: 'Die Kopie von „{source}“ auf „{target}“ ist abgeschlossen ({total}).',
  copy_failed: 'Die Kopie von „{source}“ auf „{target}“ ist fehlgeschlagen: {failure}',
  copy_stopped: 'Die Kopie von „{source}“ auf „{target}“ wurde angehalten.',
  copy_recopied: 'Die Kopie von „{source}“ auf „{target}“ wurde von vorn begonnen.',
  copy_removed: 'Das Kopierpaar „{source}“ und „{target}“ wurde entfernt; „{target}“ behält seine Daten.',
  copy_priority_changed: 'Die Kopierpriorität von „{source}“ auf „{target}“ wurde auf „{priority}“ geändert.',
  copy_target_read_only_set: '„{target}“, das Ziel einer Kopie von „{source}“, wurde schreibgeschützt.',
  copy_target_read_only_cleared: '„{target}“, das Ziel einer Kopie von „{source}“, ist für Hosts jetzt beschreibbar.',

  instant_copy_created: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ wurde erstellt.',
  instant_copy_renamed: 'Die Sofortkopie „{from}“ wurde in „{to}“ umbenannt.',
  instant_copy_rates_changed: 'Die Sofortkopie „{name}“ hat jetzt die Kopierrate {copyRate} und die Bereinigungsrate {cleanRate}.',
  instant_copy_auto_delete_set: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ wird von selbst gelöscht, wenn ihr Ziel vollständig ist.',
  instant_copy_auto_delete_cleared: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ bleibt, wenn ihr Ziel vollständig ist.',
  instant_copy_grouped: 'Die Sofortkopie „{name}“ wurde in die Konsistenzgruppe „{group}“ aufgenommen.',
  instant_copy_ungrouped: 'Die Sofortkopie „{name}“ wurde aus der Konsistenzgruppe „{group}“ genommen.',
  instant_copy_prepared: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ wurde vorbereitet; was „{target}“ enthielt, gilt als verloren.',
  instant_copy_in_use_overridden: 'Die Sofortkopie „{name}“ wurde vorbereitet, obwohl „{disk}“ in Gebrauch war ({hosts}): Darüber hat sich jemand ausdrücklich hinweggesetzt.',
  instant_copy_started: 'Die Sofortkopie „{name}“ wurde gestartet: „{target}“ zeigt, was „{source}“ zu diesem Zeitpunkt enthielt.',
  instant_copy_resumed: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ geht weiter.',
  instant_copy_completed: '„{target}“, das Ziel der Sofortkopie „{name}“ von „{source}“, ist vollständig.',
  instant_copy_stopping: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ wird angehalten: Was andere von ihr brauchen, wird zuerst übergeben.',
  instant_copy_stopped: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ ist angehalten.',
  instant_copy_suspended: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ ist ausgesetzt: Ihr Pool ist nicht da.',
  instant_copy_adopted: 'Ihr Pool enthielt die Sofortkopie „{name}“ von „{source}“ auf „{target}“, die das Array nicht kannte; sie wird jetzt gezeigt.',
  instant_copy_state_corrected: 'Die Sofortkopie „{name}“ war in einem anderen Zustand als verzeichnet; das Verzeichnis wurde berichtigt.',
  instant_copy_halted: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ kann „{target}“ seinen Inhalt nicht weiter zurückgeben und versucht es erneut: {failure}',
  instant_copy_failed: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ hat von selbst angehalten: {failure}',
  instant_copy_deleted: 'Die Sofortkopie „{name}“ von „{source}“ auf „{target}“ wurde gelöscht; beide behalten, was sie enthalten.',

  consistency_group_created: 'Die Konsistenzgruppe „{group}“ wurde erstellt.',
  consistency_group_renamed: 'Die Konsistenzgruppe „{from}“ wurde in „{to}“ umbenannt.',
  consistency_group_changed: 'Die Konsistenzgruppe „{group}“ wurde geändert.',
  consistency_group_prepared: 'Die Konsistenzgruppe „{group}“ wurde vorbereitet ({count, plural, one {# Sofortkopie} other {# Sofortkopien}}).',
  consistency_group_started: 'Die Konsistenzgruppe „{group}“ wurde gestartet: {count, plural, one {# Sofortkopie} other {# Sofortkopien zu einem Zeitpunkt}}.',
  consistency_group_stopped: 'Die Konsistenzgruppe „{group}“ wurde angehalten ({count, plural, one {# Sofortkopie} other {# Sofortkopien}}).',
  consistency_group_deleted: 'Die Konsistenzgruppe „{group}“ wurde gelöscht.',

  host_created: 'Der Host „{host}“ wurde erstellt.',
  host_updated: 'Der Host „{host}“ wurde geändert.',
  host_deleted: 'Der Host „{host}“ wurde gelöscht.',
  host_group_created: 'Die Host-Gruppe „{hostGroup}“ wurde erstellt.',
  host_group_updated: 'Die Host-Gruppe „{hostGroup}“ wurde geändert.',
  host_group_deleted: 'Die Host-Gruppe „{hostGroup}“ wurde gelöscht.',
  mapping_created: 'Das virtuelle Laufwerk „{disk}“ wurde „{to}“ mit LUN {lun} zugeordnet.',
  mapping_deleted: 'Die Zuordnung des virtuellen Laufwerks „{disk}“ zu „{to}“ mit LUN {lun} wurde entfernt.',
  reservations_cleared: 'Die Reservierung von „{disk}“ und alle Registrierungen wurden aufgehoben; verloren haben sie: {lost}.',
  session_closed_by_user: 'Die Verbindung des Hosts „{host}“ zu „{disk}“ wurde getrennt.',

  set_up: 'Das Array wurde eingerichtet, mit „{user}“ als erstem Administrator.',
  signed_in: '„{user}“ hat sich angemeldet.',
  sign_in_failed: 'Ein Versuch, sich als „{email}“ anzumelden, ist fehlgeschlagen.',
  signed_out: '„{user}“ hat sich abgemeldet.',
  sign_in_ended: 'Eine Sitzung von „{user}“ wurde beendet.',
  user_created: 'Der Benutzer „{user}“ wurde mit der Rolle {role} angelegt.',
  user_renamed: 'Der Benutzer „{from}“ wurde in „{to}“ umbenannt.',
  user_role_changed: 'Der Benutzer „{user}“ hat jetzt die Rolle {role}.',
  user_password_set: 'Der Benutzer „{user}“ hat ein neues Kennwort erhalten; alle seine Sitzungen wurden beendet.',
  user_password_changed: '„{user}“ hat das Kennwort geändert; alle anderen Sitzungen dieses Benutzers wurden beendet.',
  user_deleted: 'Der Benutzer „{user}“ wurde gelöscht.',
  token_created: 'Das API-Token „{token}“ wurde mit der Rolle {role} angelegt.',
  token_revoked: 'Das API-Token „{token}“ wurde widerrufen.',
} as const satisfies Translated<typeof en>

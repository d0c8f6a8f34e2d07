import type { identityNotes as enNotes, identityRefusals as enRefusals } from '../en/identity-reasons'
import type { Translated } from '../translated'

/** Warum eine Struktur auf einem Laufwerk keine neuen Kennungen erhält, nach dem Code der Engine; und was man wissen muss. */
export const identityRefusals = {
  damaged: {
    detail: 'Sie widerspricht sich, oder eine Prüfsumme ist falsch; sie blieb, wie sie ist. ({found})',
    remedy: 'Prüfen Sie sie auf einem Host, der nur dieses Laufwerk sieht: „e2fsck -f“, „xfs_repair“, „btrfs check“, „sgdisk -v“ oder unter Windows „chkdsk“. Versuchen Sie es dann erneut.',
  },
  needsRecovery: {
    detail: 'In ihrem Journal stehen Änderungen, die ihr Host zuerst nachholen muss. ({found})',
    remedy: 'Ordnen Sie das Laufwerk einem Host zu, der das Original nicht sieht, binden Sie es dort einmal ein und sauber wieder aus (XFS, das dieselbe UUID hat: „mount -o nouuid“), oder führen Sie „e2fsck -f“ aus; unter Windows nehmen Sie es online und wieder offline. Heben Sie dann die Zuordnung auf, und versuchen Sie es erneut.',
  },
  inUse: {
    detail: 'Sie gibt an, dass ein Host sie benutzt. ({found})',
    remedy: 'Hängen Sie sie dort aus. Wurde sie im Gebrauch kopiert, binden Sie sie auf einem Host, der das Original nicht sieht, einmal ein und wieder aus; beim Mehrfacheinbindungsschutz von ext4 löscht „tune2fs -f -E clear_mmp“ die Marke.',
  },
  unsupported: {
    detail: 'Sie nutzt eine Funktion, die das Array nicht kennt; eine Änderung könnte ihr schaden. ({found})',
    remedy: 'Ändern Sie ihre Kennungen mit ihren eigenen Werkzeugen auf einem Host, der das Original nicht sieht: „tune2fs -U random“, „xfs_admin -U generate“, „btrfstune -u“; unter Windows „diskpart“, „uniqueid disk“.',
  },
  tooLarge: {
    detail: 'Es müsste mehr auf einmal geschrieben werden, als das Array für den Fall eines Absturzes aufhebt. ({found})',
    remedy: 'Ändern Sie ihre Kennungen mit ihren eigenen Werkzeugen auf einem Host, der das Original nicht sieht: „tune2fs -U random“, „xfs_admin -U generate“, „btrfstune -m“.',
  },
  otherDevices: {
    detail: 'Ein Teil von ihr liegt auf anderen Laufwerken, die sie bei ihrer Kennung nennen. ({found})',
    remedy: 'Ordnen Sie alle ihre Laufwerke einem Host zu, der die Originale nicht sieht, und ändern Sie die Kennungen dort mit ihren eigenen Werkzeugen: „btrfstune -u“, „mdadm --assemble --update=uuid“; bei einem externen Journal „tune2fs -J“.',
  },
  identityIsUsed: {
    detail: 'Was darin liegt, wurde mit ihrer Kennung erzeugt und wäre mit einer anderen nicht lesbar. ({found})',
    remedy: 'Sie muss sie behalten. Benutzen Sie sie auf einem Host, der das Original nicht sieht, oder kopieren Sie ihre Dateien in ein neues Dateisystem.',
  },
  useVgimportclone: {
    detail: 'Sie ist ein physisches LVM-Volume. Seine Volume-Gruppe nennt alle ihre physischen Volumes, vielleicht auf mehreren Laufwerken. ({found})',
    remedy: 'Ordnen Sie unter Linux alle Laufwerke der Kopie der Gruppe dem Host zu, und führen Sie „vgimportclone --basevgname NAME GERÄTE“ aus; das gibt der Gruppe und ihren physischen Volumes eigene Kennungen. Danach die Dateisysteme darin: „tune2fs -U random“, „xfs_admin -U generate“.',
  },
  dynamicDisk: {
    detail: 'Es ist ein dynamischer Datenträger von Windows, der seine Kennungen in einer eigenen Datenbank führt. ({found})',
    remedy: 'Ordnen Sie das Laufwerk einem Windows-Host zu, der das Original nicht sieht, und importieren Sie es dort als fremden Datenträger („diskpart“, „import“).',
  },
  ambiguous: {
    detail: 'An einer Stelle stehen Merkmale zweier Strukturen; eine von ihnen ist von früher übrig. ({found})',
    remedy: 'Sehen Sie auf einem Host mit „wipefs“ nach, welche es sind, und entfernen Sie das Merkmal der nicht mehr benutzten („wipefs --backup -o OFFSET“). Versuchen Sie es dann erneut.',
  },
  unknownContent: {
    detail: 'Hier wird nichts erkannt; es ist nicht bekannt, ob es Kennungen hat. ({found})',
    remedy: 'Benutzt ein Host den Inhalt, etwa eine Datenbank ohne Dateisystem, geben Sie ihm mit den Werkzeugen dieses Programms Kennungen, und benutzen Sie ihn bis dahin auf einem Host, der das Original nicht sieht.',
  },
} as const satisfies Translated<typeof enRefusals>

export const identityNotes = {
  dirty: {
    detail: 'Sie gibt an, nicht sauber ausgehängt worden zu sein; das bleibt so.',
    remedy: 'Ihr Host prüft sie beim Einbinden, wie er es auch vorher getan hätte: Lassen Sie ihn.',
  },
  checksumSeedAdded: {
    detail: 'Die ext4-Funktion „metadata_csum_seed“ wird eingeschaltet, damit Prüfsummen mit der neuen UUID gültig bleiben.',
    remedy: 'Linux 4.4, e2fsprogs 1.43 und GRUB 2.12 oder neuer kennen sie. Startet ein älteres GRUB davon, schalten Sie sie wieder aus: „tune2fs -O ^metadata_csum_seed“.',
  },
  metadataUuidAdded: {
    detail: 'Die alte UUID bleibt innen als die der Metadaten; Hosts sehen die neue.',
    remedy: 'Linux ab 4.3 bei XFS und ab 5.0 bei Btrfs kann sie einbinden.',
  },
  encryptedInside: {
    detail: 'Was darin liegt, ist verschlüsselt und behält seine Kennungen, die das Array nicht sieht.',
    remedy: 'Entsperren Sie es nicht auf einem Host, der das Original entsperrt hat, bevor Sie sie innen mit „tune2fs -U random“ oder „xfs_admin -U generate“ geändert haben.',
  },
} as const satisfies Translated<typeof enNotes>

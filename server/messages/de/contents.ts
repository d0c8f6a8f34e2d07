import type en from '../en/contents'
import type { Translated } from '../translated'

export default {
  title: 'Inhalt',
  none: 'Nichts, was das Array kennt: Es wurde nie beschrieben, oder es enthält etwas anderes als eine Partitionstabelle oder ein Dateisystem.',
  reading: 'Die ersten Blöcke werden gelesen, wenn diese Seite geöffnet wird.',
  again: 'Erneut lesen',
  what: {
    mbr: 'Partitionstabelle (MBR)',
    gpt: 'Partitionstabelle (GPT)',
    ext2: 'Dateisystem ext2',
    ext3: 'Dateisystem ext3',
    ext4: 'Dateisystem ext4',
    xfs: 'Dateisystem XFS',
    btrfs: 'Dateisystem Btrfs',
    ntfs: 'Dateisystem NTFS',
    fat: 'Dateisystem FAT',
    exfat: 'Dateisystem exFAT',
    swap: 'Linux-Auslagerungsspeicher',
    lvm: 'Physisches LVM-Volume',
    md: 'Mitglied eines Linux-Software-RAID (md)',
    luks: 'Verschlüsselt (LUKS)',
    unknown: 'Nicht erkannt',
  },
  mounted: { yes: 'Gibt an, eingebunden zu sein', no: 'Sauber ausgehängt', unknown: 'Gibt nicht an, ob es eingebunden ist' },
  needsRecovery: 'Braucht eine Wiederherstellung',
  damaged: 'Beschädigt',
  offline: {
    title: 'Die Quelle hat ein Journaling-Dateisystem',
    text: 'Während eine Offline-Kopie läuft, können Hosts nicht auf die Quelle schreiben, und ein solches Dateisystem schreibt beim Einbinden, selbst schreibgeschützt. Bis die Kopie abgeschlossen ist, lässt es sich nicht einbinden, und ein Host, der es jetzt eingebunden hat, bekommt Schreibfehler.',
    linux: 'Unter Linux: Hängen Sie es vor dem Start mit „umount“ aus, oder wählen Sie die Online-Kopie.',
    windows: 'Unter Windows: Nehmen Sie es vor dem Start offline („diskpart“, „select disk“, „offline disk“), oder wählen Sie die Online-Kopie.',
  },
  target: {
    mounted: 'Ein Dateisystem auf <strong>{target}</strong> gibt an, eingebunden zu sein. Was der Host im Speicher hat, würde über die Kopie geschrieben, und der Host bekäme Fehler: Hängen Sie es zuerst aus.',
    connected: '<strong>{hosts}</strong> ist gerade mit <strong>{target}</strong> verbunden und bekommt Fehler, sobald Sie starten.',
  },
} as const satisfies Translated<typeof en>

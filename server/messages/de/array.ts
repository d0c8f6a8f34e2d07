import type en from '../en/array'
import type { Translated } from '../translated'

export default {
  nouns: {
    array: 'Array',
    pool: 'Pool',
    virtualDisk: 'Virtuelles Laufwerk',
    snapshot: 'Snapshot',
    copy: 'Virtuelle Laufwerkskopie',
    host: 'Host',
    hostGroup: 'Host-Gruppe',
    mapping: 'Zuordnung',
    session: 'Verbindung',
    user: 'Benutzer',
    token: 'Token',
  },
  roles: { viewer: 'Betrachter', operator: 'Operator', administrator: 'Administrator' },
  priorities: { lowest: 'minimal', low: 'niedrig', medium: 'mittel', high: 'hoch', highest: 'maximal' },

  problems: {
    '400': 'Ungültige Eingabe',
    '401': 'Nicht angemeldet',
    '403': 'Nicht erlaubt',
    '404': 'Nicht gefunden',
    '405': 'Methode nicht möglich',
    '409': 'Derzeit nicht möglich',
    '413': 'Zu groß',
    '415': 'Falsche Art von Inhalt',
    '429': 'Zu viele Anfragen',
    '500': 'Interner Fehler',
    '503': 'Nicht verfügbar',
    '507': 'Kein Platz',
  },

  input: {
    missing: 'Diese Angabe ist nötig.',
    wrongType: 'Erwartet wird {expected}, nicht {value}.',
    tooShort: '{minimum, plural, =1 {Diese Angabe darf nicht leer sein.} other {Mindestens # Zeichen sind nötig.}}',
    tooLong: 'Höchstens {maximum} Zeichen werden angenommen; das hier hat {length}.',
    tooSmall: '{value} ist zu klein; {minimum} oder mehr wird angenommen.',
    tooLarge: '{value} ist zu groß; {maximum} oder weniger wird angenommen.',
    tooFewItems: 'Mindestens {minimum} ist anzugeben.',
    tooManyItems: 'Höchstens {maximum} werden angenommen.',
    notMultiple: '{value} ist kein Vielfaches von {divisor}.',
    notInteger: '{value} ist keine ganze Zahl.',
    notOneOf: '{value} ist nicht eines von: {values}.',
    unknownKey: 'Ein solches Feld gibt es hier nicht.',
    notAccepted: '{value} wird nicht angenommen.',
    nothingToChange: 'Geben Sie mindestens ein Feld an, das geändert werden soll.',
    onlineOnly: 'Nur eine Online-Kopie hat ein Repository.',
    hostOrHostGroup: 'Geben Sie entweder hostId oder hostGroupId an, nicht beide und nicht keines.',
    name: '{value} enthält ein Zeichen, das in Namen nicht vorkommen darf: Steuerzeichen, / und \\ sind ausgeschlossen.',
    hostName:
      '{value} ist kein Hostname: Buchstaben, Ziffern, „.“, „_“ und „-“ werden angenommen, am Anfang ein Buchstabe oder eine Ziffer.',
    absolutePath: '{value} ist kein absoluter Pfad: Er beginnt mit /.',
    iscsiName: '{value} ist kein iSCSI-Name wie iqn.1991-05.com.microsoft:server1.',
    pskIdentity:
      '{value} ist keine TLS-PSK-Identität: Buchstaben, Ziffern und . _ @ + = / - werden angenommen, am Anfang ein Buchstabe oder eine Ziffer.',
    psk: 'Der Schlüssel wird nicht angenommen: 16 bis 64 Bytes hexadezimal sind nötig.',
    email: '{value} ist keine E-Mail-Adresse wie name@example.com.',
    time: '{value} ist keine Zeitangabe wie 2026-01-31T12:00:00Z.',
    types: {
      string: 'Text',
      number: 'eine Zahl',
      int: 'eine ganze Zahl',
      boolean: 'true oder false',
      array: 'eine Liste',
      object: 'ein Objekt',
    },
  },

  connect: {
    key_file:
      'Schreiben Sie den Schlüssel des Hosts in die Schlüsseldatei von QEMU; setzen Sie für KEY den Schlüssel ein, den Sie dem Host gegeben haben.',
    nbd_module: 'Laden Sie den NBD-Client des Kernels.',
    qemu_inspect: 'Sehen Sie sich „{disk}“ mit QEMU an.',
    qemu_attach: 'Binden Sie „{disk}“ als Blockgerät ein.',
    nbd_attach: 'Binden Sie „{disk}“ als Blockgerät ein.',
    iscsi_service: 'Starten Sie den iSCSI-Initiator.',
    iscsi_name: 'Geben Sie dem Initiator den Namen, unter dem das Array diesen Host kennt.',
    iscsi_name_adapter:
      'Geben Sie dem Initiator den Namen, unter dem das Array diesen Host kennt; {adapter} ist der Software-Adapter aus der Liste.',
    iscsi_chap: 'Richten Sie CHAP ein; setzen Sie für SECRET das Geheimnis ein, das Sie dem Port des Hosts gegeben haben.',
    iscsi_mutual_chap: 'Lassen Sie auch das Array sich ausweisen; setzen Sie für ARRAY_SECRET sein Geheimnis ein, das zweite am Port des Hosts.',
    iscsi_target: 'Sagen Sie dem Initiator, wo das Array ist.',
    iscsi_target_chap:
      'Sagen Sie dem Initiator, wo das Array ist; setzen Sie für SECRET das Geheimnis ein, das Sie dem Port des Hosts gegeben haben.',
    iscsi_login: 'Melden Sie sich an: Die virtuellen Laufwerke erscheinen.',
    iscsi_at_start: 'Melden Sie sich bei jedem Start des Hosts wieder an.',
    iscsi_multipath: 'Erreicht der Host das Array über mehrere Adressen, so fassen Sie die Pfade zusammen.',
    iscsi_see: 'Sehen Sie die virtuellen Laufwerke, wie der Host sie hat.',
  },
} as const satisfies Translated<typeof en>

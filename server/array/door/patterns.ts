/** What texts look like. Each key is the one under which server/messages has the sentence for a text that doesn't. */
export const PATTERNS = {
  /** Control and invisible formatting characters would make two names that look alike. */
  name: /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]+$/u,
  /** Hosts' names become NBD export names (`<host>/<lun>`), so they are spelled in characters that every client takes. */
  hostName: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  absolutePath: /^\/[^\0]*$/,
  /** RFC 3720 3.2.6.3: iqn., eui. or naa. */
  iscsiName:
    /^(?:iqn\.\d{4}-(?:0[1-9]|1[0-2])\.[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[a-z0-9:._-]+)?|eui\.[0-9a-f]{16}|naa\.[0-9a-f]{16}(?:[0-9a-f]{16})?)$/,
  /** RFC 4279 identity, in characters that key files, URIs, QEMU's options and shells all take as they are. */
  pskIdentity: /^[A-Za-z0-9][A-Za-z0-9._@+=/-]*$/,
  /** 16 to 64 bytes in hexadecimal. */
  psk: /^(?:[0-9a-f]{2}){16,64}$/,
} as const

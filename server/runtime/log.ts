import pino from 'pino'

/** Where a secret might stand in an object that is logged. */
const SECRETS = [
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'secret',
  'psk',
  'pskHex',
  'keyHex',
  'chapSecret',
  'mutualChapSecret',
  'setUpCode',
  'authorization',
  'cookie',
]

/**
 * One JSON object a line on stderr; stdout is for the person who started Lunette. Anything named like a secret is
 * left out at the top, one and two levels down.
 */
export const log = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
  },
  pino.destination({ dest: 2, sync: true }),
)

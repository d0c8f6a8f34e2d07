/**
 * What everybody is answered while Lunette starts or stops: the refusal `not_ready`, as the array itself would say it.
 * The messages are not loaded then; a test holds these sentences against them.
 */
import { localeFromHeader } from '../messages/locale-header.mjs'

const SENTENCES = {
  en: {
    title: 'Not available',
    detail: 'The array is starting or shutting down; nothing was changed.',
    remedy: 'Try again when it is ready.',
  },
  de: {
    title: 'Nicht verfügbar',
    detail: 'Das Array startet oder fährt herunter; es wurde nichts geändert.',
    remedy: 'Versuchen Sie es noch einmal, wenn es bereit ist.',
  },
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export function answerNotReady(request, response) {
  const locale = localeFromHeader(request.headers['accept-language'] ?? null)
  response.writeHead(503, {
    'Content-Type': 'application/problem+json',
    'Content-Language': locale,
    'Cache-Control': 'no-store',
    'Retry-After': '2',
    Connection: 'close',
  })
  const code = 'not_ready'
  response.end(JSON.stringify({ type: `urn:lunette:problem:${code}`, status: 503, code, ...SENTENCES[locale] }))
}

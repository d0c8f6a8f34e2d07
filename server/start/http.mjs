/**
 * The HTTP server in front of Next: it has the port from the first moment, answers 503 until everything behind it is
 * ready, says who really asks, and ends within its time.
 */
import http from 'node:http'
import { answerNotReady } from './not-ready.mjs'
import { ADDRESS_HEADER, REACH_HEADER, SCHEME_HEADER } from './request-headers.mjs'
import { StartError } from './start-error.mjs'

/** @typedef {import('./environment.mjs').Settings} Settings */
/** @typedef {(request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>} Handler */

/**
 * @typedef {object} ConsoleServer
 * @property {string} url by which a browser on this machine reaches it
 * @property {(handler: Handler) => void} serve from now on the handler answers
 * @property {() => Promise<void>} close takes no more requests and ends the open ones
 */

/** How long open requests may take to end by themselves once the server stops. */
const DRAIN_MS = 1_500

const LOOPBACK = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/
const LOOPBACK_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i

/**
 * @param {Settings} settings
 * @returns {Promise<ConsoleServer>}
 * @throws {StartError} the address is taken or not this machine's
 */
export async function listen(settings) {
  /** @type {Handler | null} */
  let handler = null
  const server = http.createServer((request, response) => {
    identify(request, settings.behindProxy)
    secure(response, request.headers[SCHEME_HEADER] === 'https')
    if (handler === null) {
      answerNotReady(request, response)
      return
    }
    handler(request, response).catch((error) => {
      process.stderr.write(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : error}\n`)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  await new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => reject(explain(error, settings)))
    if (settings.httpHost === null) server.listen(settings.port, () => resolve(undefined))
    else server.listen(settings.port, settings.httpHost, () => resolve(undefined))
  })
  return {
    url: urlOf(server, settings.httpHost),
    serve(ready) {
      handler = ready
    },
    async close() {
      handler = null
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
      await closed
      clearTimeout(deadline)
    },
  }
}

/**
 * @param {http.IncomingMessage} request
 * @param {boolean} behindProxy
 */
function identify(request, behindProxy) {
  const { headers } = request
  const peer = request.socket.remoteAddress ?? ''
  const forwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined
  const local = LOOPBACK.test(peer) && !forwarded && LOOPBACK_HOST.test(headers.host ?? '')
  // The nearest proxy appends what it saw; anything before that is the client's own claim.
  const seen = behindProxy ? lastOf(headers['x-forwarded-for']) : undefined
  const scheme = behindProxy ? lastOf(headers['x-forwarded-proto']) : undefined
  const host = behindProxy ? lastOf(headers['x-forwarded-host']) : undefined
  if (host !== undefined) headers.host = host
  const address = (seen ?? peer).replace(/^::ffff:/, '')
  for (const name of Object.keys(headers)) {
    if (name === 'forwarded' || name === 'x-real-ip' || name.startsWith('x-forwarded-')) delete headers[name]
  }
  headers[ADDRESS_HEADER] = address
  headers[SCHEME_HEADER] = scheme === 'https' ? 'https' : 'http'
  headers[REACH_HEADER] = local ? 'local' : 'remote'
  headers['x-forwarded-for'] = address
  headers['x-forwarded-proto'] = headers[SCHEME_HEADER]
}

/** @param {string | string[] | undefined} header */
function lastOf(header) {
  return [header ?? []].flat().join(',').split(',').pop()?.trim() || undefined
}

/**
 * What every answer says to browsers, files and refusals included. The content security policy is proxy.ts's.
 * @param {http.ServerResponse} response
 * @param {boolean} https
 */
function secure(response, https) {
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('X-Frame-Options', 'DENY')
  response.setHeader('Referrer-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  response.setHeader(
    'Permissions-Policy',
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=()',
  )
  if (https) response.setHeader('Strict-Transport-Security', 'max-age=31536000')
}

/**
 * @param {NodeJS.ErrnoException} error
 * @param {Settings} settings
 */
function explain(error, settings) {
  const { code } = error
  const where = `port ${settings.port}${settings.httpHost === null ? '' : ` of ${settings.httpHost}`}`
  if (code === 'EADDRINUSE') {
    return new StartError(`Another program is listening on ${where}. Stop it, or set PORT to another port.`)
  }
  if (code === 'EACCES') {
    return new StartError(`This user may not listen on ${where}. Ports below 1024 are the superuser's; set PORT.`)
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new StartError(`LUNETTE_HTTP_HOST="${settings.httpHost}" is not an address of this machine.`)
  }
  return error
}

/**
 * @param {http.Server} server
 * @param {string | null} host
 */
function urlOf(server, host) {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The HTTP server has no port.')
  const name = host === null || LOOPBACK.test(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${address.port}`
}

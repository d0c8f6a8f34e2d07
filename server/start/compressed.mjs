/**
 * What a browser loads of the console, compressed once when it is built, as small as it gets, instead of at every
 * request. Beside each script and style sheet in `.next/static` lie `<name>.br` and `<name>.gz`.
 */
import { createReadStream, readdirSync, statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** The smallest first. Browsers take brotli over HTTPS and from this machine, gzip anywhere. */
const ENCODINGS = [
  {
    name: 'br',
    suffix: '.br',
    compress: (/** @type {Buffer} */ bytes) =>
      promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
  },
  { name: 'gzip', suffix: '.gz', compress: (/** @type {Buffer} */ bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }) },
]

const TYPES = new Map([
  ['.js', 'application/javascript; charset=UTF-8'],
  ['.css', 'text/css; charset=UTF-8'],
])

/** @param {string} root of the installation */
const staticFolder = (root) => path.join(root, '.next/static')

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/**
 * Compresses what was just built.
 * @param {string} root of the installation
 */
export async function compressStaticFiles(root) {
  for (const file of filesIn(staticFolder(root)).filter((name) => TYPES.has(path.extname(name)))) {
    const bytes = await readFile(file)
    await Promise.all(ENCODINGS.map(async ({ suffix, compress }) => writeFile(`${file}${suffix}`, await compress(bytes))))
  }
}

/**
 * Answers requests for what is there compressed, and hands on all others. Only names that were there at the start are
 * answered; each bears a hash of its content, so that a browser may keep it for good.
 * @param {string} root of the installation
 * @param {import('./http.mjs').Handler} handler
 * @returns {import('./http.mjs').Handler}
 */
export function servingCompressed(root, handler) {
  const folder = staticFolder(root)
  const known = new Map(filesIn(folder).map((file) => [`/_next/static/${path.relative(folder, file)}`, file]))
  return async (request, response) => {
    const [name = ''] = (request.url ?? '').split('?')
    const type = TYPES.get(path.extname(name))
    const accepted = acceptedEncodings(request.headers['accept-encoding'])
    const encoding = ENCODINGS.find((each) => accepted.has(each.name) && known.has(`${name}${each.suffix}`))
    const file = known.get(`${name}${encoding?.suffix ?? ''}`)
    if (request.method !== 'GET' || !type || !encoding || !file) return handler(request, response)
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Encoding': encoding.name,
      'Content-Length': statSync(file).size,
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
    })
    // A browser that goes away in the middle is not a failure of the server.
    await pipeline(createReadStream(file), response).catch((/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
    })
  }
}

/**
 * RFC 9110, 12.5.3: what a client names with a weight of 0 it does not take.
 * @param {string | string[] | undefined} header
 * @returns {Set<string>}
 */
function acceptedEncodings(header) {
  const parts = String(header ?? '').split(',')
  const accepted = parts.flatMap((part) => {
    const [name = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase())
    return parameters.some((word) => /^q=0(\.0*)?$/.test(word)) ? [] : [name]
  })
  return new Set(accepted)
}

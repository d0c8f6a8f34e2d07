import { type Browser, chromium, type Page } from '@playwright/test'
import config from '../../playwright.config'
import { pagesOf, pagesOfInstantCopies, seed, type Seeded, seedInstantCopies } from '../support/seed'
import { LIST_SECONDS } from './growth'
import { ManyDisks } from './many-disks'
import { LIMIT, LUNETTE, type Measurement } from './measurements'

const DISKS = 10_000
/** The figure to reach, of every page without charts; there are none with charts. */
const FIRST_LOAD_BYTES = 200e3
/** Times that each page and list is asked for in a round. */
const ASKED = 3
/** A page is loaded when it is alive and no script was on its way for so long. */
const QUIET_MS = 500

type Samples = Map<string, number[]>

/**
 * What the console costs over an array of ten thousand virtual disks: on the server for every page and every list of the
 * REST interface, and in a real Chromium for every page that it loads with nothing kept.
 */
export async function measureConsole(rounds: number, say: (line: string) => void): Promise<{ title: string; measurements: Measurement[] }[]> {
  say(`  making ${DISKS.toLocaleString('en-US')} virtual disks`)
  const array = await ManyDisks.start(DISKS)
  const browser = await chromium.launch(config.use?.launchOptions ?? {})
  try {
    const seeded = await seed(array.product, 'bench')
    const instantCopies = await seedInstantCopies(array.product, 'bench')
    const pages = [...new Set([...pagesOf(seeded), ...pagesOfInstantCopies(instantCopies)])].filter((at) => !at.endsWith('/nowhere'))
    const lists = await listsOf(array, seeded)
    const samples: Record<'pages' | 'lists' | 'scripts' | 'zippedScripts' | 'alive', Samples> = {
      pages: new Map(),
      lists: new Map(),
      scripts: new Map(),
      zippedScripts: new Map(),
      alive: new Map(),
    }
    for (let round = 1; round <= rounds; round += 1) {
      say(`  round ${round}, the server`)
      for (let time = 0; time < ASKED; time += 1) {
        for (const at of pages) note(samples.pages, routeOf(at), await array.page(at))
        for (const list of lists) note(samples.lists, `GET ${routeOf(list)}`, await array.list(list))
      }
      say(`  round ${round}, Chromium`)
      for (const at of pages) {
        const { scriptBytes, scripts, aliveSeconds } = await firstLoad(browser, array, at)
        note(samples.scripts, routeOf(at), scriptBytes)
        if (round === 1) note(samples.zippedScripts, routeOf(at), await zippedBytes(scripts))
        if (at === '/') note(samples.alive, 'Overview', aliveSeconds)
      }
    }
    return [
      { title: 'Console: pages, on the server', measurements: limited(samples.pages, 'seconds', LIST_SECONDS) },
      { title: 'REST lists, on the server', measurements: limited(samples.lists, 'seconds', LIST_SECONDS) },
      { title: 'Console: JavaScript of a first load', measurements: limited(samples.scripts, 'bytes', FIRST_LOAD_BYTES) },
      {
        title: 'Console: JavaScript of a first load without TLS from another machine, where browsers take no brotli',
        measurements: limited(samples.zippedScripts, 'bytes', FIRST_LOAD_BYTES),
      },
      { title: 'Console: time to interactive in Chromium', measurements: rowsFrom(samples.alive, 'seconds') },
    ]
  } finally {
    await browser.close()
    await array.dispose()
  }
}

function note(samples: Samples, name: string, value: number): void {
  samples.set(name, [...(samples.get(name) ?? []), value])
}

const rowsFrom = (samples: Samples, unit: Measurement['unit']): Measurement[] =>
  [...samples].map(([name, values]) => ({ case: name, unit, contender: LUNETTE, samples: values }))

const limited = (samples: Samples, unit: Measurement['unit'], limit: number): Measurement[] =>
  rowsFrom(samples, unit).flatMap((row) => [row, { ...row, contender: LIMIT, samples: [limit] }])

/** What a page or a call has in common with others of its kind. */
function routeOf(at: string): string {
  return at.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, '{id}')
}

interface Description {
  paths: Record<string, { get?: { parameters?: { name: string; in: string; required?: boolean }[] } }>
}

/** Every call of the REST interface that answers a list, as the array describes it, with what it demands. */
async function listsOf({ product }: ManyDisks, { source, target }: Seeded): Promise<string[]> {
  const demanded: Record<string, string> = { sourceId: source.id, type: 'offline', hostName: 'another', os: 'linux' }
  const { paths } = await product.rest.get<Description>('/openapi.json')
  return Object.entries(paths).flatMap(([path, { get }]) => {
    const parameters = get?.parameters ?? []
    if (!parameters.some(({ name }) => name === 'limit')) return []
    const query = parameters.flatMap(({ name, in: place, required }) => {
      if (place !== 'query' || required !== true) return []
      const value = demanded[name]
      if (value === undefined) throw new Error(`What ${path} demands as ${name} is not known here.`)
      return [`${name}=${value}`]
    })
    return [`${path.replace('{id}', target.id)}${query.length > 0 ? `?${query.join('&')}` : ''}`]
  })
}

interface FirstLoad {
  scriptBytes: number
  scripts: ReadonlySet<string>
  aliveSeconds: number
}

/** Loads a page in a browser that has kept nothing but who is signed in. */
async function firstLoad(browser: Browser, array: ManyDisks, at: string): Promise<FirstLoad> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', timezoneId: 'UTC' })
  try {
    await context.addCookies(array.cookies)
    const page = await context.newPage()
    const scripts = await ScriptBytes.of(page)
    await page.goto(`${array.product.url}${at}`, { waitUntil: 'commit' })
    await page.locator('html[data-alive]').waitFor({ state: 'attached' })
    const aliveSeconds = (await page.evaluate(() => performance.now())) / 1000
    await scripts.quiet()
    return { scriptBytes: scripts.bytes, scripts: scripts.urls, aliveSeconds }
  } finally {
    await context.close()
  }
}

async function zippedBytes(scripts: ReadonlySet<string>): Promise<number> {
  let bytes = 0
  for (const script of scripts) {
    const { headers, body } = await fetch(script, { headers: { 'accept-encoding': 'gzip' } })
    if (headers.get('content-encoding') !== 'gzip') throw new Error(`${script} did not come as gzip.`)
    await body?.cancel()
    bytes += Number(headers.get('content-length'))
  }
  return bytes
}

/** Counts what scripts take on the wire, compressed as the browser took them, without the headers of their answers. */
class ScriptBytes {
  bytes = 0
  readonly urls = new Set<string>()
  readonly #open = new Set<string>()
  #changed = performance.now()

  static async of(page: Page): Promise<ScriptBytes> {
    const counter = new ScriptBytes()
    const session = await page.context().newCDPSession(page)
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (!new URL(request.url).pathname.endsWith('.js')) return
      counter.urls.add(request.url)
      counter.#note(() => counter.#open.add(requestId))
    })
    session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
      if (counter.#open.has(requestId)) counter.#note(() => (counter.bytes += encodedDataLength))
    })
    session.on('Network.loadingFinished', ({ requestId }) => counter.#note(() => counter.#open.delete(requestId)))
    session.on('Network.loadingFailed', ({ requestId }) => counter.#note(() => counter.#open.delete(requestId)))
    await session.send('Network.enable')
    return counter
  }

  #note(change: () => void): void {
    change()
    this.#changed = performance.now()
  }

  async quiet(): Promise<void> {
    while (this.#open.size > 0 || performance.now() - this.#changed < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What a page's form sends, as the browser sends it: React's server actions over HTTP. */
import type { Locale } from '../../server/messages/locale'

export interface ActionAnswer {
  outcome: unknown
  /** For the Cookie header. */
  cookie: string
}

/** The one action that a page without a menu hands to its form, by the name under which React calls it. */
export async function actionOf(pageUrl: string): Promise<string> {
  const html = await (await fetch(pageUrl)).text()
  const ids = new Set([...html.matchAll(/\{\\"id\\":\\"([0-9a-f]{42})\\",\\"bound\\":null\}/g)].map(([, id]) => id))
  const [id] = ids
  if (id === undefined || ids.size > 1) throw new Error(`${pageUrl} has ${ids.size} actions.`)
  return id
}

/** @param pageUrl any page of the array; the form's is usual */
export async function sendAction(
  pageUrl: string,
  action: string,
  input: unknown,
  language: Locale = 'en',
  headers: Record<string, string> = {},
): Promise<ActionAnswer> {
  const response = await fetch(pageUrl, {
    method: 'POST',
    headers: {
      'next-action': action,
      'content-type': 'text/plain;charset=UTF-8',
      accept: 'text/x-component',
      'accept-language': language,
      origin: new URL(pageUrl).origin,
      ...headers,
    },
    body: JSON.stringify([input]),
  })
  const cookie = response.headers.getSetCookie().map((set) => set.split(';')[0]).join('; ')
  const answered = rowOf(Buffer.from(await response.arrayBuffer()), '1')
  return { outcome: answered === null ? null : JSON.parse(answered), cookie }
}

/**
 * One row of an answer in React's Flight format: `<id>:<row>` up to the end of the line, but `<id>:T<length>,<text>`
 * by length, with the next row right behind it. Rows come in any order.
 */
function rowOf(answer: Buffer, wanted: string): string | null {
  for (let at = 0; at < answer.length; ) {
    const colon = answer.indexOf(':', at)
    const id = answer.toString('latin1', at, colon)
    const text = /^T([0-9a-f]+),/.exec(answer.toString('latin1', colon + 1, colon + 20))
    const newline = answer.indexOf('\n', at)
    const start = text ? colon + 1 + text[0].length : colon + 1
    const end = text ? start + Number.parseInt(text[1] ?? '', 16) : newline === -1 ? answer.length : newline
    if (colon === -1) return null
    if (id === wanted) return answer.toString('utf8', start, end)
    at = text ? end : end + 1
  }
  return null
}

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
  const answered = /^1:(.*)$/m.exec(await response.text())?.[1]
  return { outcome: answered === undefined ? null : JSON.parse(answered), cookie }
}

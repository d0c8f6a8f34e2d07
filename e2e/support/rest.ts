/** REST as a script uses it. */

export interface Answer<T = unknown> {
  status: number
  headers: Headers
  /** Parsed JSON; null when there is none. */
  body: T
}

export class Rest {
  constructor(
    readonly url: string,
    /** null asks without a token. */
    readonly token: string | null,
  ) {}

  /** @param path below /api/v1, with its slash */
  async ask<T = unknown>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as T }
  }

  get<T>(path: string): Promise<T> {
    return this.#good<T>('GET', path)
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.#good<T>('POST', path, body)
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.#good<T>('PATCH', path, body)
  }

  async delete(path: string): Promise<void> {
    await this.#good('DELETE', path)
  }

  async #good<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask<T>(method, path, body)
    if (answer.status >= 200 && answer.status < 300) return answer.body
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }
}

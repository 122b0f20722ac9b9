import { isAborted, Problem, readProblem } from './problem'

/** What a query parameter may be; empty text, undefined, false and empty lists are left out, lists repeat the name. */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>

/** One call. Paths stand below `/api/v1`. */
export interface Call {
  query?: Query
  /** Sent as JSON; `patch` calls send it as a merge patch. */
  body?: unknown
  /** Sent as multipart/form-data instead of a body. */
  form?: FormData
  /** The ETag of the version this change was made on. */
  ifMatch?: string
  /** Makes a repeated creating call answer with the first one's object. */
  idempotencyKey?: string
  signal?: AbortSignal
  /** Do not send the access token and do not refresh: for login, refresh and logout. */
  plain?: boolean
}

/** An answer with what the caller needs beside the body. */
export interface Answer<T> {
  data: T
  /** Version of the object, to send back as `ifMatch`; empty when there is none. */
  etag: string
  status: number
}

export interface ClientOptions {
  base: string
  fetch: typeof fetch
  /** Told when the refresh cookie no longer holds and somebody was signed in. */
  onSignedOut?: () => void
}

/** What `auth/login` and `auth/refresh` answer with, as far as the client reads it. */
interface Grant {
  accessToken: string
}

/** Writes a query string with the rules of Query; starts with `?` or is empty. */
export function queryString(query: Query = {}): string {
  const out = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) value.forEach((v) => out.append(name, v))
    else if (value !== undefined && value !== '' && value !== false) out.append(name, String(value))
  }
  const text = out.toString()
  return text === '' ? '' : `?${text}`
}

/**
 * Makes the one way to the server: bearer token kept in memory only, refreshed once on 401 (several calls share one refresh), problem
 * documents thrown as Problem, aborted calls thrown as AbortError.
 */
export function createClient(options: ClientOptions) {
  let token = ''
  let refreshing: Promise<boolean> | null = null

  function headersOf(method: string, call: Call): Headers {
    const headers = new Headers({ Accept: 'application/json, application/problem+json' })
    if (token !== '' && !call.plain) headers.set('Authorization', `Bearer ${token}`)
    if (call.body !== undefined) {
      headers.set('Content-Type', method === 'PATCH' ? 'application/merge-patch+json' : 'application/json')
    }
    if (call.ifMatch) headers.set('If-Match', call.ifMatch)
    if (call.idempotencyKey) headers.set('Idempotency-Key', call.idempotencyKey)
    return headers
  }

  async function send(method: string, path: string, call: Call): Promise<Response> {
    try {
      return await options.fetch(`${options.base}${path}${queryString(call.query)}`, {
        method,
        headers: headersOf(method, call),
        body: call.form ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
        credentials: 'same-origin',
        signal: call.signal,
      })
    } catch (error) {
      if (isAborted(error) || call.signal?.aborted) throw new DOMException('aborted', 'AbortError')
      throw new Problem({ status: 0, code: 'network', detail: '暂时无法连接服务器,请检查网络后重试。' })
    }
  }

  async function renew(): Promise<boolean> {
    const answer = await send('POST', '/auth/refresh', { plain: true })
    if (!answer.ok) {
      const had = token !== ''
      token = ''
      if (had) options.onSignedOut?.()
      return false
    }
    token = ((await answer.json()) as Grant).accessToken
    return true
  }

  /** Gets a fresh access token from the refresh cookie; false when there is no valid one. Calls at the same time share one request. */
  function refresh(): Promise<boolean> {
    refreshing ??= renew().finally(() => {
      refreshing = null
    })
    return refreshing
  }

  async function answered(method: string, path: string, call: Call): Promise<Response> {
    const used = token
    let answer = await send(method, path, call)
    if (answer.status === 401 && !call.plain && used !== '') {
      // Someone else's refresh may already have brought a new token while this call was on its way.
      if (token === used) await refresh()
      answer = await send(method, path, call)
    }
    if (!answer.ok) throw await readProblem(answer)
    return answer
  }

  async function request<T>(method: string, path: string, call: Call = {}): Promise<Answer<T>> {
    const answer = await answered(method, path, call)
    const empty = answer.status === 204 || answer.headers.get('Content-Length') === '0'
    const data = (empty ? undefined : await answer.json()) as T
    return { data, etag: answer.headers.get('ETag') ?? '', status: answer.status }
  }

  /** Downloads a file with the caller's rights; the name is the server's, or `fallback`. */
  async function download(path: string, fallback: string, call: Call = {}): Promise<{ name: string; body: Blob }> {
    const answer = await answered('GET', path, call)
    return { name: fileName(answer.headers.get('Content-Disposition')) || fallback, body: await answer.blob() }
  }

  return {
    get: <T>(path: string, call?: Call) => request<T>('GET', path, call),
    post: <T>(path: string, call?: Call) => request<T>('POST', path, call),
    put: <T>(path: string, call?: Call) => request<T>('PUT', path, call),
    patch: <T>(path: string, call?: Call) => request<T>('PATCH', path, call),
    delete: <T>(path: string, call?: Call) => request<T>('DELETE', path, call),
    download,
    refresh,
    /** Keeps the token of a login; an empty one forgets it. */
    hold(next: string) {
      token = next
    },
  }
}

/** The file name in a Content-Disposition header: the UTF-8 form first; empty when there is none. */
export function fileName(header: string | null): string {
  const utf8 = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '')
  if (utf8?.[1]) return decodeURIComponent(utf8[1])
  return /filename="?([^";]+)"?/i.exec(header ?? '')?.[1] ?? ''
}

export type Client = ReturnType<typeof createClient>

let told: () => void = () => undefined

/** Registers what happens when a session ends by itself. */
export function whenSignedOut(action: () => void) {
  told = action
}

/** The portal's own client. Only a feature's api.ts and the session use it. */
export const api: Client = createClient({
  base: '/api/v1',
  fetch: (input, init) => fetch(input, init),
  onSignedOut: () => told(),
})

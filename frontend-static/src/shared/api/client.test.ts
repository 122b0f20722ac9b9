import { describe, expect, it, vi } from 'vitest'
import { createClient, fileName, queryString } from './client'
import { Problem } from './problem'

function json(body: unknown, status = 200, headers: Record<string, string> = {}) {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

function refused(status: number, code: string) {
  return json({ status, code, detail: '请求被拒绝。', requestId: 'r-1', errors: [{ location: 'query.page', message: '页码有误。' }] }, status)
}

/** A server whose token `fresh` is good and every other one stale; its refresh works while `cookie` is true. */
function server(cookie = true) {
  const seen: string[] = []
  const answer = vi.fn(async (url: RequestInfo | URL, init: RequestInit = {}) => {
    const token = new Headers(init.headers).get('Authorization') ?? ''
    seen.push(`${init.method} ${String(url)} ${token}`.trim())
    if (String(url).endsWith('/auth/refresh')) return cookie ? json({ accessToken: 'fresh' }) : refused(401, 'signed_out')
    if (token !== '' && token !== 'Bearer fresh') return refused(401, 'token_expired')
    return json({ ok: true }, 200, { ETag: '"7"' })
  })
  return { fetch: answer as unknown as typeof fetch, seen }
}

describe('refreshing', () => {
  it('renews the token once and repeats the call', async () => {
    const s = server()
    const client = createClient({ base: '', fetch: s.fetch })
    client.hold('stale')
    const answer = await client.get<{ ok: boolean }>('/me')
    expect(answer).toEqual({ data: { ok: true }, etag: '"7"', status: 200 })
    expect(s.seen).toEqual(['GET /me Bearer stale', 'POST /auth/refresh', 'GET /me Bearer fresh'])
  })

  it('shares one refresh among calls at the same time', async () => {
    const s = server()
    const client = createClient({ base: '', fetch: s.fetch })
    client.hold('stale')
    await Promise.all([client.get('/a'), client.get('/b'), client.get('/c')])
    expect(s.seen.filter((line) => line.includes('/auth/refresh'))).toHaveLength(1)
  })

  it('goes on as a visitor when the session has ended, and says so once', async () => {
    const s = server(false)
    const onSignedOut = vi.fn()
    const client = createClient({ base: '', fetch: s.fetch, onSignedOut })
    client.hold('stale')
    await expect(client.get('/experts')).resolves.toMatchObject({ status: 200 })
    expect(s.seen.at(-1)).toBe('GET /experts')
    expect(onSignedOut).toHaveBeenCalledTimes(1)
  })

  it('does not refresh for a visitor, nor for a login', async () => {
    const away = vi.fn(async () => refused(401, 'unauthenticated'))
    const client = createClient({ base: '', fetch: away as unknown as typeof fetch })
    await expect(client.get('/me')).rejects.toMatchObject({ code: 'unauthenticated' })
    client.hold('stale')
    await expect(client.post('/auth/login', { plain: true, body: {} })).rejects.toMatchObject({ status: 401 })
    expect(away).toHaveBeenCalledTimes(2)
  })
})

describe('failures', () => {
  it('reads a problem document', async () => {
    const client = createClient({ base: '', fetch: (async () => refused(422, 'invalid_search')) as typeof fetch })
    const problem = await client.get('/experts').catch((e: unknown) => e)
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({ status: 422, code: 'invalid_search', message: '请求被拒绝。', requestId: 'r-1' })
    expect((problem as Problem).at('page')).toBe('页码有误。')
    expect((problem as Problem).at('q')).toBe('')
  })

  it('makes a sentence of a page that is none', async () => {
    const page = new Response('<html>502</html>', { status: 502, headers: { 'X-Request-Id': 'r-2' } })
    const client = createClient({ base: '', fetch: (async () => page) as typeof fetch })
    await expect(client.get('/x')).rejects.toMatchObject({ status: 502, code: 'unreadable', requestId: 'r-2', message: expect.not.stringContaining('<') })
  })

  it('tells an unreachable server from an aborted call', async () => {
    const away = createClient({ base: '', fetch: (async () => { throw new TypeError('failed') }) as typeof fetch })
    await expect(away.get('/x')).rejects.toMatchObject({ status: 0, code: 'network' })
    const stopped = new AbortController()
    stopped.abort()
    await expect(away.get('/x', { signal: stopped.signal })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('what is sent', () => {
  it('has the version, the merge patch and the repeat key', async () => {
    let sent: RequestInit = {}
    const fetch = (async (_: unknown, init: RequestInit) => {
      sent = init
      return new Response(null, { status: 204 })
    }) as unknown as typeof globalThis.fetch
    const client = createClient({ base: '', fetch })
    await client.patch('/experts/1', { body: { bio: null }, ifMatch: '"3"', idempotencyKey: 'k' })
    const headers = new Headers(sent.headers)
    expect([headers.get('If-Match'), headers.get('Content-Type'), headers.get('Idempotency-Key')]).toEqual(['"3"', 'application/merge-patch+json', 'k'])
    expect(sent.body).toBe('{"bio":null}')
  })

  it('repeats list parameters and leaves out what is empty', () => {
    expect(queryString({ q: '单 示明', region: ['HE', 'BJ'], page: 1, literal: false, sort: '', series: [], level: undefined })).toBe(
      '?q=%E5%8D%95+%E7%A4%BA%E6%98%8E&region=HE&region=BJ&page=1',
    )
    expect(queryString()).toBe('')
  })
})

it('reads the name of a download', () => {
  expect(fileName("attachment; filename=x.xlsx; filename*=UTF-8''%E6%A8%A1%E6%9D%BF.xlsx")).toBe('模板.xlsx')
  expect(fileName('attachment; filename="errors.xlsx"')).toBe('errors.xlsx')
  expect(fileName(null)).toBe('')
})

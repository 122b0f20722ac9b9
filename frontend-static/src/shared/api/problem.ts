/** One complaint about one part of the input, such as `body.titles[0].level`. */
export interface FieldComplaint {
  location: string
  message: string
}

/** What the server said when it refused (RFC 9457), or what kept us from reaching it. */
export class Problem extends Error {
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number
  /** Stable code, such as `ambiguous_title`; `network` when no answer arrived, `unreadable` when it was no problem document. */
  readonly code: string
  /** What to quote when asking for help; empty when no answer arrived. */
  readonly requestId: string
  readonly errors: FieldComplaint[]
  /** What to pick from, for codes that ask back. */
  readonly choices: unknown[]

  constructor(from: { status: number; code: string; detail: string; requestId?: string; errors?: FieldComplaint[]; choices?: unknown[] }) {
    super(from.detail)
    this.name = 'Problem'
    this.status = from.status
    this.code = from.code
    this.requestId = from.requestId ?? ''
    this.errors = from.errors ?? []
    this.choices = from.choices ?? []
  }

  /** The complaints whose location ends in this field's name, as one sentence; empty when there are none. */
  at(field: string): string {
    return this.errors
      .filter((e) => e.location === field || e.location.endsWith(`.${field}`))
      .map((e) => e.message)
      .join(' ')
  }
}

/** Whether a request ended because a newer one replaced it; nothing to tell anyone. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

const unreachable = '暂时无法连接服务器,请检查网络后重试。'
const unreadable = '服务器暂时无法处理这项请求,请稍后重试。'

function texts(value: unknown): FieldComplaint[] {
  if (!Array.isArray(value)) return []
  return value
    .filter((e): e is Record<string, unknown> => typeof e === 'object' && e !== null)
    .map((e) => ({ location: String(e.location ?? ''), message: String(e.message ?? '') }))
}

/** Reads a refused answer. A body that is no problem document (a proxy's page) becomes a sentence, never markup. */
export async function readProblem(answer: Response): Promise<Problem> {
  const requestId = answer.headers.get('X-Request-Id') ?? ''
  let body: Record<string, unknown> = {}
  try {
    const parsed: unknown = await answer.json()
    if (typeof parsed === 'object' && parsed !== null) body = parsed as Record<string, unknown>
  } catch {
    // No JSON: keep the empty body.
  }
  return new Problem({
    status: answer.status,
    code: typeof body.code === 'string' ? body.code : 'unreadable',
    detail: typeof body.detail === 'string' && body.detail !== '' ? body.detail : unreadable,
    requestId: typeof body.requestId === 'string' ? body.requestId : requestId,
    errors: texts(body.errors),
    choices: Array.isArray(body.choices) ? body.choices : [],
  })
}

/** Makes a Problem of anything thrown, so that every page shows errors in one way. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem({ status: 0, code: 'network', detail: unreachable })
}

import { hasNotBegun } from '#database/conflicts'
import { isDiskFull } from '#shared/disk_full'
import { PaymentGatewayError } from '#stripe/payment_gateway'

/**
 * The error pages.
 */
export type ErrorPage =
  | 'bad_request'
  | 'forbidden'
  | 'not_found'
  | 'expired_form'
  | 'no_cookies'
  | 'too_large'
  | 'too_many_requests'
  | 'server_error'
  | 'unavailable'
  | 'payments_refused'
  | 'disk_full'

/** The answer to an error. */
export interface Classified {
  page: ErrorPage
  /** HTTP status. */
  status: number
  /** Seconds after which to try again; null if waiting does not help. */
  retryAfter: number | null
}

interface RaisedError {
  status?: number
  code?: string
  cause?: unknown
  retryAfterSeconds?: number
  response?: { availableIn?: number }
}

/** Codes of the databases and Redis when they cannot be reached or cannot write at the moment. */
const UNAVAILABLE_CODES =
  /^(SQLITE_(BUSY|READONLY|IOERR|CANTOPEN|NOTADB|CORRUPT)|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EROFS|53\d{3}|57P0\d|08\d{3}|40001|40P01)/

/**
 * PostgreSQL's codes for text and numbers that a column cannot store.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html, class 22
 */
const UNSTORABLE_CODES = /^22(001|003|021|P02|P05)$/

const UNAVAILABLE_NAMES = ['KnexTimeoutError', 'MaxRetriesPerRequestError', 'TimeoutError']

/** The error of ioredis for a command without an answer has nothing else to recognize it by. */
const UNANSWERED_COMMAND = 'Command timed out'

/** Seconds for Retry-After if the error does not say. */
const DEFAULT_RETRY = 15

/**
 * Maps an error to its error page and HTTP status. Unknown errors are `server_error`.
 */
export function classifyError(error: unknown): Classified {
  const raised = (error ?? {}) as RaisedError & Error

  if (raised.code === 'E_BAD_CSRF_TOKEN') {
    return { page: 'expired_form', status: 403, retryAfter: null }
  }
  if (raised instanceof URIError || UNSTORABLE_CODES.test(raised.code ?? '')) {
    return { page: 'bad_request', status: 400, retryAfter: null }
  }
  if (isDiskFull(raised)) {
    return { page: 'disk_full', status: 507, retryAfter: null }
  }
  if (error instanceof PaymentGatewayError && !error.isTemporary) {
    return { page: 'payments_refused', status: 503, retryAfter: null }
  }
  if (isUnavailable(raised)) {
    return { page: 'unavailable', status: 503, retryAfter: DEFAULT_RETRY }
  }
  if (raised.status === 429) {
    const retryAfter = raised.retryAfterSeconds ?? raised.response?.availableIn ?? DEFAULT_RETRY
    return { page: 'too_many_requests', status: 429, retryAfter }
  }
  return { page: pageOf(raised.status), status: statusOf(raised.status), retryAfter: null }
}

function isUnavailable(error: RaisedError & Error): boolean {
  return (
    error.status === 503 ||
    error instanceof PaymentGatewayError ||
    hasNotBegun(error) ||
    UNAVAILABLE_NAMES.includes(error.name) ||
    error.message === UNANSWERED_COMMAND ||
    UNAVAILABLE_CODES.test(error.code ?? '')
  )
}

function pageOf(status: number | undefined): ErrorPage {
  if (status === undefined || status >= 500) {
    return 'server_error'
  }
  if (status === 413) {
    return 'too_large'
  }
  if (status === 401 || status === 403) {
    return 'forbidden'
  }
  return status === 404 || status === 410 ? 'not_found' : 'bad_request'
}

function statusOf(status: number | undefined): number {
  return status !== undefined && status >= 400 && status <= 599 ? status : 500
}

/** How many levels of `cause` are logged. */
const MAX_DEPTH = 3

interface DescribedError {
  type: string
  message: string
  code?: string
  stack?: string
  cause?: DescribedError
}

/**
 * Describes an error for the log. Takes only the listed properties, because libraries attach whole
 * requests, headers and rows to their errors.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: String(error) }
  }
  const { code, cause } = error as Error & { code?: unknown }
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code: String(code) }),
    stack: error.stack,
    ...(cause === undefined || depth >= MAX_DEPTH
      ? {}
      : { cause: describeError(cause, depth + 1) }),
  }
}

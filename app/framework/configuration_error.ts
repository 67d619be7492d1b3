/**
 * The store cannot run as it is configured. The message is one sentence that names the variable and
 * says what to do.
 */
export class ConfigurationError extends Error {
  readonly name = 'ConfigurationError'
}

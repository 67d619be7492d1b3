/**
 * The store cannot run with its configuration. The message names the environment variable and says
 * how to fix it, in one sentence.
 */
export class ConfigurationError extends Error {
  readonly name = 'ConfigurationError'
}

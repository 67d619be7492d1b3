import type { Kernel } from '@adonisjs/core/ace'
import { aceCommand } from './ace_command.js'
import { missingPackage } from './missing_package.js'
import { isDiskFull, NO_ROOM } from '#shared/disk_full'

const BAD_CONFIGURATION = ['ConfigurationError', 'EnvValidationException']

/**
 * The root of the application: the checkout in development, the build folder in production.
 */
export const APP_ROOT = new URL('../', import.meta.url)

/**
 * Imports a file of the application, or a package, for the framework.
 */
export function importer(filePath: string) {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}

/**
 * Makes every file that this process creates private: the database, its journal and DATA_DIR for its
 * own user, and with X_ACCEL_PREFIX readable for its group, which nginx is in. Reads the environment.
 */
export async function keepFilesPrivate() {
  const { default: env } = await import('#start/env')
  process.umask(env.get('X_ACCEL_PREFIX') ? 0o027 : 0o077)
}

/**
 * Prints why the application did not start, in one sentence for a configuration error or a full disk, with
 * the stack trace for any other. Exits with code 1, even if a timer or a connection is open.
 */
export async function reportStartFailure(error: StartFailure) {
  const sentence = sentenceFor(error)
  if (sentence) {
    console.error(sentence)
  } else {
    const { prettyPrintError } = await import('@adonisjs/core')
    await prettyPrintError(error)
  }
  process.exit(1)
}

/**
 * Prints a configuration error or a full disk of a command in one sentence, as the server does, and exits
 * with code 1. Every other error goes the usual way.
 */
export function reportKnownFailures(ace: Kernel) {
  const usual = ace.errorHandler
  ace.errorHandler = {
    async render(error, kernel) {
      if (!BAD_CONFIGURATION.includes((error as StartFailure).name) && !isDiskFull(error)) {
        return usual.render(error, kernel)
      }
      await reportStartFailure(error as StartFailure)
    },
  }
}

type StartFailure = Error & { help?: string; code?: string }

function sentenceFor(error: StartFailure): string | undefined {
  const { HOST = '0.0.0.0', PORT = '3333' } = process.env
  const missing = missingPackage(error)
  if (missing !== undefined) {
    return missing
  }
  if (error.name === 'ConfigurationError') {
    return error.message
  }
  if (isDiskFull(error)) {
    return NO_ROOM
  }
  switch (error.code) {
    case 'E_INVALID_ENV_VARIABLES':
      return `Bad configuration: ${oneLine(error.help ?? '')}`
    case 'E_INSECURE_ENCRYPTER_KEY':
      return `APP_KEY must be set to at least 32 random characters; generate one with "${aceCommand('generate:key --show')}".`
    case 'EADDRINUSE':
      return `Port ${PORT} is taken by another program; set PORT to a free one and try again.`
    case 'ERR_SOCKET_BAD_PORT':
      return `PORT must be a number from 0 to 65535, not "${PORT}".`
    case 'EACCES':
      return `This user may not listen on port ${PORT}; set PORT to 1024 or more.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is "${HOST}", which is not an address of this machine; set it to 127.0.0.1 or 0.0.0.0.`
  }
}

/** Joins the framework's list of invalid environment variables, which has one per line. */
function oneLine(list: string): string {
  return list
    .split('\n')
    .map((item) => item.replace(/^[\s-]+/, '').trim())
    .filter((item) => item !== '')
    .join('; ')
}

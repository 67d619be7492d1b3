import { startEmulator, type EmulatorOptions } from '#stripe_emulator/emulator'

/**
 * Runs the local Stripe until SIGINT or SIGTERM. If it cannot start, prints the reason in one sentence
 * and sets the exit code 1.
 */
export async function runUntilStopped(options: () => Promise<EmulatorOptions>): Promise<void> {
  const asked = Promise.withResolvers<void>()
  process.once('SIGINT', asked.resolve)
  process.once('SIGTERM', asked.resolve)
  try {
    const emulator = await startEmulator(await options())
    console.log(`Local Stripe at ${emulator.url}`)
    await asked.promise
    await emulator.stop()
  } catch (error) {
    console.error(sentence(error))
    process.exitCode = 1
  }
}

function sentence(error: unknown): string {
  const { code, port, message } = error as { code?: string; port?: number; message: string }
  if (code === 'EADDRINUSE') {
    return `The port ${port} is taken: choose another with STRIPE_EMULATOR_PORT.`
  }
  return `The local Stripe cannot start: ${message}`
}

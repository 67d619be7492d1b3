import { optionsFromEnvironment } from '#stripe_emulator/environment'
import { runUntilStopped } from '#stripe_emulator/run'

await runUntilStopped(() => optionsFromEnvironment(process.env))

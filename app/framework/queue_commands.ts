import { getCommand, getMetaData as queueMetaData } from '@adonisjs/queue/commands'

/** Kiosk has its own, which runs the schedule as well. */
const REPLACED = 'queue:work'

export { getCommand }

/** The queue's commands for ace (`make:job`, the scheduler's), without the one that Kiosk replaces. */
export async function getMetaData() {
  const commands = await queueMetaData()
  return commands.filter(({ commandName }) => commandName !== REPLACED)
}

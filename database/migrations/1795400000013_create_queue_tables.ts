import { BaseSchema } from '@adonisjs/lucid/schema'
import { QueueSchemaService } from '@adonisjs/queue'

export default class extends BaseSchema {
  async up() {
    const queueTables = new QueueSchemaService(this.db.getWriteClient())
    await queueTables.createJobsTable()
    await queueTables.createSchedulesTable()
  }

  async down() {
    const queueTables = new QueueSchemaService(this.db.getWriteClient())
    await queueTables.dropSchedulesTable()
    await queueTables.dropJobsTable()
  }
}

import { test } from '@japa/runner'
import { CopiedStore } from '#tests/helpers/process/copied_store'

/** What is made, and where. */
const GENERATORS: [command: string, file: string][] = [
  ['make:controller kites', 'app/controllers/kites_controller.ts'],
  ['make:controller checkout/controllers/kites -r', 'app/checkout/controllers/kites_controller.ts'],
  ['make:controller kite_flights show store', 'app/controllers/kite_flights_controller.ts'],
  ['make:listener fly_kite --event=kite_sold', 'app/listeners/fly_kite.ts'],
  ['make:listener purchases/listeners/fly_kite', 'app/purchases/listeners/fly_kite.ts'],
  ['make:event kite_lost', 'app/events/kite_lost.ts'],
  ['make:middleware kite --stack=named', 'app/http/middleware/kite_middleware.ts'],
  ['make:middleware wind --stack=router', 'app/http/middleware/wind_middleware.ts'],
  ['make:validator kite', 'app/validators/kite.ts'],
  ['make:validator checkout/kite --resource', 'app/checkout/kite.ts'],
  ['make:policy kite fly --model=purchase', 'app/policies/kite_policy.ts'],
  ['make:policy purchases/wind fly --model=user', 'app/purchases/wind_policy.ts'],
  ['make:policy storm', 'app/policies/storm_policy.ts'],
  ['make:service kite', 'app/services/kite_service.ts'],
  ['make:service purchases/kite', 'app/purchases/kite_service.ts'],
  ['make:transformer product', 'app/transformers/product_transformer.ts'],
  ['make:provider kite --register', 'providers/kite_provider.ts'],
  ['make:preload kite --register', 'start/kite.ts'],
  ['make:command fly_kite', 'commands/fly_kite.ts'],
  ['make:test kite --suite=functional', 'tests/functional/kite.spec.ts'],
  ['make:view pages/kite', 'resources/views/pages/kite.edge'],
  ['make:exception kite', 'app/http/exceptions/kite_exception.ts'],
  ['make:job fly_kite', 'app/jobs/fly_kite_job.ts'],
  ['make:job purchases/fly_kite', 'app/purchases/fly_kite_job.ts'],
  ['make:mail kite', 'app/mails/kite_notification.ts'],
  ['make:seeder kite', 'database/seeders/kite_seeder.ts'],
  ['make:model kite --migration --factory', 'app/models/kite.ts'],
]

/** Runs them in one process. */
const MAKE_ALL = `
import { BaseCommand } from '@adonisjs/core/ace'

export default class MakeAll extends BaseCommand {
  static commandName = 'make:all'

  async run() {
    for (const [name, ...args] of ${JSON.stringify(GENERATORS.map(([command]) => command.split(' ')))}) {
      const { exitCode } = await this.kernel.exec(name, args)
      this.exitCode ||= exitCode
    }
  }
}
`

/** What the indexes say of it after `codegen`. */
const INDEXED: [index: string, entry: string][] = [
  ['controllers', "Kites: () => import('#app/controllers/kites_controller')"],
  ['controllers', "Kites: () => import('#app/checkout/controllers/kites_controller')"],
  ['listeners', "FlyKite: () => import('#app/listeners/fly_kite')"],
  ['listeners', "FlyKite: () => import('#app/purchases/listeners/fly_kite')"],
  ['events', 'KiteSold: KiteSold'],
  ['policies', "KitePolicy: () => import('#app/policies/kite_policy')"],
  ['policies', "WindPolicy: () => import('#app/purchases/wind_policy')"],
]

/** Uses what was made, by the names that AdonisJS gives it. */
const ROUTE = `
import { inject } from '@adonisjs/core'
import { HttpContext } from '@adonisjs/core/http'
import { Logger } from '@adonisjs/core/logger'
import router from '@adonisjs/core/services/router'
import { KiteService } from '#services/kite_service'

@inject()
class InjectedController {
  constructor(
    private ctx: HttpContext,
    private logger: Logger,
    private kites: KiteService
  ) {}

  show() {
    const { request_id: requestId } = this.logger.bindings()
    return { path: this.ctx.request.url(), requestId, kites: this.kites.constructor.name }
  }
}

router.get('/kites', [InjectedController, 'show'])
`

let copy: CopiedStore

test.group('What a developer adds with ace', (group) => {
  group.setup(async () => {
    copy = await CopiedStore.make()
    return () => copy.remove()
  })

  test('every generator makes a file that builds, in its place', async ({ assert }) => {
    await copy.write('commands/make_all.ts', MAKE_ALL)
    await copy.ace(['make:all'])
    for (const [command, file] of GENERATORS) {
      assert.isTrue(await copy.has(file), `${command} has not made ${file}`)
    }
    await copy.write('start/kite.ts', ROUTE)
    await copy.ace(['migration:run'])
    await copy.ace(['codegen'])
    await copy.typecheck()

    for (const [index, entry] of INDEXED) {
      assert.include(await copy.read(`.adonisjs/server/${index}.ts`), entry)
    }
  }).timeout(600_000)

  test('codegen ends where REDIS_URL is set, without connecting', async ({ assert }) => {
    const output = await copy.ace(['codegen'], undefined, { REDIS_URL: 'redis://127.0.0.1:9/0' })

    assert.include(output, 'Codegen files generated')
    assert.notInclude(output, 'Redis')
  })

  test('the context and the logger of a request are injected', async ({ assert }) => {
    const store = await copy.start()
    try {
      const answer = await fetch(`${store.url}/kites`)

      assert.deepEqual(await answer.json(), {
        path: '/kites',
        requestId: answer.headers.get('x-request-id'),
        kites: 'KiteService',
      })
    } finally {
      await store.stop()
    }
  })

  test('db:seed runs every seeder, and says what is missing for the sample store', async ({
    assert,
  }) => {
    const output = await copy.ace(['db:seed'])

    assert.include(output, 'completed database/seeders/kite_seeder')
    assert.include(output, 'None of the sample products is here')
  })

  test('queue:work is the one that runs the schedule', async ({ assert }) => {
    const list = await copy.ace(['list'])

    assert.match(list, /queue:work +Run the queue and the schedule until stopped/)
    assert.match(list, /make:job /)
  })

  test('a package that adds middleware to every route finds its place', async ({ assert }) => {
    const output = await copy.ace(['configure', '@adonisjs/shield'])

    assert.notInclude(output, 'FAILED')
    assert.match(
      await copy.read('start/kernel.ts'),
      /router\.use\(\[[^\]]*@adonisjs\/shield\/shield_middleware/
    )
  })
})

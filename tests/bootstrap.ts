import { apiClient } from '@japa/api-client'
import { assert } from '@japa/assert'
import { browserClient } from '@japa/browser-client'
import { spec } from '@japa/runner/reporters'
import { pluginAdonisJS } from '@japa/plugin-adonisjs'
import { authApiClient } from '@adonisjs/auth/plugins/api_client'
import { sessionApiClient } from '@adonisjs/session/plugins/api_client'
import { shieldApiClient } from '@adonisjs/shield/plugins/api_client'
import { authBrowserClient } from '@adonisjs/auth/plugins/browser_client'
import { sessionBrowserClient } from '@adonisjs/session/plugins/browser_client'
import app from '@adonisjs/core/services/app'
import hash from '@adonisjs/core/services/hash'
import testUtils from '@adonisjs/core/services/test_utils'
import type { Config } from '@japa/runner/types'
import env from '#start/env'
import { launchBrowser } from '#tests/helpers/browser/browser'
import { summaryReporter } from '#tests/helpers/summary_reporter'
import { prepareDatabase } from '#tests/helpers/store/database'
import { storedSessions } from '#tests/helpers/store/stored_sessions'
import { keepTemplates } from '#tests/helpers/store/templates'
import { isWithoutDatabase } from '#tests/runner/spec_files'
import { channelReporter } from '#tests/runner/channel_reporter'

/** Suites that speak HTTP with a server in this process. */
const HTTP_SUITES = ['functional', 'browser']

export const plugins: Config['plugins'] = [
  assert(),
  apiClient({ baseURL: `http://${env.get('HOST', '127.0.0.1')}:${env.get('PORT')}` }),
  pluginAdonisJS(app),
  sessionApiClient(app),
  storedSessions(app),
  authApiClient(app),
  shieldApiClient(),
  browserClient({ runInSuites: ['browser'], launcher: launchBrowser }),
  sessionBrowserClient(app),
  authBrowserClient(app),
]

export const reporters: Config['reporters'] = {
  activated: ['spec', 'summary_reporter'],
  list: [spec(), summaryReporter, channelReporter],
}

export const runnerHooks: Required<Pick<Config, 'setup' | 'teardown'>> = {
  setup: [() => keepTemplates()],
  teardown: [],
}

export const configureSuite: Config['configureSuite'] = (suite) => {
  if (!isWithoutDatabase(suite.name)) {
    suite.setup(() => prepareDatabase())
  }
  if (HTTP_SUITES.includes(suite.name)) {
    suite.setup(async () => {
      const { createStoreServer } = await import('#start/server')
      return testUtils.httpServer().start(createStoreServer)
    })
    // A hash costs more than all the rest of a short test; realPasswordHashes() asks for it back.
    suite.setup(() => {
      hash.fake()
      return () => hash.restore()
    })
  }
  if (HTTP_SUITES.includes(suite.name) || suite.name === 'cli') {
    suite.setup(async () => {
      const { startTestEmulator } = await import('#tests/helpers/stripe/emulator')
      return startTestEmulator()
    })
  }
}

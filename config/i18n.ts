import app from '@adonisjs/core/services/app'
import { configProvider } from '@adonisjs/core'
import { defineConfig, formatters, loaders } from '@adonisjs/i18n'
import { RememberingFormatter } from '#framework/remembering_formatter'

const icu = formatters.icu()

const i18nConfig = defineConfig({
  defaultLocale: 'en',
  formatter: configProvider.create(async (application) => {
    const makeFormatter = await icu.resolver(application)
    return (config) => new RememberingFormatter(makeFormatter(config))
  }),
  loaders: [loaders.fs({ location: app.languageFilesPath() })],
})

export default i18nConfig

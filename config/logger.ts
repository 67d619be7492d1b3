import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig, destination, syncDestination } from '@adonisjs/core/logger'
import { describeError } from '#framework/describe_error'

const STDERR = 2

async function logDestination() {
  if (app.getEnvironment() === 'console') {
    return destination(STDERR)
  }
  return app.inProduction ? destination({ sync: false }) : syncDestination()
}

const loggerConfig = defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'kiosk',
      level: env.get('LOG_LEVEL', 'info'),
      redact: {
        paths: [
          'password',
          'password_confirmation',
          'current_password',
          'token',
          '*.password',
          '*.token',
          'headers.cookie',
          'headers.authorization',
        ],
        censor: '[secret]',
      },
      serializers: { err: describeError },
      timestamp: 'iso',

      /**
       * JSON to standard output; asynchronous in production, so that a slow reader blocks nothing. A
       * command writes its log to standard error, because its output may be read by a program.
       */
      destination: await logDestination(),
    },
  },
})

export default loggerConfig

declare module '@adonisjs/core/types' {
  export interface LoggersList extends InferLoggers<typeof loggerConfig> {}
}

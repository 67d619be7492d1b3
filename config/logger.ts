import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig, syncDestination, targets } from '@adonisjs/core/logger'

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
      destination: app.inProduction ? undefined : await syncDestination(),
      transport: app.inProduction ? { targets: [targets.file({ destination: 1 })] } : undefined,
    },
  },
})

export default loggerConfig

declare module '@adonisjs/core/types' {
  export interface LoggersList extends InferLoggers<typeof loggerConfig> {}
}

import { basename } from 'node:path'
import string from '@adonisjs/core/helpers/string'
import type { IndexGenerator } from '@adonisjs/assembler/index_generator'

/**
 * Writes the index of policies for `bouncer` and `@can`. Bouncer's own would put the folder in front
 * of the name (`AccessProductConfigurationPolicy`); here the file alone names a policy, in whichever
 * room it is.
 */
export default function indexPolicies(_app: unknown, _hooks: unknown, generator: IndexGenerator) {
  generator.add('policies', {
    source: 'app',
    glob: ['**/*_policy.ts'],
    importAlias: '#app',
    output: '.adonisjs/server/policies.ts',
    as(files, buffer, _config, { toImportPath }) {
      buffer.write('export const policies = {').indent()
      for (const file of Object.values(files.asList())) {
        const name = string.pascalCase(basename(file, '.ts'))
        buffer.write(`${name}: () => import('${toImportPath(file)}'),`)
      }
      buffer.dedent().writeLine('}')
    },
  })
}

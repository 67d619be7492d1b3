import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import db from '@adonisjs/lucid/services/db'
import { listPath, recordPath } from '#records/declarations/resource_paths'
import {
  creationFormOf,
  openCreation,
  showCreation,
  submitCreation,
} from '#records/controllers/creation_flow'
import { backTo, readBack } from '#records/controllers/back_to_list'

/**
 * Creates records of every resource that declares a creation form. A repeated submission redirects
 * to the record that the first one created.
 */
export default class RecordCreationsController {
  async create(ctx: HttpContext) {
    return showCreation(ctx, await openCreation(creationFormOf(ctx)))
  }

  async store(ctx: HttpContext) {
    const outcome = await submitCreation(ctx, creationFormOf(ctx))
    if (outcome.type === 'again') {
      ctx.response.status(outcome.status)
      return showCreation(ctx, outcome.state)
    }
    return this.#leave(ctx, outcome)
  }

  async #leave(ctx: HttpContext, { type, id }: { type: 'created' | 'repeated'; id: number }) {
    const { request, resource, response, session } = ctx
    const form = creationFormOf(ctx)
    const row = await form.find(id, db.connection())
    const name = row ? form.label(row) : form.noun
    const intent = request.input('intent')
    const back = readBack(ctx)
    const query = back && new URLSearchParams({ back }).toString()
    const own = backTo(recordPath(resource, id), query)

    session.flash('notice', {
      kind: type === 'created' ? 'success' : 'info',
      text: type === 'created' ? `Saved “${name}”.` : `“${name}” was saved already.`,
      ...(intent === 'return' || intent === 'another'
        ? { link: { href: own, text: 'Edit it' } }
        : {}),
    })
    return response.redirect().status(303).toPath(leadTo())

    function leadTo(): string {
      switch (intent) {
        case 'another':
          return backTo(urlFor(`admin.${resource.key}.create` as 'admin.home'), query)
        case 'return':
          return backTo(listPath(resource), back)
        default:
          return own
      }
    }
  }
}

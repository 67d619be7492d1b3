import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import StartBulkRun from '#records/bulk/start_bulk_run'
import type { BulkAction } from '#records/declarations/bulk_action'
import { TYPED_FROM, viewBulk } from '#records/bulk/bulk_view'
import { roleMay } from '#authority/permissions'
import { listPath } from '#records/declarations/resource_paths'
import { readSelection } from '#records/lists/selection'
import { askToSignInAgain, hasSignedInRecently } from '#http/recent_sign_in'
import { notFound } from '#http/not_found'
import { backTo, readBack } from '#records/controllers/back_to_list'
import type { Selection } from '#models/bulk_run'

/**
 * Bulk actions on the records of a list. Requires the permission of the action; from `TYPED_FROM`
 * records on also a recent sign-in and the typed number of records.
 */
export default class BulkController {
  /** Shows the confirmation page with the selected records. */
  async confirm(ctx: HttpContext) {
    const action = actionOf(ctx)
    const selection = selectionOf(ctx)
    return selection === null ? this.#leave(ctx) : this.#ask(ctx, action, selection)
  }

  /** Starts the run and redirects to its page. */
  async run(ctx: HttpContext) {
    const { request, resource, response, staff } = ctx
    const action = actionOf(ctx)
    const selection = selectionOf(ctx)
    if (selection === null) {
      return this.#leave(ctx)
    }
    const total = Number(request.input('total'))
    if (isMass(total) && !hasSignedInRecently(ctx)) {
      return askToSignInAgain(ctx)
    }
    if (isMass(total) && readNumber(request.input('typed')) !== total) {
      response.status(422)
      return this.#ask(ctx, action, selection, {
        error: 'This is not the number of records above',
      })
    }
    const outcome = await new StartBulkRun().handle({
      resource,
      action,
      selection,
      total,
      once: readOnce(ctx),
      actor: staff,
    })
    switch (outcome.type) {
      case 'changed':
        response.status(409)
        return this.#ask(ctx, action, selection, {
          problem: `There were ${request.input('total')} when you were asked; meanwhile the number has changed. Nothing was done.`,
        })
      case 'started':
        return response
          .redirect()
          .status(303)
          .toPath(urlFor('admin.bulk-runs.show', { id: outcome.runId }))
      case 'forbidden':
        throw refusal(ctx)
    }
  }

  async #ask(
    ctx: HttpContext,
    action: BulkAction,
    selection: Selection,
    wrong: { error?: string; problem?: string } = {}
  ) {
    const back = readBack(ctx)
    const bulk = await viewBulk(ctx.resource, action, selection)
    if (isMass(bulk.total) && !hasSignedInRecently(ctx)) {
      return askToSignInAgain(ctx)
    }
    return ctx.view.render('pages/admin/bulk', {
      bulk,
      back,
      listHref: backTo(listPath(ctx.resource), back),
      ...wrong,
    })
  }

  /** Redirects to the list, because no record was selected. */
  #leave(ctx: HttpContext) {
    const { resource, response, session } = ctx
    session.flash('notice', {
      kind: 'error',
      text: `Nothing was done: choose at least one ${resource.noun.one} first.`,
    })
    return response
      .redirect()
      .status(303)
      .toPath(backTo(listPath(resource), readBack(ctx)))
  }
}

/** @throws with status 403 if the role may not run it, or may run none of the resource's actions */
function actionOf(ctx: HttpContext): BulkAction {
  const { request, resource, staff } = ctx
  const allowed = (resource.bulk ?? []).filter(({ permission }) => roleMay(staff.role, permission))
  const wanted = resource.bulk?.find(({ key }) => key === request.input('action'))
  if (allowed.length === 0 || (wanted && !allowed.includes(wanted))) {
    throw refusal(ctx)
  }
  if (!wanted) {
    throw notFound(ctx)
  }
  return wanted
}

function selectionOf(ctx: HttpContext): Selection | null {
  const { ids, all } = ctx.request.body()
  return readSelection(ctx.resource.list, { ids, all, back: readBack(ctx) })
}

/** Whether the number must be typed and a recent sign-in is required. */
function isMass(total: number): boolean {
  return total >= TYPED_FROM
}

/** Reads a number with or without thousands separators. */
function readNumber(typed: unknown): number | null {
  const digits = typeof typed === 'string' ? typed.replace(/[\s.,']/g, '') : ''
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null
}

function readOnce(ctx: HttpContext): string {
  const once = ctx.request.input('once')
  if (typeof once !== 'string' || !/^[0-9a-f-]{36}$/.test(once)) {
    throw new Exception('The form is not one of this page', { status: 400 })
  }
  return once
}

function refusal({ staff }: HttpContext) {
  return new Exception(`The role ${staff.role} may not do this.`, { status: 403 })
}

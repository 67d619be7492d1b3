import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import ArchiveRecord, { type ArchiveOutcome } from '#records/forms/archive_record'
import DeleteRecord, { REASON_LENGTH } from '#records/forms/delete_record'
import type { Deletion } from '#records/declarations/deletion'
import { viewEnding } from '#records/forms/ending_view'
import type { FormDeclaration } from '#records/declarations/form'
import { listPath, recordPath } from '#records/declarations/resource_paths'
import { notFound } from '#http/not_found'
import CountRelated, { RELATED_LIMIT } from '#records/forms/count_related'

/**
 * Deletes, archives and restores records of every resource that declares it. Deleting takes a
 * reason.
 */
export default class RecordEndingsController {
  /** Shows what depends on the record, and asks for a reason if it can be deleted. */
  async confirm(ctx: HttpContext) {
    return this.#ask(ctx, '')
  }

  async destroy(ctx: HttpContext) {
    const { params, request, resource, response, session, staff } = ctx
    const { form, deletion } = deletionOf(ctx)
    const sent: unknown = request.input('reason')
    const reason = typeof sent === 'string' ? sent : ''
    const id = Number(params.id)
    const outcome = await new DeleteRecord().handle({ form, deletion, id, reason, actor: staff })
    switch (outcome.type) {
      case 'invalid':
        response.status(422)
        return this.#ask(ctx, reason, {
          reason:
            reason.trim() === ''
              ? 'A reason is needed'
              : `The reason is longer than ${REASON_LENGTH} characters`,
        })
      case 'blocked':
        response.status(409)
        return this.#ask(ctx, reason)
      case 'deleted':
        session.flash('notice', { kind: 'success', text: `Deleted “${outcome.label}”.` })
        return response.redirect().status(303).toPath(listPath(resource))
      default:
        throw notFound(ctx)
    }
  }

  async archive(ctx: HttpContext) {
    return this.#setArchived(ctx, true)
  }

  async unarchive(ctx: HttpContext) {
    return this.#setArchived(ctx, false)
  }

  async #setArchived(ctx: HttpContext, isArchived: boolean) {
    const { params, resource, response, session, staff } = ctx
    if (!resource.form || !resource.isArchivable) {
      throw notFound(ctx)
    }
    const id = Number(params.id)
    const outcome = await new ArchiveRecord().handle({
      form: resource.form,
      id,
      isArchived,
      actor: staff,
    })
    if (!('label' in outcome)) {
      throw notFound(ctx)
    }
    session.flash('notice', archiveNotice(outcome, isArchived))
    return response.redirect().status(303).toPath(recordPath(resource, id))
  }

  async #ask(ctx: HttpContext, reason: string, errors: Record<string, string> = {}) {
    const { params, resource, view } = ctx
    const { form, deletion } = deletionOf(ctx)
    const row = await form.find(Number(params.id), db.connection())
    if (row === null) {
      throw notFound(ctx)
    }
    const related = await new CountRelated().handle(deletion, row.id, db.connection())
    const obstacle = deletion.obstacle?.(row) ?? null
    return view.render('pages/admin/delete', {
      section: resource.key,
      resourceTitle: resource.title,
      noun: form.noun,
      name: form.label(row),
      listHref: listPath(resource),
      recordHref: recordPath(resource, row.id),
      ending: viewEnding(resource, row),
      related: related.map(({ label, count, blocks }) => ({
        label,
        count: count >= RELATED_LIMIT ? `${RELATED_LIMIT - 1}+` : String(count),
        isInTheWay: blocks && count > 0,
      })),
      obstacle,
      isBlocked: obstacle !== null || related.some(({ blocks, count }) => blocks && count > 0),
      reason,
      reasonLength: REASON_LENGTH,
      errors,
    })
  }
}

/** @throws a 404 if records of the resource cannot be deleted */
function deletionOf(ctx: HttpContext): { form: FormDeclaration; deletion: Deletion } {
  const { form, deletion } = ctx.resource
  if (!form || !deletion) {
    throw notFound(ctx)
  }
  return { form, deletion }
}

function archiveNotice(
  { type, label }: Extract<ArchiveOutcome, { label: string }>,
  isArchived: boolean
) {
  const state = isArchived ? 'archived' : 'not archived'
  if (type === 'unchanged') {
    return { kind: 'info', text: `“${label}” is ${state} already.` }
  }
  return {
    kind: 'success',
    text: isArchived ? `Archived “${label}”. It can be brought back.` : `Brought “${label}” back.`,
  }
}

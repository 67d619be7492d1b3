import type { HttpContext } from '@adonisjs/core/http'
import { addToCount, countAttempt } from '#http/rate_limit'
import { previewTimeByAccount } from '#http/rate_limits'
import { LONGEST_MARKDOWN, renderMarkdown } from '#shared/markdown'
import { listsFromBullets } from '#shared/readable_text'

/**
 * Renders the Markdown of a form that is not saved.
 */
export default class PreviewsController {
  /**
   * The submitted `preview` names the field. What exceeds the length of a field is left out.
   * @throws {TooManyRequestsException} after texts that took too long to render: nothing else runs
   * meanwhile
   */
  async create({ auth, request, view }: HttpContext) {
    const typed: unknown = request.input(String(request.input('preview')))
    const content =
      typeof typed === 'string'
        ? listsFromBullets(typed.replace(/\r\n?/g, '\n')).slice(0, LONGEST_MARKDOWN)
        : ''

    const { id } = auth.getUserOrFail()
    await countAttempt(previewTimeByAccount, id)
    await addToCount(
      previewTimeByAccount,
      cpuTime(() => renderMarkdown(content)),
      id
    )
    return view.render('pages/admin/preview', { content })
  }
}

/** Whole milliseconds that this thread computes for some work. */
function cpuTime(work: () => unknown): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return Math.round((user + system) / 1000)
}

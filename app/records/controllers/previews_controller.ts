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
    const { rendered, time } = renderTimed(content)
    await addToCount(previewTimeByAccount, time, id)
    return view.render('pages/admin/preview', { rendered })
  }
}

/**
 * Renders without remembering: what is previewed is seldom seen again.
 * @returns `time` whole milliseconds that this thread computed
 */
function renderTimed(content: string): { rendered: string; time: number } {
  const before = process.threadCpuUsage()
  const rendered = renderMarkdown(content)
  const { user, system } = process.threadCpuUsage(before)
  return { rendered, time: Math.round((user + system) / 1000) }
}

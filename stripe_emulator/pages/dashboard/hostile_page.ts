import { FAULT_KINDS, type Fault } from '#stripe_emulator/hostile/faults'
import { HOLD_PHASES, type HoldPhase } from '#stripe_emulator/hostile/holds'
import type { LoggedRequest } from '#stripe_emulator/hostile/request_log'
import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { actionButton, dashboardPage, empty, pill } from '#stripe_emulator/pages/dashboard/frame'
import { numberField, select } from '#stripe_emulator/pages/dashboard/fields'
import type { PageRequest } from '#stripe_emulator/pages/page'
import { DELIVERY_MODES, type DeliveryModeName } from '#stripe_emulator/webhooks/delivery_mode'

const path = '/dashboard/hostile'
const SHOWN_CALLS = 30

const MODE_LABELS: Record<DeliveryModeName, string> = {
  normal: 'Delivered normally',
  off: 'Not delivered',
  hold: 'Held until you send them below',
  twice: 'Delivered twice at once',
  shuffle: 'Delivered out of order',
  delay: 'Delivered late',
  truncate: 'Delivered with half of the body',
  wrong_signature: 'Signed with a wrong secret',
  old_signature: 'Signed 15 minutes ago, as a wrong clock sees it',
}

const PHASE_LABELS: Record<HoldPhase, string> = {
  before: 'Before it is executed',
  after: 'After it is executed, before the answer',
}

/** Sets the faults of webhooks and API calls, and shows the latest calls. */
export function hostilePage(request: PageRequest): PageAnswer {
  const { world } = request
  const held = world.store.deliveries.filter((delivery) => delivery.state === 'held').length
  return dashboardPage(
    request,
    path,
    html`<section>
        <h2>Webhooks</h2>
        ${deliveryForm(world.courier.mode.name)}
        ${
          held > 0 &&
          actionButton('flush', `Send ${held} held`, path, {
            input: select('order', 'Order', ['fifo', 'lifo', 'shuffle'], 'fifo'),
          })
        }
      </section>
      <section>
        <h2>Faults of API calls</h2>
        ${faultForm()} ${faultList(world.faults.list())}
      </section>
      <section>
        <h2>Held API calls</h2>
        ${holdForm()}
        ${
          world.holds.size > 0 &&
          actionButton('release-all', `Release ${world.holds.size} held calls`, path)
        }
      </section>
      <section>
        <h2>Latest API calls</h2>
        ${callTable(world.requests.list().slice(-SHOWN_CALLS).reverse())}
      </section>`
  )
}

function deliveryForm(current: DeliveryModeName): Html {
  return html`<form class="switches" method="post" action="/dashboard/do/delivery">
    <input type="hidden" name="back" value="${path}" />
    ${select('mode', 'Delivery', DELIVERY_MODES, current, MODE_LABELS)}
    ${numberField('times', 'Number (empty: all)')} ${numberField('delayMs', 'Delay in ms')}
    <button type="submit">Save</button>
  </form>`
}

function faultForm(): Html {
  return html`<form class="switches" method="post" action="/dashboard/do/fault">
    <input type="hidden" name="back" value="${path}" />
    ${callFields()} ${select('kind', 'Fault', FAULT_KINDS, 'status')}
    ${numberField('status', 'Status', 500)} ${numberField('times', 'Number of calls', 1)}
    ${numberField('delayMs', 'Delay in ms')}
    <label>Code of the error <input name="code" /></label>
    <label>Message of the error <input name="message" /></label>
    <button type="submit">Add</button>
  </form>`
}

function holdForm(): Html {
  return html`<form class="switches" method="post" action="/dashboard/do/hold">
    <input type="hidden" name="back" value="${path}" />
    ${callFields()} ${select('phase', 'When', HOLD_PHASES, 'after', PHASE_LABELS)}
    <button type="submit">Hold the next call</button>
  </form>`
}

/** The fields that select API calls. */
function callFields(): Html {
  return html`${select('method', 'Method', ['', 'GET', 'POST', 'DELETE'], '')}
    <label>Path starts with <input name="path" required value="/v1/checkout/sessions" /></label>`
}

function faultList(faults: readonly Fault[]): Html {
  if (faults.length === 0) {
    return empty('No faults are set.')
  }
  return html`<ul class="faults">
      ${faults.map(
        (fault) =>
          html`<li>
            ${pill(fault.kind === 'status' ? String(fault.status ?? 500) : fault.kind, 'bad')}
            <code>${fault.method ?? 'any'} ${fault.path}</code>, ${fault.left} left
          </li>`
      )}
    </ul>
    ${actionButton('clear-faults', 'Clear', path)}`
}

function callTable(calls: LoggedRequest[]): Html {
  if (calls.length === 0) {
    return empty('No calls yet.')
  }
  return html`<div class="scroll" tabindex="0" role="region" aria-label="List">
    <table>
      <thead>
        <tr>
          <th scope="col">Call</th>
          <th scope="col">Answer</th>
          <th scope="col">Idempotency key</th>
        </tr>
      </thead>
      <tbody>
        ${calls.map(
          (call) =>
            html`<tr>
              <td><code>${call.method} ${call.path}</code></td>
              <td>
                ${pill(String(call.status ?? 'none'), (call.status ?? 500) < 400 ? 'good' : 'bad')}
              </td>
              <td><code>${call.idempotencyKey}</code></td>
            </tr>`
        )}
      </tbody>
    </table>
  </div>`
}

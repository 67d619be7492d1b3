import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { actionButton, dashboardPage, empty, pill } from '#stripe_emulator/pages/dashboard/frame'
import { settingsForm } from '#stripe_emulator/pages/dashboard/settings_form'
import type { PageRequest } from '#stripe_emulator/pages/page'
import type { World } from '#stripe_emulator/world'

const path = '/dashboard/settings'

/** Changes how the local Stripe behaves, its webhook endpoints and restricted keys. */
export function settingsPage(request: PageRequest): PageAnswer {
  const { world } = request
  return dashboardPage(
    request,
    path,
    html`<section>
        <h2>Behaviour</h2>
        ${settingsForm(world.settings, path)}
      </section>
      <section>
        <h2>Webhook endpoints</h2>
        ${endpointList(world)} ${actionButton('thin-event', 'Send a thin event', path)}
      </section>
      <section>
        <h2>Restricted keys</h2>
        ${keyForm()} ${keyList(world)}
      </section>`
  )
}

function endpointList({ store }: World): Html {
  const endpoints = store.webhookEndpoints.all()
  return endpoints.length === 0
    ? empty('No webhook endpoints.')
    : html`<ul class="faults">
        ${endpoints.map(
          ({ id, url, status }) =>
            html`<li>
              ${pill(status, status === 'enabled' ? 'good' : 'bad')} <code>${url}</code>
              ${
                status === 'enabled'
                  ? actionButton('disable-endpoint', 'Disable', path, { fields: { id } })
                  : actionButton('enable-endpoint', 'Enable', path, { fields: { id } })
              }
            </li>`
        )}
      </ul>`
}

function keyForm(): Html {
  return html`<form class="switches" method="post" action="/dashboard/do/create-key">
    <input type="hidden" name="back" value="${path}" />
    <label
      >Rights, with spaces between
      <input name="rights" required value="rak_checkout_session_write rak_customer_write"
    /></label>
    <button type="submit">Create a key</button>
  </form>`
}

function keyList({ store }: World): Html {
  const keys = store.restrictedKeys.all()
  return keys.length === 0
    ? empty('No restricted keys.')
    : html`<ul class="faults">
        ${keys.map(({ id, rights }) => html`<li><code>${id}</code> ${rights.join(', ')}</li>`)}
      </ul>`
}

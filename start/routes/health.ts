/*
|--------------------------------------------------------------------------
| Health
|--------------------------------------------------------------------------
|
| No session, no host check: whoever watches the store may know only an
| address.
|
*/

import router from '@adonisjs/core/services/router'

const HealthController = () => import('#operations/controllers/health_controller')

router.get('/health/live', [HealthController, 'live']).as('health.live')
router.get('/health/ready', [HealthController, 'ready']).as('health.ready')

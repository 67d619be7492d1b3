/*
|--------------------------------------------------------------------------
| Health
|--------------------------------------------------------------------------
|
| No session and no host check, because a monitor may know only the IP
| address.
|
*/

import router from '@adonisjs/core/services/router'

const HealthController = () => import('#operations/controllers/health_controller')

router.get('/health/live', [HealthController, 'live']).as('health.live')
router.get('/health/ready', [HealthController, 'ready']).as('health.ready')

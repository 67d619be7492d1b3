import './store/payment_watch'
import './store/submit_once'

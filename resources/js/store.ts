import './store/payment_watch'
import './store/submit_once'
import './store/buy_bar'

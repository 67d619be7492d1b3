import './store/submit_once'

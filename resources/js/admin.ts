import './admin/slug_field'
import './admin/submit_once'
import './admin/unsaved_guard'
import './admin/upload_progress'

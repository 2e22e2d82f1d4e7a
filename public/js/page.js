// What every page does by itself: follows the desk where it is marked to, and moves the focus to what went wrong.
import { follow } from './live.js'

document.getElementById('error-summary')?.focus()
follow()

// Proposes the browser's own time zone where the person has said none. It is only chosen in the form: nothing is sent by this.

const choice = document.querySelector('[data-zone-choice]')
const own = Intl.DateTimeFormat().resolvedOptions().timeZone

if (choice && choice.value === '' && own && [...choice.options].some(({ value }) => value === own)) {
  choice.value = own
  document.querySelector('[data-zone-proposed]').hidden = false
}

// A newer version may come in while somebody reads this one. The page shows it, but never moves an Accept under a finger: the acts
// stay with the version they were drawn from, are closed, and lead to what is new.

document.addEventListener('refreshed', () => {
  const acts = document.getElementById('acts')
  const latest = document.getElementById('head')?.dataset.latest
  if (!acts || latest === undefined || acts.dataset.version === latest) return
  for (const control of acts.querySelectorAll('button, select, input, a.button')) {
    if ('disabled' in control) control.disabled = true
    else control.hidden = true
  }
  document.getElementById('newer').hidden = false
})

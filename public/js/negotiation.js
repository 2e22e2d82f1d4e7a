// Something may happen to a negotiation while somebody reads it. The page shows it, but never moves an Accept under a finger: the acts
// stay with what they were drawn from, are closed, and lead to what is new.

document.addEventListener('refreshed', () => {
  const acts = document.getElementById('acts')
  const newer = document.getElementById('newer')
  const stands = document.getElementById('head')?.dataset.stands
  if (!acts || !newer || stands === undefined || acts.dataset.stands === stands) return
  for (const act of newer.parentElement.children) act.hidden = act !== newer
})

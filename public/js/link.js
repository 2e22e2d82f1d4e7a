// Linking a wallet: the message is shown in words first, then the wallet is asked to sign it (EIP-4361).
import { askDesk, choice, showState, showTrouble } from './act-state.js'
import { chooseAccount, connect, pickWallet, signMessage } from './wallet.js'
import { page, say } from './words.js'

const ready = page.demoRpc === '' ? Promise.resolve() : import('./demo-wallet.js')

const form = document.querySelector('form[data-link]')
const place = form.querySelector('.act-state')
form.addEventListener('submit', (event) => {
  event.preventDefault()
  void link()
})

async function link() {
  if ('busy' in form.dataset) return
  form.dataset.busy = ''
  try {
    await ready
    const provider = await pickWallet((wallets) => choice(place, wallets))
    showState(place, 'connecting')
    const account = await accountToLink(provider)
    const asked = await askDesk(form.getAttribute('action'), token(), { address: account })
    await understood(asked)
    window.dispatchEvent(new CustomEvent('hashdesk:asking', { detail: asked }))
    showState(place, 'asking', asked)
    const signature = await signMessage(provider, account, asked.message)
    showState(place, 'reporting')
    await askDesk(form.dataset.proof, token(), { message: asked.message, signature })
    location.assign(form.dataset.back === '/' ? location.pathname : form.dataset.back)
  } catch (error) {
    showTrouble(place, error, { again: () => link() })
  } finally {
    delete form.dataset.busy
  }
}

/** One that is not linked yet, if the wallet has another to offer. */
async function accountToLink(provider) {
  const linked = [...document.querySelectorAll('[data-linked]')].map(({ dataset }) => dataset.linked.toLowerCase())
  const account = await connect(provider)
  if (!linked.includes(account.toLowerCase())) return account
  await chooseAccount(provider)
  return connect(provider)
}

/** Shows the message in words, and waits until the person wants the wallet to be asked. */
function understood({ title, note, rows }) {
  return new Promise((resolve) => {
    const ways = [{ label: say('wallet.goOn'), act: resolve }]
    showState(place, 'readFirst', {}, { title, note, rows, ways })
    place.querySelector('button').focus()
  })
}

function token() {
  return form.elements._csrf.value
}

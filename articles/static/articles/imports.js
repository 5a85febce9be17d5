/* Renew the state of a file that is being worked on, until the work has ended. */

"use strict"

;(() => {
  const EVERY = 1500 // milliseconds

  async function renew() {
    const shown = document.getElementById("import-state")
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } })
      const page = new DOMParser().parseFromString(await answer.text(), "text/html")
      const state = page.getElementById("import-state")
      if (!state || !("isWorking" in state.dataset)) return location.reload()
      if (!isSame(shown, state)) shown.replaceWith(state)
    } catch {
      // The network is away for now.
    }
    setTimeout(renew, EVERY)
  }

  const isSame = (one, other) => one.textContent === other.textContent

  setTimeout(renew, EVERY)
})()

/* Refresh the state of an upload until the work on it has ended. */

"use strict"

;(() => {
  const INTERVAL = 1500 // milliseconds

  async function refresh() {
    const current = document.getElementById("import-state")
    try {
      // No use of the session: nobody needs to sit before the page.
      const headers = { Accept: "text/html", "X-Background": "1" }
      const response = await fetch(location.href, { headers })
      const page = new DOMParser().parseFromString(await response.text(), "text/html")
      const state = page.getElementById("import-state")
      if (!state || !("isWorking" in state.dataset)) return location.reload()
      if (!isSame(current, state)) current.replaceWith(state)
    } catch {
      // The network is down for now.
    }
    setTimeout(refresh, INTERVAL)
  }

  const isSame = (one, other) => one.textContent === other.textContent

  setTimeout(refresh, INTERVAL)
})()

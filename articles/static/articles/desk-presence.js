/* Report to the server that the article is open here, and show who else has it open. */

"use strict"

;(() => {
  const { root } = desk
  const url = root.dataset.presence
  if (!url) return
  const isWritable = "isWritable" in root.dataset
  const line = document.getElementById("desk-here")
  let timer = 0
  let isReported = false

  function buildBody(fields) {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    body.append("csrfmiddlewaretoken", desk.getCsrfToken())
    return body
  }

  /** Report that the page is open, and again in 20 seconds. */
  async function report() {
    clearTimeout(timer)
    if (document.hidden) return
    try {
      const body = buildBody(isReported ? {} : { opened: "1" })
      const response = await fetch(url, { method: "POST", body, redirect: "manual" })
      if (isSignedOut(response)) return desk.showNotice("signed-out", desk.formatText("signed_out"))
      desk.showNotice("signed-out", "")
      if (response.ok) showState(await response.json())
    } catch {
      // The network is down for now.
    }
    clearTimeout(timer)
    timer = setTimeout(report, 20_000)
  }

  const isSignedOut = (response) => response.type === "opaqueredirect" || response.status === 403

  function showState({ others, newest }) {
    isReported = true
    const text = others.length ? desk.formatText("here", { names: others.join(", ") }) : ""
    if (line.textContent !== text) line.textContent = text
    const isNewer = newest && newest.number > Number(root.dataset.opened)
    desk.showNotice("newer", isNewer ? formatNewer(newest) : "")
  }

  function formatNewer({ number, by, is_mine: isMine }) {
    if (!isWritable) return desk.formatText("newer_read_only", { who: by, number })
    return desk.formatText(isMine ? "newer_of_mine" : "newer", { who: by, number })
  }

  document.addEventListener("visibilitychange", report)
  addEventListener("pagehide", () => navigator.sendBeacon(url, buildBody({ left: "1" })))
  report()
})()

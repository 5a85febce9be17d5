/* Tell the server that somebody looks at the piece, and the person who else does. */

"use strict"

;(() => {
  const { told } = desk
  const address = told.dataset.presence
  if (!address) return
  const isWritable = "isWritable" in told.dataset
  const here = document.getElementById("desk-here")
  let next = 0
  let isOpened = false

  function message(fields) {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    body.append("csrfmiddlewaretoken", desk.csrfToken())
    return body
  }

  /** Tell that the page is looked at, and again in 20 seconds. */
  async function tell() {
    clearTimeout(next)
    if (document.hidden) return
    try {
      const body = message(isOpened ? {} : { opened: "1" })
      const answer = await fetch(address, { method: "POST", body, redirect: "manual" })
      if (isSignedOut(answer)) return desk.notice("signed-out", desk.say("signed_out"))
      desk.notice("signed-out", "")
      if (answer.ok) show(await answer.json())
    } catch {
      // The network is away for now.
    }
    clearTimeout(next)
    next = setTimeout(tell, 20_000)
  }

  const isSignedOut = (answer) => answer.type === "opaqueredirect" || answer.status === 403

  function show({ others, newest }) {
    isOpened = true
    const text = others.length ? desk.say("here", { names: others.join(", ") }) : ""
    if (here.textContent !== text) here.textContent = text
    const isNewer = newest && newest.number > Number(told.dataset.opened)
    desk.notice("newer", isNewer ? newer(newest) : "")
  }

  function newer({ number, by, is_mine: isMine }) {
    if (!isWritable) return desk.say("newer_to_read", { who: by, number })
    return desk.say(isMine ? "newer_of_mine" : "newer", { who: by, number })
  }

  document.addEventListener("visibilitychange", tell)
  addEventListener("pagehide", () => navigator.sendBeacon(address, message({ left: "1" })))
  tell()
})()

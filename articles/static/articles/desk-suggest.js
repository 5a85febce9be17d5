/* Suggest names while one is typed, from the address that the field names. */

"use strict"

;(() => {
  let soon = 0
  let asked = ""

  async function suggest(input) {
    asked = input.value.trim()
    if (asked.length < 2) return
    const term = asked
    try {
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ term })}`)
      if (!answer.ok || answer.redirected) return
      const { names } = await answer.json()
      if (term === asked) input.list.replaceChildren(...names.map((name) => new Option("", name)))
    } catch {
      // A name can be typed without suggestions.
    }
  }

  desk.form.addEventListener("input", ({ target }) => {
    if (!target.dataset.suggest) return
    clearTimeout(soon)
    soon = setTimeout(() => suggest(target), 250)
  })
})()

/* Suggest names while one is typed, from the URL in the field's data-suggest. */

"use strict"

;(() => {
  let timer = 0
  let latestTerm = ""

  async function suggest(input) {
    latestTerm = input.value.trim()
    if (latestTerm.length < 2) return
    const term = latestTerm
    try {
      const response = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ term })}`)
      if (!response.ok || response.redirected) return
      const { names } = await response.json()
      if (term === latestTerm) input.list.replaceChildren(...names.map((name) => new Option("", name)))
    } catch {
      // A name can be typed without suggestions.
    }
  }

  desk.form.addEventListener("input", ({ target }) => {
    if (!target.dataset.suggest) return
    clearTimeout(timer)
    timer = setTimeout(() => suggest(target), 250)
  })
})()

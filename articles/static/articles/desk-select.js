/* Give select2's boxes what they lack for who cannot see them. */

"use strict"

// Ready after autocomplete.js, which has made the boxes then.
django.jQuery(() => {
  for (const select of desk.form.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling
    const label = select.labels[0]
    const name = label?.textContent.trim().replace(/:$/, "") ?? ""
    box?.querySelector(".select2-search__field")?.setAttribute("aria-label", name)
    box?.querySelector("ul.select2-selection__rendered")?.setAttribute("role", "presentation")
    const single = box?.querySelector(".select2-selection--single")
    if (single && label) nameSingle(single, label, select)
  }
})

/** Name the box of one choice by its label and by what is chosen, which may be nothing. */
function nameSingle(single, label, select) {
  const shown = single.querySelector(".select2-selection__rendered")
  label.id ||= `${select.id}-label`
  single.setAttribute("aria-labelledby", `${label.id} ${shown.id}`)
  shown.setAttribute("aria-labelledby", label.id)
}

/* Give select2's boxes the labels and roles that screen readers need. */

"use strict"

// Runs after autocomplete.js, which makes the boxes.
django.jQuery(() => {
  for (const select of desk.form.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling
    const label = select.labels[0]
    const name = label?.textContent.trim().replace(/:$/, "") ?? ""
    box?.querySelector(".select2-search__field")?.setAttribute("aria-label", name)
    box?.querySelector("ul.select2-selection__rendered")?.setAttribute("role", "presentation")
    const single = box?.querySelector(".select2-selection--single")
    if (single && label) labelSingle(single, label, select)
  }
})

/** Label the box of a single choice by its label and by the chosen option, if any. */
function labelSingle(single, label, select) {
  const rendered = single.querySelector(".select2-selection__rendered")
  label.id ||= `${select.id}-label`
  single.setAttribute("aria-labelledby", `${label.id} ${rendered.id}`)
  rendered.setAttribute("aria-labelledby", label.id)
}

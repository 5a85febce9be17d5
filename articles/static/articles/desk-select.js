/* Give select2's boxes what they lack for who cannot see them. */

"use strict"

// Ready after autocomplete.js, which has made the boxes then.
django.jQuery(() => {
  for (const select of desk.form.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling
    const label = select.labels[0]?.textContent.trim().replace(/:$/, "") ?? ""
    box?.querySelector(".select2-search__field")?.setAttribute("aria-label", label)
    box?.querySelector("ul.select2-selection__rendered")?.setAttribute("role", "presentation")
  }
})

/* Says on the page when the browser gave no passkey; django-allauth only writes it to the console. */
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-error").hidden = false;
});

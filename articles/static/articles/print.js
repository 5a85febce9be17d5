// Writes the day of printing into the printout: a cached page does not know it.

"use strict";

addEventListener("beforeprint", () => {
  const { lang } = document.documentElement;
  const locale = lang === "en" ? "en-GB" : lang; // the day first, as everywhere on the page
  const today = new Date().toLocaleDateString(locale, { dateStyle: "long" });
  document.getElementById("printed-on").textContent = `· ${today}`;
});

// Tells, on paper alone, on which day a piece was printed: a page that is kept cannot know.

"use strict";

addEventListener("beforeprint", () => {
  const { lang } = document.documentElement;
  const place = lang === "en" ? "en-GB" : lang; // the day first, as everywhere on the page
  const today = new Date().toLocaleDateString(place, { dateStyle: "long" });
  document.getElementById("printed-on").textContent = `· ${today}`;
});

/* What is to be read before one signs is read out by the telephone itself; where it has no voice the button does not appear. */
(() => {
  "use strict";
  const button = document.getElementById("aloud"), text = document.querySelector(".to-read");
  if (!button || !text || !window.speechSynthesis || !window.SpeechSynthesisUtterance) return;
  const voice = window.speechSynthesis, begin = button.textContent;
  let reading = false;
  const ended = () => { reading = false; button.textContent = begin; };
  button.hidden = false;
  button.addEventListener("click", () => {
    voice.cancel();
    if (reading) return ended();
    reading = true;
    button.textContent = button.dataset.stop;
    const lines = [...text.querySelectorAll("h2, p")].map(line => line.textContent.trim()).filter(Boolean);
    lines.forEach((line, n) => {
      const said = new SpeechSynthesisUtterance(line);
      said.lang = "zh-CN";
      said.rate = 0.85;
      if (n === lines.length - 1) said.onend = ended;
      said.onerror = ended;
      voice.speak(said);
    });
  });
  addEventListener("pagehide", () => voice.cancel());
})();

/* The field in which one signs: strokes are kept as points of a field of fixed size, so that turning, scrolling or resizing the
   screen loses nothing and moves nothing. Without this script one signs on paper. */
(() => {
  "use strict";
  const pad = document.getElementById("pad"), form = document.getElementById("sign");
  if (!pad || !pad.getContext) return;
  const width = +pad.dataset.width, height = +pad.dataset.height, field = form.elements.drawing;
  let strokes = [], stroke = null;
  try { strokes = JSON.parse(field.value || "[]"); } catch (fault) { /* begun anew */ }
  function place(event) {
    const box = pad.getBoundingClientRect();
    const clip = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [clip((event.clientX - box.left) / box.width * width, width), clip((event.clientY - box.top) / box.height * height, height)];
  }
  function draw() {
    const box = pad.getBoundingClientRect(), fine = window.devicePixelRatio || 1;
    pad.width = Math.round(box.width * fine);
    pad.height = Math.round(box.height * fine);
    const pen = pad.getContext("2d");
    pen.scale(pad.width / width, pad.height / height);
    pen.lineWidth = 9;
    pen.lineCap = pen.lineJoin = "round";
    for (const one of strokes) {
      pen.beginPath();
      one.forEach(([x, y], n) => n ? pen.lineTo(x, y) : pen.moveTo(x, y));
      pen.stroke();
    }
    field.value = JSON.stringify(strokes);
  }
  pad.addEventListener("pointerdown", event => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    stroke = [place(event)];
    strokes.push(stroke);
  });
  pad.addEventListener("pointermove", event => {
    if (!stroke) return;
    for (const one of event.getCoalescedEvents ? event.getCoalescedEvents() : [event]) stroke.push(place(one));
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { stroke = null; draw(); });
  document.getElementById("wipe").addEventListener("click", () => { strokes = []; draw(); });
  new ResizeObserver(draw).observe(pad);
  draw();
})();

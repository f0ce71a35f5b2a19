/* Shows the card to the camera: one frame every second is sent, the number comes back. */
(() => {
  "use strict";
  const place = document.querySelector("[data-card-camera]");
  if (!place || !navigator.mediaDevices) return;
  const form = document.querySelector("form[data-keypad]");
  const video = place.querySelector("video");
  const says = place.querySelector("[role=status]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let stream = null;
  place.hidden = false;
  const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; video.hidden = true; };
  const look = async () => {
    if (!stream) return;
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    const frame = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    const data = new FormData();
    data.append("frame", frame, "frame.jpg");
    const answer = await fetch(place.dataset.cardCamera, { method: "POST", body: data, headers: { "X-CSRFToken": token } }).catch(() => null);
    const { number } = answer?.ok ? await answer.json() : { number: "" };
    if (number) { stop(); form.querySelector("[name=number]").value = number; form.requestSubmit(); return; }
    says.textContent = place.dataset.none;
    if (answer?.status === 429) { stop(); says.textContent = place.dataset.closed; return; }
    setTimeout(look, 1000);
  };
  place.querySelector("button").addEventListener("click", async () => {
    if (stream) { stop(); return; }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      look();
    } catch { stop(); says.textContent = place.dataset.closed; }
  });
  addEventListener("pagehide", stop);
})();

/* A camera beside every field that takes a photo: the frame goes into that very field, as a file would. */
(() => {
  "use strict";
  // Where pages are put in order, one field adds them all; else each page has a field of its own.
  const every = [...document.querySelectorAll("input[type=file][capture]")];
  const adding = every.filter((input) => "add" in input.dataset);
  const fields = adding.length ? adding : every;
  const words = document.querySelector("#camera-words")?.content.firstElementChild;
  if (!fields.length || !words || !navigator.mediaDevices) return;
  const box = words;
  document.body.append(box);
  const video = box.querySelector("video");
  const shot = box.querySelector("canvas");
  const says = box.querySelector("[role=status]");
  const button = (name) => box.querySelector(`[data-${name}]`);
  const openers = new Map();
  let stream = null;
  let field = null;

  const show = (taken) => {
    video.hidden = taken;
    shot.hidden = !taken;
    ["take"].forEach((name) => { button(name).hidden = taken; });
    ["again", "turn", "keep", "next"].forEach((name) => { button(name).hidden = !taken; });
    if (!("add" in field.dataset) && fields.indexOf(field) === fields.length - 1) button("next").hidden = true;
    (taken ? button("keep") : button("take")).focus();
  };
  const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; };
  const begin = async (input) => {
    field = input;
    says.textContent = "";
    if (!box.open) box.showModal();
    box.querySelector("h2").textContent = input.labels[0]?.innerText || "";
    show(false);
    try {
      stream ||= await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 }, height: { ideal: 1440 } } });
      video.srcObject = stream;
      await video.play();
    } catch { says.textContent = says.dataset.closed; }
  };
  const take = () => {
    if (!video.videoWidth) return;
    shot.width = video.videoWidth;
    shot.height = video.videoHeight;
    shot.getContext("2d").drawImage(video, 0, 0);
    show(true);
  };
  const turn = () => {
    const copy = document.createElement("canvas");
    copy.width = shot.height;
    copy.height = shot.width;
    const pen = copy.getContext("2d");
    pen.translate(copy.width, 0);
    pen.rotate(Math.PI / 2);
    pen.drawImage(shot, 0, 0);
    shot.width = copy.width;
    shot.height = copy.height;
    shot.getContext("2d").drawImage(copy, 0, 0);
  };
  const keep = async () => {
    const blob = await new Promise((done) => { shot.toBlob(done, "image/jpeg", 0.92); });
    const files = new DataTransfer();
    files.items.add(new File([blob], "page.jpg", { type: "image/jpeg" }));
    field.files = files.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    if ("add" in field.dataset) return;
    const seen = field.parentElement.querySelector(".counter-shot") || document.createElement("canvas");
    seen.className = "counter-shot";
    seen.width = 240;
    seen.height = Math.round((240 * shot.height) / shot.width);
    seen.getContext("2d").drawImage(shot, 0, 0, seen.width, seen.height);
    field.after(seen);
  };
  const close = () => { stop(); box.close(); };
  button("take").addEventListener("click", take);
  button("again").addEventListener("click", () => show(false));
  button("turn").addEventListener("click", turn);
  button("keep").addEventListener("click", async () => { await keep(); close(); openers.get(field).focus(); });
  button("next").addEventListener("click", async () => {
    await keep();
    const next = "add" in field.dataset ? field : fields[fields.indexOf(field) + 1];
    next.closest("details")?.setAttribute("open", "");
    begin(next);
  });
  button("leave").addEventListener("click", close);
  box.addEventListener("close", stop);
  addEventListener("pagehide", stop);
  fields.forEach((input) => {
    const open = document.createElement("button");
    open.type = "button";
    open.className = "button button--quiet";
    open.dataset.openCamera = "";
    open.textContent = box.dataset.open;
    open.addEventListener("click", () => begin(input));
    (input.closest("label.photo-add") || input).before(open);
    openers.set(input, open);
    input.closest(".touch-only")?.classList.remove("touch-only");
  });
})();

/* Photos of a paper in their order: several at once, sent in pieces as they come, moved, taken again, taken out.
   Without this file the numbered fields of the form do the same, one photo each. */
(() => {
  "use strict";
  const box = document.querySelector("[data-photos]");
  if (!box) return;
  const form = box.closest("form");
  const list = box.querySelector("ol");
  const model = box.querySelector("template");
  const words = box.querySelector("[role=status]");
  const most = Number(box.dataset.most);
  const slots = [...form.querySelectorAll("[name^=kept_]")];
  const pages = [...form.querySelectorAll("[name^=page_]")];
  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const send = window.vaultPieces({ address: box.dataset.uploads, token, failed: box.dataset.failed, remembers: false });
  const said = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  const say = (text) => { words.textContent = text; };
  let photos = [];
  let replaced = null;
  let leaving = null;
  let queue = Promise.resolve();

  const thumbnail = async (file, place) => {
    try {
      const picture = await createImageBitmap(file, { resizeHeight: 240, resizeQuality: "medium" });
      const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
      canvas.getContext("2d").drawImage(picture, 0, 0);
      const image = Object.assign(document.createElement("img"), { alt: "", className: "thumbnail__picture", src: canvas.toDataURL("image/jpeg", 0.7) });
      place.replaceChildren(image);
    } catch { /* a picture this browser cannot draw, HEIC often: the pictogram stays */ }
  };

  const number = () => {
    photos.forEach((photo, index) => {
      const values = { n: index + 1, name: photo.name };
      photo.item.querySelector("[data-number]").textContent = said(box.dataset.page, values);
      photo.item.querySelectorAll("[data-act]").forEach((button) => {
        button.querySelector("span").textContent = said(button.dataset.words, values);
      });
      photo.item.querySelector("[data-act=up]").disabled = index === 0;
      photo.item.querySelector("[data-act=down]").disabled = index === photos.length - 1;
    });
    slots.forEach((slot, index) => { slot.value = photos[index]?.sent || ""; });
    box.querySelectorAll("[data-add]").forEach((each) => { each.closest("label").hidden = photos.length >= most; });
    list.hidden = !photos.length;
  };

  const move = (photo, to) => {
    const from = photos.indexOf(photo);
    if (to < 0 || to >= photos.length || to === from) return;
    photos.splice(to, 0, ...photos.splice(from, 1));
    const before = photos[to + 1]?.item || null;
    list.insertBefore(photo.item, before);
    number();
    say(said(box.dataset.moved, { n: to + 1, total: photos.length }));
  };

  const remove = (photo) => {
    const index = photos.indexOf(photo);
    photo.stop.abort();
    photos = photos.filter((each) => each !== photo);
    photo.item.remove();
    number();
    say(said(box.dataset.removed, { n: index + 1 }));
    (photos[Math.min(index, photos.length - 1)]?.item.querySelector("[data-act=remove]") || box.querySelector("[data-add]")).focus();
  };

  const state = (photo, text, part) => {
    photo.item.querySelector("[data-state]").textContent = text;
    const bar = photo.item.querySelector("progress");
    bar.hidden = part === null;
    if (part !== null) bar.value = part;
  };

  // One at a time: a phone's line is narrow, and what is sent stays sent.
  const post = (photo) => {
    queue = queue.then(async () => {
      if (photo.stop.signal.aborted) return;
      try {
        const show = (part) => state(photo, said(box.dataset.sending, { part }), part);
        photo.sent = await send(photo.file, { signal: photo.stop.signal, show, cut: () => state(photo, box.dataset.cut, null) });
        state(photo, box.dataset.kept, null);
      } catch (error) {
        if (photo.stop.signal.aborted) return;
        photo.failed = true;
        state(photo, error.message, null);
        say(error.message);
      }
      number();
      if (leaving && !waiting()) leave();
    });
  };

  const waiting = () => photos.some((photo) => !photo.sent && !photo.failed);

  const leave = () => {
    const button = leaving;
    leaving = null;
    form.querySelectorAll("button").forEach((each) => each.removeAttribute("aria-busy"));
    if (photos.some((photo) => photo.failed)) { say(box.dataset.again); return; }
    pages.forEach((page) => { page.disabled = true; });
    number();
    delete form.dataset.sent;
    form.requestSubmit(button);
  };

  const line = (name) => {
    const item = model.content.firstElementChild.cloneNode(true);
    item.querySelector("[data-name]").textContent = name;
    return { name, item, sent: "", failed: false, stop: new AbortController() };
  };

  const take = (file) => {
    const photo = line(file.name);
    photo.file = file;
    if (file.size > Number(box.dataset.size) || !file.size) {
      photo.failed = true;
      state(photo, box.dataset.large, null);
    }
    thumbnail(file, photo.item.querySelector("[data-thumbnail]"));
    return photo;
  };

  const arrive = (photo) => {
    wire(photo);
    if (replaced && photos.includes(replaced)) {
      const old = replaced;
      old.stop.abort();
      photos[photos.indexOf(old)] = photo;
      old.item.replaceWith(photo.item);
    } else {
      photos.push(photo);
      list.append(photo.item);
    }
    replaced = null;
    number();
    if (photo.file && !photo.failed) post(photo);
  };

  const add = (files) => {
    const room = replaced ? 1 : most - photos.length;
    const taken = [...files].slice(0, room);
    taken.forEach((file) => arrive(take(file)));
    say(files.length > room ? said(box.dataset.full, { most }) : said(box.dataset.added, { n: taken.length, total: photos.length }));
  };

  const wire = (photo) => {
    const acts = {
      up: () => move(photo, photos.indexOf(photo) - 1),
      down: () => move(photo, photos.indexOf(photo) + 1),
      remove: () => remove(photo),
      retake: () => { replaced = photo; box.querySelector("[data-again]").click(); },
    };
    photo.item.querySelectorAll("[data-act]").forEach((button) => {
      button.addEventListener("click", () => {
        acts[button.dataset.act]();
        if (button.disabled) photo.item.querySelector("[data-act]:not(:disabled)").focus();
        else if (photos.includes(photo)) button.focus();
      });
    });
    drag(photo);
  };

  // By finger or mouse: the grip follows the pointer, and the line takes the place it is over.
  const drag = (photo) => {
    const grip = photo.item.querySelector("[data-grip]");
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      photo.item.classList.add("photo--held");
    });
    grip.addEventListener("pointermove", (event) => {
      if (!grip.hasPointerCapture(event.pointerId)) return;
      const over = photos.findIndex((each) => {
        const { top, bottom } = each.item.getBoundingClientRect();
        return event.clientY >= top && event.clientY <= bottom;
      });
      if (over < 0 || photos[over] === photo) return;
      const { top, height } = photos[over].item.getBoundingClientRect();
      const down = over > photos.indexOf(photo);
      if (down ? event.clientY > top + height / 2 : event.clientY < top + height / 2) {
        move(photo, over);
        // Moving a node in the page lets the pointer go.
        if (!grip.hasPointerCapture(event.pointerId)) grip.setPointerCapture(event.pointerId);
      }
    });
    const drop = () => photo.item.classList.remove("photo--held");
    grip.addEventListener("pointerup", drop);
    grip.addEventListener("pointercancel", drop);
  };

  box.querySelectorAll("input[type=file]").forEach((input) => {
    input.addEventListener("change", () => { add(input.files); input.value = ""; });
    input.addEventListener("cancel", () => { replaced = null; });
  });
  form.addEventListener("submit", (event) => {
    if (!photos.length || !(waiting() || photos.some((photo) => photo.failed))) {
      if (photos.length) pages.forEach((page) => { page.disabled = true; });
      return;
    }
    event.preventDefault();
    leaving = event.submitter;
    event.submitter?.setAttribute("aria-busy", "true");
    if (waiting()) say(box.dataset.waiting); else leave();
  }, { capture: true });
  addEventListener("pageshow", () => { pages.forEach((page) => { page.disabled = false; }); });

  // What a former sending of this form kept comes back in its order.
  // Read first: each photo that arrives writes them all again.
  slots.filter((slot) => slot.value).map((slot) => [slot.dataset.name || "", slot.value]).forEach(([name, sent]) => {
    const photo = line(name);
    photo.sent = sent;
    state(photo, box.dataset.kept, null);
    arrive(photo);
  });
  box.hidden = false;
  form.querySelector("[data-numbered]").hidden = true;
  number();
})();

/* Sends one file in pieces (tus 1.0): a cut line goes on where it stopped. Used by the forms of files and of photos. */
window.vaultPieces = (() => {
  "use strict";
  const PIECE = 2 * 1024 * 1024;
  const PATIENCE = [1, 2, 4, 8, 15, 30];
  const wait = (seconds, signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const soon = () => { clearTimeout(timer); resolve(); };
    addEventListener("online", soon, { once: true });
    signal.addEventListener("abort", soon, { once: true });
  });
  const memory = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;

  /* {address, token, failed, remembers}: where files are announced, the form's token, what to say, and whether to
     look for the same file sent in part before. send() gives the upload's identifier, or throws what to say. */
  return ({ address: door, token, failed, remembers = true }) => async (file, { signal, show, cut }) => {
    const ask = (method, address, headers, body) => fetch(address, {
      method, body, signal, credentials: "same-origin",
      headers: { "X-CSRFToken": token(), "Tus-Resumable": "1.0.0", ...headers },
    });

    // Answers of the server end the matter; a silence does not.
    const insist = async (attempt) => {
      for (let time = 0; ; time += 1) {
        try {
          const answer = await attempt();
          if (answer.status < 500 || answer.status === 507) return answer;
        } catch (error) {
          if (signal.aborted) throw error;
        }
        cut();
        await wait(PATIENCE[Math.min(time, PATIENCE.length - 1)], signal);
        if (signal.aborted) throw new DOMException("stopped", "AbortError");
      }
    };

    const begin = async () => {
      const known = remembers && sessionStorage.getItem(memory(file));
      if (known) {
        const answer = await insist(() => ask("HEAD", known));
        if (answer.ok) return { address: known, offset: Number(answer.headers.get("Upload-Offset")) };
      }
      const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
      const answer = await insist(() => ask("POST", door, { "Upload-Length": file.size, "Upload-Metadata": `filename ${name}` }));
      if (answer.status !== 201) throw new Error(answer.status === 413 ? await answer.text() : failed);
      const address = answer.headers.get("Location");
      if (remembers) sessionStorage.setItem(memory(file), address);
      return { address, offset: 0 };
    };

    const { address, offset } = await begin();
    let place = offset;
    while (place < file.size) {
      show(Math.floor((100 * place) / file.size));
      const from = place;
      const headers = { "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" };
      const answer = await insist(() => ask("PATCH", address, headers, file.slice(from, from + PIECE)));
      if (answer.status === 413) throw new Error(await answer.text());
      if (answer.status !== 204 && answer.status !== 409) throw new Error(failed);
      place = Number(answer.headers.get("Upload-Offset"));
    }
    show(100);
    if (remembers) sessionStorage.removeItem(memory(file));
    return address.match(/([0-9a-f-]{36})\/$/)[1];
  };
})();

/* Passkeys (通行密钥): form[data-passkey="create|get"][data-options] asks a key what the server asks, and sends its answer.

   [data-passkey-ask] begins; [data-passkey-answer] is the hidden input that carries the answer; [data-passkey-said] says why
   it did not work. Binary parts travel as base64url, the way the server's JSON has them. */
const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0)).buffer;
const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const described = (list) => (list ?? []).map((one) => ({ ...one, id: decode(one.id) }));

function asked(form) {
  const options = JSON.parse(form.dataset.options);
  const key = { ...options, challenge: decode(options.challenge) };
  if (form.dataset.passkey === "create") {
    key.user = { ...options.user, id: decode(options.user.id) };
    key.excludeCredentials = described(options.excludeCredentials);
  } else {
    key.allowCredentials = described(options.allowCredentials);
  }
  return { publicKey: key };
}

function answered(credential) {
  const parts = credential.response;
  const response = { clientDataJSON: encode(parts.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (parts[name]) response[name] = encode(parts[name]);
  return JSON.stringify({ id: credential.id, rawId: encode(credential.rawId), type: credential.type, response });
}

function say(form, text) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = text;
  said.hidden = !text;
}

async function ask(form) {
  say(form, "");
  if (!window.PublicKeyCredential) {
    say(form, "这个浏览器不能用通行密钥：请换用较新的浏览器，或用其他方式。");
    return;
  }
  try {
    const made = await navigator.credentials[form.dataset.passkey](asked(form));
    form.querySelector("[data-passkey-answer]").value = answered(made);
    form.requestSubmit();
  } catch {
    say(form, "没有完成：可能取消了、超时了，或这个密钥没有为本系统登记过；请再试一次。");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-passkey-ask]");
  if (button) ask(button.form);
});

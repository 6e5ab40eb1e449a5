/* Upload (上传): drop a file on the zone, know at once if it is too large, watch it go.

   label.upload[data-upload][data-max-bytes] > .icon, span, input[type=file][accept], output, progress[max=100][hidden].
   The native input stays the one that is sent. A file refused here is taken out again, with the reason in the output. */
const SIZES = ["字节", "KB", "MB", "GB"];

function size(bytes) {
  const step = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** step).toLocaleString("zh-CN", { maximumFractionDigits: 1 })} ${SIZES[step]}`;
}

function accepts(input, file) {
  const kinds = input.accept.split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
  const fits = (kind) => (kind.startsWith(".") ? file.name.toLowerCase().endsWith(kind) : new RegExp(`^${kind.replace("*", ".*")}$`).test(file.type));
  return !kinds.length || kinds.some(fits);
}

function fault(zone, input, file) {
  const most = Number(zone.dataset.maxBytes ?? Infinity);
  if (!accepts(input, file)) return `不能上传“${file.name}”：只接受 ${input.accept}`;
  if (file.size > most) return `“${file.name}”有 ${size(file.size)}，超过 ${size(most)}：请拆分或压缩后再传`;
  return file.size ? "" : `“${file.name}”是空文件：请检查后再传`;
}

function check(input) {
  const zone = input.closest("[data-upload]");
  const files = [...input.files];
  const problem = files.map((file) => fault(zone, input, file)).find(Boolean);
  zone.classList.toggle("is-wrong", Boolean(problem));
  zone.querySelector("output").textContent = problem ?? files.map((file) => `${file.name}（${size(file.size)}）`).join("、");
  if (problem) input.value = "";
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-upload] input[type=file]")) check(event.target);
});

for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const zone = event.target.closest?.("[data-upload]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", name === "dragenter" || name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

document.addEventListener("htmx:xhr:progress", ({ detail }) => {
  const bar = detail.elt.querySelector?.("[data-upload] progress");
  if (!bar || !detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = (100 * detail.loaded) / detail.total;
});

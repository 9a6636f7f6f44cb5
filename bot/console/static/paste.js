// What was pasted is looked at first; only then can it be recorded, just as it was looked at.
const form = document.getElementById("paste");
const record = document.getElementById("record");
const sum = document.getElementById("sum");
const lines = document.getElementById("lines");
const WORDS = { recorded: "记", same: "已经记过", left_out: "不记" };
let seen = null;

form.elements.as_of.value = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

async function send(what, recording) {
  const said = new URLSearchParams({ ...what.said, record: recording ? "1" : "0" });
  const answer = await fetch(`/paste?${said}`, { method: "POST", body: what.body });
  return { ok: answer.ok, found: await answer.json() };
}

function show({ ok, found }, recording) {
  document.getElementById("found").hidden = false;
  lines.replaceChildren();
  record.hidden = true;
  if (!ok) {
    sum.textContent = found.error;
    return;
  }
  const verb = recording ? "已记录" : "认出";
  sum.textContent = `${verb} ${found.recorded} 条，已经记过 ${found.same} 条，不记 ${found.left_out} 条。`;
  for (const line of found.lines) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = line.who && !line.text.includes(line.who) ? `${line.who}：${line.text}` : line.text;
    const what = document.createElement("small");
    what.textContent = WORDS[line.result];
    row.append(name, what);
    lines.append(row);
  }
  record.hidden = recording || !found.recorded;
  record.textContent = `记录这 ${found.recorded} 条`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { group, sender, as_of, text, file } = form.elements;
  const chosen = file.files[0];
  const said = { group: group.value, sender: sender.value, as_of: as_of.value, name: chosen ? chosen.name : "粘贴.txt" };
  seen = { said, body: chosen ?? text.value };
  show(await send(seen, false), false);
});

form.addEventListener("input", () => {
  record.hidden = true;
});

record.addEventListener("click", async () => {
  record.disabled = true;
  show(await send(seen, true), true);
  record.disabled = false;
});

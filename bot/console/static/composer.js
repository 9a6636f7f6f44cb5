// Where one types: text, pictures, files.

import { say, sayFile } from "./api.js";
import { $, el, toast } from "./dom.js";
import * as mention from "./mention.js";
import { isMember, isPrivate, membersOf, person, world } from "./world.js";

const text = $("text");
const form = $("composer");
const wide = matchMedia("(min-width: 601px)");
let waiting = []; // files pasted or dropped, sent with the button
let sending = false;
let onSaid = () => {};
let onSpeaker = () => {};

function fit() {
  if (!wide.matches) {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
  } else text.style.removeProperty("height");
  form.classList.toggle("ready", Boolean(text.value.trim() || waiting.length));
}

async function sendFiles(files) {
  const { as, chat } = world;
  try {
    for (const file of files) onSaid(await sayFile(as, chat, file));
  } catch (error) {
    toast(error.message);
  }
}

async function sendText() {
  const said = text.value.trim();
  if (!said) return;
  try {
    const message = await say(world.as, world.chat, said, mention.mentionedIn(said));
    if (text.value.trim() === said) text.value = "";
    mention.forget();
    onSaid(message);
  } catch (error) {
    toast(error.message);
  }
}

async function send() {
  if (sending || !world.chat || !isMember(world.chat, world.as)) return;
  sending = true;
  const files = waiting;
  keep([]);
  await sendFiles(files);
  await sendText();
  sending = false;
  fit();
  if (wide.matches) text.focus();
}

function keep(files) {
  waiting = files;
  const box = $("pending");
  for (const image of box.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  box.hidden = !files.length;
  box.replaceChildren(...files.map((file) => {
    const drop = el("button", { type: "button", "aria-label": `去掉 ${file.name}`, onclick: () => keep(waiting.filter((one) => one !== file)) }, "✕");
    const shown = file.type.startsWith("image/") ? el("img", { src: URL.createObjectURL(file), alt: file.name }) : el("figcaption", {}, file.name);
    return el("figure", {}, shown, drop);
  }));
  fit();
}

function take(event, data) {
  const files = [...(data?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  keep([...waiting, ...files]);
}

// After another chat or person was picked: may she speak here?
export function refresh() {
  const able = Boolean(world.chat) && isMember(world.chat, world.as);
  for (const control of form.querySelectorAll("textarea, .send, .tools input, .tools button")) control.disabled = !able;
  text.placeholder = able && !isPrivate(world.chat) && wide.matches ? `输入消息，@${world.bot.name} 可以直接问它` : "输入消息";
  const box = $("outside");
  box.hidden = able || !world.chat;
  if (!box.hidden) {
    const others = membersOf(world.chat).slice(0, 3);
    box.replaceChildren(`${person(world.as)?.name ?? ""}不在这个聊天里。`, ...others.map((one) =>
      el("button", { type: "button", onclick: () => onSpeaker(one.id) }, `换成${one.name}`)));
  }
  mention.close();
  fit();
}

export function begin(said, speaker) {
  onSaid = said;
  onSpeaker = speaker;
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  text.addEventListener("input", () => { fit(); mention.refresh(); });
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || mention.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  });
  text.addEventListener("paste", (event) => take(event, event.clipboardData));
  $("chat").addEventListener("dragover", (event) => event.preventDefault());
  $("chat").addEventListener("drop", (event) => take(event, event.dataTransfer));
  for (const id of ["pick-picture", "pick-file"]) {
    $(id).addEventListener("change", async (event) => {
      const files = [...event.target.files];
      event.target.value = "";
      await sendFiles(files);
    });
  }
  $("at").addEventListener("click", (event) => {
    event.stopPropagation();
    text.focus();
    text.setRangeText("@", text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  wide.addEventListener("change", refresh);
}

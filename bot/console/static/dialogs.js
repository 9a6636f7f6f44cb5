// The small windows: a new group, a newcomer, who is in the group.

import { letIn, openRoom } from "./api.js";
import { $, el } from "./dom.js";
import { drawMembers } from "./lists.js";
import { world } from "./world.js";

function choices(dialog, items, checked) {
  dialog.querySelector(".choices").replaceChildren(...items.map(([id, label]) => {
    const box = el("input", { type: "checkbox", name: "chosen", value: id });
    box.checked = checked(id);
    return el("label", {}, box, el("span", {}, label));
  }));
}

// Opens `dialog`; `act(form)` does the work and may throw a sentence, `done` gets its result.
function wire(dialog, act, done) {
  const form = dialog.querySelector("form");
  const wrong = dialog.querySelector(".wrong");
  form.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector(".main");
    button.disabled = true;
    try {
      const made = await act(new FormData(form));
      dialog.close();
      form.reset();
      await done(made);
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}

function show(dialog) {
  const wrong = dialog.querySelector(".wrong");
  if (wrong) wrong.hidden = true;
  dialog.showModal();
}

export function begin(onRoom, onPerson) {
  const room = $("room-dialog");
  const newcomer = $("person-dialog");
  wire(room, (form) => openRoom(form.get("name").trim(), form.getAll("chosen")), onRoom);
  wire(newcomer, (form) => letIn(form.get("name").trim(), form.get("hint").trim(), form.getAll("chosen")), onPerson);
  $("new-room").addEventListener("click", () => {
    choices(room, [...world.people.values()].map((one) => [one.id, one.name]), (id) => id === world.as);
    show(room);
  });
  $("new-person").addEventListener("click", () => {
    choices(newcomer, [...world.rooms.values()].map((one) => [one.id, one.name]), (id) => id === world.chat);
    show(newcomer);
  });
  $("show-members").addEventListener("click", () => {
    drawMembers();
    show($("members-dialog"));
  });
}

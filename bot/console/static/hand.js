// One click puts a push's words on the clipboard; where the browser will not, they are selected to be copied by hand.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.addEventListener("click", async () => {
    const words = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(words.textContent);
      button.textContent = "已复制";
    } catch {
      getSelection().selectAllChildren(words);
      button.textContent = "已选中，请按复制";
    }
  });
}

// Starts the interactive figures of a page, and fetches the script of each only where it stands.
function start() {
  for (const figure of document.querySelectorAll(".figure[data-script]:not(.is-live)")) {
    const script = new URL(`figures/${figure.dataset.script}.js`, import.meta.url);
    figure.classList.add("is-live");
    import(script).then((module) => module.start(figure));
  }
}

// the theme says so when it has put another page in place without a full load
if (window.document$) window.document$.subscribe(start);
else start();

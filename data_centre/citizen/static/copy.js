// The tracking number onto the clipboard, where the browser allows it.
(function () {
  "use strict";
  var button = document.getElementById("copy");
  if (!button || !navigator.clipboard) { return; }
  document.getElementById("copy-row").hidden = false;
  button.addEventListener("click", function () {
    navigator.clipboard.writeText(document.getElementById("tracking").textContent).then(function () {
      button.textContent = button.dataset.done;
    });
  });
}());
